"""A text as the sequence of what was said, however it was written: the form in which quotes are compared.

"By the 3rd, I'll send $1,200 at 3 p.m." and "by the third i will send twelve hundred dollars at three pm"
give the same keys. Every unit knows where it stands, so that a match leads back to the speaker's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from text.spoken.atoms import Atom, atoms
from text.spoken.numbers import Number, read_number
from text.spoken.vocabulary import COMPOUNDS, EXPANSIONS, MONTHS, REPEATS, SPELLINGS

_GLUE_AFTER_COMMA_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One word or one number as said.

    `start` and `end` are character offsets of what it was read from. `opens` and `closes` are false inside
    a longer token ("non|refundable"). `glued` is true for a number that goes on right after another one
    ("four |two"); `near_month` for one that is a day of a month ("december third"); `apart` for one behind
    a colon, a slash or a point; `written` for one in figures, or "double four". `apostrophe` tells "we'll"
    from "well", which have the same key.
    """

    key: str
    start: int
    end: int
    opens: bool
    closes: bool
    is_number: bool = False
    written: bool = False
    ordinal: bool = False
    glued: bool = False
    near_month: bool = False
    apart: bool = False
    apostrophe: bool = False


@lru_cache(maxsize=16_384)
def units(text: str) -> tuple[Unit, ...]:
    """Return the words and numbers of this text in their normal form."""
    found: list[Unit] = []
    pending_currency: str | None = None
    pieces = atoms(text)
    at = 0
    while at < len(pieces):
        atom = pieces[at]
        if atom.currency:
            pending_currency = atom.word
            at += 1
            continue
        number = read_number(pieces, at)
        if number is not None:
            if _is_full_hour(pieces, at, found):
                found[-1] = replace(found[-1], end=atom.end, closes=atom.closes)
                at += number.length
                continue
            found.append(_number_unit(number, pieces, at, found, opens=pending_currency is None))
            at += number.length
            if pending_currency is not None:
                found.append(_word_unit(pending_currency, pieces[at - 1], pieces[at - 1]))
                pending_currency = None
            continue
        taken = _add_words(pieces, at, found)
        at += taken
    return _with_months(found)


@lru_cache(maxsize=16_384)
def words(text: str) -> frozenset[str]:
    """Return the keys of all units of this text."""
    return frozenset(unit.key for unit in units(text))


def _add_words(pieces: tuple[Atom, ...], at: int, found: list[Unit]) -> int:
    """Append the word (or the compound, or the parts of the contraction) at this place."""
    atom = pieces[at]
    if at + 1 < len(pieces):
        joined = COMPOUNDS.get((atom.word, pieces[at + 1].word))
        if joined is not None and not (joined in {"am", "pm"} and not (found and found[-1].is_number)):
            found.append(_word_unit(joined, atom, pieces[at + 1]))
            return 2
    parts = EXPANSIONS.get(atom.word, (SPELLINGS.get(atom.word, atom.word),))
    last = len(parts) - 1
    for number, part in enumerate(parts):
        found.append(
            Unit(
                key=part,
                start=atom.start,
                end=atom.end,
                opens=atom.opens and number == 0,
                closes=atom.closes and number == last,
                apostrophe=atom.apostrophe,
            )
        )
    return 1


def _word_unit(key: str, first: Atom, last: Atom) -> Unit:
    return Unit(key=key, start=first.start, end=last.end, opens=first.opens, closes=last.closes)


def _is_full_hour(pieces: tuple[Atom, ...], at: int, found: list[Unit]) -> bool:
    """True for the minutes of "3:00", which nobody says."""
    atom = pieces[at]
    return (
        atom.word == "00"
        and atom.apart
        and bool(found)
        and found[-1].is_number
        and found[-1].end < atom.start
    )


def _number_unit(
    number: Number, pieces: tuple[Atom, ...], at: int, found: list[Unit], *, opens: bool
) -> Unit:
    first, last = pieces[at], pieces[at + number.length - 1]
    return Unit(
        key=number.text,
        start=first.start,
        end=last.end,
        opens=first.opens or not opens,
        closes=last.closes,
        is_number=True,
        written=number.written or first.word in REPEATS,
        ordinal=number.ordinal,
        glued=_is_glued(found, pieces, at),
        apart=first.apart,
    )


def _is_glued(found: list[Unit], pieces: tuple[Atom, ...], at: int) -> bool:
    """True when the number before goes on here; a comma parts small numbers, not long ones in groups."""
    if not found or not found[-1].is_number or found[-1].ordinal or at == 0:
        return False
    before = pieces[at - 1]
    if before.ends_sentence:
        return False
    if not before.ends_clause:
        return True
    run = 0
    for unit in reversed(found):
        if not unit.is_number:
            break
        run += len(unit.key)
        if not unit.glued or run >= _GLUE_AFTER_COMMA_DIGITS:
            break
    return run >= _GLUE_AFTER_COMMA_DIGITS


def _with_months(found: list[Unit]) -> tuple[Unit, ...]:
    result = list(found)
    for at, unit in enumerate(found):
        if not unit.is_number:
            continue
        around = [found[place].key for place in (at - 1, at + 1, at - 2, at + 2) if 0 <= place < len(found)]
        if any(key in MONTHS for key in around):
            result[at] = replace(unit, near_month=True)
    return tuple(result)
