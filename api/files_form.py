"""Reads the form of the upload page as it streams in: the fields first, then any number of recordings.

In: the body's pieces and the Content-Type. Out: `FilesForm`, whose recordings are still on their way.
Not here: forms of machines, with one recording and a transcript (call_form.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.call_form import BROKEN, Event, form_events, read_field
from models.errors import InputError


@dataclass(frozen=True)
class FilesForm:
    """What was filled in, and the recordings; each is read, or passed over, before the next comes."""

    fields: dict[str, str]
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


def read_files_form(body: Iterable[bytes], content_type: str, *, field_names: frozenset[str]) -> FilesForm:
    """Read the form up to its first recording; fields left empty are as if they were not there.

    Raises InputError when the form is malformed, holds a field twice or an unknown one, or too long a field.
    """
    events = form_events(body, content_type)
    fields: dict[str, str] = {}
    for kind, name_bytes, file_name in events:
        name = name_bytes.decode("utf-8", "replace")
        if kind == "close":
            return FilesForm(_filled_in(fields), iter(()))
        if name == "audio":
            return FilesForm(_filled_in(fields), _recordings(events, file_name))
        if name not in field_names or name in fields:
            raise InputError("The form holds a field that is not known, or one twice; load the page again.")
        fields[name] = read_field(events)
    raise InputError(BROKEN)


def _filled_in(fields: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in fields.items() if value.strip()}


def _recordings(events: Iterator[Event], first: bytes) -> Iterator[FormFile]:
    file_name: bytes | None = first
    while file_name is not None:
        recording = FormFile(_base_name(file_name), events)
        if recording.name:  # a browser sends one part without a name when no file was chosen
            yield recording
        recording.pass_over()
        file_name = _next_file(events)


def _next_file(events: Iterator[Event]) -> bytes | None:
    for kind, name, file_name in events:
        if kind == "close":
            return None
        if kind == "begin" and name == b"audio":
            return file_name
        if kind == "begin":
            break
    raise InputError(BROKEN)


def _base_name(file_name: bytes) -> str:
    return file_name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2][:200]
