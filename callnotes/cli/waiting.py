"""Stays with calls until nobody works on them: each waits for a person, has ended or has failed.

In: settings and calls. Out: the calls as they are then. Uses the running worker, else works itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from callnotes.settings import Settings
from models.call import Call
from models.errors import WorkerBusyError
from models.stages import Stage

_POLL_S: Final = 0.1
_TRY_AGAIN_S: Final = 2.0
_FOREVER_S: Final = 1e9


def wait_for(settings: Settings, calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """Wait for all these calls, working on them when no other worker runs."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from lifecycle.take_back import open_until

    shelves = shelves_of(settings)
    with _shown() as show:

        def rest() -> bool:
            now = tuple(reading.call(shelves, call.id) for call in calls)
            show.now(now)
            return all(call.attempt or not _moves(call.id) for call in now)

        def _moves(call_id: str) -> bool:
            return reading.is_worked_on(shelves, call_id) and open_until(shelves, call_id) is None

        while not rest():
            with _worker_if_free(settings) as works_here:
                end_at = time.monotonic() + (_FOREVER_S if works_here else _TRY_AGAIN_S)
                while not rest() and time.monotonic() < end_at:
                    time.sleep(_POLL_S)
        return tuple(reading.call(shelves, call.id) for call in calls)


def exit_code(calls: tuple[Call, ...]) -> int:
    """Return 3 when an attempt failed, 2 when a recording was refused, else 0; the cause goes to stderr."""
    code = 0
    for call in calls:
        if call.attempt is not None:
            print(
                f"callnotes: {call.attempt.message} (call {call.id}, code {call.attempt.code})",
                file=sys.stderr,
            )
            code = 3
        elif call.stage is Stage.REFUSED:
            print(f"callnotes: {call.stage_why} (call {call.id})", file=sys.stderr)
            code = code or 2
    return code


@contextmanager
def _worker_if_free(settings: Settings) -> Iterator[bool]:
    from callnotes.workshop import working

    with ExitStack() as stack:
        try:
            stack.enter_context(working(settings))
        except WorkerBusyError:
            yield False
        else:
            yield True


class _Show:
    """Progress on standard error: a bar in a terminal, else a line whenever a stage changes."""

    def __init__(self, bars: Progress | None) -> None:
        self._bars = bars
        self._task = bars.add_task("working", total=None) if bars else None
        self._said: dict[str, str] = {}

    def now(self, calls: tuple[Call, ...]) -> None:
        """Show where these calls are."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, **_state(calls))
            return
        for call in calls:
            if self._said.get(call.id) != call.stage:
                self._said[call.id] = call.stage
                print(f"callnotes: {call.id} {call.stage}", file=sys.stderr)


def _state(calls: tuple[Call, ...]) -> dict[str, Any]:
    """Return what the bar shows: the audio done of the call that is being heard, else the stages."""
    for call in calls:
        if call.progress is not None and call.stage is Stage.QUEUED:
            done_s, total_s = call.progress.done_s, call.progress.total_s
            words = f"{call.id} listening, {done_s:.0f} of {total_s:.0f} s"
            return {"completed": done_s, "total": total_s, "description": words}
    at_rest = sum(call.stage is not Stage.QUEUED for call in calls)
    return {
        "completed": at_rest,
        "total": len(calls),
        "description": ", ".join({str(call.stage) for call in calls}),
    }


@contextmanager
def _shown() -> Iterator[_Show]:
    if not sys.stderr.isatty():
        yield _Show(None)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Show(bars)
