"""From a signed hook to a queued call: the recording is fetched from a real host, as the job does it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlencode

import pytest

from callnotes.fetching import fetcher
from callnotes.settings import Settings
from exchange.fetch_recording import fetch
from lifecycle import intake, reading
from models.errors import AudioTooLargeError, FetchFailedError
from models.stages import Stage
from tests.api.house import PROVEN, House, open_house
from tests.contracts.hook_provider import open_hook
from tests.contracts.twilio_side import TwilioSide
from tests.exchange.recording_host import RECORDING, RecordingHost, recording_host
from text.recording_addresses import read_allowed_host

_CONSENT = {"": "announced", "_by": "ivr", "_at": "2026-11-20T13:00:00Z", "_how": "played at the start"}


def _announce(house: House, host: RecordingHost, path: str) -> str:
    event = {"type": "call.recorded", "data": PROVEN | {"recording_url": host.url(path)}}
    return str(house.hook(event).json()["call"]["id"])


def _fetch(house: House, call_id: str, *, max_bytes: int = 10_000_000) -> None:
    doors = house.doors
    address = reading.call(doors.shelves, call_id).source_url
    assert address is not None
    with fetch(address, allowed_hosts=doors.recording_hosts, max_bytes=max_bytes, timeout_s=10) as pieces:
        intake.attach_audio(doors.shelves, call_id, pieces, limits=doors.limits, enqueue=doors.enqueue)


def test_the_recording_that_a_hook_names_is_fetched_kept_and_queued(tmp_path: Path) -> None:
    with recording_host() as host:
        hosts = (read_allowed_host(f"http://127.0.0.1:{host.port} private"),)
        with open_house(tmp_path, recording_hosts=hosts) as house:
            call_id = _announce(house, host, "/recording")
            assert house.enqueued == [(call_id, "fetch", 1)]
            assert host.asked == [], "the door itself asks nobody"
            _fetch(house, call_id)
            call = reading.call(house.doors.shelves, call_id)
            assert call.stage is Stage.QUEUED
            assert call.recording is not None
            assert call.recording.sha256 == hashlib.sha256(RECORDING).hexdigest()
            assert house.enqueued[-1] == (call_id, "process", 1)


def test_the_recording_that_a_provider_names_is_fetched_with_the_login_of_its_host(tmp_path: Path) -> None:
    with recording_host() as host:
        origin = f"http://127.0.0.1:{host.port}"
        hosts = (read_allowed_host(f"{origin} private"),)
        with open_hook(tmp_path, TwilioSide(), recording_hosts=hosts) as hook:
            said = {"consent" + name: value for name, value in _CONSENT.items()}
            event = hook.side.recorded() | {"RecordingUrl": host.url("/recording"), "?": urlencode(said)}
            assert hook.tell(event) == 204
            doors, (told,) = hook.house.doors, hook.calls()
            assert host.asked == [], "the door itself asks nobody"
            settings = {
                "recording_hosts": [f"{origin} private"],
                "recording_logins": [f"{origin} AC1:secret"],
            }
            call = reading.call(doors.shelves, told["id"])
            with fetcher(Settings.model_validate(settings))(call.source_url or "") as pieces:
                intake.attach_audio(
                    doors.shelves, call.id, pieces, limits=doors.limits, enqueue=doors.enqueue
                )
            assert "authorization" in host.asked[0][1]
            assert reading.call(doors.shelves, call.id).stage is Stage.QUEUED
            assert hook.house.enqueued == [(call.id, "fetch", 1), (call.id, "process", 1)]


@pytest.mark.parametrize(
    ("path", "max_bytes", "error"),
    [("/cut", 10_000_000, FetchFailedError), ("/chunked/9", 200_000, AudioTooLargeError)],
)
def test_a_fetch_that_breaks_off_keeps_nothing_of_the_recording(
    tmp_path: Path, path: str, max_bytes: int, error: type[Exception]
) -> None:
    with recording_host() as host:
        hosts = (read_allowed_host(f"http://127.0.0.1:{host.port} private"),)
        with open_house(tmp_path, recording_hosts=hosts) as house:
            call_id = _announce(house, host, path)
            with pytest.raises(error):
                _fetch(house, call_id, max_bytes=max_bytes)
            assert house.sealed_files() == []
            assert reading.call(house.doors.shelves, call_id).stage is Stage.AWAITING_AUDIO
