"""How much of a file is there by its own header, where ffmpeg does not tell, and whether an Ogg has its end.

In: a recording's path. Out: a share of the whole (WAV, Wave64, CAF, WMA), or whether the mark is missing.
Sources: EBU Tech 3306 (RIFF), Sony Wave64, Apple CAF 1.0, Microsoft ASF 1.2 (section 3.2), RFC 3533 (Ogg).
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Final

_BEGIN_BYTES: Final = 1 << 16
_END_BYTES: Final = 1 << 17  # more than the largest page of Ogg
_STREAMED_RIFF: Final = 0x7FFF_0000
_MOST_CHUNKS: Final = 64
_W64: Final = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
_ASF: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_PROPERTIES: Final = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_SIZE_AT, _ASF_FLAGS_AT, _ASF_LIVE = 40, 88, 1
_OGG_LAST: Final = 4


def share_there(recording: Path) -> float:
    """Return how much of the file is there by its own header, at most 1; also 1 where it states nothing."""
    with recording.open("rb") as file:
        begin = file.read(_BEGIN_BYTES)
    stated = _riff(begin) or _wave64(begin) or _caf(begin) or _asf(begin)
    return min(1.0, recording.stat().st_size / stated) if stated else 1.0


def has_no_end(recording: Path) -> bool:
    """True when this is Ogg and its last page is torn, or does not say that it is the last one."""
    with recording.open("rb") as file:
        if file.read(4) != b"OggS":
            return False
        file.seek(max(0, file.seek(0, os.SEEK_END) - _END_BYTES))
        end = file.read()
    at = end.rfind(b"OggS\x00")
    page = end[at:] if at >= 0 else b""
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]]) or not page[5] & _OGG_LAST


def _riff(begin: bytes) -> int:
    """Recorders that stream write a size of 0 or near the maximum, which states nothing."""
    stated = int.from_bytes(begin[4:8], "little")
    return stated + 8 if begin[:4] == b"RIFF" and 0 < stated < _STREAMED_RIFF else 0


def _wave64(begin: bytes) -> int:
    return int.from_bytes(begin[16:24], "little") if begin.startswith(_W64) else 0


def _caf(begin: bytes) -> int:
    """Return where the chunk with the sound ends; -1 is written while its size is not known yet."""
    at = 8 if begin[:4] == b"caff" else len(begin)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(begin):
            return 0
        kind, size = struct.unpack_from(">4sq", begin, at)
        at += 12 + max(0, size)
        if kind == b"data":
            return at if size > 0 else 0
    return 0


def _asf(begin: bytes) -> int:
    at = begin.find(_ASF_PROPERTIES) if begin.startswith(_ASF) else -1
    if at < 0 or at + _ASF_FLAGS_AT >= len(begin):
        return 0
    (size,) = struct.unpack_from("<Q", begin, at + _ASF_SIZE_AT)
    return 0 if begin[at + _ASF_FLAGS_AT] & _ASF_LIVE else int(size)
