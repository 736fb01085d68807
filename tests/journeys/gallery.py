"""A house with something on every page: people, and calls in each state in which a person can meet one.

In: a folder. Out: `Gallery`, with a second house that nobody has entered yet. The calls go through the real
steps, with the words of their scripts in place of what an engine hears; what only happens in passing (half
heard, failed) is noted as the pipeline notes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from callnotes.enqueue import open_queue
from callnotes.sample import load_draft, load_sample
from callnotes.sample.script import Contact, Script, read_script
from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from evals.transcripts import as_written
from lifecycle import (
    attempts,
    cancel,
    drafts,
    intake,
    link,
    links,
    misses,
    people,
    reading,
    refuse,
    review,
    samples,
    signing_in,
    tokens,
    tour,
)
from lifecycle.enqueue import Enqueue
from lifecycle.intake import IntakeLimits
from lifecycle.reading_texts import read_texts
from models.access import Actor, Role
from models.call import CallDetails, Consent, Customer
from models.crm import PutTask
from models.errors import AudioUndecodableError, CrmBusyError, ModelMissingError, SpeechEngineError
from models.review import Decision
from models.samples import SampleRule
from models.stages import Stage
from models.transcript import Coverage, Gap, Transcript, Turn, Word
from storage.shelves import Shelves
from tests.journeys.accepting import accept_all
from tests.journeys.desk import PASSWORD, Desk, open_desk, running, within
from tests.journeys.small_houses import OWNER, small_houses
from tests.lifecycle.trust.furnished import FIRST, SECOND, furnish

ADMIN: Final = "admin@brightwater.example"
AGENT: Final = load_sample().agent
MANAGER: Final = "maria@brightwater.example"
NEWCOMER: Final = "noah@brightwater.example"
#: An admin to whom no calls were granted.
KEEPER: Final = "kim@brightwater.example"
_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"
_LIMITS: Final = IntakeLimits(max_bytes=10_000_000)
_SCRIPTS: Final = Path(__file__).parents[2] / "evals" / "scripts"
PROVEN: Final = "announcement played before the call was connected"

#: Name, how many days before the sample, and the script whose customer called; the last one is on top.
_PASSING: Final = (
    ("cancelled", 2, "hotel"),
    ("refused", 2, "insurance"),
    ("broken", 1, "laptops"),
    ("failed", 1, "delivery"),
    ("consent", 1, "broadband"),
    ("unsure", 1, "billing"),
    ("working", 0, "billing"),
)


@dataclass(frozen=True)
class Gallery:
    """What the pages show: `known` names what stands in their addresses, `sessions` is who is signed in.

    `addresses` says where each house is: the one with everything has no name, `fresh` was entered by nobody.
    """

    desk: Desk
    addresses: dict[str, str]
    known: dict[str, str]
    sessions: dict[str, str]


@contextmanager
def open_gallery(folder: Path) -> Iterator[Gallery]:
    """Start the houses, without workers, and bring people and calls into the one."""
    with (
        open_desk(folder / "house", with_worker=False) as desk,
        open_desk(folder / "fresh", with_worker=False) as fresh_desk,
        small_houses(folder) as small,
    ):
        known, sessions = _furnished(desk)
        known["first_link"] = fresh_desk.first_link.rpartition("/")[2]
        addresses = {"": desk.address, "fresh": fresh_desk.address}
        addresses |= {name: one.address for name, one in small.items()}
        sessions |= {f"{OWNER} {name}": one.session for name, one in small.items()}
        yield Gallery(desk, addresses, known, sessions)


def _furnished(desk: Desk) -> tuple[dict[str, str], dict[str, str]]:
    settings = load_settings(data=desk.folder, environ={"CALLNOTES_TIME_ZONE": load_sample().time_zone})
    with shelves_of(settings) as shelves, open_queue(settings) as enqueue:
        sessions = _bring_people(shelves, desk)
        known = {"call_" + name: call_id for name, call_id in _worked_on(shelves, enqueue, desk).items()}
        known |= {"call_" + name: call_id for name, call_id in _met_in_passing(shelves).items()}
        read_texts(shelves, "notes")
        known["contact"] = reading.call(shelves, known["call_staged"]).contact_id or ""
        known |= _drawn(shelves)
        furnish(shelves)
        known["versions"] = urlencode({"first": FIRST, "second": SECOND})
        known["invitation"] = links.invite(shelves, "olivia@brightwater.example", "agent", by=ADMIN)
    return known, sessions


def _drawn(shelves: Shelves) -> dict[str, str]:
    """Draw a sample that nobody has judged yet, and one that the manager has."""
    actor = Actor(name=MANAGER, role="manager", teams=(load_sample().team,))
    now = shelves.clock()
    rule = SampleRule(seed="gallery", since=now - timedelta(days=9), until=now + timedelta(days=1))
    ways = {name: samples.draw_sample(shelves, rule, actor=actor) for name in ("sample_new", "sample_judged")}
    while (case := samples.next_case(shelves, ways["sample_judged"], actor=actor)) is not None:
        ruling = "wrong_due" if case.place == 1 else "right"
        samples.judge(shelves, ways["sample_judged"], case.place, ruling, actor=actor)
    misses.enter_misses(shelves)
    return ways


def _bring_people(shelves: Shelves, desk: Desk) -> dict[str, str]:
    """Make accounts and tokens, and return a session of each person."""
    teams = (load_sample().team,)
    roles: dict[str, Role] = {ADMIN: "admin", AGENT: "agent", MANAGER: "manager", NEWCOMER: "agent"}
    roles[KEEPER] = "admin"
    sessions: dict[str, str] = {}
    for email, role in roles.items():
        secret = desk.first_link.rpartition("/")[2]
        if email != ADMIN:
            secret = links.invite(shelves, email, role, by=ADMIN)
        account = links.use(shelves, secret, email=email, password=PASSWORD)
        if email != ADMIN:
            people.change(shelves, email, role=role, teams=teams, disabled=False, by=ADMIN)
        if email != NEWCOMER:
            tour.set_seen(shelves, account.actor)
        sessions[email] = signing_in.open_session(shelves, account.id, email, browser=_BROWSER)
    tokens.make_token(shelves, "pbx-hook", ("calls:write",), by=ADMIN)
    tokens.make_token(shelves, "old-report", ("calls:read", "metrics:read"), by=ADMIN)
    tokens.revoke_token(shelves, "old-report", by=ADMIN)
    contact = load_sample().contact
    shelves.embedded_crm().create_contact(
        key="gallery:contact", name=contact.name, phone=contact.phone, email=contact.email
    )
    return sessions


def _worked_on(shelves: Shelves, enqueue: Enqueue, desk: Desk) -> dict[str, str]:
    """Calls that a real worker takes through the steps; it is gone again when this returns."""
    ways = {
        "settled": _take_in(shelves, enqueue, days=2, script=_script("caterer"), sound=b""),
        "stranger": _take_in(shelves, enqueue, days=1, script=_script("dentist"), sound=b""),
        "staged": _take_in(shelves, enqueue, days=0, script=load_sample().script),
    }
    with running(desk.folder, "work") as log:
        for call_id in ways.values():
            within(180, lambda call_id=call_id: _is(shelves, call_id, Stage.STAGED), why=log)  # type: ignore[misc]  # bound now
        contact = _script("caterer").customer
        link.link_contact(shelves, ways["settled"], name=contact.name, by=AGENT, enqueue=enqueue)
        accept_all(shelves, ways["settled"], by=AGENT, enqueue=enqueue)
        within(180, lambda: _is(shelves, ways["settled"], Stage.SETTLED), why=log)
    notes = reading.notes(shelves, ways["staged"])
    assert notes is not None
    now = shelves.clock()
    first, second = notes.promises[0].id, notes.topics[-1].id
    made = (
        Decision(item_id=first, verdict="accept", by=AGENT, at=now),
        Decision(item_id=second, verdict="reject", by=AGENT, at=now),
    )
    review.decide(shelves, ways["staged"], made, by=AGENT, enqueue=enqueue)
    _lose_an_answer(shelves, ways["staged"])
    return ways


def _lose_an_answer(shelves: Shelves, call_id: str) -> None:
    """Leave a record of the call of which nobody knows whether it stands in the CRM."""
    task = PutTask(
        key=f"{call_id}:fu:lost",
        call_id=call_id,
        title="Send the quote",
        body="",
        status="live",
        kind="email",
    )
    lost = CrmBusyError(
        "HubSpot cannot be reached or did not answer in time; the work is kept and tried again."
    )
    for _ in range(3):
        shelves.ledger().intend(task)
        shelves.ledger().failed(task, lost)


def _met_in_passing(shelves: Shelves) -> dict[str, str]:
    """Calls with other customers, in states that no worker leaves them in for long."""
    ways = {
        name: _take_in(
            shelves,
            _nowhere,
            days=days,
            customer=_script(script).customer,
            sound=f"TAG{name}".ljust(128, "\0").encode(),
            proven=name != "consent",
        )
        for name, days, script in _PASSING
    }
    for name in ("working", "failed", "broken"):
        attempts.begin(shelves, ways[name], "process", 1)
    attempts.progress(shelves, ways["working"], "process", done_s=47, total_s=110)
    missing = ModelMissingError("The preview engine is not installed: install the extra named `demo`.")
    broke = SpeechEngineError("The preview engine broke on this recording: choose another engine.")
    for name, error in (("failed", missing), ("broken", broke)):
        attempts.fail(
            shelves,
            ways[name],
            "process",
            1,
            step="transcribe",
            code=error.code,
            message=error.message,
            retryable=error.retryable,
            retry_in_s=600 if error.retryable else None,
        )
    refuse.refuse(
        shelves, ways["refused"], AudioUndecodableError("The recording is empty: send the file again.")
    )
    cancel.cancel(shelves, ways["cancelled"])
    drafts.store_transcript(shelves, _unsure(spoken(_script("billing")), ways["unsure"]))
    return ways


def _take_in(
    shelves: Shelves,
    enqueue: Enqueue,
    *,
    days: int,
    script: Script | None = None,
    customer: Contact | None = None,
    sound: bytes | None = None,
    proven: bool = True,
) -> str:
    """Take a call in that took place these days before the sample's, and return its id.

    `sound` is added to the sample's recording, so that it is another one; an empty one means no recording.
    """
    sample = load_sample()
    contact = customer or (script or sample.script).customer
    started_at = sample.started_at - timedelta(days=days, minutes=23 * days)
    audio = None if sound == b"" else (sample.audio.read_bytes() + (sound or b""),)
    accepted = intake.accept(
        shelves,
        CallDetails(
            agent=AGENT,
            team=sample.team,
            customer=Customer(phone=contact.phone, email=contact.email),
            direction="inbound",
            started_at=started_at,
            agent_channel=sample.agent_channel,
        ),
        Consent(status="announced", by=AGENT, at=started_at, how=PROVEN) if proven else Consent(),
        audio=audio,
        transcript=None if script is None else spoken(script),
        limits=_LIMITS,
        enqueue=enqueue,
    )
    return accepted.call.id


def spoken(script: Script) -> Transcript:
    """Return the script as a transcript whose words can be clicked, their times spread over each turn.

    How loud it is, is known of the sample alone.
    """
    written = as_written(script)
    loudness = load_draft().transcript.loudness if script == load_sample().script else ()
    turns = tuple(map(_with_words, written.turns))
    return written.model_copy(update={"turns": turns, "loudness": loudness})


def _unsure(heard: Transcript, call_id: str) -> Transcript:
    """Return the call as three voices, some of them unsure, with all that a transcript tells of itself."""
    voices = {"agent": "S1", "customer": "S2"}
    turns = [turn.model_copy(update={"speaker": voices[turn.speaker]}) for turn in heard.turns]
    turns[1] = turns[1].model_copy(update={"speaker": "S3", "speaker_confidence": 0.55})
    words = [replace(word, speaker_confidence=0.4) for word in turns[2].words[:3]]
    turns[2] = turns[2].model_copy(update={"words": (*words, *turns[2].words[3:])})
    turns[3] = turns[3].model_copy(update={"written": f"{turns[3].text} (21 May)"})
    turns[4] = turns[4].model_copy(update={"language": "fr"})
    last_s = heard.duration_s
    why = "There is sound like speech here, but no words were recognised."
    gap = Gap(start_s=last_s, end_s=last_s + 9, why=why, cause="other_language")
    return heard.model_copy(
        update={
            "call_id": call_id,
            "channels": 1,
            "turns": tuple(turns),
            "coverage": Coverage(speech_s=last_s + 9, transcribed_s=last_s, gaps=(gap,) * 4),
            "warnings": ("One channel: the speakers were estimated from their voices.",),
            "sent_to": "speech.example.com",
        }
    )


def _with_words(turn: Turn) -> Turn:
    said = turn.text.split()
    step = (turn.end_s - turn.start_s) / len(said)
    words = tuple(
        Word(
            text=word,
            start_s=round(turn.start_s + place * step, 2),
            end_s=round(turn.start_s + (place + 1) * step, 2),
            probability=0.95,
        )
        for place, word in enumerate(said)
    )
    return turn.model_copy(update={"words": words})


def _script(name: str) -> Script:
    return read_script(_SCRIPTS / f"{name}.json")


def _is(shelves: Shelves, call_id: str, stage: Stage) -> bool:
    return reading.call(shelves, call_id).stage is stage and not reading.is_worked_on(shelves, call_id)


def _nowhere(*_work: object) -> None:
    """Leave the work undone: the call is looked at while it waits."""
