"""What the people whose calls are recorded are told, made from the settings that are in force.

In: settings and shelves. Out: `PublicPage`. No name of a server, model or file stands in it, only its kind.
Not here: how it is shown (api/web/transparency_page.py, models/public_page.py).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from callnotes.retention_rules import retention_of
from callnotes.settings import Settings
from lifecycle import outgoing
from lifecycle.trust_switch import switched
from models.consent_rules import ConsentTable
from models.errors import SettingsError
from models.public_page import PublicPage, PublicSection
from models.retention import Class, LabelPeriods
from models.trust import drafter
from storage.shelves import Shelves


def transparency(settings: Settings, shelves: Shelves) -> PublicPage:
    """Return the page. Raises SettingsError where nobody is named who is responsible, or no way to object."""
    who, contact = settings.transparency_operator, settings.transparency_contact
    if not who or not contact:
        raise SettingsError(
            "The transparency page must say who is responsible and how to object; set "
            "CALLNOTES_TRANSPARENCY_OPERATOR and CALLNOTES_TRANSPARENCY_CONTACT."
        )
    return PublicPage(
        title=f"How {who} records phone calls and makes notes of them",
        sections=(
            _recorded(who, shelves.consent_table()),
            PublicSection(title="What a machine does with it", points=tuple(_machine(settings, shelves))),
            _human(settings),
            PublicSection(title="What is written to our customer database", points=tuple(_written(settings))),
            PublicSection(title="Who else gets something of it", points=tuple(_others(shelves))),
            PublicSection(title="How long it is kept", says=tuple(_kept(settings))),
            _objecting(who, contact),
        ),
        as_of=shelves.clock().astimezone(settings.zone).date(),
    )


def _recorded(who: str, table: ConsentTable) -> PublicSection:
    others = ("For some places, numbers or teams other rules hold.",) if table.rules else ()
    return PublicSection(
        title="What is recorded",
        says=(_RECORDED.format(who=who),),
        points=(f"Where no other rule holds: {table.default.in_words}.", *others, _UNCERTAIN, _DECLINED),
    )


def _machine(settings: Settings, shelves: Shelves) -> Iterator[str]:
    yield "It writes down what was said, and by whom."
    if settings.speech_engine == "remote":
        server = _where(settings.speech_url, "a server that recognises speech")
        yield f"For that the sound is sent to {server}."
    elif settings.speech_url:
        server = _where(settings.speech_url, "a server that recognises speech")
        yield f"That happens on our own machine; the sound of some calls is sent to {server}."
    else:
        yield "That happens on our own machine; the sound is sent nowhere for it."
    yield _CARDS
    yield _PROPOSES
    if settings.extractor == "llm":
        yield _MODEL.format(
            where=_where(settings.llm_url, "a language model"),
            names=", and names, too" if settings.mask_names else "",
        )
    else:
        yield "That is done by fixed rules on our own machine, without a language model."
    yield from _switched(shelves)
    yield "It sorts calls by their subject and by how urgent they seem, for the people who look at them next."
    yield "It decides nothing about you."


def _switched(shelves: Shelves) -> Iterator[str]:
    """Say where a team's notes are made otherwise; no team is named."""
    for kind in sorted({drafter(one.to).engine for one in switched(shelves)}):
        yield _SWITCHED[kind]


def _human(settings: Settings) -> PublicSection:
    undo = settings.undo_minutes
    back = (f"A decision can be taken back for {undo:g} minutes before it takes effect.",) if undo else ()
    return PublicSection(title="What a human decides", says=(_HUMAN, *back))


def _written(settings: Settings) -> Iterator[str]:
    """Say what is written there before a person decided, then, and after it."""
    yield f"The database is {_CUSTOMERS.get(settings.crm, 'on our own machine')}."
    yield _PENDING_NOTE if settings.crm_pending_note else _PENDING_TASK
    yield _CONFIRMED
    if settings.crm != "local" and settings.crm_call_record == "write":
        yield "With that goes a record of the call, where there was none: when, how long, between whom."
    if settings.crm != "local" and settings.crm_recording_url:
        yield "That record says where our people find the recording."
    yield _REJECTED


def _others(shelves: Shelves) -> Iterator[str]:
    told = outgoing.every(shelves)
    if any(one.with_items for one in told):
        yield "Other programs that we connected are told what happens to calls, with the confirmed notes."
    elif told:
        yield "Other programs that we connected are told what happened to a call, and not what was said."
    yield "Beyond what this page names, nothing is passed on by this program."


def _kept(settings: Settings) -> Iterator[str]:
    rules = retention_of(settings)
    parts = {name: rules.days(what) for what, name in _PARTS.items()}
    calls = rules.calls_days
    sooner = {name: days for name, days in parts.items() if days is not None and (not calls or days < calls)}
    for name, days in sooner.items():
        yield f"{name} deleted {_days(days)} after the call came in to us."
    if "The written text is" in sooner or "The notes are" in sooner:
        yield _UNDECIDED
    if calls is not None:
        yield _CALL_GOES.format(days=_days(calls))
    elif sooner:
        yield "All else is kept until a person erases it, or you ask for that."
    else:
        yield _NO_PERIOD
    shorter = [told for one in rules.labels if (told := _of_label(one))]
    if shorter:
        yield f"For some kinds of calls a shorter time holds than else: {'; or '.join(shorter)}."
    if sooner or calls or shorter:
        yield _HELD
    if settings.watch_folders and not settings.watch_delete:
        yield _FOLDER
    yield _SEALED
    yield _IN_CLEAR.format(found=_FOUND[settings.search])


