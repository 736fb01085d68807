"""Reads the form of the upload page as it streams in: fields, a transcript, then recordings, then two legs.

In: the body's pieces and the Content-Type. Out: `FilesForm`, whose recordings are still on their way.
Not here: forms of machines, with one recording (call_form.py).

A browser sends the parts in the order of the page, and one without a name and empty where no file was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from api.call_form import BROKEN, Event, form_events, packed_legs, read_field, read_transcript_part
from models.errors import InputError

_FILES: Final = frozenset({"audio", "left"})


@dataclass(frozen=True)
class FilesForm:
    """What was filled in, and the recordings; each is read, or passed over, before the next comes."""

    fields: dict[str, str]
    transcript: bytes | None
    recordings: Iterator[FormFile]


class FormFile:
    """One recording of the form: the name that the sender's machine has for it, and its bytes, once."""

    def __init__(self, name: str, events: Iterator[Event]) -> None:
        """Take the part that has just begun."""
        self.name = name
        self._events = events
        self._whole = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces. Raises InputError when the form breaks off."""
        while not self._whole:
            event = next(self._events, None)
            if event is None:
                raise InputError(BROKEN)
            self._whole = event.kind == "end"
            if event.kind == "bytes":
                yield event.value

    def pass_over(self) -> None:
        """Read on to the end of the part; what was refused half way is not kept."""
        for _ in self:
            pass


class FormLegs(FormFile):
    """The two legs of a call, one part behind the other, as one recording; they are the last parts."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces. Raises InputError when the right leg is missing or the form breaks off."""
        yield from packed_legs(self._events)
        self._whole = True

    def pass_over(self) -> None:
        """Read on to the end of the form; a right leg alone is no call."""
        for kind, _, file_name in () if self._whole else self._events:
            if kind == "begin" and file_name and not self.name:
                raise InputError("The left leg of the call is missing; choose the files of both sides.")
        self._whole = True


def read_files_form(body: Iterable[bytes], content_type: str, *, field_names: frozenset[str]) -> FilesForm:
    """Read the form up to its first recording; fields left empty are as if they were not there.

    Raises InputError when the form is malformed, holds a field twice or an unknown one, or too long a field.
    """
    events = form_events(body, content_type)
    fields: dict[str, str] = {}
    transcript: bytes | None = None
    for kind, name_bytes, file_name in events:
        name = name_bytes.decode("utf-8", "replace")
        if kind == "close":
            return FilesForm(_filled_in(fields), transcript, iter(()))
        if name in _FILES:
            return FilesForm(_filled_in(fields), transcript, _recordings(events, name_bytes, file_name))
        if name == "transcript" and transcript is None:
            transcript = read_transcript_part(events) or None
            continue
        if name not in field_names or name in fields:
            raise InputError("The form holds a field that is not known, or one twice; load the page again.")
        fields[name] = read_field(events)
    raise InputError(BROKEN)


def _filled_in(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in fields.items() if value.strip()}


def _recordings(events: Iterator[Event], name: bytes, file_name: bytes) -> Iterator[FormFile]:
    part: tuple[bytes, bytes] | None = name, file_name
    while part is not None:
        legs = part[0] == b"left"
        recording = (FormLegs if legs else FormFile)(_base_name(part[1]), events)
        if recording.name:
            yield recording
        recording.pass_over()
        part = None if legs else _next_file(events)


def _next_file(events: Iterator[Event]) -> tuple[bytes, bytes] | None:
    for kind, name, file_name in events:
        if kind == "close":
            return None
        if kind == "begin" and name in {b"audio", b"left"}:
            return name, file_name
        if kind == "begin":
            break
    raise InputError(BROKEN)


def _base_name(file_name: bytes) -> str:
    return file_name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2][:200]
