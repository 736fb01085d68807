"""All hostile files: every kind in turn, the same for the same seed.

In: valid recordings of each format, a bait that nobody may touch. Out: `HostileFile`s.
Not here: what becomes of them (run.py).
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator, Mapping
from typing import Final

from evals.hostile.bombs import bombs
from evals.hostile.hostile_file import Bait, HostileFile
from evals.hostile.references import references

_CUTS: Final = (1, 3, 4, 8, 11, 16, 24, 33, 43, 44, 60, 100, 200, 500)
_EXTREMES: Final = (
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x01\x00\x00\x00",
)
_HEADER_BYTES: Final = 400

#: Formats with their marks, and how far behind a mark stands a rate, a count or a length.
_FIELDS: Final = (
    *(("m4a", b"mvhd", 16), ("m4a", b"mdhd", 16), ("m4a", b"mdhd", 20), ("m4a", b"mp4a", 20)),
    *(
        ("m4a", b"stts", 8),
        ("m4a", b"stts", 12),
        ("m4a", b"stsz", 12),
        ("m4a", b"stsc", 8),
        ("m4a", b"stco", 8),
    ),
    *(
        ("opus", b"OpusHead", 9),
        ("opus", b"OpusHead", 12),
        ("ogg", b"\x01vorbis", 11),
        ("ogg", b"\x01vorbis", 12),
    ),
    ("webm", b"\x44\x89", 3),
)


def hostile_files(seed: int, valid: Mapping[str, bytes], bait: Bait) -> Iterator[HostileFile]:
    """Yield more than 500 files."""
    chance = random.Random(seed)  # the same files again for the same seed
    yield from references(valid, bait)
    yield from _truncated(valid)
    yield from _polyglots(valid, bait)
    yield from _absurd_waves()
    yield from _absurd_headers(valid)
    yield from bombs()
    yield from _extreme_fields(valid, chance)
    yield from _flipped(valid, chance)
    yield from _spliced(valid, chance)


def _truncated(valid: Mapping[str, bytes]) -> Iterator[HostileFile]:
    for ending, whole in valid.items():
        for cut in _CUTS:
            yield HostileFile("truncated", ending, whole[:cut])


def _polyglots(valid: Mapping[str, bytes], bait: Bait) -> Iterator[HostileFile]:
    page = f"<html><script src='{bait.address}'></script><!--".encode()
    playlist = f"#EXTM3U\n#EXTINF:1,\n{bait.address}\n".encode()
    archive = _zip(b"call.wav", valid["wav"])
    heads = {
        "zip": archive,
        "html": page,
        "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        "pdf": b"%PDF-1.7\n",
        "m3u": playlist,
    }
    for ending in ("wav", "mp3", "flac", "ogg", "m4a"):
        for head in heads.values():
            yield HostileFile("polyglot", ending, head + valid[ending])
        yield HostileFile("polyglot", ending, valid[ending] + archive)
        yield HostileFile("polyglot", ending, valid[ending] + playlist)
    tag = b"ID3\x04\x00\x00" + bytes((0, 0, len(page) >> 7 & 127, len(page) & 127)) + page
    yield HostileFile("polyglot", "mp3", tag + valid["mp3"])


def _zip(name: bytes, content: bytes) -> bytes:
    """Return a stored archive: it begins and ends like one, which is all that a polyglot needs."""
    local = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, len(content), len(content), len(name), 0
    )
    return (
        local + name + content + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, 46, 30 + len(content), 0)
    )


def _absurd_waves() -> Iterator[HostileFile]:
    sound = bytes(4000)
    for rate in (0, 1, 7, 44_100, 768_000, 0x7FFF_FFFF, 0xFFFF_FFFF):
        for channels in (0, 1, 64, 255, 65_535):
            for kind, bits in ((1, 16), (1, 0), (3, 64), (17, 4), (49, 0)):
                if (rate, channels) == (44_100, 1) and kind == 1:
                    continue
                align = channels * bits // 8 & 0xFFFF
                form = struct.pack("<HHIIHH", kind, channels, rate, rate * align & 0xFFFF_FFFF, align, bits)
                if (rate + channels + kind) % 3 == 0:
                    continue  # a third less of them is as good
                yield HostileFile("absurd header", "wav", _riff(form, sound))


def _riff(form: bytes, sound: bytes) -> bytes:
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _absurd_headers(valid: Mapping[str, bytes]) -> Iterator[HostileFile]:
    """Rates, channels and lengths in the places where each format keeps them."""
    places = {"flac": range(18, 26), "au": range(8, 24, 4), "aiff": range(20, 38, 3), "caf": range(20, 52, 4)}
    for ending, offsets in places.items():
        for offset in offsets:
            for value in _EXTREMES[:3]:
                whole = valid[ending]
                yield HostileFile("absurd header", ending, whole[:offset] + value + whole[offset + 4 :])
    for ending, mark, offset in _FIELDS:
        for value in _EXTREMES:
            whole = valid[ending]
            place = whole.index(mark) + offset
            yield HostileFile("absurd header", ending, whole[:place] + value + whole[place + 4 :])


def _extreme_fields(valid: Mapping[str, bytes], chance: random.Random) -> Iterator[HostileFile]:
    for ending, whole in valid.items():
        for _ in range(6):
            changed = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                place = chance.randrange(4, min(_HEADER_BYTES, len(whole)) - 4)
                changed[place : place + 4] = chance.choice(_EXTREMES)
            yield HostileFile("extreme sizes", ending, bytes(changed))


def _flipped(valid: Mapping[str, bytes], chance: random.Random) -> Iterator[HostileFile]:
    for ending, whole in valid.items():
        for share in (0.0005, 0.002, 0.01, 0.05):
            changed = bytearray(whole)
            for _ in range(max(2, int(len(whole) * share))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            yield HostileFile("flipped", ending, bytes(changed))


def _spliced(valid: Mapping[str, bytes], chance: random.Random) -> Iterator[HostileFile]:
    endings = list(valid)
    for ending, whole in valid.items():
        for _ in range(3):
            other = valid[chance.choice(endings)]
            cut, begin = chance.randrange(8, len(whole)), chance.randrange(len(other))
            yield HostileFile("spliced", ending, whole[:cut] + other[begin:] + whole[cut:])
        start = chance.randrange(len(whole) // 2)
        yield HostileFile(
            "spliced", ending, whole[: start + 40] + whole[start : start + 60] * 50 + whole[start:]
        )