def _of_label(one: LabelPeriods) -> str:
    kept = ((name, one.days(what)) for what, name in (*_PARTS.items(), ("call", "All of a call is")))
    return ", ".join(
        f"{name[0].lower()}{name[1:]} deleted after {_days(days)}" for name, days in kept if days
    )


_PARTS: Final[dict[Class, str]] = {
    "audio": "The sound is",
    "transcript": "The written text is",
    "notes": "The notes are",
}
_UNDECIDED: Final = (
    "A call on which nobody has decided by then is deleted as a whole, and what stood in our customer "
    "database about it is taken out."
)


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"


def _objecting(who: str, contact: str) -> PublicSection:
    return PublicSection(
        title="How to object, and what you can ask for",
        says=(f"Write to or call: {contact}.",),
        points=(
            "You can say at the start of a call, or later, that you do not want it to be recorded.",
            _OPT_OUT,
            f"You can ask {who} what is kept about you, have it corrected, and have it erased.",
            "You can complain to the authority that watches over data protection where you live.",
        ),
    )


_SWITCHED: Final = {
    "llm": "For calls of some of our teams another language model is asked, at the same place.",
    "off": "For calls of some of our teams nothing is proposed; people read the text themselves.",
    "rules": "For calls of some of our teams that is done by fixed rules, without a language model.",
}
_RECORDED: Final = (
    "{who} records phone calls with customers. Of each recorded call the sound is kept, when it was and "
    "how long it took, who of us spoke, your phone number or e-mail address where it is known, and how "
    "consent was given."
)
_UNCERTAIN: Final = "While consent is not certain, nobody and nothing listens to the recording."
_DECLINED: Final = (
    "When consent is declined or withdrawn, the recording and all that was made from it are deleted; that"
    " there was such a call is kept."
)
_CARDS: Final = (
    "Numbers of payment cards, their security codes and expiry dates are removed from the text, and the "
    "recording is made silent where they were said, as far as the machine finds them."
)
_PROPOSES: Final = (
    "It proposes notes: what the call was about, what was promised, what is to be done next and what may "
    "have changed, each with the words that it rests on."
)
_MODEL: Final = (
    "For that the text goes to {where}, after phone numbers, addresses, dates of birth and other personal"
    " numbers were replaced by placeholders{names}."
)
_HUMAN: Final = (
    "What the machine proposes counts only after a named person has looked at it and confirmed, corrected"
    " or rejected it. Without that decision nothing is sent to you, and nothing that we had noted about you "
    "before is changed."
)
_CUSTOMERS: Final = {
    "hubspot": "HubSpot, a customer database that another company runs for us",
    "webhook_csv": "a program of ours that keeps what we know of customers",
}
_PENDING_NOTE: Final = (
    "Before a person has decided: one note with what the machine proposes, marked as not confirmed, and one "
    "task that asks a colleague to look at it. Both stand with your entry there, where we know it is you."
)
_PENDING_TASK: Final = (
    "Before a person has decided: one task that asks a colleague to look at what the machine proposes, and "
    "that holds it, marked as not confirmed. It stands with your entry there, where we know it is you."
)
_CONFIRMED: Final = (
    "After a person has confirmed: the confirmed note, a task for each thing to be done, and what you told "
    "us has changed, such as a new address."
)
_REJECTED: Final = (
    "What a person rejects, and what nobody confirmed when a call is deleted, is emptied and taken out there."
)
_NO_PERIOD: Final = (
    "No period is set after which it ends by itself: it is kept until a person erases it, or you ask for "
    "that."
)
_CALL_GOES: Final = (
    "All that is kept of a call here, sound, text and notes, is deleted {days} after it came in to us; "
    "notes, tasks and changes that a person had confirmed by then stay where they were written."
)
_HELD: Final = "Only while the law or an open claim asks for it, a person can hold something back from that."
_FOLDER: Final = (
    "The telephone system puts recordings into a folder. There they lie as plain files, also after a call "
    "was deleted here, until we delete them by hand; those of calls that are not processed go at once."
)
_SEALED: Final = "Recordings, transcripts and notes are encrypted, each call with a key of its own."
_IN_CLEAR: Final = (
    "In our own database lies in clear, for who can read its files, what is written to the customer database,"
    " such as confirmed notes and tasks{found}."
)
_FOUND: Final = {
    "off": "",
    "notes": ", and what our search finds: the notes with the words that they rest on",
    "transcripts": ", and what our search finds: the notes, and all that was said",
}
_OPT_OUT: Final = (
    "You can opt out: calls with your number or address are then no longer processed, and none of their "
    "sound is kept."
)


def _where(address: str | None, what: str) -> str:
    """Say whose it is, by its address: one of this machine or of a private network is our own."""
    return f"{what} on our own machines" if _is_ours(address) else f"{what} that another company runs"


def _is_ours(address: str | None) -> bool:
    host = urlsplit(address or "").hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or ("." not in host.strip(".") and bool(host))
