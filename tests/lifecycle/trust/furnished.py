"""Twelve weeks of a house with two teams and two versions, one group served worse; the same at every run."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from storage.shelves import Shelves
from tests.lifecycle.trust.counted import MODEL, RULES, decided, served

FIRST, SECOND = "rules / rules / rules-4", "llm / qwen3-8b / notes-1a2b"


def furnish(shelves: Shelves, *, weeks: int = 12) -> None:
    """Count twelve weeks up to now."""
    chance, now = Random(8), shelves.clock()
    for ago in range(weeks):
        at = now - timedelta(weeks=ago)
        for made in (RULES, MODEL, RULES._replace(team="red", template="support", language="de", channels=1)):
            share = 0.62 if made.language == "de" else 0.86 if made.engine == "llm" else 0.78
            for confidence in (0.35, 0.55, 0.75, 0.95):
                of = chance.randrange(8, 16)
                good = round(of * min(1.0, share * (0.5 + 0.6 * confidence)))
                decided(
                    shelves, at, made, accept=good, edit=(of - good) // 2,
                    reject=(of - good + 1) // 2,
                    confidence=confidence, speaker="agent" if chance.random() < 0.7 else "customer",
                    changed="day",
                )  # fmt: skip
            for _ in range(5):
                served(
                    shelves, at, made, calls=4, draft_s=chance.uniform(5, 60),
                    review_s=chance.uniform(20, 400 if made.language == "de" else 160),
                    coverage=100 if chance.random() < 0.8 else 70,
                )  # fmt: skip
