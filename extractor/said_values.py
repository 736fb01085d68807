"""Whether a value, a name, a condition or a number that an engine states was really said.

In: what the engine states, and the words it must come from. Out: yes or no, or the value itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.proving import Proven
from models.notes import Evidence
from models.transcript import Transcript, Turn
from text.evidence.assertion import said_in
from text.evidence.reservations import condition_of
from text.spoken import Unit, spoken_emails, units

_MIN_PHONE_DIGITS = 7
_READS_ON_S = 8.0
_TAIL_WORDS = 12


def value_was_said(value: str, evidence: Sequence[Evidence]) -> bool:
    """True when the quotes hold this value: an address or a number in whatever form, else its words."""
    text = value.strip().lower()
    if not text:
        return False
    quotes = [item.quote for item in evidence]
    if "@" in text:
        return any(email.address == text for quote in quotes for email in spoken_emails(quote))
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and not any(sign.isalpha() for sign in text):
        return any(_digits_said(digits, quote) for quote in quotes)
    said = {unit.key for quote in quotes for unit in units(quote)} | _read_on(
        (item.speaker, item.start_s, item.end_s, item.quote) for item in evidence
    )
    wanted = {unit.key for unit in units(text)}
    return bool(wanted) and wanted <= said


def name_was_said(name: str | None, transcript: Transcript) -> str | None:
    """Return the name when all of it stands in one turn of the call, else None."""
    text = (name or "").strip()
    return text if text and any(said_in(text, turn) for turn in transcript.turns) else None


def condition_was_said(condition: str | None, turns: Iterable[Turn]) -> str | None:
    """Return the condition when it stands in one of these turns, else None."""
    text = (condition or "").strip()
    return text if text and any(said_in(text, turn) for turn in turns) else None


def condition_beside(proven: Proven) -> str | None:
    """Return the condition in or beside the quotes that the engine did not name: "if the budget comes"."""
    turns = {turn.id: turn for turn in proven.turns}
    found = (condition_of(evidence, turns[evidence.turn_id]) for evidence in proven.evidence)
    return next((condition for condition in found if condition), None)


def unsaid_numbers(text: str, turns: Iterable[Turn]) -> bool:
    """True when the text states a number that none of these turns holds."""
    stated = [unit.key for unit in units(text) if unit.is_number]
    if not stated:
        return False
    said = set[str]()
    heard = tuple(turns)
    for turn in heard:
        said |= _numbers(units(turn.text))
    said |= _read_on((turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in heard)
    return any(number not in said for number in stated)


def _numbers(said: Sequence[Unit]) -> set[str]:
    """Every number said, and digits read one after the other as one number."""
    found, run = set[str](), ""
    for unit in said:
        if not unit.is_number:
            run = ""
            continue
        run = run + unit.key if unit.glued else unit.key
        found |= {unit.key, run}
    return found


def _read_on(said: Iterable[tuple[str, float, float, str]]) -> set[str]:
    """Return the numbers that a speaker goes on with in the next turn: "seven zero zero", "two three"."""
    found = set[str]()
    before: dict[str, tuple[float, str]] = {}
    for speaker, start_s, end_s, text in sorted(said, key=lambda one: one[1]):
        ended_s, earlier = before.get(speaker, (float("-inf"), ""))
        joined = f"{earlier} {text}" if start_s - ended_s <= _READS_ON_S else text
        found |= _numbers(units(joined))
        before[speaker] = (end_s, " ".join(joined.split()[-_TAIL_WORDS:]))
    return found


def _digits_said(digits: str, quote: str) -> bool:
    runs = _numbers(units(quote))
    return any(run == digits or (len(run) >= _MIN_PHONE_DIGITS and digits.endswith(run)) for run in runs)
