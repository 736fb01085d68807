"""Fetching from a real host on loopback: what comes through, what is refused, what is tried again."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.fetch_recording import fetch
from models.errors import (
    AudioTooLargeError,
    CallNotesError,
    FetchFailedError,
    FetchRefusedError,
    SourceRefusedError,
)
from tests.exchange.recording_host import RECORDING, RecordingHost, make_certificate, recording_host
from text.recording_addresses import read_allowed_host


@pytest.fixture
def host() -> Iterator[RecordingHost]:
    with recording_host() as running:
        yield running


def _take(
    host: RecordingHost, path: str, *, max_bytes: int = 10_000_000, timeout_s: float = 10.0, **more: object
) -> bytes:
    allowed = (read_allowed_host(f"http://127.0.0.1:{host.port} private"),)
    with fetch(
        host.url(path),
        allowed_hosts=allowed,
        max_bytes=max_bytes,
        timeout_s=timeout_s,
        **more,  # type: ignore[arg-type]
    ) as pieces:
        return b"".join(pieces)


def test_a_recording_comes_through_byte_by_byte(host: RecordingHost) -> None:
    assert _take(host, "/recording") == RECORDING


def test_the_credential_of_the_settings_is_sent_and_no_compression_is_asked_for(host: RecordingHost) -> None:
    _take(host, "/recording?take=2", headers_for=lambda _: (("Authorization", "Bearer made-up"),))
    path, headers = host.asked[0]
    assert path == "/recording?take=2"
    assert headers["authorization"] == "Bearer made-up"
    assert headers["accept-encoding"] == "identity"
    assert headers["host"] == f"127.0.0.1:{host.port}"


def test_a_credential_that_breaks_the_request_is_refused_and_never_sent(host: RecordingHost) -> None:
    with pytest.raises(FetchRefusedError):
        _take(host, "/recording", headers_for=lambda _: (("X-Key", "one\r\nX-Other: two"),))
    assert host.asked == []


@pytest.mark.parametrize("status", [404, 408, 409, 423, 425, 429, 500, 502, 503, 202, 204])
def test_a_host_that_is_not_ready_is_worth_another_attempt(host: RecordingHost, status: int) -> None:
    with pytest.raises(FetchFailedError) as caught:
        _take(host, f"/status/{status}")
    assert caught.value.retryable


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 451])
def test_a_host_that_refuses_is_not_asked_again(host: RecordingHost, status: int) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        _take(host, f"/status/{status}")
    assert not caught.value.retryable


def test_a_sign_in_page_is_not_taken_for_a_recording(host: RecordingHost) -> None:
    with pytest.raises(FetchFailedError, match="page"):
        _take(host, "/page")


def test_a_compressed_answer_is_never_unpacked(host: RecordingHost) -> None:
    with pytest.raises(FetchFailedError, match="compressed"):
        _take(host, "/compressed")


def test_a_recording_over_the_limit_is_refused_before_its_bytes_come(host: RecordingHost) -> None:
    with pytest.raises(AudioTooLargeError):
        _take(host, "/recording", max_bytes=len(RECORDING) - 1)


def test_a_recording_of_exactly_the_limit_comes_through(host: RecordingHost) -> None:
    assert len(_take(host, "/recording", max_bytes=len(RECORDING))) == len(RECORDING)


def test_a_host_that_does_not_say_the_length_is_cut_at_the_limit(host: RecordingHost) -> None:
    taken: list[int] = []
    allowed = (read_allowed_host(f"http://127.0.0.1:{host.port} private"),)

    def take() -> None:
        with fetch(
            host.url("/chunked/2000"), allowed_hosts=allowed, max_bytes=300_000, timeout_s=10
        ) as pieces:
            taken.extend(len(piece) for piece in pieces)

    with pytest.raises(AudioTooLargeError):
        take()
    assert 0 < sum(taken) <= 300_000


def test_a_recording_that_breaks_off_is_not_taken_for_whole(host: RecordingHost) -> None:
    with pytest.raises(FetchFailedError):
        _take(host, "/cut")


@pytest.mark.parametrize("path", ["/drip_body", "/drip_headers"])
def test_a_host_that_drips_is_cut_at_the_wall_clock_limit(host: RecordingHost, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(FetchFailedError, match="slow"):
        _take(host, path, timeout_s=0.6)
    assert 0.5 < time.monotonic() - began < 3.0


def test_a_host_that_is_not_there_is_worth_another_attempt() -> None:
    with recording_host() as gone:
        pass
    with pytest.raises(FetchFailedError):
        _take(gone, "/recording")


def test_a_private_address_is_refused_before_any_connection(host: RecordingHost) -> None:
    allowed = (read_allowed_host(f"http://127.0.0.1:{host.port}"),)
    with (
        pytest.raises(SourceRefusedError, match="public internet"),
        fetch(host.url("/recording"), allowed_hosts=allowed, max_bytes=1, timeout_s=1),
    ):
        pass
    assert host.asked == []


def test_a_public_name_that_points_inside_is_refused(host: RecordingHost) -> None:
    allowed = (read_allowed_host(f"http://pbx.example.com:{host.port}"),)
    for inside in (("127.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("::ffff:127.0.0.1",)):
        with (
            pytest.raises(SourceRefusedError),
            fetch(
                host.url("/recording", host="pbx.example.com"),
                allowed_hosts=allowed,
                max_bytes=1,
                timeout_s=1,
                resolver=lambda _host, _port, inside=inside: inside,  # type: ignore[misc]
            ),
        ):
            pass
    assert host.asked == []


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(host: RecordingHost) -> None:
    answers = [("127.0.0.1",), ("10.0.0.1",)]
    allowed = (read_allowed_host(f"http://pbx.example.com:{host.port} private"),)
    with fetch(
        host.url("/recording", host="pbx.example.com"),
        allowed_hosts=allowed,
        max_bytes=10_000_000,
        timeout_s=10,
        resolver=lambda _host, _port: answers.pop(0),
    ) as pieces:
        assert b"".join(pieces) == RECORDING
    assert len(answers) == 1
    assert host.asked[0][1]["host"] == f"pbx.example.com:{host.port}"


def test_the_next_address_is_tried_when_the_first_does_not_answer(host: RecordingHost) -> None:
    assert _take(host, "/recording", resolver=lambda _host, _port: ("127.0.0.2", "127.0.0.1")) == RECORDING


def test_a_name_without_address_is_worth_another_attempt(host: RecordingHost) -> None:
    def nowhere(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError

    with pytest.raises(FetchFailedError, match="resolve"):
        _take(host, "/recording", resolver=nowhere)


def test_tls_is_checked_against_the_name_in_the_address_not_the_number_connected_to(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "pbx.example.com")
    trust = ssl.create_default_context(cafile=str(certificate))
    with recording_host(certificate=certificate) as host:

        def over_tls(name: str) -> bytes:
            with fetch(
                host.url("/recording", host=name, scheme="https"),
                allowed_hosts=(read_allowed_host(f"{name}:{host.port} private"),),
                max_bytes=10_000_000,
                timeout_s=10,
                tls=trust,
                resolver=lambda _host, _port: ("127.0.0.1",),
            ) as pieces:
                return b"".join(pieces)

        assert over_tls("pbx.example.com") == RECORDING
        with pytest.raises(FetchFailedError):
            over_tls("other.example.com")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with recording_host(certificate=make_certificate(tmp_path, "pbx.example.com")) as host:
        with (
            pytest.raises(FetchFailedError),
            fetch(
                host.url("/recording", host="pbx.example.com", scheme="https"),
                allowed_hosts=(read_allowed_host(f"pbx.example.com:{host.port} private"),),
                max_bytes=10_000_000,
                timeout_s=10,
                resolver=lambda _host, _port: ("127.0.0.1",),
            ),
        ):
            pass
        assert host.asked == []


def test_proxies_of_the_surroundings_are_not_used(
    host: RecordingHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert _take(host, "/recording") == RECORDING


def test_a_fault_of_the_reader_passes_through_untouched(host: RecordingHost) -> None:
    allowed = (read_allowed_host(f"http://127.0.0.1:{host.port} private"),)
    with (
        pytest.raises(ZeroDivisionError),
        fetch(host.url("/recording"), allowed_hosts=allowed, max_bytes=10_000_000, timeout_s=10),
    ):
        raise ZeroDivisionError


def test_no_sentence_names_the_address(host: RecordingHost) -> None:
    for path in ("/status/403", "/status/503", "/redirect/x", "/page", "/compressed", "/cut"):
        with pytest.raises(CallNotesError) as caught:
            _take(host, path)
        assert "127.0.0.1" not in caught.value.message
        assert path not in caught.value.message
