"""Says the desk's texts in the language of who looks: English as the code has it, others from catalogues.

In: `languages/CODE.po` (gettext), a request. Out: texts, and the locale of dates and numbers.
A text with names in it, such as an error's sentence, is found by its pattern "There is no call {call_id}":
what fills a hole stays as it is, but for the holes of `OURS`, which hold words of the desk.
Source: docs/translations.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple, ParamSpec

from babel import Locale, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol
from babel.support import NullTranslations, Translations
from fastapi import Request

from api.entry import entry_of

CATALOGUES: Final = Path(__file__).parent / "languages"
#: The language that the texts are written in.
WRITTEN_IN: Final = "en"
_HOLE: Final = re.compile(r"\\\{(\w+)\\\}")
#: "1 card, 2 email" holds two of them.
_ONE_NUMBER: Final = "[^,]*?"
_MOST_WISHES: Final = 20
_FEWEST_WORDS: Final = 3
#: "Proof missing: {missing}" is known by how it begins.
_BEGINS: Final = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}: ")
#: Holes that words of the desk fill; what fills any other one is a person's, a call's or a number.
OURS: Final = frozenset(
    {
        *(
            "basis",
            "doubt",
            "edge",
            "end",
            "field",
            "grant",
            "heard",
            "in_words",
            "expected",
            "kind",
            "kinds",
            "known",
            "left_open",
            "missing",
            "now",
            "now_is",
        ),
        *(
            "one_of",
            "risk",
            "role",
            "rule",
            "said_of",
            "side",
            "status",
            "stretches",
            "told",
            "unit",
            "unit_words",
        ),
        *("weekday", "weekday_name", "what", "where", "why", "words"),
    }
)
#: Holes that a number fills, as the code writes one: 5.3, 95%.
_NUMBERS: Final = frozenset({"low", "mean", "probability", "seconds", "share", "sure", "TRUSTED_ABOVE"})
_SENTENCES: Final = re.compile(r"(?<=[.?!]) (?=[A-Z“])")

_spoken: ContextVar[str] = ContextVar("language", default=WRITTEN_IN)
Asked = ParamSpec("Asked")


class Filled(str):
    """A text with its holes filled in, which knows both, so that only the text is translated."""

    __slots__ = ("holes", "text")
    text: str
    holes: dict[str, str]


class _Pattern(NamedTuple):
    """A text with holes, and how it is said in another language."""

    begins: str
    pattern: re.Pattern[str]
    said: str
    is_short: bool


class _Catalogue(NamedTuple):
    texts: NullTranslations
    patterns: tuple[_Pattern, ...]


@cache
def languages() -> dict[str, str]:
    """Return each language that the desk has, by its code, under its own name."""
    codes = (WRITTEN_IN, *sorted(file.stem for file in CATALOGUES.glob("*.po")))
    return {code: (Locale(code).display_name or code).capitalize() for code in codes}


def language_of(request: Request) -> str:
    """Return the language of who looks: the account's, else the browser's, else that of the house."""
    chosen: str | None = getattr(request.state, "language", None)
    if chosen in languages():
        return chosen
    wished = _wishes(request.headers.get("accept-language", ""))
    return negotiate_locale(wished, languages(), sep="-") or entry_of(request).doors.language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say every text in this language while the block runs."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def locale() -> Locale:
    """Return the locale of dates and numbers."""
    return Locale(_spoken.get())


def gettext(text: str) -> str:
    """Return the text in the language spoken, or as it is where the catalogue has none."""
    return _catalogue(_spoken.get()).texts.ugettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form that the language uses for this count; the count is not filled in."""
    return _catalogue(_spoken.get()).texts.ungettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's own mark of a text that is translated where it is shown
    """Mark a text of the code as one of the catalogue."""
    return text


