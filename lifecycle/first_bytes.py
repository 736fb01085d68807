"""Tells by the first bytes whether a stream can be a recording at all; the door looks at nothing more.

In: a stream of bytes. Out: its media type, and the stream with nothing taken from it.
Not here: whether it can be decoded, and how long it is (transcriber, behind the consent gate).

Only kinds that the transcriber decodes are let in; none of them can refer to another file.
Signatures: RFC 2361 and EBU Tech 3306 (RIFF, RF64), RFC 9639 (FLAC), RFC 3533 (Ogg), ISO/IEC 11172-3 (MPEG
audio), ISO/IEC 14496-12 (ftyp), RFC 8794 (EBML), RFC 4867 (AMR), RFC 3551 (GSM), and the AIFF, NeXT/Sun,
CAF, Wave64, VOC, NIST and ASF formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from models.errors import AudioEmptyError, AudioNotMediaError
from models.two_legs import BEGIN_BYTES, MEDIA_TYPE, is_two_legs

_GSM_FRAME_BYTES: Final = 33
_GSM_BYTES: Final = 2 * _GSM_FRAME_BYTES + 1

#: How many bytes from the start are looked at.
ENOUGH: Final = BEGIN_BYTES + _GSM_BYTES

_BEGINNINGS: Final = (
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"#!AMR", "audio/amr"),
    (b".snd", "audio/basic"),
    (b"caff\x00\x01", "audio/x-caf"),
    (b"riff\x2e\x91\xcf\x11", "audio/x-w64"),
    (b"Creative Voice File\x1a", "audio/x-voc"),
    (b"NIST_1A\n", "audio/x-nist"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma"),
)
_FORMS: Final = {
    b"RIFF": ((b"WAVE", "audio/wav"), (b"AVI ", "video/avi")),
    b"RF64": ((b"WAVE", "audio/wav"),),
    b"FORM": ((b"AIFF", "audio/aiff"), (b"AIFC", "audio/aiff")),
}


#: The atoms that a QuickTime or MP4 file may begin with.
_MOVIE_ATOMS: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free"})

_TEXT: Final = (
    "The file is a text, such as a playlist or a web page, and not a recording; send the recording itself."
)
_SOMETHING_ELSE: Final = (
    "The file does not begin like a recording; send WAV, FLAC, Ogg, MP3, M4A, WebM, AMR, GSM, AIFF or AU."
)


def identify(stream: Iterable[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return the media type and the whole stream again; reads no more than it needs.

    Raises AudioEmptyError without a byte, AudioNotMediaError when no media file begins so.
    """
    portions = iter(stream)
    taken: list[bytes] = []
    head = b""
    for portion in portions:
        taken.append(portion)
        head += portion[:ENOUGH]
        if len(head) >= ENOUGH:
            break
    if not head:
        raise AudioEmptyError("The recording is empty; check the file and send it again.")
    media_type = _media_type(head)
    if media_type is None:
        raise AudioNotMediaError(_TEXT if _is_text(head) else _SOMETHING_ELSE)
    return media_type, chain(taken, portions)


def _media_type(head: bytes) -> str | None:
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if is_two_legs(head):
        return MEDIA_TYPE if _media_type(head[BEGIN_BYTES:]) not in {None, MEDIA_TYPE} else None
    for form, media_type in _FORMS.get(head[:4], ()):
        if head[8:12] == form:
            return media_type
    if head[4:8] in _MOVIE_ATOMS:
        return "audio/mp4"
    return "audio/x-gsm" if _is_gsm(head) else _mpeg(head)


def _is_gsm(head: bytes) -> bool:
    """Raw GSM 06.10 has no header; each of its frames begins with the four bits 1101."""
    return len(head) >= _GSM_BYTES and all(byte >> 4 == 0xD for byte in head[:_GSM_BYTES:_GSM_FRAME_BYTES])


def _is_text(head: bytes) -> bool:
    """Tell readable text, also in UTF-8 or UTF-16, from other bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in head)


def _mpeg(head: bytes) -> str | None:
    """Layer II or III, or AAC in ADTS. Layer I is no longer used, and UTF-16 text begins like it."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13 else None
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if layer != 3 and version != 1 and bitrate != 15 and rate != 3 else None
