"""What the page *Hooks* says of deliveries: each outcome in a few words, and why.

In: outcomes. Out: words. Not here: what an outcome is (models/hook_outcomes.py).
"""

from __future__ import annotations

from typing import Final

from models.hook_outcomes import REFUSALS

_WORDS: Final = {
    "accepted": ("accepted", "a new event"),
    "no_recording": ("accepted", "no recording yet, so it makes no call"),
    "lost": ("accepted", "the phone system could not make the recording; its own log says why"),
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
    "fault": (
        "not handled",
        "the fault is here; try a test event, and if that fails too, tell whoever runs Call notes",
    ),
}


def outcome_words(outcome: str) -> tuple[str, str]:
    """Return what became of such a delivery, and why."""
    return _WORDS.get(outcome, (outcome, ""))


def outcome_badge(outcome: str) -> str:
    """Return the kind of badge that an outcome has."""
    if outcome in REFUSALS or outcome in {"contradicted", "lost"}:
        return "bad"
    return "good" if outcome in {"accepted", "test"} else "off"
