"""A decision as a row keeps it, both ways.

In: a row, or a decision. Out: the decision, or what of an edit stands in one column.
"""

from __future__ import annotations

import json
from typing import cast

from models.review import Decision, Verdict
from storage.tables import DecisionRow


def decision_of(row: DecisionRow) -> Decision:
    """Return the decision that a row holds."""
    return Decision(
        item_id=row.item_id,
        verdict=cast("Verdict", row.verdict),
        text=row.text,
        reason=row.reason,
        by=row.by,
        at=row.at,
        **({} if row.edited is None else json.loads(row.edited)),
    )


def owner_and_due(value: Decision) -> str | None:
    """Return what an edit says of owner and due date, as JSON; None where it says nothing of them."""
    said = value.model_dump_json(include={"owner", "due", "no_due"}, exclude_defaults=True)
    return None if said == "{}" else said
