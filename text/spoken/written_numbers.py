"""Numbers, money, shares and days in written form, where the words cannot mean anything else.

In: the atoms of a text. Out: what to put in the place of which characters.
A number is left as it was heard when another number stands beside it ("one twenty five", "two or three
hundred"), when it is one short word ("one of them", "for two"), or when it is an ordinal outside of a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from text.spoken.atoms import Atom
from text.spoken.numbers import Number, read_number
from text.spoken.vocabulary import DIGITS, MONTHS, MULTIPLIERS, REPEATS, TEENS, TENS

_CURRENCIES: Final = {"dollars": "$", "euros": "€"}  # pounds are a weight, too
_NUMBER_WORDS: Final = frozenset({*DIGITS, *TEENS, *TENS, *MULTIPLIERS, *REPEATS, "hundred", "oh", "point"})
_BETWEEN: Final = frozenset({"or", "to", "and", "through", "till", "minus", "plus", "times", "by"})
_VAGUE: Final = frozenset({"couple", "few", "several", "some", "many", "half", "odd"})
_LEFT_WITH: Final = frozenset({"dollars", "dollar", "cents", "euro", "percent", "pound", "pounds"})
_NOT_A_DAY: Final = frozenset({
    "quarter", "half", "party", "place", "time", "one", "week", "floor", "person", "thing", "class", "rate",
})  # fmt: skip
_SHORTEST_RUN: Final = 4  # digits; "one two three" is counting
_SHORTEST_GROUP: Final = 3
_AFTER_YEAR: Final = frozenset({
    "and", "at", "in", "on", "so", "is", "was", "i", "we", "you", "for", "if", "then", "that", "or", "but",
})  # fmt: skip
_AMBIGUOUS_MONTHS: Final = frozenset({"may", "march"})
_BEFORE_DATE: Final = frozenset({
    "on", "by", "until", "till", "before", "after", "since", "from", "of", "is", "was", "for", "to",
})  # fmt: skip


class Rewritten(NamedTuple):
    """What to put in the place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


def written_numbers(pieces: Sequence[Atom]) -> Iterator[Rewritten]:
    """Yield runs of digits, sums of money, shares and numbers of several words, in order."""
    at = 0
    while at < len(pieces):
        run = _digits_from(pieces, at)
        if len(run) > 1:
            yield from _joined(pieces, run)
            at = run[-1].after
            continue
        number = _cardinal(pieces, at)
        if number is None:
            at += 1
            continue
        after = at + number.length
        if _stands_alone(pieces, at, after):
            found, after = _with_its_unit(pieces, at, after, number.text)
            if found is not None:
                yield found
        at = after


def written_dates(pieces: Sequence[Atom]) -> Iterator[Rewritten]:
    """Yield days of a month: "july third" with its year, and the ordinal in "the third of july"."""
    for at, atom in enumerate(pieces):
        if atom.word in MONTHS and not atom.ends_clause and at + 1 < len(pieces):
            day = _ordinal(pieces, at + 1)
            if day is not None and _is_a_month(pieces, at) and _is_a_day(pieces, at + 1 + day.length):
                yield _dated(pieces, at, day)
        day = _ordinal(pieces, at)
        after = at + (day.length if day else 0)
        if (
            day
            and after + 1 < len(pieces)
            and pieces[after].word == "of"
            and pieces[after + 1].word in MONTHS
        ):
            text = f"{day.text}{_ending(int(day.text))}"
            yield Rewritten(atom.start, pieces[after - 1].end, text)


# -- digits that are read one by one


class _Digit(NamedTuple):
    first: int
    after: int
    text: str


def _digits_from(pieces: Sequence[Atom], at: int) -> list[_Digit]:
    """Return the single digits from here on, up to the end of the sentence or another word."""
    run: list[_Digit] = []
    while at < len(pieces):
        number = read_number(pieces, at)
        if number is None or number.written or number.ordinal or not _is_digits(pieces, at, number):
            break
        run.append(_Digit(at, at + number.length, number.text))
        at += number.length
        if pieces[at - 1].ends_sentence:
            break
    return run


def _is_digits(pieces: Sequence[Atom], at: int, number: Number) -> bool:
    word = pieces[at].word
    return word in REPEATS or (number.length == 1 and (word in DIGITS or word in {"oh", "o"}))


def _joined(pieces: Sequence[Atom], run: list[_Digit]) -> Iterator[Rewritten]:
    digits = "".join(digit.text for digit in run)
    counting = all(int(after) - int(before) in {1, -1} for before, after in pairwise(digits))
    alone = not _is_number_word(pieces, run[-1].after) or pieces[run[-1].after - 1].ends_clause
    alone = alone and (not _is_number_word(pieces, run[0].first - 1) or pieces[run[0].first - 1].ends_clause)
    exclaims = pieces[run[0].first].word in {"oh", "o"}
    if len(digits) < _SHORTEST_RUN or counting or exclaims or not alone:
        return
    groups: list[list[_Digit]] = [[]]
    for digit in run:
        groups[-1].append(digit)
        if pieces[digit.after - 1].ends_clause:
            groups.append([])
    if any(0 < len("".join(each.text for each in group)) < _SHORTEST_GROUP for group in groups):
        return
    for group in groups:
        if group:
            first, last = pieces[group[0].first], pieces[group[-1].after - 1]
            yield Rewritten(first.start, last.end, "".join(each.text for each in group))


# -- numbers in words


