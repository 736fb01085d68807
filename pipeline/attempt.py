"""One attempt at a call's work: its steps in order, each durable, ending done, halted or visibly failed.

In: a workshop, a call id, the attempt's number, and the list of steps. Out: a word for the durable table.
Not here: what the steps are (process_call.py, settle_call.py, fetch_recording.py).
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import structlog

from crm_sync.perform import perform
from lifecycle import attempts, reading
from models.call import Verb
from models.crm import Operation
from models.errors import CallNotesError, CancelledError, CrmClosedError, InternalError
from models.frozen import Frozen
from models.stages import END_STAGES, Stage
from models.workflows import Kind
from pipeline import durable
from pipeline.held_back import refuse_held
from pipeline.workshop import Workshop
from storage.database import was_away

log = structlog.get_logger(__name__)


class StepResult(Frozen):
    """What a step leaves behind in the durable table: never more than a word, an error code and keys."""

    state: Literal["done", "halted", "failed"] = "done"
    keys: tuple[str, ...] = ()
    code: str = ""
    message: str = ""
    retryable: bool = False


DONE = StepResult()
HALTED = StepResult(state="halted")

Action = Callable[[Workshop, str], StepResult]
Plan = Callable[[Workshop, str], tuple[Operation, ...]]


@dataclass(frozen=True)
class Attempt:
    """An attempt under way, at one kind of work; `through` runs its steps."""

    workshop: Workshop
    call_id: str
    verb: Verb
    number: int
    kind: Kind

    def through(self, steps: Iterable[Step], *, to_the_end: bool) -> str:
        """Run the steps until one halts or fails; a restart goes on after the last finished one.

        Then the attempt ends, or is handed on to the next kind of work.
        """
        begun = self.run("begin", self._begin)
        if begun.state != "done":
            if begun.code == CancelledError.code:
                return "superseded"
            self.run("fail", self._fail("begin", begun))
            return "failed"
        for step in steps:
            name, result = step(self)
            if result.state == "failed":
                self.run("fail", self._fail(name, result))
                return "failed"
            if result.state == "halted":
                to_the_end = True
                break
        if to_the_end:
            self.run("end", self._succeed)
            return "done"
        self.run("hand on", self._hand_on)
        return "handed on"

    def run(self, name: str, action: Action) -> StepResult:
        """Run one durable step: its exceptions become a result that names code and cause, never content."""

        def guarded() -> dict[str, Any]:
            self.workshop.observe(f"{name}:begin", self.call_id)
            result = self._outcome(name, action)
            self.workshop.observe(f"{name}:end", self.call_id)
            return result.model_dump(mode="json")

        return StepResult.model_validate(durable.step(name, guarded))

    def _outcome(self, name: str, action: Action) -> StepResult:
        """Do the step, again when the database was away meanwhile: that is no fault of the call."""
        until = time.monotonic() + _AWAY_AT_MOST_S
        while True:
            try:
                return self._once(name, action)
            except CallNotesError as error:
                if not was_away(error) or time.monotonic() > until:
                    return _failed(error)
                log.warning("step_waits_for_database", call_id=self.call_id, step=name)
                time.sleep(_AWAY_PAUSE_S)

    def _once(self, name: str, action: Action) -> StepResult:
        try:
            if name not in _FRAME and self._is_over():
                return HALTED
            if name not in _FRAME and self.kind == "crm":
                refuse_held(self.workshop)
            return action(self.workshop, self.call_id)
        except CallNotesError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must end as a visible, retryable failure
            log.error("step_broke", call_id=self.call_id, step=name, **_where(error))  # noqa: TRY400 - no speech in logs
            return _failed(InternalError(_SENTENCE))

    def _is_over(self) -> bool:
        """True when the call has ended, or a newer attempt took the place of this one."""
        shelves = self.workshop.shelves
        return reading.call(shelves, self.call_id).stage in _over(self.verb) or attempts.is_superseded(
            shelves, self.call_id, self.verb, self.number
        )

    def _begin(self, workshop: Workshop, call_id: str) -> StepResult:
        attempts.begin(workshop.shelves, call_id, self.verb, self.number, kind=self.kind)
        return DONE

    def _hand_on(self, workshop: Workshop, call_id: str) -> StepResult:
        attempts.hand_on(
            workshop.shelves, call_id, self.verb, self.number, kind=self.kind, enqueue=workshop.enqueue
        )
        return DONE

    def _succeed(self, workshop: Workshop, call_id: str) -> StepResult:
        attempts.succeed(workshop.shelves, call_id, self.verb, self.number)
        return DONE

    def _fail(self, step: str, result: StepResult) -> Action:
        def fail(workshop: Workshop, call_id: str) -> StepResult:
            held = result.code == CrmClosedError.code  # until the CRM is open again: the sweep sees to that
            tried = attempts.tried(workshop.shelves, call_id, self.verb)
            again = held or (result.retryable and tried < workshop.max_attempts)
            delay_s = 0.0 if held else workshop.retry_delay_s(result.code, tried)
            attempts.fail(
                workshop.shelves,
                call_id,
                self.verb,
                self.number,
                step=step,
                code=result.code,
                message=result.message,
                retryable=result.retryable,
                retry_in_s=delay_s if again else None,
            )
            return DONE

        return fail


Step = Callable[[Attempt], tuple[str, StepResult]]


def durable_step(name: str, action: Action) -> Step:
    """Make one durable step of an action."""
    return lambda attempt: (name, attempt.run(name, action))


def durable_writes(plan: Plan) -> Step:
    """Make a durable step of the plan, and one of every operation in it: one effect, one step, one key."""

    def writes(attempt: Attempt) -> tuple[str, StepResult]:
        planned = attempt.run("plan", lambda shop, call_id: _keys(plan(shop, call_id)))
        if planned.state != "done":
            return "plan", planned
        for key in planned.keys:
            name = f"write {key.partition(':')[2]}"
            result = attempt.run(name, _writing(plan, key))
            if result.state != "done":
                return name, result
        return "plan", planned

    return writes


def _keys(operations: tuple[Operation, ...]) -> StepResult:
    return StepResult(keys=tuple(operation.key for operation in operations))


def _writing(plan: Plan, key: str) -> Action:
    def write(workshop: Workshop, call_id: str) -> StepResult:
        operation = next((one for one in plan(workshop, call_id) if one.key == key), None)
        if operation is None:  # a person decided meanwhile, and that is what is written now
            return HALTED
        perform(operation, adapter=workshop.adapter, ledger=workshop.shelves.ledger())
        return DONE

    return write


def _over(verb: Verb) -> frozenset[Stage]:
    """The stages in which nothing is left to do.

    Of a declined or erased call the records are still withdrawn, of a settled one a field is written that a
    person decided about.
    """
    if verb != "settle":
        return END_STAGES
    return END_STAGES - {Stage.DECLINED, Stage.ERASED, Stage.SETTLED}


_AWAY_AT_MOST_S = 600.0
_AWAY_PAUSE_S = 0.5
_FRAME = frozenset({"begin", "fail", "hand on", "end"})
_SENTENCE = (
    "A fault of the program stopped this step; the log shows where. "
    "Try again with `callnotes retry`, and report it when it comes back."
)


def _failed(error: CallNotesError) -> StepResult:
    return StepResult(state="failed", code=error.code, message=error.message, retryable=error.retryable)


def _where(error: Exception) -> dict[str, str]:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "at": f"{Path(frame.filename).name}:{frame.lineno}"}
