"""Wakes every page that listens when calls changed, by whichever process, as soon as it is committed.

In: the shelves, asked for the number of the last change twice a second while anybody listens. Out: it.
Not here: what changed, and who may hear of it (web/events.py).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from starlette.concurrency import run_in_threadpool

from lifecycle.changes import forget_who_left, number_of_changes
from models.errors import CallNotesError, TooManyPagesError
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

ASKS_EVERY_S: Final = 0.5
#: So many pages of one account may listen at once; a further one looks again by itself instead.
MOST_PER_ACCOUNT: Final = 12
_TIDIES_EVERY: Final = 20


class ChangeFeed:
    """What listens in this process, and the one task that asks the database for all of it.

    `newest` is the number of the last change that is known of; `is_closed` once the server leaves.
    """

    def __init__(self, shelves: Shelves) -> None:
        """Ask these shelves, once somebody listens."""
        self.newest = 0
        self.is_closed = False
        self._shelves = shelves
        self._per_account: Counter[str] = Counter()
        self._woken = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None

    @contextmanager
    def listening(self, account: str) -> Iterator[None]:
        """Ask the database until the context ends. Raises TooManyPagesError for one page too many."""
        if self._per_account[account] >= MOST_PER_ACCOUNT:
            raise TooManyPagesError("Too many of your pages listen already; this one looks again by itself.")
        self._per_account[account] += 1
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())
        try:
            yield
        finally:
            self._per_account[account] -= 1
            self._per_account = +self._per_account  # without those of whom none is left
            if not self._per_account and self._asking is not None:
                self._asking.cancel()

    async def later_than(self, number: int, *, within_s: float) -> bool:
        """Wait until there is a later change, the feed is closed, or the time is over; true for the first."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while self.newest <= number and not self.is_closed and (left := until - loop.time()) > 0:
            try:
                await asyncio.wait_for(self._woken.wait(), left)
            except TimeoutError:
                break
        return self.newest > number and not self.is_closed

    def close(self) -> None:
        """End what listens, now and from now on: the server leaves. In the loop of the server."""
        self.is_closed = True
        self._wake()

    async def _ask(self) -> None:
        turn = 0
        while True:
            turn += 1
            try:
                newest = await run_in_threadpool(self._look, tidy=turn % _TIDIES_EVERY == 0)
            except CallNotesError as error:  # the database is away for a moment; storage tells the log
                _log.debug("changes_not_read", code=error.code)
                newest = self.newest
            if newest > self.newest:
                self.newest = newest
                self._wake()
            await asyncio.sleep(ASKS_EVERY_S)

    def _wake(self) -> None:
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()

    def _look(self, *, tidy: bool) -> int:
        if tidy:
            forget_who_left(self._shelves)
        return number_of_changes(self._shelves)
