"""Counts what the check makes of true and of altered quotes, and how long it takes.

In: calls, how many, a seed. Out: `Measured`. An altered quote counts as accepted when the check proves it in
the stated turn, or finds it in another turn of the stated speaker (as the extractor does).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from evals.evidence.adversary import Adversary, Case, was_said_stuttering
from evals.evidence.alterations import WAYS
from evals.evidence.talk import an_hour
from models.notes import Evidence
from models.transcript import Transcript
from text.evidence import locate, prove, stands

MOVED: Final = "stated time"
ALL_WAYS: Final = (*WAYS, "splice", "speaker", MOVED)
_MOVES: Final = (
    {"start_s": 0.05},
    {"end_s": 0.05},
    {"start_s": -0.4, "end_s": -0.4},
    {"start_s": 30.0, "end_s": 30.0},
)


@dataclass
class Measured:
    """How many of each kind were tried, and which of them went wrong."""

    tried: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, list[Case]] = field(default_factory=dict)

    @property
    def true_share(self) -> float:
        """The share of the true quotes that were accepted."""
        return 1 - len(self.wrong["true"]) / self.tried["true"]

    @property
    def altered(self) -> int:
        """How many altered quotes were tried."""
        return sum(count for way, count in self.tried.items() if way != "true")

    @property
    def altered_accepted(self) -> int:
        """How many altered quotes were accepted."""
        return sum(len(cases) for way, cases in self.wrong.items() if way != "true")


def measure(calls: Sequence[Transcript], *, quotes: int, seed: int) -> Measured:
    """Try this many quotes, half of them true, the altered ones spread evenly over the ways."""
    adversary = Adversary(calls, seed)
    found = Measured()
    for at in range(quotes // 2):
        way = ALL_WAYS[at % len(ALL_WAYS)]
        case = adversary.true() if way == MOVED else adversary.altered(way)
        if way == MOVED:
            wrong = _is_moved_unseen(case, at)
        else:
            wrong = _is_accepted(case) and not was_said_stuttering(case.plain, case.call, case.turn.speaker)
        _count(found, replace(case, way=way), wrong=wrong)
        case = adversary.true()
        _count(found, case, wrong=not _is_proven(case))
    return found


def milliseconds_per_quote(quotes: int = 2_000, seed: int = 7) -> dict[str, float]:
    """Return the processor time per quote on a call of an hour, the units of its turns made anew."""
    call = an_hour()
    adversary = Adversary([call], seed)
    cases = {
        "true, turn named": [adversary.true() for _ in range(quotes // 2)],
        "altered, looked for in the whole call": [
            adversary.altered(list(WAYS)[at % len(WAYS)]) for at in range(quotes // 2)
        ],
    }
    return {what: _milliseconds(listed) for what, listed in cases.items()}


def _milliseconds(cases: Sequence[Case]) -> float:
    started = time.process_time()
    for case in cases:
        _is_accepted(case)
    return 1_000 * (time.process_time() - started) / len(cases)


def _count(found: Measured, case: Case, *, wrong: bool) -> None:
    found.tried[case.way] = found.tried.get(case.way, 0) + 1
    kept = found.wrong.setdefault(case.way, [])
    if wrong:
        kept.append(case)


def _is_proven(case: Case) -> bool:
    found = prove(case.turn.id, case.quote, case.call)
    return (
        isinstance(found, Evidence)
        and found.quote in case.turn.text
        and found.speaker == case.turn.speaker
        and case.turn.start_s - 0.01 <= found.start_s <= found.end_s <= case.turn.end_s + 0.01
    )


def _is_moved_unseen(case: Case, at: int) -> bool:
    """Prove a true quote, state other times or the other speaker for it, and ask the check before storing."""
    found = prove(case.turn.id, case.quote, case.call)
    if not isinstance(found, Evidence):
        return False
    other = {"agent": "customer"}.get(found.speaker, "agent")
    if at % 5 == 0:
        return stands(found.model_copy(update={"speaker": other}), case.call)
    moved = {name: max(0.0, getattr(found, name) + by) for name, by in _MOVES[at % len(_MOVES)].items()}
    return stands(found.model_copy(update=moved), case.call)


def _is_accepted(case: Case) -> bool:
    return (
        isinstance(prove(case.turn.id, case.quote, case.call), Evidence)
        or locate(case.quote, case.call, speaker=case.turn.speaker) is not None
    )
