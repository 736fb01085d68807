"""A recording is asked for with the login of its host, at exactly that host."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from callnotes.fetching import _is_zooms, fetcher
from callnotes.settings import Settings
from models.errors import SettingsError, SourceRefusedError
from tests.exchange.recording_host import RECORDING, recording_host


def test_the_login_of_the_settings_is_shown_to_its_host_alone(tmp_path: Path) -> None:
    with recording_host() as phones, recording_host() as other:
        settings = Settings.model_validate(
            {
                "data": tmp_path,
                "recording_hosts": [f"http://127.0.0.1:{host.port} private" for host in (phones, other)],
                "recording_logins": [f"http://127.0.0.1:{phones.port} AC1:secret"],
            }
        )
        fetch = fetcher(settings)
        for host in (phones, other):
            with fetch(host.url("/recording")) as pieces:
                assert b"".join(pieces) == RECORDING
        assert phones.asked[0][1]["authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
        assert "authorization" not in other.asked[0][1]


def test_a_login_alone_allows_no_host(tmp_path: Path) -> None:
    with recording_host() as host:
        login = f"http://127.0.0.1:{host.port} AC1:secret"
        settings = Settings.model_validate({"data": tmp_path, "recording_logins": [login]})
        with pytest.raises(SourceRefusedError), fetcher(settings)(host.url("/recording")):
            pass
        assert host.asked == []


def test_zooms_token_is_for_zooms_own_hosts_and_its_login_is_never_repeated(tmp_path: Path) -> None:
    assert _is_zooms("https://zoom.us/v2/phone/recording/download/1")
    assert _is_zooms("https://us02web.zoom.us/1")
    for url in (
        "http://zoom.us/1",
        "https://zoom.us.example.com/1",
        "https://notzoom.us/1",
        "https://a/zoom.us",
    ):
        assert not _is_zooms(url)
    settings = Settings.model_validate({"data": tmp_path, "zoom_login": "acc:hunter2"})
    with pytest.raises(SettingsError, match="CALLNOTES_ZOOM_LOGIN") as refused:
        fetcher(settings)
    assert "hunter2" not in refused.value.message


def test_a_malformed_login_is_told_when_the_worker_starts(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path, "recording_logins": ["secret"]})
    with pytest.raises(SettingsError, match="CALLNOTES_RECORDING_LOGINS"):
        fetcher(settings)
