"""Checks a name that a caller chose against those that there are.

In: what was sent, the names, what they are names of. Out: the name, None for none sent.
"""

from __future__ import annotations

from models.errors import InputError


def one_of(sent: str | None, names: tuple[str, ...], what: str) -> str | None:
    """Return the name that was sent; an empty one is none. Raises InputError, which lists the names."""
    if sent is None or not sent.strip():
        return None
    if sent not in names:
        msg = f"There is no {what} of this name; choose one of {', '.join(names)}."
        raise InputError(msg)
    return sent
