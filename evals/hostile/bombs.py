"""Small files that last for many hours: silence that costs nothing to store, and clocks that jump.

Sources: RFC 9639 (FLAC frames and their check sums), RFC 3533 (Ogg pages), RFC 6716 section 3.2.5 (Opus
packets with many empty frames), RFC 4867 (AMR frames without data), RFC 8794 and 9559 (Matroska).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from evals.hostile.hostile_file import HostileFile

_HOUR_S: Final = 3600


def bombs() -> Iterator[HostileFile]:
    """Yield files that decode to between six and four hundred hours."""
    for hours in (6, 24, 400):
        samples = hours * _HOUR_S * 8000
        for stated in (samples, 0, 8000):
            yield HostileFile(
                "bomb", "flac", partial(silent_flac, hours, rate_code=4, block=65_535, stated=stated)
            )
    yield HostileFile("bomb", "flac", partial(silent_flac, 7, rate_code=10, block=4608, stated=0))
    for hours in (6, 70):
        for stated in (True, False):
            yield HostileFile("bomb", "opus", partial(silent_opus, hours, states_time=stated))
    yield HostileFile("bomb", "amr", b"#!AMR\n" + b"\x7c" * (4 << 20))
    yield HostileFile("bomb", "amr", b"#!AMR-WB\n" + b"\x7c" * (4 << 20))
    for jump_ms in (10 * _HOUR_S * 1000, 0x7FFF_FFFF, 2**48):
        yield HostileFile("bomb", "mkv", _jumping_matroska(jump_ms))


def silent_flac(hours: int, *, rate_code: int, block: int, stated: int) -> bytes:
    """Return digital silence, one channel, 16 bits; `rate_code` as in a frame (4: 8 kHz, 10: 48 kHz)."""
    rate = {4: 8000, 10: 48_000}[rate_code]
    info = (
        struct.pack(">HH6x", block, block) + (rate << 44 | 15 << 36 | stated).to_bytes(8, "big") + bytes(16)
    )
    frames = bytearray(b"fLaC\x80\x00\x00\x22" + info)
    for number in range(hours * _HOUR_S * rate // block):
        head = b"\xff\xf8" + bytes((7 << 4 | rate_code, 8)) + _utf8(number) + struct.pack(">H", block - 1)
        frame = head + bytes((_crc(head, 8, 0x07),)) + b"\x00\x00\x00"
        frames += frame + _crc(frame, 16, 0x8005).to_bytes(2, "big")
    return bytes(frames)


def _utf8(number: int) -> bytes:
    """Return a number as FLAC codes it: like a character, up to 36 bits."""
    if number < 128:
        return bytes((number,))
    rest: list[int] = []
    while number >= 1 << (6 - len(rest)):
        rest.insert(0, 0x80 | number & 63)
        number >>= 6
    return bytes((0xFF00 >> (len(rest) + 1) & 0xFF | number, *rest))


@cache
def _table(bits: int, polynomial: int) -> tuple[int, ...]:
    top, mask = 1 << (bits - 1), (1 << bits) - 1

    def entry(value: int) -> int:
        value <<= bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial) & mask if value & top else value << 1 & mask
        return value

    return tuple(entry(value) for value in range(256))


def _crc(content: bytes, bits: int, polynomial: int) -> int:
    """Return a check sum, highest bit first, starting at 0."""
    table, mask, held = _table(bits, polynomial), (1 << bits) - 1, 0
    for byte in content:
        held = (held << 8 & mask) ^ table[held >> (bits - 8) ^ byte]
    return held


def silent_opus(hours: int, *, states_time: bool) -> bytes:
    """Return Opus whose packets of two bytes last 120 ms each."""
    head = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
    tags = b"OpusTags\x01\x00\x00\x00x\x00\x00\x00\x00"
    pages = bytearray(_page(0, 2, 0, (head,)) + _page(1, 0, 0, (tags,)))
    packet = bytes((3 << 3 | 3, 2))  # silk, 60 ms a frame, two frames of no bytes
    for number in range(hours * _HOUR_S * 1000 // (120 * 250)):
        granule = (number + 1) * 250 * 5760 if states_time else -1
        pages += _page(number + 2, 0, granule, (packet,) * 250)
    return bytes(pages)


def _page(number: int, flags: int, granule: int, packets: tuple[bytes, ...]) -> bytes:
    lengths = bytes(len(packet) for packet in packets)
    start = struct.pack("<4sBBqII", b"OggS", 0, flags, granule, 7, number)
    rest = bytes((len(packets),)) + lengths + b"".join(packets)
    check = _crc(start + bytes(4) + rest, 32, 0x04C1_1DB7)
    return start + struct.pack("<I", check) + rest


def _jumping_matroska(jump_ms: int) -> bytes:
    """Return two clusters of PCM, the second one hours after the first."""
    audio = (
        _element(b"\xb5", struct.pack(">d", 8000.0))
        + _element(b"\x9f", b"\x01")
        + _element(b"\x62\x64", b"\x10")
    )
    track = (
        _element(b"\xd7", b"\x01") + _element(b"\x73\xc5", b"\x01") + _element(b"\x83", b"\x02")
        + _element(b"\x86", b"A_PCM/INT/LIT") + _element(b"\xe1", audio)
    )  # fmt: skip
    header = _element(b"\x1a\x45\xdf\xa3", _element(b"\x42\x82", b"matroska"))
    body = _element(b"\x16\x54\xae\x6b", _element(b"\xae", track))
    for time in (0, jump_ms):
        block = _element(b"\xa3", b"\x81\x00\x00\x80" + bytes(3200))
        body += _element(b"\x1f\x43\xb6\x75", _element(b"\xe7", time.to_bytes(8, "big")) + block)
    return header + _element(b"\x18\x53\x80\x67", body)


def _element(name: bytes, content: bytes) -> bytes:
    return name + (1 << 56 | len(content)).to_bytes(8, "big") + content
