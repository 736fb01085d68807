"""What a model may answer, as the wire's JSON: empty, or with the items that a test names."""

from __future__ import annotations

import json
from typing import Any


def answer(**lists: object) -> dict[str, Any]:
    """Return a whole answer; what is not named is empty."""
    empty: dict[str, Any] = {
        "summary": [], "topics": [], "promises": [], "follow_ups": [], "open_questions": [], "fields": [],
        "raised": [], "category": "support", "agent_name": None, "customer_name": None,
    }  # fmt: skip
    return {**empty, **lists}


def item(text: str, turn: int, quote: str, **more: object) -> dict[str, Any]:
    """Return an item with one evidence."""
    return {"text": text, "evidence": [{"turn": turn, "quote": quote}], "confidence": 0.9, **more}


def promise(text: str, turn: int, quote: str, **more: object) -> dict[str, Any]:
    """Return a promise of ours without a date, but for what the test says."""
    plain: dict[str, object] = {
        "side": "ours",
        "due_said": None,
        "condition": None,
        "standing": "standing",
        "changes": [],
    }
    return item(text, turn, quote, **{**plain, **more})


def as_text(**lists: object) -> str:
    """Return a whole answer as JSON text."""
    return json.dumps(answer(**lists))
