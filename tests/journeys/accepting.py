"""Accepts all of a call as a person would: the rest at once, and each doubtful item by its name."""

from __future__ import annotations

from lifecycle import reading, review
from lifecycle.enqueue import Enqueue
from models.review import Decision
from storage.shelves import Shelves


def accept_all(shelves: Shelves, call_id: str, *, by: str, enqueue: Enqueue) -> None:
    """Decide the call's last item, so that it goes to the CRM."""
    doubtful = reading.dossier(shelves, call_id).by_name
    decisions = tuple(Decision(item_id=one, verdict="accept", by=by, at=shelves.clock()) for one in doubtful)
    review.decide(shelves, call_id, decisions, accept_rest=True, by=by, enqueue=enqueue)
