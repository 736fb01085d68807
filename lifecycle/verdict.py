"""The rule of consent, and nothing but the rule: no consent, no processing.

In: consent with its proof. Out: go, wait or stop, and why. Decided here and nowhere else, never by a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.call import Consent


@dataclass(frozen=True)
class Verdict:
    """`go`: may be processed. `wait`: a person must act first. `stop`: must not be, and is not kept."""

    answer: Literal["go", "wait", "stop"]
    why: str


def verdict(consent: Consent) -> Verdict:
    """Return what the consent allows; `announced` and `granted` count only with who, when and how."""
    if consent.status == "declined":
        return Verdict("stop", "consent was declined")
    if consent.status == "unknown":
        return Verdict("wait", "consent is unknown; submit it with consent, or release it with a reason")
    proof = (("who", _told(consent.by)), ("when", consent.at), ("how", _told(consent.how)))
    missing = [word for word, value in proof if not value]
    if missing:
        return Verdict("wait", f"proof missing: {', '.join(missing)}")
    return Verdict("go", f"consent was {consent.status}")


def _told(text: str | None) -> str:
    return (text or "").strip()
