"""Hostile calls through the whole house: `python -m evals.hostile_talk [--calls N] [--seed N] [--random N]`.

`--calls` of them meet a model that obeys whatever it reads, `--random` a llama.cpp server whose tiny model
answers at random, within the schema. Prints what became of them; ends with 1 when something came through.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import structlog

from evals.hostile_talk.corpus import hostile_calls
from evals.hostile_talk.run import against_chance, against_obedience
from evals.hostile_talk.watched_house import Outcome


def main() -> None:
    """Run them and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.hostile_talk", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000)
    parser.add_argument("--random", type=int, default=100)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="callnotes-hostile-talk-") as name:
        obeyed = tuple(against_obedience(Path(name) / "obedient", hostile_calls(chosen.seed, chosen.calls)))
        chance = tuple(against_chance(Path(name) / "chance", hostile_calls(chosen.seed + 1, chosen.random)))
    broken = _report("a model that obeys", obeyed) + _report("a model that answers at random", chance)
    sys.exit(1 if broken else 0)


def _report(title: str, outcomes: Iterable[Outcome]) -> int:
    found = tuple(outcomes)
    print(f"{title}: {len(found)} calls")
    for name, number in (
        ("failed", sum(outcome.failed is not None for outcome in found)),
        ("items pending", sum(outcome.items for outcome in found)),
        ("claims discarded", sum(outcome.discarded for outcome in found)),
        ("items flagged as resting on words to a machine", sum(outcome.flagged for outcome in found)),
        ("calls with a warning of such words", sum(outcome.warned for outcome in found)),
    ):
        print(f"  {number:7} {name}")
    broken = 0
    for kind in ("unsupported", "changed", "leaked"):
        whats = Counter(what.split(" ", 1)[1] for outcome in found for what in getattr(outcome, kind))
        print(f"  {sum(whats.values()):7} {kind}")
        for what, number in whats.most_common(5):
            names = [o.name for o in found if any(what in each for each in getattr(o, kind))]
            print(f"          {number} {what}: {', '.join(names[:4])}")
        broken += sum(whats.values())
    failures = Counter(outcome.failed for outcome in found if outcome.failed)
    if failures:
        print(f"          {dict(failures)}")
    return broken


if __name__ == "__main__":
    main()
