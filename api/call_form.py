"""Reads a multipart form as it streams in: fields and a transcript first, then the audio, piece by piece.

In: the body's pieces and the Content-Type. Out: `CallForm`, whose audio is still on its way.
Not here: what the fields mean (api/v1/new_call.py).

The audio must be the last part, so that it is judged, and refused, before it is read; whoever reads it gets
an error instead of an end when the form breaks off or goes on behind it. Source: RFC 7578.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from models.errors import InputError

if TYPE_CHECKING:  # the library has this type for checkers alone
    from python_multipart.multipart import MultipartCallbacks

_FIELD_BYTES: Final = 8 * 1024
TRANSCRIPT_BYTES: Final = 16 * 1024 * 1024
#: What a form may hold besides its audio.
FORM_BYTES: Final = TRANSCRIPT_BYTES + 256 * 1024

Event = tuple[Literal["begin", "bytes", "end", "close"], bytes]


@dataclass(frozen=True)
class CallForm:
    """The form up to its audio; `audio` is None when there is none."""

    fields: dict[str, str]
    transcript: bytes | None
    audio: Iterator[bytes] | None


def read_call_form(body: Iterable[bytes], content_type: str, *, field_names: frozenset[str]) -> CallForm:
    """Read the form up to its audio; every other part is one of `field_names`, or `transcript`.

    Raises InputError when the form is malformed, holds a part twice or an unknown one, or too long a field.
    """
    events = _events(body, content_type)
    fields: dict[str, str] = {}
    transcript: bytes | None = None
    for kind, name_bytes in events:
        if kind == "close":
            return CallForm(fields, transcript, None)
        name = name_bytes.decode("utf-8", "replace")
        if name == "audio":
            return CallForm(fields, transcript, _audio(events))
        if name in fields or (name == "transcript" and transcript is not None):
            raise InputError("The form holds a field twice; send each one once.")
        if name == "transcript":
            transcript = _whole(events, TRANSCRIPT_BYTES)
        elif name in field_names:
            fields[name] = _text(_whole(events, _FIELD_BYTES))
        else:
            raise InputError("The form holds a field that is not known; docs/api.md lists them all.")
    raise InputError(_BROKEN)


_BROKEN = "The form is malformed or broke off; send it as multipart/form-data with its closing boundary."


def _audio(events: Iterator[Event]) -> Iterator[bytes]:
    for kind, piece in events:
        if kind == "bytes":
            yield piece
        elif kind == "begin":
            raise InputError("The audio must be the last part of the form; send all other fields before it.")
        elif kind == "close":
            return
    raise InputError(_BROKEN)


def _whole(events: Iterator[Event], max_bytes: int) -> bytes:
    value = bytearray()
    for kind, piece in events:
        if kind == "end":
            return bytes(value)
        value += piece
        if len(value) > max_bytes:
            raise InputError("A field of the form is too long; docs/api.md names the limits.")
    raise InputError(_BROKEN)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("A field of the form is not text in UTF-8; send it so.") from error


def _events(body: Iterable[bytes], content_type: str) -> Iterator[Event]:
    collector = _Collector()
    try:
        parser = MultipartParser(_boundary(content_type), collector.callbacks)
        for piece in body:
            parser.write(piece)
            yield from collector.taken()
    except FormParserError as error:
        raise InputError(_BROKEN) from error


def _boundary(content_type: str) -> bytes:
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise InputError("The form's Content-Type names no boundary; send it as multipart/form-data.")
    return boundary


class _Collector:
    """Turns the parser's callbacks into events, with neighbouring bytes joined."""

    def __init__(self) -> None:
        self._events: deque[tuple[Literal["begin", "bytes", "end", "close"], bytearray]] = deque()
        self._header = bytearray()
        self._value = bytearray()
        self._name: bytes | None = None
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_done,
            "on_headers_finished": self._named,
            "on_part_data": self._bytes,
            "on_part_end": lambda: self._events.append(("end", bytearray())),
            "on_end": lambda: self._events.append(("close", bytearray())),
        }

    def taken(self) -> Iterator[Event]:
        while self._events:
            kind, value = self._events.popleft()
            yield kind, bytes(value)

    def _begin(self) -> None:
        self._name = None

    def _header_done(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._name = parse_options_header(bytes(self._value))[1].get(b"name")
        self._header.clear()
        self._value.clear()

    def _named(self) -> None:
        if self._name is None:
            raise InputError("A part of the form has no name; send it as multipart/form-data.")
        self._events.append(("begin", bytearray(self._name)))

    def _bytes(self, data: bytes, start: int, end: int) -> None:
        if self._events and self._events[-1][0] == "bytes":
            self._events[-1][1].extend(data[start:end])
        else:
            self._events.append(("bytes", bytearray(data[start:end])))
