"""The tokens of a call as card masking sees them: digits, what digits are misheard as, what stands between.

In: turns as lists of tokens. Out: `Token`s. The word lists were widened with what pocketsphinx makes of
spoken digits in four synthetic voices ("four two" -> "far too", "floor to", "for two").
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from text.masking.foreign_digits import ARTICLES, in_english
from text.masking.legible import legible
from text.spoken.vocabulary import DIGITS, MONTHS, REPEATS, TEENS, TENS

#: What stands for a masked stretch in a transcript, and how such a token reads: it is no word about cards.
CARD: Final = "[card]"
MASKED: Final = "masked"

#: What recognisers write for a digit; counted only among other digits or after a cue.
MISHEARD: Final = {
    "oh": "zero", "o": "zero", "aught": "zero", "ought": "zero", "nought": "zero", "naught": "zero",
    "nil": "zero", "won": "one", "wan": "one", "to": "two", "too": "two", "tu": "two", "tree": "three",
    "free": "three", "there": "three", "for": "four", "fore": "four", "far": "four", "floor": "four",
    "poor": "four", "pour": "four", "fort": "four", "forth": "four", "fourth": "four", "fours": "four",
    "fife": "five", "fives": "five", "hive": "five", "fine": "five", "sex": "six", "sics": "six",
    "sicks": "six", "sick": "six", "sixes": "six", "sets": "six", "sevens": "seven", "heaven": "seven",
    "ate": "eight", "ait": "eight", "hate": "eight", "age": "eight", "eights": "eight", "niner": "nine",
    "nein": "nine", "nines": "nine", "mine": "nine", "line": "nine", "wine": "nine", "why": "nine",
    "fifth": "five", "sixth": "six", "seventh": "seven", "eighth": "eight", "ninth": "nine",
    "ones": "one", "twos": "two", "threes": "three", "zeros": "zero", "zeroes": "zero",
}  # fmt: skip

#: May stand between the digits of one number, in the speaker's own turn or as the other one's backchannel.
CONNECTORS: Final = frozenset({
    "um", "umm", "uh", "uhh", "uhm", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "mhm", "mmhm", "mmhmm",
    "huh", "and", "then", "okay", "ok", "yes", "yeah", "yep", "right", "sure", "so", "dash", "hyphen",
    "space", "next", "go", "ahead", "got", "it", "good", "great", "perfect", "alright", "carry", "on",
    "uhhuh", "that", "the", "rest", "please", "thanks", "sorry", "moment", "continue", "i", "see",
    "aha", "y", "und", "et", "dann", "ja", "si", "sí", "oui", "luego", "puis", "ensuite",
})  # fmt: skip

_WRITTEN = re.compile(r"[+#(]?\d[\d()\-.·]*\d|\d")
_AMOUNT = re.compile(
    r"[$£€]\d|\d\s*%|\d(?:st|nd|rd|th|am|pm)\b|^\d{1,3}(?:,\d{3})+$|^\d+\.\d{1,2}$|\d:\d", re.IGNORECASE
)
_SHORT_DATE = re.compile(r"\d{1,2}/\d{2,4}")
_NUMBER_WORDS = {*DIGITS, *TEENS, *TENS, *REPEATS, "hundred", "thousand"}
_MONEY = frozenset({
    "dollar", "dollars", "buck", "bucks", "pound", "pounds", "quid", "euro", "euros", "cent", "cents",
    "pence", "percent",
})  # fmt: skip
_UNITS = _MONEY | {
    "day", "days", "week", "weeks", "month", "months", "year", "years", "minute", "minutes", "hour",
    "hours", "second", "seconds", "oclock", "am", "pm", "people", "persons", "seats", "users", "licences",
    "licenses", "items", "units", "pieces", "boxes", "times", "copies", "miles",
}  # fmt: skip
_DAYS = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow",
    "tonight",
})  # fmt: skip
_TIES = frozenset({
    "at", "and", "by", "around", "about", "before", "after", "morning", "afternoon", "evening", "half",
    "past", "quarter",
})  # fmt: skip
_MOST_TIES = 3
_LONGEST_TIME = 3  # "ten forty five"


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One token, equal only to itself; `digits` is how a sure digit reads, `guess` what a misheard one was.

    `amount` is a number of something ("two weeks"), `money` one of money or percent. After a `pause`
    ("forty, two") a new number begins.
    """

    turn: int
    place: int
    speaker: str
    word: str
    digits: str | None = None
    guess: str | None = None
    amount: bool = False
    money: bool = False
    pause: bool = False

    @property
    def numberish(self) -> bool:
        """True for a digit, sure or misheard, that is no amount of something."""
        return (self.digits is not None or self.guess is not None) and not self.amount

    @property
    def sure(self) -> bool:
        """True for a digit that no ordinary word sounds like."""
        return self.digits is not None and not self.amount

    @property
    def connects(self) -> bool:
        """True when this token may stand inside a number."""
        return not self.word or self.word in CONNECTORS


