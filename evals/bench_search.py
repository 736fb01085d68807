"""How long finding words takes, with few calls and with many, side by side in one run.

    python -m evals.bench_search --calls 5000 100000 [--database postgresql://...]

In: numbers of calls, ten items each. Out: for each kind of question the median and the 95th percentile in
milliseconds, and how much slower the many are than the few. Everything is made up; nothing is kept.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from models.access import Actor
from models.found_texts import Among, SearchText
from models.words_wanted import words_wanted
from storage.database import Database, migrate, open_database
from storage.tables import CallRow
from storage.word_index import find, replace

ITEMS: Final = 10
_PORTION: Final = 500
_PAGE: Final = 26
_BEGUN: Final = datetime(2020, 1, 1, tzinfo=UTC)
_ALL: Final = Actor(name="kim@example.com", role="admin", grants=("calls",))
_ONE: Final = Actor(name="agent7@example.com", role="agent")
#: What is asked: one text has it, a hundredth of them, or each; seen by one of a hundred agents, or by all.
_QUESTIONS: Final[dict[str, tuple[str, Actor]]] = {
    "one text": ("only{place}", _ALL),
    "one text, for an agent": ("only{own}", _ONE),
    "a hundredth": ("some{hundredth}", _ALL),
    "a hundredth, for an agent": ("some{hundredth}", _ONE),
    "every text": ("promise", _ALL),
    "every text, for an agent": ("promise", _ONE),
    "a row of words": ('"the promise number"', _ALL),
    "a beginning": ("only{place}*", _ALL),
}


def fill(database: Database, calls: int) -> None:
    """Put this many calls with ten items each into an empty database."""
    for begin in range(0, calls, _PORTION):
        with database.transaction() as session:
            rows = [_call(number) for number in range(begin, min(calls, begin + _PORTION))]
            session.add_all(rows)
            session.flush()
            for number, row in enumerate(rows, start=begin):
                replace(session, row, tuple(_item(number * ITEMS + place) for place in range(ITEMS)))


def ask(database: Database, calls: int, *, times: int, seed: int = 1) -> dict[str, list[float]]:
    """Return for each question how many milliseconds each of so many answers took."""
    chance = Random(seed)
    took: dict[str, list[float]] = {}
    for name, (typed, actor) in _QUESTIONS.items():
        for _ in range(times):
            words = typed.format(
                place=chance.randrange(calls * ITEMS),
                own=(chance.randrange(calls // 100) * 100 + 7) * ITEMS,
                hundredth=chance.randrange(100),
            )
            began = time.perf_counter()
            with database.reading() as session:
                find(session, words_wanted(words), actor, among=Among(), limit=_PAGE)
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return took


def _call(number: int) -> CallRow:
    moment = _BEGUN + timedelta(seconds=90 * number)
    return CallRow(
        id=f"call_{number:016x}", stage="staged", stage_at=moment, started_at=moment, received_at=moment,
        agent_channel="auto", consent_status="granted", agent=f"agent{number % 100}@example.com",
    )  # fmt: skip


def _item(place: int) -> SearchText:
    text = f"We keep the promise number {place % 1000} of some{place % 100} and only{place}"
    return SearchText(
        ref=f"p{place % ITEMS}", kind="promise", state="waiting", text=text, quote="I will send it on Friday",
        speaker="agent", start_s=1.0,
    )  # fmt: skip


@contextmanager
def _filled(url: str | None, calls: int) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(url or f"sqlite:///{Path(folder) / 'calls.db'}")
        migrate(database)
        began = time.perf_counter()
        fill(database, calls)
        print(f"{calls:,} calls, {calls * ITEMS:,} items: filled in {time.perf_counter() - began:.0f} s")
        try:
            yield database
        finally:
            database.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--database", help="an empty PostgreSQL; one size only then")
    given = parser.parse_args()
    before: dict[str, float] = {}
    for calls in given.calls:
        with _filled(given.database, calls) as database:
            for name, took in ask(database, calls, times=given.times).items():
                middle, slow = statistics.median(took), statistics.quantiles(took, n=20)[-1]
                grew = f", {slow / before[name]:.1f} times as slow" if name in before else ""
                print(f"  {name:28} median {middle:7.2f} ms   p95 {slow:7.2f} ms{grew}")
                before[name] = slow


if __name__ == "__main__":
    main()
