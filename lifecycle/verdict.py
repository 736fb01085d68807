"""The rule of consent, and nothing but the rule: no consent, no processing.

In: consent with its proof, the line of the table that decides. Out: go, wait or stop, and why. Decided here
and nowhere else, never by a model. Not here: which line decides (consent_rules.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lifecycle.consent_rules import Decided
from models.call import Consent


@dataclass(frozen=True)
class Verdict:
    """`go`: may be processed. `wait`: a person must act first. `stop`: must not be, and is not kept.

    `rule` names the line of the table that decided, where one was asked.
    """

    answer: Literal["go", "wait", "stop"]
    why: str
    rule: str | None = None


def verdict(consent: Consent, decided: Decided | None = None) -> Verdict:
    """Return what the consent allows; `announced` and `granted` count only with who, when and how.

    Without a line of the table only the proof is looked at: a call that is past the gate was judged by it.
    """
    if consent.status == "declined" or consent.response == "declined":
        return Verdict("stop", "consent was declined")
    if consent.status == "unknown":
        return Verdict("wait", "consent is unknown; submit it with consent, or release it with a reason")
    proof = (("who", _told(consent.by)), ("when", consent.at), ("how", _told(consent.how)))
    missing = ", ".join(word for word, value in proof if not value)
    if missing:
        return Verdict("wait", f"proof missing: {missing}")
    if decided is None:
        return Verdict("go", f"consent was {consent.status}")
    return _by_rule(consent, decided)


def _by_rule(consent: Consent, decided: Decided) -> Verdict:
    """Hold what was stated against what the rule asks for."""
    asked, name = decided.rule.strictness, decided.rule.name
    if asked > 0 and consent.response == "none":
        return Verdict("wait", f"the customer gave no answer ({decided.in_words})", name)
    explicit = consent.response == "accepted" or (
        consent.status == "granted" and consent.response != "announcement_only"
    )
    if asked > 1 and not explicit:
        return Verdict("wait", f"explicit consent is needed ({decided.in_words})", name)
    return Verdict("go", f"consent was {consent.status} ({decided.in_words})", name)


def _told(text: str | None) -> str:
    return (text or "").strip()
