"""The reasons that are offered for a rejection fit what is rejected."""

from __future__ import annotations

from datetime import date

import pytest

from models.notes import Due, Evidence, Field, FollowUp, Item, Owner, Promise, Topic
from models.review import REASONS, reasons_for

_SAID = {
    "id": "p1",
    "text": "Send it",
    "evidence": (Evidence(turn_id="t1", quote="Send it", speaker="agent", start_s=0, end_s=1),),
    "confidence": 0.9,
}
_US = Owner(side="ours")
_DUE = Due(said="Friday", date=date(2026, 11, 27), basis="the Friday after")
_OF_ALL = ("It was not said", "It is in the notes already", "It does not matter")


@pytest.mark.parametrize(
    ("item", "own"),
    [
        (
            Promise(**_SAID, side="ours", owner=_US, to=Owner(side="theirs"), due=_DUE),
            ("The wrong person has to do it", "The date is wrong"),
        ),
        (FollowUp(**_SAID, owner=_US, kind="call"), ("The wrong person has to do it",)),
        (Field(**_SAID, name="amount", value="500 EUR"), ("The value is wrong",)),
        (Topic(**_SAID, outcome="agreed"), ("It ended otherwise",)),
        (Topic(**_SAID, outcome="info"), ()),
        (Item(**_SAID), ()),
    ],
)
def test_reasons_fit_the_item(item: Item, own: tuple[str, ...]) -> None:
    offered = reasons_for(item)
    assert offered == (_OF_ALL[0], *own, *_OF_ALL[1:])
    assert set(offered) <= set(REASONS)
