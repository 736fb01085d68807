"""Who is who in a transcript with names: the agent, the customer, or S1, S2.. where names do not say.

In: names in order of appearance. Out: a label for each.
"""

from __future__ import annotations

import re

_AGENT = frozenset({
    "agent", "rep", "representative", "support", "sales", "advisor", "adviser", "operator", "assistant",
    "staff", "employee", "seller",
})  # fmt: skip
_CUSTOMER = frozenset({
    "customer", "caller", "client", "guest", "patient", "member", "prospect", "buyer", "consumer",
})  # fmt: skip
_WORD = re.compile(r"[a-z]+")
_OURS = re.compile(r"S[1-9]\d?")
_GUESSED = re.compile(r"(?:speaker|spk|sprecher)[ _-]?[a-z0-9?]{1,3}", re.IGNORECASE)


def speaker_labels(names: tuple[str, ...]) -> dict[str, str]:
    """Return the label of each name: "agent" or "customer" where the name is a role, else "S1", "S2"..

    When two people speak and one name is a role, the other person has the other role.
    """
    roles = {name: _role(name) for name in names}
    known = [role for role in roles.values() if role is not None]
    if len(names) == 2 and len(known) == 1:
        other = "customer" if known[0] == "agent" else "agent"
        return {name: role or other for name, role in roles.items()}
    if all(role is not None or _OURS.fullmatch(name) for name, role in roles.items()):
        return {name: role or name for name, role in roles.items()}
    labels: dict[str, str] = {}
    numbered = 0
    for name, role in roles.items():
        if role is None:
            numbered += 1
        labels[name] = role or f"S{numbered}"
    return labels


def is_role(name: str) -> bool:
    """True when the name itself says which side speaks, or is one of our own labels."""
    return _role(name) is not None or _OURS.fullmatch(name) is not None


def is_guessed(name: str) -> bool:
    """True for "Speaker 1" and its kin: a machine told voices apart, and nobody named them."""
    return _GUESSED.fullmatch(name) is not None


def _role(name: str) -> str | None:
    words = set(_WORD.findall(name.lower()))
    if words & _CUSTOMER:
        return "customer"
    return "agent" if words & _AGENT else None
