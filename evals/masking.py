"""Measures masking: how many planted values are left, and how much of real talk is masked.

Usage: python -m evals.masking [--talks N] [--show] [--json]. A value is left when a stretch of three of its
words (of a shorter one all, of a name any) still stands in a masked turn. What is masked of real talk has a
person to judge; --show prints it. Exit code 1 when more is left than the bars allow.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final

from evals.planted import Planted, planted
from evals.shared_talk import bank_calls, consultations
from models.frozen import Frozen
from models.transcript import Transcript, Turn
from text.masking import Masker, Masking

MASKING: Final = Masking(regions=("US", "GB", "DE", "ES", "FR"), names=True)
_TOKEN: Final = re.compile(r"\[[A-Za-z]+(?:_\d+)?\]")
#: The least share of talks of a kind in which nothing of the value may be left.
BARS: Final = {"card": 1.0, "cvv": 1.0}
OTHERS_BAR: Final = 0.95


class Kept(Frozen):
    """How many talks of a kind there were, and how many in which something of the value is left."""

    talks: int
    left: int

    @property
    def recall(self) -> float:
        """The share of talks in which nothing is left."""
        return 1 - self.left / self.talks


def recall(count: int) -> tuple[dict[str, Kept], list[tuple[Planted, list[str]]]]:
    """Return the counts by kind, and the talks in which something is left, masked."""
    talks: Counter[str] = Counter()
    failed: list[tuple[Planted, list[str]]] = []
    for case in planted(count):
        talks[case.kind] += 1
        shown = masked(case.said)
        if is_left(case, shown):
            failed.append((case, shown))
    left = Counter(case.kind for case, _ in failed)
    return {kind: Kept(talks=talks[kind], left=left[kind]) for kind in talks}, failed


def masked(said: Iterable[tuple[str, str]]) -> list[str]:
    """Return the texts as a model would get them."""
    turns = tuple(
        Turn(id=f"t{at}", speaker=speaker, speaker_confidence=1, start_s=at, end_s=at + 1, text=text)
        for at, (speaker, text) in enumerate(said)
    )
    return [turn.text for turn in Masker(MASKING).turns(turns)]


def is_left(case: Planted, shown: list[str]) -> bool:
    """True when a stretch of the value still stands where it was planted."""
    size = 1 if case.kind == "name" else min(3, len(case.words))
    texts = [f" {_plain(text)} " for text in shown]
    stretches = (" ".join(case.words[at : at + size]) for at in range(len(case.words) - size + 1))
    return any(f" {_plain(stretch)} " in text for stretch in stretches for text in texts)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w@./-]", " ", text.lower()).split())


class Masked(Frozen):
    """What of real talk was masked: words, and the stretches with their kinds."""

    words: int
    masked: int
    stretches: tuple[tuple[str, str], ...]


def false_alarms(transcript: Transcript) -> Masked:
    """Return what of this transcript is masked; a person has to judge whether it was personal."""
    masker = Masker(MASKING)
    found = masker.turns(transcript.turns)
    stretches = [
        (token.strip("[]").rpartition("_")[0], masker.unmask(token))
        for turn in found
        for token in _TOKEN.findall(turn.text)
    ]
    words = sum(len(turn.text.split()) for turn in transcript.turns)
    left = sum(len(_TOKEN.sub(" ", turn.text).split()) for turn in found)
    return Masked(words=words, masked=words - left, stretches=tuple(stretches))


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=5_600)
    parser.add_argument(
        "--show", action="store_true", help="print what is left, and what is masked of real talk"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    kinds, failed = recall(asked.talks)
    real = {
        "bank calls, people": bank_calls(), "bank calls, recogniser": bank_calls(machine=True),
        "consultations": consultations(),
    }  # fmt: skip
    alarms = {name: [false_alarms(one) for one in talks.values()] for name, talks in real.items() if talks}
    if asked.json:
        print(json.dumps({
            "recall": {kind: kept.recall for kind, kept in kinds.items()},
            "masked_share": {name: _share(found) for name, found in alarms.items()},
        }))  # fmt: skip
    else:
        _print(kinds, failed, alarms, show=asked.show)
    return int(any(kept.recall < BARS.get(kind, OTHERS_BAR) for kind, kept in kinds.items()))


def _share(found: list[Masked]) -> float:
    return sum(one.masked for one in found) / max(1, sum(one.words for one in found))


def _print(
    kinds: dict[str, Kept],
    failed: list[tuple[Planted, list[str]]],
    alarms: dict[str, list[Masked]],
    *,
    show: bool,
) -> None:
    print(f"{'kind':<10} {'talks':>6} {'left':>5} {'recall':>8}")
    for kind, kept in kinds.items():
        print(f"{kind:<10} {kept.talks:>6} {kept.left:>5} {kept.recall:>8.2%}")
    for name, found in alarms.items():
        words = sum(one.words for one in found)
        counts = Counter(kind for one in found for kind, _ in one.stretches)
        told = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
        print(f"{name}: {_share(found):.2%} of {words} words masked ({told or 'nothing'})")
    if show:
        for case, shown in failed:
            print(f"\n{case.kind}, {case.how}: {' '.join(case.words)}", *shown, sep="\n    ")
        for name, found in alarms.items():
            for one in found:
                print(
                    *(f"{name}: {kind}: {text}" for kind, text in one.stretches if kind != "NAME"), sep="\n"
                )


if __name__ == "__main__":
    sys.exit(main())
