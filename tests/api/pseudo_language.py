"""A language made up for tests, in which ⟦every text⟧ of the catalogue stands in brackets, and who reads it.

In: every text of the desk. Out: a catalogue of it, and what of a page stands outside the brackets in letters.
What fills a hole is outside of them, so that English that was put into one is found, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from api.web import language

#: Esperanto: Babel knows how it writes dates, and the desk has no catalogue of it.
CODE: Final = "eo"
_HOLE: Final = re.compile(r"(%\(\w+\)[sd]|\{\w+\})")
_READ_OUT: Final = re.compile(r"aria-label|title|placeholder|alt")
#: What a script says stands in `data-`; a code that it only reads is one word.
_SAID_BY_SCRIPTS: Final = re.compile(r"data-\S+: .*[A-Z ].*")
_MUTE: Final = frozenset({"code", "style", "script"})
#: Two letters of our alphabet, in no address, id or number: people and calls of the tests use another one.
_ENGLISH: Final = re.compile(r"(?<![\w@./:+#&=-])[A-Za-z][A-Za-z’'-]*[A-Za-z](?![\w@/+#=]|[.:-]\w)")
_CYRILLIC: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "абцдефгхийклмнопярстувжьызАБЦДЕФГХИЙКЛМНОПЯРСТУВЖЬЫЗ",
)
#: What people said or typed, in notes and transcripts.
_SAID: Final = frozenset({"text", "quote", "said", "value", "written", "condition", "name", "old_value"})


def write_catalogue(folder: Path) -> None:
    """Write the catalogue of the made-up language into this folder."""
    made = Catalog(locale=CODE)
    with (language.CATALOGUES / "de.po").open("rb") as file:
        there = read_po(file)
    for one in there:
        if one.id and isinstance(one.id, str):
            made.add(one.id, bracketed(one.id))
        elif one.id:
            made.add(one.id, tuple(map(bracketed, one.id)))
    with (folder / f"{CODE}.po").open("wb") as file:
        write_po(file, made)


def bracketed(text: str) -> str:
    """Return the text in brackets, its holes outside of them."""
    return "".join(part if _HOLE.fullmatch(part) else f"⟦{part}⟧" for part in _HOLE.split(text) if part)


def in_other_letters(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what was said or typed in Cyrillic letters, wherever it stands in this JSON."""
    if isinstance(value, Mapping):
        return {key: _spelled(one) if key in _SAID else in_other_letters(one) for key, one in value.items()}
    return [in_other_letters(one) for one in value] if isinstance(value, list) else value


def _spelled(value: Any) -> Any:  # noqa: ANN401 - JSON
    return value.translate(_CYRILLIC) if isinstance(value, str) else in_other_letters(value)


def english_of(html: str) -> set[str]:
    """Return every line of the page that says something outside the brackets, as it stands."""
    reader = _Reader()
    reader.feed(html)
    return set(reader.found)


class _Reader(HTMLParser):
    """Collects what a page shows or has read out, and says outside the brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._mute = 0
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._mute += tag in _MUTE
        for name, value in attrs:
            line = f"{name}: {value}"
            told = _READ_OUT.fullmatch(name) or _SAID_BY_SCRIPTS.fullmatch(line)
            if value and told and _says(value, 0)[0]:
                self.found.append(line)

    def handle_endtag(self, tag: str) -> None:
        self._mute -= tag in _MUTE

    def handle_data(self, data: str) -> None:
        if not self._mute:
            says, self._depth = _says(data, self._depth)
            if says:
                self.found.append(" ".join(data.split()))


def _says(text: str, depth: int) -> tuple[bool, int]:
    """Return whether it says something outside the brackets, and how deep in them it ends."""
    outside = []
    for part in re.split("([⟦⟧])", text):
        if part in {"⟦", "⟧"}:
            depth += 1 if part == "⟦" else -1
            outside.append(" ")
        elif not depth:
            outside.append(part)
    return bool(set(_ENGLISH.findall("".join(outside))) - _NAMES), depth


def _dates() -> Iterator[str]:
    for names in (Locale(CODE).months, Locale(CODE).days):
        for width in names["format"].values():
            yield from (name.rstrip(".") for name in width.values())


#: Words that are the same in every language, and names of engines, forms and codes.
_NAMES: Final = frozenset(
    {
        *_dates(),
        *("Call", "notes", "CRM", "UTC", "Esperanto", "English", "min", "MB"),
        *("csv", "ics", "json", "md", "rttm", "srt", "turns", "txt", "vtt"),
        *("rules", "llm", "script"),
        *("FLAC", "MP", "WAV"),
    }
)