def read_tokens(turns: Iterable[Sequence[str]], speakers: tuple[str, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return the classified tokens of each turn; `place` is a token's index in its turn."""
    return tuple(
        _with_amounts(
            _with_times([_token(number, place, speakers[number], raw) for place, raw in enumerate(tokens)])
        )
        for number, tokens in enumerate(turns)
    )


def is_month(token: Token) -> bool:
    """True for the name of a month."""
    return token.word in MONTHS


def _token(turn: int, place: int, speaker: str, raw: str) -> Token:
    if CARD in raw:
        return Token(turn=turn, place=place, speaker=speaker, word=MASKED)
    raw = legible(raw)[0]
    stripped = raw.strip().strip(".,;:!?\"”“'’…").lower()
    word = re.sub(r"[^\w\s+/-]", "", stripped)
    digits = _digits(stripped)
    return Token(
        turn=turn,
        place=place,
        speaker=speaker,
        word=sys.intern(word.replace("-", "") if digits is None else word),  # of a few thousand words in all
        digits=digits,
        guess=MISHEARD.get(word) or ARTICLES.get(word),
        amount=bool(_AMOUNT.search(stripped)),
        money=bool(_AMOUNT.search(stripped)),
        pause=raw.rstrip().endswith((",", ";", ".")),
    )


def _digits(stripped: str) -> str | None:
    """The number that this token is, in number words or digits, or None."""
    foreign = in_english(stripped)
    if foreign is not None:
        return foreign
    parts = [part for part in re.split(r"[-‐‑–]", stripped) if part]
    if parts and all(part in _NUMBER_WORDS for part in parts):
        return " ".join(parts)
    if _WRITTEN.fullmatch(stripped) or _SHORT_DATE.fullmatch(stripped):
        return stripped
    return None


def _with_times(tokens: list[Token]) -> list[Token]:
    """Mark the hours after a day ("next Tuesday at eleven thirty") as amounts: they are no card's digits."""
    marked = list(tokens)
    for at, token in enumerate(tokens):
        if token.word not in _DAYS:
            continue
        first = at + 1
        while first < len(tokens) and first - at <= _MOST_TIES and tokens[first].word in _TIES:
            first += 1
        last = first
        while last < len(tokens) and tokens[last].digits is not None:
            last += 1
        if last - first <= _LONGEST_TIME:
            marked[first:last] = [replace(one, amount=True) for one in tokens[first:last]]
    return marked


def _with_amounts(tokens: list[Token]) -> tuple[Token, ...]:
    """Mark short numbers right before a unit ("twenty dollars", "3 weeks") as amounts."""
    marked = list(tokens)
    for at, token in enumerate(tokens):
        if token.word not in _UNITS:
            continue
        back = at - 1
        while back >= 0 and at - back <= 3 and tokens[back].digits is not None:
            marked[back] = replace(tokens[back], amount=True, money=token.word in _MONEY)
            back -= 1
    return tuple(marked)
