"""Brings a text to the plain form in which phrases about time are recognised, and leads back from it.

In: a text as written or heard. Out: `Plain`: lower-case tokens, number words as digits ("twenty third"
is "23rd"), a sentence's end as "|", and where each token stands in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from extractor.dates.languages.french import FRENCH
from extractor.dates.languages.german import GERMAN
from extractor.dates.languages.spanish import SPANISH
from extractor.dates.languages.translate import translated
from extractor.dates.reading import MONTHS
from extractor.dates.tokens import Token, ordinal
from models.frozen import Frozen

_TOKEN = re.compile(
    r"\d+(?::\d\d)+|\d+(?:[-/.]\d+){1,2}|\d+(?:st|nd|rd|th)\b|\d+|[$€£%#@]|(?:[^\W\d_][\u0300-\u036f]*)+(?:'(?:[^\W\d_][\u0300-\u036f]*)+)*",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"\b[ap]\. ?m\b\.?", re.IGNORECASE)
_STOPS = frozenset(".!?;")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = {
    word: 10 * place
    for place, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_CARDINALS = {word: value for value, word in enumerate(_UNITS.split())} | _TENS
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORDS.split(), start=1)} | {"thirtieth": 30}
_ENDINGS = ("1st", "2nd", "3rd", "th")
_BEFORE_DOTTED = frozenset({"am", "zum", "der", "den", "dem", "vom"})
_MONTH_NEXT = re.compile(r"\. ?(?:Jan|Feb|M\u00e4r|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)", re.IGNORECASE)
_BEFORE_SECOND = frozenset({"the", *MONTHS})


_GRAMMARS = {"de": GERMAN, "es": SPANISH, "fr": FRENCH}
LANGUAGES = frozenset({"en", *_GRAMMARS})
_UNKNOWN = frozenset({"", "und", "unknown", "mul", "zxx"})


def code_of(language: str) -> str:
    """Return "en" of "en-GB"; what is not known to be another language is read as English."""
    code = language.lower().replace("_", "-").partition("-")[0]
    return "en" if code in _UNKNOWN else code


class Plain(Frozen):
    """The plain form: `text` is the tokens joined by single spaces."""

    text: str
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]  # of each token in `text`

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters [start, end) of the plain text stand in the source."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_left(self.starts, end) - 1
        return self.tokens[first].start, self.tokens[last].end


def plain(text: str, language: str = "en") -> Plain:
    """Return the plain form of a text in this language."""
    grammar = _GRAMMARS.get(language)
    words = _words(text)
    if language == "de":
        words = _with_dotted_ordinals(words, text)
    tokens = _with_digits(words) if grammar is None else translated(words, grammar)
    starts: list[int] = []
    at = 0
    for token in tokens:
        starts.append(at)
        at += len(token.text) + 1
    return Plain(text=" ".join(t.text for t in tokens), tokens=tuple(tokens), starts=tuple(starts))


def _words(text: str) -> list[Token]:
    # Every character keeps its place: typographic apostrophes, and the dots of "p.m.", which end nothing.
    even = text.replace("\u2019", "'")
    even = _HALF_DAY.sub(lambda found: found.group().replace(".", " "), even)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(even):
        start, end = match.span()
        before = tokens[-1].end if tokens else start
        if _STOPS.intersection(even[before:start]):
            tokens.append(Token(text="|", start=before, end=before + 1))
        word = match.group().lower().replace("o'clock", "oclock")
        tokens.append(Token(text=word, start=start, end=end))
    return tokens


def _with_dotted_ordinals(words: list[Token], text: str) -> list[Token]:
    """Read "am 3. Dezember" as "am 3rd Dezember": after some words a dot makes an ordinal."""
    tokens: list[Token] = []
    for word in words:
        before = tokens[-1].text if tokens else ""
        led = before in _BEFORE_DOTTED or before.endswith(_ENDINGS)
        if word.text == "|" and before.endswith(_ENDINGS) and tokens[-1].end == word.end:
            continue
        day = word.text.isdigit() and int(word.text) in range(1, 32) and text.startswith(".", word.end)
        dotted = day and (led or _MONTH_NEXT.match(text, word.end))
        number = ordinal(int(word.text)) if dotted else ""
        tokens.append(Token(text=number, start=word.start, end=word.end + 1) if dotted else word)
    return tokens


def _with_digits(words: list[Token]) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        number, taken = _number(words, at)
        if number is None:
            tokens.append(words[at])
        else:
            end = words[at + taken - 1].end
            tokens.append(Token(text=number, start=words[at].start, end=end))
        at += taken
    return tokens


def _number(words: list[Token], at: int) -> tuple[str | None, int]:
    """Return the digits that begin at this word, or None, and how many words they take."""
    word = words[at].text
    following = words[at + 1].text if at + 1 < len(words) else ""
    if word in _TENS:
        if 0 < _ORDINALS.get(following, 0) < 10:
            return ordinal(_TENS[word] + _ORDINALS[following]), 2
        if 0 < _CARDINALS.get(following, 0) < 10:
            return str(_TENS[word] + _CARDINALS[following]), 2
    if word in ("oh", "o") and 0 < _CARDINALS.get(following, 0) < 10:
        return f"0{_CARDINALS[following]}", 2
    if word in _CARDINALS:
        return str(_CARDINALS[word]), 1
    if word == "second" and (at == 0 or words[at - 1].text not in _BEFORE_SECOND):
        return None, 1  # a unit of time, not a day of the month
    return (ordinal(_ORDINALS[word]), 1) if word in _ORDINALS else (None, 1)
