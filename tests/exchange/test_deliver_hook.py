from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exchange.deliver_hook import deliver_hook
from models.errors import InputError
from models.outgoing import Came
from tests.exchange.recording_host import make_certificate, recording_host
from tests.hook_endpoint import Endpoint, hook_endpoint
from text.hook_address import read_hook_address
from text.recording_addresses import AllowedHost, RecordingAddress, Scheme

KEY = bytes(range(32))
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with hook_endpoint() as running:
        yield running


def here(port: int, *, private: bool = True, scheme: Scheme = "http") -> RecordingAddress:
    hosts = (AllowedHost(scheme=scheme, host="127.0.0.1", port=port, private=True),)
    return read_hook_address(f"{scheme}://127.0.0.1:{port}/hook?of=house", hosts if private else ())


def sent_to(endpoint: Endpoint, *, timeout_s: float = 5.0) -> Came:
    return deliver_hook(here(endpoint.port), (KEY,), "msg_1", b'{"type":"x"}', timeout_s=timeout_s)


def test_an_event_arrives_signed_as_the_standard_says(endpoint: Endpoint) -> None:
    assert sent_to(endpoint) == Came("taken", 204)
    (came,) = endpoint.came
    assert came.headers["webhook-id"] == "msg_1"
    assert came.verified_by(SECRET)
    assert not came.verified_by("whsec_" + "A" * 44)


@pytest.mark.parametrize(
    ("status", "word"),
    [(200, "taken"), (302, "redirect"), (410, "gone"), (404, "refused"), (429, "busy"), (500, "broken")],
)
def test_a_status_becomes_a_word_and_no_redirect_is_followed(
    endpoint: Endpoint, status: int, word: str
) -> None:
    endpoint.status, endpoint.headers = status, {"Location": "/elsewhere"}
    assert sent_to(endpoint) == (word, status, None)
    assert len(endpoint.came) == 1


@pytest.mark.parametrize(
    ("said", "patience_s"),
    [
        ("120", 120.0),
        ("Fri, 27 Nov 2026 10:05:00 GMT", 300.0),
        ("Fri, 27 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_read_in_both_of_its_forms(
    endpoint: Endpoint, said: str, patience_s: float | None
) -> None:
    endpoint.status, endpoint.headers = 503, {"Retry-After": said}
    ten = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    came = deliver_hook(here(endpoint.port), (KEY,), "msg_1", b"{}", now=lambda: ten)
    assert came == ("busy", 503, patience_s)


def test_the_answers_body_is_not_read_however_long_it_is(endpoint: Endpoint) -> None:
    endpoint.body_bytes = 1 << 36
    began = time.monotonic()
    endpoint.status = 200
    assert sent_to(endpoint) == Came("taken", 200)
    assert time.monotonic() - began < 2


def test_what_is_no_answer_is_told_apart(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.raw = b"220 mail.example.com ESMTP\r\n"
    assert sent_to(endpoint) == Came("no_http")
    endpoint.raw, endpoint.after_s = b"", 1.0
    assert sent_to(endpoint, timeout_s=0.3) == Came("slow")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert deliver_hook(here(port), (KEY,), "msg_1", b"{}") == Came("no_connection")
    with recording_host(certificate=make_certificate(tmp_path, "127.0.0.1")) as untrusted:
        assert deliver_hook(here(untrusted.port, scheme="https"), (KEY,), "msg_1", b"{}") == Came("no_tls")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8"])
def test_a_public_name_that_leads_inside_is_not_connected_to(inside: str, endpoint: Endpoint) -> None:
    address = read_hook_address(f"https://hooks.example.com:{endpoint.port}/", ())
    assert deliver_hook(address, (KEY,), "msg_1", b"{}", resolver=lambda *_: (inside,)) == Came("not_allowed")
    both = deliver_hook(address, (KEY,), "msg_1", b"{}", resolver=lambda *_: ("1.1.1.1", inside))
    assert both == Came("not_allowed")
    assert endpoint.came == []


def test_a_name_that_changes_where_it_leads_is_asked_once(endpoint: Endpoint) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("192.0.2.1",) if len(asked) == 1 else ("127.0.0.1",)

    address = read_hook_address(f"https://hooks.example.com:{endpoint.port}/", ())
    assert deliver_hook(address, (KEY,), "msg_1", b"{}", resolver=rebinding, timeout_s=0.3) == (
        "not_allowed",
        None,
        None,
    )
    assert asked == ["hooks.example.com"]
    assert endpoint.came == []


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "http://127.0.0.1:9000/",
        "https://user@hooks.example.com/",
        "https://hooks.example.com/#part",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "https://hooks.example.com/\r\nX: y",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_when_it_is_added(url: str) -> None:
    with pytest.raises(InputError):
        read_hook_address(url, ())
