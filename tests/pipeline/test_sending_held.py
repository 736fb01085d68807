"""After a restore nothing leaves the house until a person releases it, and then what waited goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callnotes.workshop import workshop_of
from crm_sync.adapters.webhook_csv import CsvFolder, WebhookCsvAdapter
from lifecycle import sending
from models.access import Actor
from models.errors import CrmClosedError, InputError
from pipeline.held_back import refuse_held
from pipeline.watch_folders import Watching
from storage.held_sending import hold_sending
from storage.sealed_file import sync_folder
from storage.shelves import Shelves, open_shelves
from tests.databases import with_tables
from tests.journeys.mortal import settings_in
from tests.lifecycle.outgoing_world import BEGIN, World

DANA = "dana@example.com"


def restored(shelves: Shelves) -> None:
    with shelves.database.transaction() as session:
        hold_sending(session.connection(), since=datetime.now(UTC), as_of=BEGIN)


def test_events_wait_and_are_sent_once_released_and_the_act_is_noted(tmp_path: Path) -> None:
    moment = [BEGIN]
    shelves = open_shelves(with_tables(tmp_path / "house"), clock=lambda: moment[0])
    world = World(shelves, moment)
    world.add()
    restored(shelves)
    world.decided()
    assert (world.sender.all_due(), world.sent) == (0, [])
    with pytest.raises(InputError, match="Say who"):
        sending.release(shelves, by="nobody")
    sending.release(shelves, by=DANA, actor=Actor(name="root", door="command_line"))
    assert world.sender.all_due() > 0
    (line,) = shelves.audit().entries(action="released_sending")
    assert line.for_whom == DANA
    with pytest.raises(InputError, match="Nothing is held back"):
        sending.release(shelves, by=DANA)


def test_no_other_crm_is_written_to_and_no_folder_looked_into(tmp_path: Path) -> None:
    with workshop_of(settings_in(tmp_path / "house")) as opened:
        outside = replace(
            opened,
            adapter=WebhookCsvAdapter(folder=CsvFolder(tmp_path / "crm", sync=sync_folder)),
            watched=((None, None),),  # type: ignore[arg-type] # looking into it would break
        )
        refuse_held(outside)
        restored(opened.shelves)
        with pytest.raises(CrmClosedError, match="release-sending"):
            refuse_held(outside)
        refuse_held(opened)  # the embedded CRM is in the same database
        Watching(outside).round()
