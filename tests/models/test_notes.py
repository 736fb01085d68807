from __future__ import annotations

import pytest

from models.notes import Evidence, Owner, Promise


@pytest.mark.parametrize(
    ("condition", "proviso"),
    [
        (None, None),
        ("the router fails again", "only if the router fails again"),
        ("if you sign this week", "only if you sign this week"),
        ("If you book this month", "only if you book this month"),
        ("once the budget comes", "only once the budget comes"),
        ("unless you cancel", "unless you cancel"),
    ],
)
def test_a_condition_reads_well_with_or_without_its_own_if(
    condition: str | None, proviso: str | None
) -> None:
    promise = Promise(
        id="p1",
        text="Replace the router",
        evidence=(Evidence(turn_id="t1", quote="we will", speaker="agent", start_s=0, end_s=1),),
        confidence=1,
        side="ours",
        owner=Owner(side="ours"),
        to=Owner(side="theirs"),
        condition=condition,
    )
    assert promise.proviso == proviso
