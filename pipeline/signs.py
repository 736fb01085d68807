"""Asks the CRM what people left at contacts with open promises: some contacts a round, one after the other.

In: a workshop. Out: signs that are kept. A round that is broken off is made again; nothing is written there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from lifecycle.promise_signs import note_signs
from models.errors import CallNotesError
from pipeline.workshop import Workshop
from storage.promise_signs import next_contacts

log = structlog.get_logger(__name__)

SIGNS_S: Final = 60.0
#: Three requests each at most, of an hourly thousand and more.
_A_ROUND: Final = 5


@dataclass
class Signs:
    """The rounds of one worker; `after` is the contact that was asked about last."""

    workshop: Workshop
    after: str = ""

    def round(self) -> None:
        """Ask about the next contacts; at the end of them it begins anew."""
        shelves = self.workshop.shelves
        with shelves.database.reading() as session:
            due = next_contacts(session, after=self.after, limit=_A_ROUND)
        self.after = due[-1][0] if len(due) == _A_ROUND else ""
        for contact_id, since in due:
            try:
                left = self.workshop.adapter.activities(contact_id, since)
            except CallNotesError as error:
                log.warning("crm_not_asked_for_signs", code=error.code)
                return
            if left:
                note_signs(shelves, contact_id, left)
