"""Bar of the evidence check: no altered quote accepted, 99.5 % of the true ones, 2 ms a quote.

Usage: python -m evals.evidence [--quotes 20000] [--seed 1] [--data ../shared/data] [--speed-quotes 2000]
       [--show] [--json]
Half of the quotes are altered. Without --data's folder only our own calls are quoted from.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from evals.evidence.measure import Measured, measure, milliseconds_per_quote
from evals.evidence.talk import own_calls, real_calls

_BAR = 0.995


def table_of(found: Measured) -> str:
    """Return a line per way of altering, and the sums."""
    lines = [f"{'quotes':<18} {'tried':>6} {'wrong':>6}"]
    lines += [
        f"{way:<18} {count:>6} {len(found.wrong[way]):>6}" for way, count in sorted(found.tried.items())
    ]
    lines.append(f"altered quotes accepted: {found.altered_accepted} of {found.altered}")
    lines.append(f"true quotes accepted: {100 * found.true_share:.2f} %")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or JSON; the exit status is 1 when the bar is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.evidence", description="Bar of the evidence check."
    )
    parser.add_argument("--quotes", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="real calls, where there are"
    )
    parser.add_argument("--speed-quotes", type=int, default=2_000, help="how many are timed")
    parser.add_argument("--show", action="store_true", help="print every quote that went wrong, and its turn")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    real = real_calls(asked.data)
    found = measure((*real, *own_calls()), quotes=asked.quotes, seed=asked.seed)
    speed = milliseconds_per_quote(asked.speed_quotes)
    if asked.json:
        told = {"tried": found.tried, "wrong": {way: len(cases) for way, cases in found.wrong.items()}}
        sys.stdout.write(
            json.dumps({**told, "real_calls": len(real), "milliseconds": speed}, indent=2) + "\n"
        )
    else:
        sys.stdout.write(f"{len(real)} real calls, {len(own_calls())} of our own\n{table_of(found)}\n")
        for what, milliseconds in speed.items():
            sys.stdout.write(f"{milliseconds:.3f} ms a quote on a call of an hour ({what})\n")
    if asked.show:
        for way, cases in found.wrong.items():
            for case in cases:
                sys.stdout.write(f"{way}: {case.quote!r}\n    in {case.turn.text!r}\n")
    if found.altered_accepted or found.true_share < _BAR:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
