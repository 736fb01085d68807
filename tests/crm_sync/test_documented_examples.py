from __future__ import annotations

import re
from pathlib import Path

from crm_sync.plan_settlement import plan_settlement
from crm_sync.plan_staging import plan_staging
from models.crm import PutNote
from tests.crm_sync.example import CALL, NOTES, NOTHING, PARTY, ZONE, decide

DOCUMENT = Path(__file__).parents[2] / "docs" / "crm.md"
#: The part of the example that the document shows.
SHOWN = NOTHING.model_copy(
    update={
        "promises": NOTES.promises[:1],
        "fields": NOTES.fields[:1],
        "coverage": NOTES.coverage.model_copy(update={"turns_read": NOTES.coverage.turns}),
    }
)


def examples() -> list[str]:
    return re.findall(r"^```\n(.*?)\n```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_document_shows_a_pending_note_as_it_is_written() -> None:
    note = plan_staging(CALL, SHOWN, party=PARTY, zone=ZONE)[0]
    assert isinstance(note, PutNote)
    assert examples()[0] == note.body


def test_the_document_shows_a_confirmed_note_as_it_is_written() -> None:
    decisions = decide("accept", edit={"c1": "Head of Purchasing"}, notes=SHOWN)
    note = plan_settlement(CALL, SHOWN, decisions, party=PARTY, zone=ZONE)[0]
    assert isinstance(note, PutNote)
    assert examples()[1] == note.body
