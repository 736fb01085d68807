"""Whether the notes hold what the caller wanted, and every value that it needed and was really said.

In: `CallNotes`, the `Transcript`, the task and its slots. Out: `TaskScore`.
HarperValleyBank names both in `*.metadata.json`; the gold calls name their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from rapidfuzz.fuzz import ratio

from models.frozen import Frozen
from models.notes import CallNotes
from models.transcript import Transcript
from text.spoken import units

#: What a statement of the task must say; a call's own words differ ("I lost my card", "get me a new card").
_SAYS: Final = {
    "replace card": r"\bcard\b",
    "check balance": r"\bbalance\b",
    "schedule appointment": r"\bappointment\b",
    "order checks": r"\bcheck ?(?:s|books?)\b",
    "pay bill": r"\bbill\b",
    "transfer money": r"\b(?:transfer|move)\b",
    "reset password": r"\b(?:password|log in)\b",
    "get branch hours": r"\b(?:open|hours)\b",
    "exchange a wrong item": r"\b(?:kettle|toaster)\b",
    "internet does not work": r"\binternet\b",
    "quote for office chairs": r"\bquote\b.*\bchairs\b",
    "appointment for a vaccination": r"\b(?:appointment|vaccination)\b",
    "washing machine leaks": r"\bwashing machine\b",
    "move an appointment": r"\bappointment\b",
    "demo of the software": r"\b(?:salesbox|software|demo)\b",
    "change of address": r"\baddress\b",
    "refill a prescription": r"\brefill\b",
    "sofa delivery": r"\bsofa\b",
    "renewal of the contract": r"\b(?:renewal|charge|contract)\b",
    "say thank you": r"\bthank you\b",
    "ask about parking": r"\bparking\b",
    "estimate for a roof": r"\b(?:estimate|leak)\b",
    "water damage claim": r"\bwater damage\b",
    "make an appointment": r"\bbook\b",
    "parcel did not arrive": r"\bbooks\b",
    "cancel the membership": r"\bcancel\b",
    "lease a printer": r"\bprinter\b",
    "move the technician's visit": r"\btechnician\b",
}
_ACCOUNT: Final = frozenset({"account", "account type"})
#: The names under which a field may hold a slot.
_NAMES: Final = {
    "replacement card type": frozenset({"card type"}),
    "balance check account type": _ACCOUNT,
    "account balance": frozenset({"account balance"}),
    "home address": frozenset({"address"}),
    "company name": frozenset({"company"}),
    "money amount": frozenset({"amount"}),
}
_LITTLE: Final = frozenset({"a", "an", "the", "and", "at", "in", "on", "dollar", "dollars", "account", "of"})
_SAME: Final = 85.0
_SPELLINGS: Final = {"ca": "california", "st": "street", "dr": "drive", "ave": "avenue", "p": "pm"}


class TaskScore(Frozen):
    """One call: whether its task was found, and the slots that were said and found, or not."""

    name: str
    task_found: bool
    said: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """True where the task and every slot that was said are in the notes."""
        return self.task_found and not self.missing


def read_task(metadata: Path) -> tuple[str, dict[str, str]]:
    """Return the task and slots of a HarperValley call, as its caller had them."""
    task = dict(json.loads(metadata.read_text("utf-8"))["tasks"][0])
    name = str(task.pop("task_type"))
    return name, {slot: str(value).replace(":00", "") for slot, value in task.items()}


def score_task(
    name: str, notes: CallNotes, transcript: Transcript, task: str, slots: Mapping[str, str]
) -> TaskScore:
    """Return what of the task is in the notes; `slots` are its values by name."""
    statements = [item.text for item in (*notes.topics, *notes.summary)]
    said = tuple(slot for slot, value in slots.items() if _was_said(value, transcript))
    return TaskScore(
        name=name,
        task_found=any(re.search(_SAYS[task], text.lower()) for text in statements),
        said=said,
        missing=tuple(slot for slot in said if not _is_noted(slot, slots[slot], notes)),
    )


def _is_noted(slot: str, value: str, notes: CallNotes) -> bool:
    names = _NAMES.get(slot, frozenset({slot}))
    fields = [field.value for field in notes.fields if field.name in names]
    times = [one.due.said for one in notes.follow_ups if one.due] if slot in ("day", "time") else []
    return any(_same(value, noted) for noted in fields) or any(
        _keys(value) <= _keys(noted) for noted in times
    )


def _same(one: str, other: str) -> bool:
    """True for the same numbers, and words that differ in a letter at most."""
    mine, theirs = _ordered(one), _ordered(other)
    numbers = [[key for key in keys if key.isdigit()] for keys in (mine, theirs)]
    return "".join(numbers[0]) == "".join(numbers[1]) and ratio(" ".join(mine), " ".join(theirs)) >= _SAME


def _was_said(value: str, transcript: Transcript) -> bool:
    said = set[str]()
    for speaker in ("customer", "agent"):
        said |= _keys(" ".join(turn.text for turn in transcript.turns if turn.speaker == speaker))
    return all(_is_among(key, said) for key in _keys(value))


def _is_among(key: str, said: Iterable[str]) -> bool:
    if key.isdigit():
        return key in said or all(digit in said for digit in key)
    return any(ratio(key, one) >= _SAME for one in said)


def _keys(text: str) -> set[str]:
    return set(_ordered(text))


def _ordered(text: str) -> list[str]:
    keys: list[str] = []
    for unit in units(text.replace(",", " ")):
        key = _SPELLINGS.get(unit.key, unit.key)
        if unit.glued and keys and keys[-1].isdigit():
            keys[-1] += key
        elif key not in _LITTLE:
            keys.append(key)
    return keys
