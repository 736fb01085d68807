"""Every step of a fetch is guarded as the first one: nobody outside the allow-list is ever connected to.

Real servers on loopback count who connects; a spy sees every connection that this process begins.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from exchange.access_token import AccessToken, zoom_grant
from exchange.deliver_hook import deliver_hook
from exchange.fetch_recording import MOST_STEPS, fetch
from exchange.post_signed import SignedPost
from models.errors import (
    AudioTooLargeError,
    CrmBusyError,
    CrmRefusedError,
    FetchFailedError,
    FetchRefusedError,
    SourceRefusedError,
)
from models.outgoing import Came
from tests.exchange.recording_host import RECORDING, RecordingHost, make_certificate, recording_host
from text.receiver_address import read_receiver_address
from text.recording_addresses import AllowedHost, RecordingAddress, read_allowed_host

PUBLIC = "93.184.215.14"
STEPS = ["/to/302?to={}", "/to/307?to={}", "/to/url?to={}", "/to/contentUri?to={}"]


@dataclass
class Town:
    """An allowed host, one that nobody allowed, and every address that was connected to."""

    allowed: RecordingHost
    other: RecordingHost
    connected: list[tuple[str, int]]

    def take(self, path: str, *more: str, **how: object) -> bytes:
        """Fetch from the allowed host; `more` are further entries of the allow-list."""
        entries = (f"http://127.0.0.1:{self.allowed.port} private", *more)
        hosts = tuple(read_allowed_host(one) for one in entries)
        given = {"max_bytes": 1_000_000, "timeout_s": 5.0} | how
        with fetch(self.allowed.url(path), allowed_hosts=hosts, **given) as pieces:  # type: ignore[arg-type]
            return b"".join(pieces)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with recording_host() as allowed, recording_host() as other:
        found = Town(allowed, other, [])
        connect = socket.socket.connect

        def spied(self: socket.socket, address: tuple[str, int]) -> None:
            found.connected.append(address[:2])
            # The one public address of these tests leads to the allowed host; nothing leaves the machine.
            return connect(self, ("127.0.0.1", address[1]) if address[0] == PUBLIC else address)

        monkeypatch.setattr(socket.socket, "connect", spied)
        yield found
        assert other.accepted == 0
        assert {address[0] for address in found.connected} <= {"127.0.0.1", PUBLIC}
        assert {address[1] for address in found.connected} <= {allowed.port}


@pytest.mark.parametrize("step", STEPS)
def test_what_leads_on_to_an_allowed_host_is_fetched_there(town: Town, step: str) -> None:
    assert town.take(step.format(quote(town.allowed.url("/recording")))) == RECORDING
    assert town.allowed.accepted == 2


def test_a_redirect_may_name_its_own_host_by_a_path(town: Town) -> None:
    assert town.take("/redirect/recording") == RECORDING


def test_each_step_is_shown_the_login_of_its_own_host_alone(town: Town) -> None:
    asked: list[str] = []

    def headers_for(url: str) -> tuple[tuple[str, str], ...]:
        asked.append(url)
        return (("Authorization", "Bearer made-up"),) if "/to/" in url else ()

    place = town.allowed.url("/recording")
    town.take(STEPS[0].format(quote(place)), headers_for=headers_for)
    assert [one.rpartition("?")[0] or one for one in asked] == [town.allowed.url("/to/302"), place]
    assert ["authorization" in headers for _, headers in town.allowed.asked] == [True, False]


ELSEWHERE = [
    "http://127.0.0.1:{other}/recording",
    "https://127.0.0.1:{allowed}/recording",
    "http://localhost:{allowed}/recording",
    "http://127.1:{other}/",
    "http://2130706433:{other}/",
    "http://0177.0.0.1:{other}/",
    "http://0x7f000001:{other}/",
    "http://[::1]:{other}/",
    "http://[::ffff:127.0.0.1]:{other}/",
    "http://[::ffff:7f00:1]:{other}/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://127.0.0.1:{allowed}@127.0.0.1:{other}/",
    "http://127.0.0.1:{other}#@127.0.0.1:{allowed}/",
    "http://127.0.0.1:{other}\\@127.0.0.1:{allowed}/",
    "http://127.0.0.1:{allowed}.example.com/",
    "//127.0.0.1:{other}/recording",
    "ftp://127.0.0.1:{other}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{other}/",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nothing_leads_elsewhere(town: Town, place: str) -> None:
    there = place.format(allowed=town.allowed.port, other=town.other.port)
    for step in STEPS:
        with pytest.raises(SourceRefusedError) as refused:
            town.take(step.format(quote(there, safe="")))
        assert not refused.value.retryable
    with pytest.raises(SourceRefusedError), fetch(there, allowed_hosts=(), max_bytes=1, timeout_s=1):
        pass
    assert town.allowed.accepted == len(STEPS)


def test_the_host_that_is_missing_from_the_list_is_named_and_nothing_of_the_address(town: Town) -> None:
    with pytest.raises(
        SourceRefusedError, match=r"the host store\.example\.com, .*CALLNOTES_RECORDING_HOSTS"
    ) as no:
        town.take(STEPS[0].format(quote("https://store.example.com/secret-path?key=1")))
    assert "secret" not in no.value.message


@pytest.mark.parametrize("step", STEPS)
def test_who_leads_round_in_a_circle_is_asked_three_times(town: Town, step: str) -> None:
    circle = town.allowed.url("/redirect/redirect/redirect/redirect/recording")
    with pytest.raises(SourceRefusedError, match="more than"):
        town.take(step.format(quote(circle)))
    assert town.allowed.accepted == MOST_STEPS


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_an_odd_redirect_is_refused(town: Town, status: int) -> None:
    with pytest.raises(SourceRefusedError, match="names no address"):
        town.take(f"/to/{status}?to=/recording")


@pytest.mark.parametrize("body", ["/json", "/to/other?to=/recording", "/endless_json"])
def test_json_without_a_link_is_no_recording_yet(town: Town, body: str) -> None:
    with pytest.raises(FetchFailedError):
        town.take(body)


INSIDE = ["127.0.0.1", "10.0.0.8", "169.254.169.254", "100.64.0.1", "0.1.2.3", "::1", "::ffff:127.0.0.1",
          "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1%1", "fd00:ec2::254", "168.63.129.16"]  # fmt: skip


@pytest.mark.parametrize("step", STEPS[1:3])
def test_a_name_that_points_inside_is_refused_at_the_second_step_too(town: Town, step: str) -> None:
    port, store = town.allowed.port, "http://store.example.com"
    place = step.format(quote(f"{store}:{port}/recording"))
    for inside in INSIDE:
        answers = {"127.0.0.1": ("127.0.0.1",), "store.example.com": (PUBLIC, inside)}
        with pytest.raises(SourceRefusedError, match="public internet"):
            town.take(place, f"{store}:{port}", resolver=_by_name(answers))
    assert PUBLIC not in dict(town.connected)


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(town: Town) -> None:
    """DNS rebinding: the first answer is public, every later one is inside."""
    port = town.allowed.port
    answers = iter([(PUBLIC,), ("127.0.0.1",), ("127.0.0.1",)])
    hosts = (read_allowed_host(f"http://store.example.com:{port}"),)
    given = {"allowed_hosts": hosts, "max_bytes": 1_000_000, "timeout_s": 5.0}
    url = f"http://store.example.com:{port}"
    with fetch(f"{url}/recording", resolver=lambda _host, _port: next(answers), **given) as pieces:  # type: ignore[arg-type]
        assert b"".join(pieces) == RECORDING
    assert town.connected == [(PUBLIC, port)]
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    with (
        pytest.raises(SourceRefusedError, match="public internet"),
        fetch(f"{url}/redirect/recording", resolver=lambda _host, _port: next(answers), **given),  # type: ignore[arg-type]
    ):
        pass
    assert town.connected == [(PUBLIC, port)] * 2, "the second step began no connection"


@pytest.mark.parametrize("way", ["url", "302"])
def test_a_link_that_says_http_is_asked_by_https_and_such_a_redirect_is_refused(
    tmp_path: Path, way: str
) -> None:
    certificate = make_certificate(tmp_path, "pbx.example.com")
    with recording_host(certificate=certificate) as host:
        clear = f"http://pbx.example.com:{host.port}/recording"
        hosts = tuple(
            read_allowed_host(f"{one}pbx.example.com:{host.port} private") for one in ("", "http://")
        )

        def take() -> bytes:
            with fetch(
                host.url(f"/to/{way}?to={quote(clear)}", host="pbx.example.com", scheme="https"),
                allowed_hosts=hosts,
                max_bytes=1_000_000,
                timeout_s=5.0,
                tls=ssl.create_default_context(cafile=str(certificate)),
                resolver=lambda _host, _port: ("127.0.0.1",),
            ) as pieces:
                return b"".join(pieces)

        if way == "url":
            assert take() == RECORDING
        else:
            with pytest.raises(SourceRefusedError, match="plain http"):
                take()
        assert host.accepted == (2 if way == "url" else 1)


@pytest.mark.parametrize("slow", ["/drip_json", "/drip_body", "/drip_headers"])
def test_all_steps_together_have_the_one_time(town: Town, slow: str) -> None:
    began = time.monotonic()
    with pytest.raises(FetchFailedError, match="slow"):
        town.take(STEPS[0].format(quote(town.allowed.url(slow))), timeout_s=0.4)
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("kind", ["audio/wav", "application/json"])
def test_a_bomb_is_never_unpacked(town: Town, coding: str, kind: str) -> None:
    with pytest.raises(FetchFailedError, match="compressed"):
        town.take(f"/bomb/{coding}/{kind}")


def test_a_length_that_lies_gains_nothing(town: Town) -> None:
    assert town.take("/length/12") == RECORDING[:12]
    for lie in ("-1", "x", "1e3", "12, 13"):
        with pytest.raises(FetchFailedError):
            town.take(f"/length/{quote(lie)}")
    with pytest.raises(FetchFailedError):
        town.take("/two_lengths")
    with pytest.raises(AudioTooLargeError):
        town.take(f"/length/{10**15}")
    with pytest.raises(FetchFailedError):
        town.take(f"/length/{len(RECORDING) + 1}", timeout_s=0.4)


def test_headers_without_end_are_cut(town: Town) -> None:
    with pytest.raises(FetchFailedError):
        town.take("/endless_headers")


def _by_name(answers: dict[str, tuple[str, ...]]) -> Callable[[str, int], tuple[str, ...]]:
    return lambda host, _port: answers[host]


@contextmanager
def _answers_within(limit_s: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < limit_s


def _post(town: Town, path: str, *, timeout_s: float = 5.0) -> SignedPost:
    read = read_receiver_address(f"{town.allowed.url(path)} private", setting="CALLNOTES_WEBHOOK_CSV_URL")
    return SignedPost(read, (b"k" * 24,), timeout_s)


def test_what_we_post_follows_nobody(town: Town) -> None:
    for step in STEPS:
        answer = _post(town, step.format(quote(town.other.url("/recording"))))("msg_1", b"{}")
        assert answer.status in (200, 302, 307)
    assert town.allowed.accepted == len(STEPS)


@pytest.mark.parametrize("path", ["/drip_body", "/drip_headers", "/endless_headers", "/two_lengths", "/cut"])
def test_a_receiver_that_drips_or_breaks_off_is_cut(town: Town, path: str) -> None:
    with _answers_within(3.0), pytest.raises(CrmBusyError):
        _post(town, path, timeout_s=0.5)("msg_1", b"{}")


def test_what_a_receiver_answers_is_bounded_and_never_unpacked(town: Town) -> None:
    with pytest.raises(CrmRefusedError, match="4 MiB"):
        _post(town, "/chunked/1000")("msg_1", b"{}")
    assert len(_post(town, "/bomb/gzip")("msg_1", b"{}").body) < 100_000


def test_an_event_that_goes_out_follows_nobody_and_waits_for_nobody(town: Town) -> None:
    host = AllowedHost(scheme="http", host="127.0.0.1", port=town.allowed.port, private=True)

    def sent(path: str, **how: Any) -> Came:  # noqa: ANN401 - what `deliver_hook` takes
        address = RecordingAddress(allowed=how.pop("allowed", host), target=path)
        with _answers_within(3.0):
            return deliver_hook(address, (b"k" * 24,), "msg_1", b"{}", timeout_s=0.5, **how)

    leads_on = [sent(step.format(quote(town.other.url("/recording")))) for step in STEPS]
    assert [came.status for came in leads_on] == [302, 307, 200, 200]
    assert sent("/drip_headers").status is None
    assert sent("/endless_headers").status is None
    for path in ("/drip_body", "/endless_json", "/bomb/gzip"):
        assert sent(path).status == 200, "its body is not waited for"
    before = len(town.connected)
    public = host.model_copy(update={"private": False})
    for inside in INSIDE:
        assert sent("/", allowed=public, resolver=lambda _h, _p, one=inside: (one,)).outcome == "not_allowed"
    assert len(town.connected) == before


def test_a_receivers_name_that_changes_its_mind_is_connected_to_where_it_was_checked(town: Town) -> None:
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    port = town.allowed.port
    address = read_receiver_address(f"http://crm.example.com:{port}/status/200 private", setting="URL")
    public = address.model_copy(update={"allowed": address.allowed.model_copy(update={"private": False})})
    post = SignedPost(public, (b"k" * 24,), 5.0, resolver=lambda _host, _port: next(answers))
    assert post("msg_1", b"{}").status == 200
    with pytest.raises(CrmRefusedError, match="private"):
        post("msg_2", b"{}")
    assert town.connected == [(PUBLIC, port)]


@pytest.mark.parametrize(
    "path", ["/to/302?to=/recording", "/to/url?to=/recording", "/drip_body", "/bomb/gzip", "/chunked/1000"]
)
def test_who_gives_out_tokens_is_guarded_as_well(town: Town, path: str) -> None:
    host = AllowedHost(scheme="http", host="127.0.0.1", port=town.allowed.port, private=True)
    token = AccessToken(replace(zoom_grant("acc"), host=host, path=path), "cli", "sec", timeout_s=0.5)
    with _answers_within(3.0), pytest.raises((FetchFailedError, FetchRefusedError)):
        token()
    assert town.allowed.accepted == 1
