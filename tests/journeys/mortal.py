"""A worker that dies by SIGKILL at a named point of its work, for the tests that prove that nothing is lost.

In: a data folder, the point, and how often the point is passed before. Points are the begin and end of every
durable step, and places inside the steps: before a piece is recognised, before the draft, before and after
the CRM is written.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from callnotes.logs import configure_logs
from callnotes.settings import Settings
from callnotes.workshop import worker_place, workshop_of
from crm_sync.adapters.local import LocalAdapter
from extractor.engine import CallContext, DraftResult
from extractor.engines.rules import RulesEngine
from lifecycle import reading
from models.call import Call
from models.crm import Operation, Outcome
from models.ports import Cancelled, Progress
from models.stages import END_STAGES, Stage
from models.transcript import Transcript
from pipeline.worker import worker
from pipeline.workshop import Workshop
from tests.journeys.plain_ear import PlainEar

Die = Callable[[str], None]

PROCESS_STEPS: Final = (
    "begin", "consent", "transcribe", "hand on", "mute", "extract", "match",
    "plan", "write note", "write review", "staged", "end",
)  # fmt: skip
PROCESS_POINTS: Final = (
    *(f"{step}:{edge}" for step in PROCESS_STEPS for edge in ("begin", "end")),
    "inside recognise",
    "inside draft",
    "before apply",
    "after apply",
)
SETTLE_STEPS: Final = ("begin", "review", "contact", "plan", "write note", "settled", "end")
SETTLE_POINTS: Final = (
    *(f"{step}:{edge}" for step in SETTLE_STEPS for edge in ("begin", "end")),
    "before apply",
    "after apply",
)
_PATIENCE_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True)
class Death:
    """Where to die, and how often to pass the place alive first."""

    point: str
    after: int = 0


def settings_in(folder: Path, database_url: str | None = None) -> Settings:
    """Return the settings of a house in this folder; with one attempt, every failure stays visible."""
    return Settings(
        data=folder,
        database_url=database_url,
        time_zone="Europe/Berlin",
        log_level="error",
        max_attempts=1,
    )


def work_until_rest(folder: str, death: Death | None) -> None:
    """Work until every call rests, or die on the way. Runs in a process of its own."""
    settings = settings_in(Path(folder))
    configure_logs(level="error")
    with workshop_of(settings) as workshop:
        mortal = mortal_workshop(workshop, death)
        with worker(mortal, worker_place(settings), stop_within_s=2):
            wait_for_rest(mortal)
            os._exit(0)  # leaves as rudely as a kill: nothing is owed to a clean end


def wait_for_rest(workshop: Workshop) -> None:
    """Return when every call rests; ends the process with 7 when one never does."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if all(_rests(workshop, call) for call in reading.calls(workshop.shelves)):
            return
        time.sleep(_LOOK_EVERY_S)
    os._exit(7)


def _rests(workshop: Workshop, call: Call) -> bool:
    if call.attempt is not None or reading.is_worked_on(workshop.shelves, call.id):
        return call.attempt is not None
    return call.stage in END_STAGES | {Stage.STAGED, Stage.AWAITING_CONSENT}


def dying(death: Death | None) -> Die:
    """Return what is told of each point that is passed, and dies at the one that is meant."""
    passed = 0

    def die(point: str) -> None:
        nonlocal passed
        if death is None or point != death.point:
            return
        if passed >= death.after:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1

    return die


def mortal_workshop(workshop: Workshop, death: Death | None) -> Workshop:
    """Return the workshop with tiny engines, which dies where it is told to."""
    die = dying(death)
    ear = PlainEar(lambda: die("inside recognise"))
    notes = _MortalNotes(die)
    return replace(
        workshop,
        speech_engine=lambda _name: ear,
        notes_engine=lambda _name: notes,
        adapter=_MortalAdapter(workshop, die),
        observe=lambda event, _call_id: die(event),
    )


class _MortalNotes(RulesEngine):
    def __init__(self, die: Die) -> None:
        super().__init__()
        self._die = die

    def draft(
        self, transcript: Transcript, context: CallContext, *, progress: Progress, cancelled: Cancelled
    ) -> DraftResult:
        result = super().draft(transcript, context, progress=progress, cancelled=cancelled)
        self._die("inside draft")
        return result


class _MortalAdapter(LocalAdapter):
    def __init__(self, workshop: Workshop, die: Die) -> None:
        super().__init__(workshop.shelves.embedded_crm())
        self._die = die

    def apply(self, operation: Operation) -> Outcome:
        self._die("before apply")
        outcome = super().apply(operation)
        self._die("after apply")
        return outcome
