"""Reads a multipart form as it streams in: fields and a transcript first, then the audio, piece by piece.

In: the body's pieces and the Content-Type. Out: `CallForm`, whose audio is still on its way.
Not here: what the fields mean (lifecycle/new_call.py).

The audio, or the two legs of a call, `left` and `right`, must be last, so that it is judged, and refused,
before it is read; whoever reads it gets an error instead of an end when the form breaks off or goes on behind
it. Source: RFC 7578.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from lifecycle.first_bytes import identify
from models.errors import InputError
from models.two_legs import packed

if TYPE_CHECKING:  # the library has this type for checkers alone
    from python_multipart.multipart import MultipartCallbacks

_FIELD_BYTES: Final = 8 * 1024
TRANSCRIPT_BYTES: Final = 16 * 1024 * 1024
#: What a form may hold besides its audio.
FORM_BYTES: Final = TRANSCRIPT_BYTES + 256 * 1024

Kind = Literal["begin", "bytes", "end", "close"]


class Event(NamedTuple):
    """What the parser came upon; a part's beginning has its name as `value`, and its file's name if any."""

    kind: Kind
    value: bytes
    file_name: bytes = b""


@dataclass(frozen=True)
class CallForm:
    """The form up to its audio; `audio` is None when there is none."""

    fields: dict[str, str]
    transcript: bytes | None
    audio: Iterator[bytes] | None


def read_call_form(body: Iterable[bytes], content_type: str, *, field_names: frozenset[str]) -> CallForm:
    """Read the form up to its audio; every other part is one of `field_names`, or `transcript`.

    A call in two legs has `left` and `right` instead of `audio`.

    Raises InputError when the form is malformed, holds a part twice or an unknown one, or too long a field.
    """
    events = form_events(body, content_type)
    fields: dict[str, str] = {}
    transcript: bytes | None = None
    for kind, name_bytes, _ in events:
        if kind == "close":
            return CallForm(fields, transcript, None)
        name = name_bytes.decode("utf-8", "replace")
        if name == "audio":
            return CallForm(fields, transcript, _audio(events))
        if name == "left":
            return CallForm(fields, transcript, packed_legs(events))
        if name in fields or (name == "transcript" and transcript is not None):
            raise InputError("The form holds a field twice; send each one once.")
        if name == "transcript":
            transcript = read_transcript_part(events)
        elif name in field_names:
            fields[name] = read_field(events)
        else:
            raise InputError("The form holds a field that is not known; docs/api.md lists them all.")
    raise InputError(BROKEN)


BROKEN: Final = (
    "The form is malformed or broke off; send it as multipart/form-data with its closing boundary."
)


def packed_legs(events: Iterator[Event]) -> Iterator[bytes]:
    """Return the left leg, whose part has just begun, and the right one behind it as one recording.

    Raises InputError when the right one is missing or not the last part.
    """
    return packed(_leg(events), _other_leg(events))


def read_transcript_part(events: Iterator[Event]) -> bytes:
    """Return the part that has just begun, of at most 16 MiB. Raises InputError."""
    return _whole(events, TRANSCRIPT_BYTES)


def _leg(events: Iterator[Event]) -> Iterator[bytes]:
    """Yield the part that has just begun, up to its end."""
    for kind, piece, _ in events:
        if kind == "end":
            return
        yield piece
    raise InputError(BROKEN)


def _other_leg(events: Iterator[Event]) -> Iterator[bytes]:
    """Yield the part behind the left leg: the right one, the last part, judged as the first one was."""
    kind, name, _ = next(events, Event("close", b""))
    if (kind, name) != ("begin", b"right"):
        raise InputError("A left leg is followed by the right one; send both, as the last two parts.")
    yield from identify(_audio(events))[1]


def _audio(events: Iterator[Event]) -> Iterator[bytes]:
    for kind, piece, _ in events:
        if kind == "bytes":
            yield piece
        elif kind == "begin":
            raise InputError("The audio must be the last part of the form; send all other fields before it.")
        elif kind == "close":
            return
    raise InputError(BROKEN)


def _whole(events: Iterator[Event], max_bytes: int) -> bytes:
    value = bytearray()
    for kind, piece, _ in events:
        if kind == "end":
            return bytes(value)
        value += piece
        if len(value) > max_bytes:
            raise InputError("A field of the form is too long; docs/api.md names the limits.")
    raise InputError(BROKEN)


def read_field(events: Iterator[Event]) -> str:
    """Return the text of the part that has just begun. Raises InputError when it is none, or too long."""
    try:
        return _whole(events, _FIELD_BYTES).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("A field of the form is not text in UTF-8; send it so.") from error


def form_events(body: Iterable[bytes], content_type: str) -> Iterator[Event]:
    """Yield what the parser comes upon, as the body arrives. Raises InputError when it is malformed."""
    collector = _Collector()
    try:
        parser = MultipartParser(_boundary(content_type), collector.callbacks)
        for piece in body:
            parser.write(piece)
            yield from collector.taken()
    except FormParserError as error:
        raise InputError(BROKEN) from error


def _boundary(content_type: str) -> bytes:
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise InputError("The form's Content-Type names no boundary; send it as multipart/form-data.")
    return boundary


class _Collector:
    """Turns the parser's callbacks into events, with neighbouring bytes joined."""

    def __init__(self) -> None:
        self._events: deque[tuple[Kind, bytearray, bytes]] = deque()
        self._header = bytearray()
        self._value = bytearray()
        self._name: bytes | None = None
        self._file_name = b""
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_done,
            "on_headers_finished": self._named,
            "on_part_data": self._bytes,
            "on_part_end": lambda: self._events.append(("end", bytearray(), b"")),
            "on_end": lambda: self._events.append(("close", bytearray(), b"")),
        }

    def taken(self) -> Iterator[Event]:
        while self._events:
            kind, value, file_name = self._events.popleft()
            yield Event(kind, bytes(value), file_name)

    def _begin(self) -> None:
        self._name, self._file_name = None, b""

    def _header_done(self) -> None:
        if self._header.lower() == b"content-disposition":
            options = parse_options_header(bytes(self._value))[1]
            self._name, self._file_name = options.get(b"name"), options.get(b"filename", b"")
        self._header.clear()
        self._value.clear()

    def _named(self) -> None:
        if self._name is None:
            raise InputError("A part of the form has no name; send it as multipart/form-data.")
        self._events.append(("begin", bytearray(self._name), self._file_name))

    def _bytes(self, data: bytes, start: int, end: int) -> None:
        if self._events and self._events[-1][0] == "bytes":
            self._events[-1][1].extend(data[start:end])
        else:
            self._events.append(("bytes", bytearray(data[start:end]), b""))