def _cardinal(pieces: Sequence[Atom], at: int) -> Number | None:
    """Return the number in words that begins here, or None; a bare "hundred" is no beginning."""
    word = pieces[at].word
    starts = word in DIGITS or word in TEENS or word in TENS or word == "a"
    number = read_number(pieces, at) if starts else None
    if number is None or number.ordinal or number.written:
        return None
    broken = any(pieces[place].ends_clause for place in range(at, at + number.length - 1))
    return None if broken else number


def _is_number_word(pieces: Sequence[Atom], place: int) -> bool:
    if not 0 <= place < len(pieces):
        return False
    return pieces[place].digits or pieces[place].word in _NUMBER_WORDS


def _stands_alone(pieces: Sequence[Atom], at: int, after: int) -> bool:
    """True when no other number is beside this one, nor on the other side of a word such as "or"."""
    if at > 0 and not pieces[at - 1].ends_clause:
        before = pieces[at - 1].word
        if before in _VAGUE or _is_number_word(pieces, at - 1):
            return False
        if before in _BETWEEN and _is_number_word(pieces, at - 2):
            return False
    if after < len(pieces) and not pieces[after - 1].ends_clause:
        if _is_number_word(pieces, after):
            return False
        if pieces[after].word in _BETWEEN and _is_number_word(pieces, after + 1):
            return False
    return True


def _with_its_unit(pieces: Sequence[Atom], at: int, after: int, value: str) -> tuple[Rewritten | None, int]:
    """Write the number with what follows it; one short word alone, or "a million", is left as it is."""
    start = pieces[at].start
    unit = pieces[after].word if after < len(pieces) and not pieces[after - 1].ends_clause else ""
    idiom = pieces[at].word == "a" and float(value) >= 1_000
    if unit in _CURRENCIES and not idiom:
        cents, end = _cents(pieces, after)
        return Rewritten(start, pieces[end - 1].end, _CURRENCIES[unit] + _grouped(value) + cents), end
    if unit == "percent" and pieces[at].word != "a":
        return Rewritten(start, pieces[after].end, f"{_grouped(value)}%"), after + 1
    goes_on = unit == "and" and after + 1 < len(pieces) and _goes_on(pieces, after + 1)
    a_year = value.isdigit() and 1900 <= int(value) <= 2099
    if pieces[at].word == "a" or after - at < 2 or unit in _LEFT_WITH or goes_on or a_year:
        return None, after
    return Rewritten(start, pieces[after - 1].end, _grouped(value)), after


def _goes_on(pieces: Sequence[Atom], at: int) -> bool:
    """True for what comes after "and" in "and a half", "one hundred and first"."""
    number = read_number(pieces, at)
    return pieces[at].word == "a" or (number is not None and number.ordinal)


def _cents(pieces: Sequence[Atom], currency: int) -> tuple[str, int]:
    """Return what "and fifty cents" after the currency adds, and the place after it."""
    at = currency + 1
    if pieces[currency].ends_clause or at + 1 >= len(pieces) or pieces[at].word != "and":
        return "", at
    number = _cardinal(pieces, at + 1)
    after = at + 1 + (number.length if number else 0)
    if number is None or after >= len(pieces) or pieces[after].word != "cents" or len(number.text) > 2:
        return "", at
    return f".{number.text.zfill(2)}", after + 1


def _grouped(value: str) -> str:
    whole, dot, decimals = value.partition(".")
    return f"{int(whole):,}{dot}{decimals}"


# -- days


def _ordinal(pieces: Sequence[Atom], at: int) -> Number | None:
    number = read_number(pieces, at)
    if number is None or not number.ordinal or number.written or not 1 <= int(number.text) <= 31:
        return None
    return number


def _is_a_month(pieces: Sequence[Atom], at: int) -> bool:
    """True unless the word may be a verb: "I may second that", "we march first"."""
    if pieces[at].word not in _AMBIGUOUS_MONTHS:
        return True
    return at > 0 and pieces[at - 1].word in _BEFORE_DATE


def _is_a_day(pieces: Sequence[Atom], after: int) -> bool:
    """True unless the ordinal belongs to what follows: "july second quarter"."""
    return after >= len(pieces) or pieces[after - 1].ends_clause or pieces[after].word not in _NOT_A_DAY


def _dated(pieces: Sequence[Atom], at: int, day: Number) -> Rewritten:
    after = at + 1 + day.length
    year, end = _year(pieces, after)
    text = f"{pieces[at].word.capitalize()} {day.text}"
    return Rewritten(pieces[at].start, pieces[end - 1].end, f"{text}, {year}" if year else text)


def _year(pieces: Sequence[Atom], at: int) -> tuple[str, int]:
    """Return the year "twenty twenty six" or "two thousand (and) six" that is said here, and its end."""
    if at >= len(pieces) or pieces[at - 1].ends_clause:
        return "", at
    century = {"twenty": 2000, "nineteen": 1900}.get(pieces[at].word)
    year, end = 0, at
    if century is not None and at + 1 < len(pieces):
        rest = _cardinal(pieces, at + 1)
        if rest is not None and 10 <= int(float(rest.text)) <= 99:
            year, end = century + int(float(rest.text)), at + 1 + rest.length
    else:
        whole = _cardinal(pieces, at)
        if whole is not None and whole.text.isdigit() and 2000 <= int(whole.text) <= 2099:
            year, end = int(whole.text), at + whole.length
    said = year and (end == len(pieces) or pieces[end - 1].ends_clause or pieces[end].word in _AFTER_YEAR)
    return (str(year), end) if said else ("", at)


def _ending(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
