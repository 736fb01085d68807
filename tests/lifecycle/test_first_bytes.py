from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.first_bytes import identify
from models.errors import AudioEmptyError, AudioNotMediaError

_REST = bytes(32)

_MEDIA = {
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
    "rf64": (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav"),
    "flac": (b"fLaC\x00\x00\x00\x22", "audio/flac"),
    "ogg": (b"OggS\x00\x02", "audio/ogg"),
    "mp3 with a tag": (b"ID3\x04\x00", "audio/mpeg"),
    "mp3": (b"\xff\xfb\x90\x64", "audio/mpeg"),
    "mpeg 2": (b"\xff\xf3\x40\xc4", "audio/mpeg"),
    "adts": (b"\xff\xf1\x50\x80", "audio/aac"),
    "m4a": (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
    "webm": (b"\x1a\x45\xdf\xa3\x9f", "video/webm"),
    "amr": (b"#!AMR\n", "audio/amr"),
    "amr wide band": (b"#!AMR-WB\n", "audio/amr"),
    "au": (b".snd\x00\x00\x00\x18", "audio/basic"),
    "aiff": (b"FORM\x00\x00\x00\x24AIFFCOMM", "audio/aiff"),
    "caf": (b"caff\x00\x01\x00\x00desc", "audio/x-caf"),
    "wave64": (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", "audio/x-w64"),
    "voc": (b"Creative Voice File\x1a\x1a\x00", "audio/x-voc"),
    "nist": (b"NIST_1A\n   1024\n", "audio/x-nist"),
    "wma": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "audio/x-ms-wma"),
    "raw gsm": ((b"\xd2" + bytes(32)) * 3, "audio/x-gsm"),
    "quicktime without a type": (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "audio/mp4"),
    "aifc": (b"FORM\x00\x00\x00\x24AIFCFVER", "audio/aiff"),
}

_NOT_MEDIA = {
    "text": b"Dear Sir or Madam, here is the recording",
    "zip": b"PK\x03\x04" + _REST,
    "pdf": b"%PDF-1.7\n" + _REST,
    "html": b"<!doctype html><html>" + _REST,
    "png": b"\x89PNG\r\n\x1a\n" + _REST,
    "program": b"\x7fELF\x02\x01\x01" + _REST,
    "playlist": b"#EXTM3U\n#EXT-X-VERSION:3\n",
    "concat script": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "dash": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
    "session description": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\n",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80),
    "riff that is no sound": b"RIFF\x24\x00\x00\x00WEBPVP8 " + _REST,
    "utf-16 text": b"\xff\xfeh\x00e\x00l\x00l\x00o\x00",
    "zeros": _REST,
    "one byte": b"R",
}


@pytest.mark.parametrize("name", _MEDIA)
def test_a_recording_is_known_by_its_first_bytes(name: str) -> None:
    head, media_type = _MEDIA[name]
    found, stream = identify([head + _REST])
    assert (found, b"".join(stream)) == (media_type, head + _REST)


@pytest.mark.parametrize("name", _NOT_MEDIA)
def test_what_is_no_recording_is_refused(name: str) -> None:
    with pytest.raises(AudioNotMediaError):
        identify([_NOT_MEDIA[name]])


@pytest.mark.parametrize("name", ["text", "playlist", "concat script", "dash", "svg", "utf-16 text"])
def test_a_text_is_called_a_text(name: str) -> None:
    with pytest.raises(AudioNotMediaError, match="such as a playlist") as raised:
        identify([_NOT_MEDIA[name]])
    assert raised.value.message.count(".") == 1


@pytest.mark.parametrize("stream", [[], [b""], [b"", b""]])
def test_nothing_at_all_is_told_from_the_wrong_thing(stream: list[bytes]) -> None:
    with pytest.raises(AudioEmptyError):
        identify(stream)


@given(cuts=st.lists(st.integers(0, 40), max_size=6))
def test_it_does_not_matter_in_which_portions_the_bytes_come(cuts: list[int]) -> None:
    whole = _MEDIA["wav"][0] + bytes(range(40))
    places = [0, *sorted(cuts), len(whole)]
    portions = [whole[start:end] for start, end in pairwise(places)]
    media_type, stream = identify(portions)
    assert (media_type, b"".join(stream)) == ("audio/wav", whole)


def test_no_more_is_read_than_is_needed() -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield _MEDIA["flac"][0] * 100

    identify(endless())
    assert read == 1
