"""What the page *Hooks* says of deliveries and events: each outcome in a few words, and why.

In: tallies, stored events. Out: words. Not here: what an outcome is (models/hook_outcomes.py).
"""

from __future__ import annotations

from typing import Final

from models.hook_outcomes import REFUSALS
from storage.hook_events import HookEvent

_WORDS: Final = {
    "accepted": ("accepted", "a new event"),
    "again": ("accepted, again", "the event came before; nothing was done twice"),
    "contradicted": ("not counted", "an event's id came again with another body; the first one counts"),
    "ignored": ("thanked for", "of no interest here"),
    "asked": ("answered", "the sender's question about the address"),
    "test": ("accepted, test", "sent from this page; it made no call"),
    "closed": ("refused", "no secret is set"),
    "signature": ("refused", "the proof is missing, of another secret or of another body"),
    "time": ("refused", "sent more than five minutes ago, or in the future; check both clocks"),
    "shape": ("refused", "not in the sender's shape"),
    "address": ("refused", "its recording may not be fetched; look at CALLNOTES_RECORDING_HOSTS"),
    "size": ("refused", "too large"),
    "slow": ("refused", "it did not come in time"),
    "broken": ("refused", "it broke off"),
    "busy": ("refused", "too many waited; it was to come again"),
    "fault": ("not handled", "the fault is here; look at the server's log"),
}


def outcome_words(outcome: str) -> tuple[str, str]:
    """Return what became of such a delivery, and why."""
    return _WORDS.get(outcome, (outcome, ""))


def outcome_badge(outcome: str) -> str:
    """Return the kind of badge that an outcome has."""
    if outcome in REFUSALS or outcome == "contradicted":
        return "bad"
    return "good" if outcome in {"accepted", "test"} else "off"


def event_became(event: HookEvent) -> tuple[str, str]:
    """Return what became of a stored event, and why, in our own words alone."""
    again = f" Its id came {event.contradictions} times with another body." if event.contradictions else ""
    if event.state == "received":
        return "kept", "It waits to be handled." + again
    if event.state == "failed":
        return "kept, failed", (event.message or "It could not be handled.") + again
    if event.call_id is None:
        return "accepted", "It names no recording that makes a call." + again
    return "accepted", "It belongs to a call." + again