def translated(text: str, *, short: bool = False) -> str:
    """Return a text that code made, in the language spoken; what the catalogue lacks stays as it is.

    `short` is for what is surely ours: then a text of one or two words between its holes is known, too.
    """
    if _spoken.get() == WRITTEN_IN or not text:
        return text
    if isinstance(text, Filled):
        return gettext(text.text).format_map({hole: _fill(hole, value) for hole, value in text.holes.items()})
    known = gettext(text)
    if known != text:
        return known
    for one in _catalogue(_spoken.get()).patterns:
        found = one.pattern.fullmatch(text) if text.startswith(one.begins) else None
        if found and (short or not one.is_short):
            return one.said.format_map(
                {hole: _fill(hole, value) for hole, value in found.groupdict().items()}
            )
    return text


def _fill(hole: str, value: str) -> str:
    """Return what fills a hole: words of ours translated, "no day is known and ..." each by itself."""
    if hole in _NUMBERS:
        return value.replace(".", get_decimal_symbol(locale())).replace("%", "\N{NO-BREAK SPACE}%")
    if hole not in OURS:
        return value
    known = translated(value, short=True)
    if known != value:
        return known
    for between in ("; ", " and ", " or ", ", "):
        if between in value:
            joined = between.replace(
                between.strip(), gettext(between.strip()) if between.strip().isalpha() else between.strip()
            )
            return joined.join(_fill(hole, one) for one in value.split(between))
    return value


def translated_word(text: str) -> str:
    """Return what may be a word of ours or of a person: only what the catalogue holds as it is changes."""
    return gettext(text) if text else text


def translated_sentences(text: str) -> str:
    """Return what code made of several sentences, each by itself."""
    known = translated(text)
    if known != text:
        return known
    return " ".join(translated(one) for one in _SENTENCES.split(text))


def filled(text: str, **holes: str) -> Filled:
    """Return the text with these in its holes, for a page to say: `filled(N_("Call {id}"), id=...)`."""
    made = Filled(text.format_map(holes))
    made.text, made.holes = text, holes
    return made


def in_language(words: Callable[Asked, str]) -> Callable[Asked, str]:
    """Return the function with its answer in the language spoken; its words stand in the catalogue."""

    def said(*asked: Asked.args, **named: Asked.kwargs) -> str:
        return translated(words(*asked, **named))

    return said


@cache
def _catalogue(language: str) -> _Catalogue:
    if language == WRITTEN_IN:
        return _Catalogue(NullTranslations(), ())
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return _catalogue_of(read_po(file, locale=language))


def _catalogue_of(read: Catalog) -> _Catalogue:
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    holed = (
        (str(one.id), str(one.string))
        for one in read
        if one.string and not one.fuzzy and not one.pluralizable and re.search(r"\{\w+\}", str(one.id))
    )
    most_told_first = sorted(holed, key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return _Catalogue(Translations(compiled), tuple(_pattern(text, said) for text, said in most_told_first))


def _pattern(text: str, said: str) -> _Pattern:
    """Return the pattern; one of few words would fit many a sentence of a person, and is looked for apart."""
    seen: set[str] = set()
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w+\}", " ", text))

    def hole(found: re.Match[str]) -> str:
        if found[1] in seen:
            return f"(?P={found[1]})"
        seen.add(found[1])
        return f"(?P<{found[1]}>{_ONE_NUMBER if found[1] == 'number' else '.*?'})"

    pattern = re.compile(_HOLE.sub(hole, re.escape(text)), re.DOTALL)
    return _Pattern(
        text.partition("{")[0],
        pattern,
        said,
        is_short=len(words) < (1 if _BEGINS.match(text) else _FEWEST_WORDS),
    )


def _wishes(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first. Source: RFC 9110, 12.5.4."""
    wishes = []
    for wish in header.split(",")[:_MOST_WISHES]:
        tag, _, weight = wish.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            wanted = 0.0
        if wanted > 0:
            wishes.append((wanted, tag.strip()))
    return [tag for _, tag in sorted(wishes, key=lambda wish: -wish[0])]
