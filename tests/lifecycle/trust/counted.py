"""Weekly counts of a house without its calls: decisions and calls, as many as a test asks for.

In: shelves, when, how many of what. Out: counts on the shelf, as the transactions of decisions keep them.
"""

from __future__ import annotations

from datetime import datetime

from models.tallies import Decided, Made, bucket_of, of_call, of_item, week_of
from storage import trust_tallies
from storage.shelves import Shelves

RULES = Made(
    team="blue", template="sales", engine="rules", model="rules", prompt="rules-4", language="en", channels=2
)
MODEL = RULES._replace(engine="llm", model="qwen3-8b", prompt="notes-1a2b")


def decided(
    shelves: Shelves, at: datetime, made: Made = RULES, *, accept: int, edit: int = 0, reject: int = 0,
    confidence: float = 0.8, **more: str,
) -> None:  # fmt: skip
    """Count so many decisions on promises."""
    with shelves.database.transaction() as session:
        for verdict, times in (("accept", accept), ("edit", edit), ("reject", reject)):
            one = Decided(verdict=verdict, kind="promise", confidence=confidence, **more)  # type: ignore[arg-type]
            trust_tallies.count(session, of_item(made, week_of(at), one), times)


def served(
    shelves: Shelves, at: datetime, made: Made = RULES, *, calls: int, draft_s: float = 20.0,
    review_s: float = 90.0, coverage: int = 100,
) -> None:  # fmt: skip
    """Count so many calls."""
    with shelves.database.transaction() as session:
        for measure, bucket in (
            ("draft_s", bucket_of(draft_s)), ("review_s", bucket_of(review_s)), ("coverage", coverage),
        ):  # fmt: skip
            trust_tallies.count(session, of_call(made, week_of(at), measure, bucket), calls)  # type: ignore[arg-type]
