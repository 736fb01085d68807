"""Which contact a person chose for a phone number or an e-mail address, for the next call of the same.

In: a customer and a choice. Out: the choice. The number and the address are kept as keyed hashes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select

from models.call import Customer
from models.crm import Remembered
from models.ports import Clock
from storage import fingerprints
from storage.database import Database, Session
from storage.tables import RememberedContactRow


@dataclass(frozen=True)
class RememberedContacts:
    """The choices of all people; the newest one for a number or an address is the one that counts."""

    database: Database
    clock: Clock

    def remember_in(
        self, session: Session, customer: Customer, *, call_id: str, contact_id: str, by: str
    ) -> None:
        """Keep the choice in this transaction, for the number and for the address of the customer."""
        for fingerprint in _fingerprints(session, customer):
            session.merge(
                RememberedContactRow(
                    fingerprint=fingerprint, call_id=call_id, contact_id=contact_id, by=by, at=self.clock()
                )
            )

    def recall(self, customer: Customer) -> Remembered | None:
        """Return the choice; None where there is none, or number and address lead to different contacts."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(RememberedContactRow)
                .where(RememberedContactRow.fingerprint.in_(tuple(_fingerprints(session, customer))))
                .order_by(RememberedContactRow.at.desc())
            ).all()
        if len({row.contact_id for row in rows}) != 1:
            return None
        return Remembered(contact_id=rows[0].contact_id, by=rows[0].by, at=rows[0].at)

    def forget_in(self, session: Session, customer: Customer) -> None:
        """Forget in this transaction what was chosen for the customer's number and address."""
        fingerprints = tuple(_fingerprints(session, customer))
        session.execute(
            delete(RememberedContactRow).where(RememberedContactRow.fingerprint.in_(fingerprints))
        )

    def forget(self, customer: Customer) -> None:
        """Forget what was chosen, because the contact is not in the CRM any more."""
        with self.database.transaction() as session:
            self.forget_in(session, customer)


def _fingerprints(session: Session, customer: Customer) -> Iterator[str]:
    for kind, value in (("phone", customer.phone), ("email", customer.email)):
        if value:
            yield fingerprints.of(session, f"{kind}:{value}")
