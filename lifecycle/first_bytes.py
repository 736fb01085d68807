"""Tells by the first bytes whether a stream can be a recording at all; the door looks at nothing more.

In: a stream of bytes. Out: its media type, and the stream with nothing taken from it.
Not here: whether it can be decoded, and how long it is (transcriber, behind the consent gate).

Signatures: RFC 2361 and EBU Tech 3306 (RIFF, RF64), RFC 9639 (FLAC), RFC 3533 (Ogg), ISO/IEC 11172-3 (MPEG
audio), ISO/IEC 14496-12 (ftyp), RFC 8794 (EBML), RFC 4867 (AMR), and the AIFF and NeXT/Sun audio formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from models.errors import AudioEmptyError, AudioNotMediaError

_ENOUGH: Final = 16

_BEGINNINGS: Final = (
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"#!AMR", "audio/amr"),
    (b".snd", "audio/basic"),
)
_FORMS: Final = {
    b"RIFF": ((b"WAVE", "audio/wav"), (b"AVI ", "video/avi")),
    b"RF64": ((b"WAVE", "audio/wav"),),
    b"FORM": ((b"AIFF", "audio/aiff"), (b"AIFC", "audio/aiff")),
}


def identify(stream: Iterable[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return the media type and the whole stream again; reads no more than it needs.

    Raises AudioEmptyError without a byte, AudioNotMediaError when no media file begins so.
    """
    portions = iter(stream)
    taken: list[bytes] = []
    head = b""
    for portion in portions:
        taken.append(portion)
        head += portion[:_ENOUGH]
        if len(head) >= _ENOUGH:
            break
    if not head:
        raise AudioEmptyError("The recording is empty; check the file and send it again.")
    media_type = _media_type(head)
    if media_type is None:
        raise AudioNotMediaError(
            "The file does not begin like a recording; send WAV, FLAC, Ogg, MP3, M4A, WebM, AMR, AIFF or AU."
        )
    return media_type, chain(taken, portions)


def _media_type(head: bytes) -> str | None:
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    for form, media_type in _FORMS.get(head[:4], ()):
        if head[8:12] == form:
            return media_type
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    return _mpeg(head)


def _mpeg(head: bytes) -> str | None:
    """Layer II or III, or AAC in ADTS. Layer I is no longer used, and UTF-16 text begins like it."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13 else None
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if layer != 3 and version != 1 and bitrate != 15 and rate != 3 else None
