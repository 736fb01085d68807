"""`python -m evals.dates`: the resolver of due dates on 2,000 pairs of a phrase and a moment, per family."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict

from evals.dates.pairs import PAIRS, Pair, pairs
from evals.dates.score import VERDICTS, Verdict, verdict


def main() -> None:
    """Print the table; with `--missed`, every pair that was not exact as well."""
    wanted = argparse.ArgumentParser(prog="python -m evals.dates", description=__doc__)
    wanted.add_argument("--pairs", type=int, default=PAIRS, help="how many pairs to make")
    wanted.add_argument("--only", choices=("held-out", "mended-on"), help="phrases held out, or the others")
    wanted.add_argument("--language", choices=("en", "de", "es", "fr"))
    wanted.add_argument("--missed", action="store_true", help="print the pairs that were not exact")
    chosen = wanted.parse_args()
    drawn = [
        pair
        for pair in pairs(chosen.pairs)
        if (chosen.only is None or pair.held_out == (chosen.only == "held-out"))
        and chosen.language in (None, pair.language)
    ]
    judged = [(pair, verdict(pair)) for pair in drawn]
    if chosen.missed:
        for pair, how in judged:
            if how != "exact":
                print(_line(pair, how))
    _table(judged)


def _line(pair: Pair, how: Verdict) -> str:
    meant = " or ".join(sorted(str(day) for day in pair.truth.dates)) or "nothing"
    times = "/".join(sorted(time or "-" for time in pair.truth.times))
    said = f"{pair.said!r} on {pair.now:%a %Y-%m-%d %H:%M}"
    return f"{how}: {pair.language} {pair.family}: {said}: {meant} {times}"


def _table(judged: list[tuple[Pair, Verdict]]) -> None:
    rows: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for pair, how in judged:
        for name in (pair.family, f"language {pair.language}", f"meaning {pair.truth.kind}", "all"):
            rows[name][how] += 1
    print(f"| family | pairs | {' | '.join(VERDICTS)} | exact % |")
    print(f"|---|---|{'---|' * (len(VERDICTS) + 1)}")
    for name, counts in sorted(rows.items(), key=lambda row: (row[0] == "all", " " in row[0], row[0])):
        cells = " | ".join(str(counts[how]) for how in VERDICTS)
        print(f"| {name} | {counts.total()} | {cells} | {100 * counts['exact'] / counts.total():.1f} |")


if __name__ == "__main__":
    main()
