"""Which numbers count as the public internet."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from exchange.checked_addresses import checked_addresses, is_public, system_resolver
from models.errors import FetchFailedError, SourceRefusedError


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - looked at, never bound
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "64:ff9b:1::7f00:1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "2002:a9fe:a9fe::",
        "fec0::1",
        "3fff::1",
        "192.0.0.192",
        "192.88.99.1",
        "168.63.129.16",
        "100.100.100.200",
        "fd00:ec2::254",
    ],
)
def test_an_address_inside_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_one_address_inside_refuses_them_all() -> None:
    with pytest.raises(SourceRefusedError):
        checked_addresses("h", 1, private_allowed=False, resolver=lambda _h, _p: ("8.8.8.8", "10.0.0.1"))


def test_a_private_entry_may_lead_inside() -> None:
    found = checked_addresses("h", 1, private_allowed=True, resolver=lambda _h, _p: ("10.0.0.1",))
    assert found == ("10.0.0.1",)


def test_an_answer_that_is_no_address_is_a_failure_worth_another_attempt() -> None:
    with pytest.raises(FetchFailedError):
        checked_addresses("h", 1, private_allowed=False, resolver=lambda _h, _p: ("fe80::1%eth0%x",))


def test_the_system_resolves_localhost_inside() -> None:
    try:
        found = system_resolver("localhost", 80)
    except socket.gaierror:
        pytest.skip("this machine does not know localhost")
    assert set(found) <= {"127.0.0.1", "::1"}
