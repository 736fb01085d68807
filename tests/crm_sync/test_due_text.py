from __future__ import annotations

from datetime import date

from crm_sync.item_text import due_text
from models.notes import Due


def test_every_reading_of_a_due_date_is_written_into_the_crm() -> None:
    due = Due(
        said="next Friday at four",
        date=date(2026, 11, 20),
        time="16:00",
        basis="Friday after 2026-11-18, or that of the week after",
        alternatives=(date(2026, 11, 27),),
        other_times=("04:00",),
    )
    assert due_text(due).startswith(
        'Due 2026-11-20 16:00 or 2026-11-27 or 04:00 (said: "next Friday at four"'
    )
