"""Finds every text of the desk and writes the catalogues anew: `make translations`.

In: templates, and what code says (texts_of_code.py). Out: `api/web/languages/*.po`, where what is new waits
for its translation. Source: docs/translations.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from models.stages import Stage
from tools.texts_of_code import code_texts

HOUSE: Final = Path(__file__).parents[1]
CATALOGUES: Final = HOUSE / "api" / "web" / "languages"
TEMPLATES: Final = HOUSE / "api" / "web" / "templates"
#: Kinds of what is masked (text/masking).
MASKED: Final = (
    *("account", "address", "birth", "card", "dni", "email", "iban", "insee", "licence", "name", "nhs"),
    *("nino", "number", "passport", "phone", "pin", "ssn", "steuerid", "token"),
)
#: What a certificate of an erasure names, and why something stays (storage/erasing.py, lifecycle/erase*.py).
PORTIONS: Final = (
    *("versions of the transcript", "versions of the notes", "decisions on items", "cases of audit samples"),
    *("errors and near misses", "confirmed promises", "changes of promises", "notices of due dates"),
    *("signs of promises in the CRM", "pieces of unfinished work", "exchanges with a language model"),
    *("contacts that it may have been with", "contacts remembered from it", "choices about changed fields"),
    *("looks at the CRM that waited", "keyed hashes of whose it was", "entries of its history"),
    *("changes of contacts in the embedded CRM", "all of the call, sealed off", "records in the CRM"),
    *("recording", "transcript, notes and records", "the call's row", "statements of consent"),
    *("the audit log", "files in a watched folder", "backups made before", "bodies of hook events"),
    *("an opt-out", "a contact in another CRM", "call {call_id}", "the sound alone was deleted"),
    *("the transcript alone went", "the notes alone went", "{by} said that they are kept"),
    *("a worker takes them out", "a worker takes them out when the legal hold ends"),
    "whoever erases says whether they are kept or removed",
    "it is that CRM's own record: erase it there, in HubSpot by its GDPR deletion",
    "legal hold {hold_id} by {by}: {reason}",
    "legal hold {hold_id} by {by} until {until}: {reason}",
    "legal hold that has ended; it goes within the hour",
)
#: What is wrong with an address that somebody wrote by hand (pydantic).
WRONG_FIELDS: Final = (
    "The request is not in the shape that this address takes; correct the fields listed.",
    "{field}: Field required",
    "{field}: Input should be less than or equal to {most}",
    "{field}: Input should be greater than or equal to {least}",
    "{field}: Input should be a valid integer, unable to parse string as an integer",
    "{field}: String should have at most {most} characters",
    "{field}: Input should be {expected}",
)
#: What the audit log says beside an act (lifecycle), where that is more than an id.
DETAILS: Final = (
    *("a new contact", "deal {id}", "no deal", "version {version}", "on", "off", "browser"),
    *("nothing was left", "{role}, by a one-time link", "by a one-time link", "{email} as {role}"),
    *("{email} as {role} in {teams}", "{email}: {role} to {now}", "{email}: {grant}", "calls", "personal"),
    *("{sample}, {count} cases", "{sample}, case {place}", "{sample}, case {place}, not blind"),
    *("{count} counts", "{count} calls", "with the master key", "of the review list", "as of {moment}"),
    *("template {template}", "template {template}, {engine}", "{name}, with the confirmed notes"),
)
#: What the code calls things, where a page shows just that.
_PLAIN_WORDS: Final = (
    *(
        "normal",
        "agreed",
        "refused",
        "process",
        "settle",
        "transcribe",
        "extract",
        "sync",
        "agent",
        "customer",
        "lead",
        "manager",
        "auditor",
        "admin",
    ),
    *("pending", "review", "live", "done", "rejected", "conflict", "withdrawn", "confirmed", "closed"),
    *("high", "medium", "low", "call", "email", "task", "meeting", "promise", "follow up", "review"),
    *(
        "accepted",
        "edited",
        "confirmed",
        "announcement only",
        "none",
        "declined",
        "announced",
        "granted",
        "unknown",
    ),
    *("never", "in 30 days", "in 90 days", "in a year", "30 days", "90 days", "a year"),
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    *("week", "working week", "month", "quarter", "year", "weekend", "first", "last", "middle"),
    *("go", "wait", "stop", "who", "when", "how"),
    *("the first day", "the last day", "the middle", "a quarter of an hour", "{number} hours and a half"),
    *(
        f"{{number}} {unit}{s}"
        for unit in ("hour", "minute", "day", "week", "month", "year")
        for s in ("", "s")
    ),
    *(f"{{number}} {kind} day{s}" for kind in ("business", "working") for s in ("", "s")),
    *("the day of the call, {day}", "the day after {day}", "two days after {day}"),
    *(
        "and",
        "or",
        "conditional",
        "past",
        "phone number",
        "e-mail address",
        "phone number and e-mail address",
    ),
    *("who does it is not named", "no day is known", "the day is in doubt", "fields of contacts"),
    *("both sides named the time", "no day was named", "There is no page at this address."),
    *("page", "api token", "hook", "command line", "crm", "folder", "program"),
    *(
        "template",
        "template version",
        "engine",
        "model",
        "category",
        "urgency",
        "risk",
        "gone",
        "added",
        "changed",
    ),
    *("default", "Any phone system", "kept", "broken", "cancelled", "reopened", "postponed"),
    *(f"{{number}} {kind}" for kind in MASKED),
    *DETAILS,
    *(stage.value.replace("_", " ") for stage in Stage),
    *("paused by a person", "it has taken nothing for five days"),
    *("it answered that it is gone for good (410)", "contacts of the embedded CRM"),
    "the customer opted out, so calls with them are not processed",
    *WRONG_FIELDS,
    *("erased", "consent withdrawn; nothing kept", "consent declined; nothing kept"),
    "not processed, since the person opted out; nothing kept",
    "{told}, but for what a legal hold keeps sealed off",
    *PORTIONS,
    *(
        "choose {expected}",
        "write a day as 2026-12-31",
        "give days",
        "Masked before anything read it: {kinds}.",
    ),
)
_HEAD: Final = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals};\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def template_texts() -> Catalog:
    """Return the texts of the templates."""
    found = Catalog()
    for template in sorted(TEMPLATES.glob("*.html")):
        with template.open("rb") as file:
            options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
            for _, text, _, _ in extract("jinja2.ext:babel_extract", file, options=options):
                found.add(text)
    return found


def every_text() -> Catalog:
    """Return all texts of the desk."""
    found = template_texts()
    for message in code_texts():
        if message.id:
            found.add(message.id)
    for word in (*_PLAIN_WORDS, *_reasons_of_rules()):
        found.add(word)
    return found


def _reasons_of_rules() -> Iterator[str]:
    """Yield why the rules that come with the program find a risk."""
    for file in sorted((HOUSE / "extractor" / "templates").glob("*.yaml")):
        yield from re.findall(r"^\s+why: (\w.*)$", file.read_text("utf-8"), re.MULTILINE)


def write(language: str) -> Catalog:
    """Bring one catalogue up to date and return it: what is new is empty, what nobody says any more goes."""
    path = CATALOGUES / f"{language}.po"
    with path.open("rb") as file:
        kept = read_po(file, locale=language)
    kept.update(every_text(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    with path.open("wb") as file:
        file.write(_HEAD.format(language=language, plurals=kept.plural_forms).encode())
        write_po(file, kept, no_location=True, sort_output=True, width=0, omit_header=True)
    return kept


def main() -> None:
    """Bring every catalogue up to date, and say what is left to translate."""
    for path in sorted(CATALOGUES.glob("*.po")):
        missing = [str(one.id) for one in write(path.stem) if one.id and not one.string]
        print(f"{path.name}: {len(missing)} texts to translate")
        for text in missing:
            print(f"  {text}")


if __name__ == "__main__":
    main()
