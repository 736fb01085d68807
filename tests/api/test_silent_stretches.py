"""The page of a call says where its recording is silent, and the player gets the silenced one."""

from __future__ import annotations

from fastapi import FastAPI

from api.who import signed_in
from models.access import Actor
from models.call import Recording
from models.sound_spans import SoundSpan
from storage import calls, muted
from tests.api.calls import staged_call
from tests.api.house import House

SILENCED = b"fLaC" + bytes(range(256)) * 700


def silenced(house: House, call_id: str) -> Recording:
    """Put a silenced recording into the place of the one that the call has."""
    shelves = house.doors.shelves
    kept = shelves.audio.receive([SILENCED], max_bytes=10**6, media_type="audio/flac")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        muted.put(row, kept, (SoundSpan(start_s=61.2, end_s=64.0),))
    return kept


def test_the_page_says_where_it_is_silent_and_the_player_gets_that_recording(house: House) -> None:
    call_id = staged_call(house)
    silenced(house, call_id)
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(
        name="dana@example.com", role="admin", grants=("calls",)
    )
    page = house.client.get(f"/calls/{call_id}").text
    assert "Silent, since card data was said there: 1:01 to 1:04." in " ".join(page.split())
    whole = house.client.get(f"/calls/{call_id}/audio")
    assert (whole.content, whole.headers["content-type"]) == (SILENCED, "audio/flac")
    part = house.client.get(f"/calls/{call_id}/audio", headers={"range": "bytes=100000-100099"})
    assert (part.status_code, part.content) == (206, SILENCED[100000:100100])
