"""The daily mails: one row a person and day, written before anything is sent, so that none is sent twice.

In: an account and a local day. Out: a claim, or nothing where somebody has, or had, it.
Not here: what a mail says (lifecycle/digest.py), sending (exchange/send_mail.py).

A mail of which nobody knows whether it was sent, since its worker died or no answer came, is not sent again:
a missing one is noticed on the next page that the person opens, a doubled one every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select

from models.mail import DigestWish, Sending
from models.ports import Clock
from storage.database import Database, Session, TakenError
from storage.tables import DigestRow, DigestWishRow

#: So long after a try that is known to have failed it comes again, as long as the day's hours last.
AGAIN_AFTER: Final = timedelta(minutes=15)
_KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class Digests:
    """All daily mails; one transaction per method."""

    database: Database
    clock: Clock

    def is_due(self, account_id: str, day: date) -> bool:
        """True when nobody has begun with this one, or it failed and its time has come again."""
        with self.database.reading() as session:
            row = session.get(DigestRow, (account_id, day.isoformat()))
            return row is None or self._comes_again(row)

    def claim(self, account_id: str, day: date, *, has_content: bool) -> bool:
        """Take it, before it is sent; false when another worker was faster. Without content that is all."""
        now = self.clock()
        try:
            with self.database.transaction() as session:
                row = session.get(DigestRow, (account_id, day.isoformat()), with_for_update=True)
                if row is not None and not self._comes_again(row):
                    return False
                if row is None:
                    row = DigestRow(
                        account_id=account_id, day=day.isoformat(), state="nothing", tries=0, at=now
                    )
                    session.add(row)
                row.state, row.at, row.next_at = "sending" if has_content else "nothing", now, None
                row.tries += has_content
                old = (DigestRow.account_id == account_id, DigestRow.at < now - _KEPT_FOR)
                session.execute(delete(DigestRow).where(*old))
        except TakenError:
            return False
        return has_content

    def became(self, account_id: str, day: date, outcome: Sending) -> None:
        """Write down what became of it."""
        with self.database.transaction() as session:
            row = session.get(DigestRow, (account_id, day.isoformat()), with_for_update=True)
            if row is None:  # the account was removed meanwhile
                return
            known = outcome in {"sent", "unknown"}
            row.state, row.outcome = outcome if known else "failed", outcome
            row.next_at = None if known else self.clock() + AGAIN_AFTER

    def _comes_again(self, row: DigestRow) -> bool:
        return row.state == "failed" and row.next_at is not None and row.next_at <= self.clock()


def wish_of(session: Session, account_id: str) -> DigestWish:
    """Return what the person wants; who never said anything wants it."""
    row = session.get(DigestWishRow, account_id)
    return DigestWish() if row is None else DigestWish(wanted=row.wanted)


def set_wish(session: Session, account_id: str, wish: DigestWish) -> None:
    """Keep what the person wants."""
    session.merge(DigestWishRow(account_id=account_id, wanted=wish.wanted))
    session.flush()


def begun_before(session: Session, account_id: str, day: date) -> datetime | None:
    """Return when the person's mail of the last day before this one was begun; None where there was none."""
    return session.scalar(
        select(func.max(DigestRow.at, type_=DigestRow.at.type)).where(
            DigestRow.account_id == account_id, DigestRow.day < day.isoformat()
        )
    )
