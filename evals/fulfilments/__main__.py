"""Measures the rules that find in a later call what became of a promise, on written cases.

In: cases.txt, of which the second half was not in view while the rules were made. Out: precision and recall
of each half. `python -m evals.fulfilments`
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from models.notes import Side
from models.transcript import Turn
from text.fulfilment import find_fulfilment

_CASES: Final = Path(__file__).with_name("cases.txt")


@dataclass
class Score:
    """How many were there, proposed, and proposed rightly."""

    there: int = 0
    proposed: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Of what was proposed, how much is so."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, how much was proposed."""
        return self.right / self.there if self.there else 1.0


def measure() -> dict[str, Score]:
    """Return the score of each set of cases."""
    scores: dict[str, Score] = {}
    score = Score()
    for line in _CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("set: "):
            score = scores.setdefault(line.removeprefix("set: "), Score())
        elif line and not line.startswith("#"):
            side, words, speaker, said, expected = (part.strip() for part in line.split("|"))
            turn = Turn(id="t1", speaker=speaker, speaker_confidence=1, start_s=0, end_s=2, text=said)
            found = find_fulfilment(words, cast("Side", side), (turn,))
            score.there += expected != "none"
            score.proposed += found is not None
            score.right += found is not None and found.became == expected
    return scores


if __name__ == "__main__":
    for name, one in measure().items():
        print(
            f"{name:5}  precision {one.precision:.3f} ({one.right} of {one.proposed})  "
            f"recall {one.recall:.3f} ({one.right} of {one.there})"
        )
