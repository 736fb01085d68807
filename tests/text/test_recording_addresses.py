"""The allow-list of recording hosts: what an entry means, and which URLs it lets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError, SourceRefusedError
from text.recording_addresses import AllowedHost, read_allowed_host, read_recording_address

LIST = (
    read_allowed_host("recordings.example.com"),
    read_allowed_host("pbx.example.com:8443 private"),
    read_allowed_host("http://127.0.0.1:9000 private"),
    read_allowed_host("https://[2606:4700:0::1111]"),
)


def test_an_entry_without_scheme_is_https_on_its_own_port() -> None:
    assert LIST[0] == AllowedHost(scheme="https", host="recordings.example.com", port=443)
    assert LIST[1] == AllowedHost(scheme="https", host="pbx.example.com", port=8443, private=True)


def test_plain_http_must_be_written_out() -> None:
    assert LIST[2] == AllowedHost(scheme="http", host="127.0.0.1", port=9000, private=True)


def test_an_ipv6_entry_is_kept_in_its_short_form() -> None:
    assert LIST[3].host == "2606:4700::1111"


@pytest.mark.parametrize(
    "entry",
    [
        "*.example.com",
        "example.com/path",
        "example.com public",
        "example.com private private",
        "ftp://example.com",
        "user@example.com",
        "example.com:0",
        "example.com:70000",
        "[::zz]",
        "https://",
        "exämple.com",
        "example.com?x",
    ],
)
def test_an_entry_that_is_no_host_is_refused(entry: str) -> None:
    with pytest.raises(SettingsError):
        read_allowed_host(entry)


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://recordings.example.com/a/b.wav?k=1&c=%20", "/a/b.wav?k=1&c=%20", "recordings.example.com"),
        ("https://recordings.example.com", "/", "recordings.example.com"),
        ("https://recordings.example.com?k=1", "/?k=1", "recordings.example.com"),
        ("HTTPS://Recordings.Example.COM:443/A", "/A", "recordings.example.com"),
        ("https://pbx.example.com:8443/x", "/x", "pbx.example.com:8443"),
        ("http://127.0.0.1:9000/x", "/x", "127.0.0.1:9000"),
        ("https://[2606:4700:0:0::1111]/x", "/x", "[2606:4700::1111]"),
        ("https://recordings.example.com/@evil.example/x", "/@evil.example/x", "recordings.example.com"),
    ],
)
def test_an_address_on_the_list_is_taken_apart(url: str, target: str, authority: str) -> None:
    address = read_recording_address(url, LIST)
    assert (address.target, address.authority) == (target, authority)


@pytest.mark.parametrize(
    "url",
    [
        "http://recordings.example.com/x",
        "https://recordings.example.com:444/x",
        "https://pbx.example.com/x",
        "http://127.0.0.1:9001/x",
        "https://recordings.example.com.evil.example/x",
        "https://evil.example/recordings.example.com",
        "https://evilrecordings.example.com/x",
        "https://recordings.example.com./x",
        "https://user:secret@recordings.example.com/x",
        "https://recordings.example.com@evil.example/x",
        "https://recordings.example.com%40evil.example/x",
        "https://recordings.example.com\\@evil.example/x",
        "https://recordings.example.com#@evil.example/x",
        "https://recordings.example.com/x#part",
        "https://recordings.example.com/a b",
        "https://recordings.example.com/a\r\nHost: evil.example",
        "https://recordings.example.com/ä",
        "https://recordıngs.example.com/x",
        "https://2130706433/x",
        "http://2130706433:9000/x",
        "http://0x7f000001:9000/x",
        "http://0177.0.0.1:9000/x",
        "http://127.1:9000/x",
        "http://[::1]:9000/x",
        "http://[::ffff:127.0.0.1]:9000/x",
        "http://[fe80::1%25eth0]:9000/x",
        "http://127.0.0.1:09000000/x",
        "//recordings.example.com/x",
        "file:///etc/passwd",
        "gopher://recordings.example.com/x",
        "https:recordings.example.com/x",
        "https:///recordings.example.com/x",
        " https://recordings.example.com/x",
        "",
        "https://recordings.example.com/" + "x" * 2048,
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(SourceRefusedError) as caught:
        read_recording_address(url, LIST)
    assert "evil" not in caught.value.message


@given(st.text(max_size=80))
def test_whatever_is_sent_either_is_on_the_list_or_refused(tail: str) -> None:
    for url in (tail, "https://" + tail, "https://recordings.example.com" + tail):
        try:
            address = read_recording_address(url, LIST)
        except SourceRefusedError:
            continue
        assert address.allowed in LIST
        assert address.target.startswith("/")
        assert address.target.isascii()
        assert not any(character.isspace() for character in address.target)
