"""A person who opted out: the number or the address, who wrote it down, when and why."""

from __future__ import annotations

from pydantic import AwareDatetime

from models.call import Customer
from models.frozen import Frozen


class OptOut(Frozen):
    """One number or address whose calls are not processed, from whichever door they come."""

    customer: Customer
    by: str
    at: AwareDatetime
    why: str | None = None

    @property
    def in_words(self) -> str:
        """The number, or the address."""
        return self.customer.phone or self.customer.email or ""
