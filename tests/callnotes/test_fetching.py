"""A recording is asked for with the login of its host, at exactly that host."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from callnotes.fetching import _is_of, fetcher
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


def test_a_token_is_for_its_providers_own_hosts_alone() -> None:
    assert _is_of("zoom.us", "https://zoom.us/v2/phone/recording/download/1")
    assert _is_of("zoom.us", "https://us02web.zoom.us/1")
    assert _is_of(
        "ringcentral.com", "https://media.ringcentral.com/restapi/v1.0/account/~/recording/1/content"
    )
    for url in (
        "http://zoom.us/1",
        "https://zoom.us.example.com/1",
        "https://notzoom.us/1",
        "https://a/zoom.us",
    ):
        assert not _is_of("zoom.us", url)


@pytest.mark.parametrize("name", ["zoom_login", "ringcentral_login"])
def test_a_login_that_is_cut_short_is_told_and_never_repeated(tmp_path: Path, name: str) -> None:
    settings = Settings.model_validate({"data": tmp_path, name: "acc:hunter2"})
    with pytest.raises(SettingsError, match=f"CALLNOTES_{name.upper()}") as refused:
        fetcher(settings)
    assert "hunter2" not in refused.value.message


def test_a_malformed_login_is_told_when_the_worker_starts(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data": tmp_path, "recording_logins": ["secret"]})
    with pytest.raises(SettingsError, match="CALLNOTES_RECORDING_LOGINS"):
        fetcher(settings)
