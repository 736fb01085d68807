from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from exchange.post_signed import SignedPost
from models.errors import CrmBusyError, CrmRefusedError, SettingsError
from tests.webhook_receiver import SECRET, Receiver, receiver
from text.receiver_address import read_receiver_address
from text.signed_message import read_secret

KEY = read_secret(SECRET) or b""


@pytest.fixture
def running() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def post_to(url: str, *, timeout_s: float = 5.0, address: str = "") -> SignedPost:
    read = read_receiver_address(url, setting="CALLNOTES_WEBHOOK_CSV_URL")
    if not address:
        return SignedPost(read, (KEY,), timeout_s)
    return SignedPost(read, (KEY,), timeout_s, resolver=lambda _host, _port: (address,))


def test_a_message_arrives_signed_and_the_answer_comes_back(running: Receiver) -> None:
    answer = post_to(running.url)("msg_1", b'{"type":"ping","data":{}}')
    assert (answer.status, answer.body) == (200, b"{}")
    assert running.messages == [("msg_1", {"type": "ping", "data": {}})]


def test_another_secret_is_not_taken(running: Receiver) -> None:
    address = read_receiver_address(running.url, setting="URL")
    assert SignedPost(address, (b"x" * 24,), 5.0)("msg_1", b"{}").status == 401
    assert running.messages == []


def test_a_redirect_is_an_answer_and_is_not_followed(running: Receiver) -> None:
    running.status = 302
    assert post_to(running.url)("msg_1", b"{}").status == 302
    assert running.messages == []


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8"])
def test_a_host_inside_is_refused_unless_it_is_marked(inside: str) -> None:
    with pytest.raises(CrmRefusedError, match="private"):
        post_to("https://crm.example.com/hook", address=inside)("msg_1", b"{}")


def test_nobody_there_and_no_answer_are_both_busy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(CrmBusyError):
            post_to(f"http://127.0.0.1:{port}/ private", timeout_s=0.3)("msg_1", b"{}")
        assert time.monotonic() - began < 2
    with pytest.raises(CrmBusyError):
        post_to(f"http://127.0.0.1:{port}/ private", timeout_s=0.3)("msg_1", b"{}")


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("http://crm.example.com/hook", "not https"),
        ("https://user@crm.example.com/", "plain URL"),
        ("https://crm.example.com/#part", "plain URL"),
        ("https://crm.example.com/ public", "plain URL"),
        ("crm.example.com", "plain URL"),
        ("", "plain URL"),
    ],
)
def test_an_address_that_is_none_is_refused_when_it_is_set(entry: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        read_receiver_address(entry, setting="CALLNOTES_WEBHOOK_CSV_URL")
