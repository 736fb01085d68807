"""What is told of data that was deleted: a certificate of what went, what stays and why, without the data.

In: nothing. Out: frozen values. Not here: deleting (lifecycle/erase.py), keeping certificates (storage).
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.call import Customer
from models.frozen import Frozen

#: What becomes of the records that we made in the CRM; a person says it, where there are any.
CrmAnswer = Literal["keep", "remove"]

Scope = Literal["call", "person", "audio", "transcript", "notes", "crm", "hold"]


class Portion(Frozen):
    """So many things of one sort; `why` says what keeps those that stay, or takes those that are owed."""

    what: str
    count: int
    why: str = ""


class Certificate(Frozen):
    """What one deletion took and what it left, by whom and for what reason; it holds nothing personal.

    `owed` is what a worker still takes out of the CRM; a certificate of scope `crm`, which `follows` this
    one, says when that was done.
    """

    id: str
    scope: Scope
    calls: tuple[str, ...]
    at: AwareDatetime
    by: str
    reason: str
    crm: CrmAnswer | None = None
    went: tuple[Portion, ...] = ()
    stays: tuple[Portion, ...] = ()
    owed: tuple[Portion, ...] = ()
    follows: str | None = None


class SealedCertificate(Frozen):
    """A certificate with what proves it: the sha256 of its JSON, and the house's own mark on that."""

    certificate: Certificate
    sha256: str
    seal: str


class Person(Frozen):
    """Somebody by what is known: numbers in E.164, addresses in lower case, ids of contacts in the CRM."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    contact_ids: tuple[str, ...] = ()

    @property
    def customers(self) -> tuple[Customer, ...]:
        """The person as calls name a customer, once for each number and each address."""
        phones = (Customer(phone=phone) for phone in self.phones)
        return (*phones, *(Customer(email=email) for email in self.emails))
