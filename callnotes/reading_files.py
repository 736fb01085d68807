"""Reads the files that a person names on the command line, in pieces, and says clearly when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.errors import InputError
from models.transcript import Transcript
from text.formats import MOST_BYTES, read_transcript

_CHUNK_BYTES: Final = 1 << 20


def readable(path: Path) -> Path:
    """Return the path when it is a file that can be read, else raise InputError."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        msg = f"A file cannot be read ({error.strerror}); check its path and its rights. Nothing was kept."
        raise InputError(msg) from error
    return path


def chunks_of(path: Path) -> Iterator[bytes]:
    """Yield the file's bytes in pieces of 1 MiB."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def given_transcript(path: Path) -> Transcript:
    """Read a transcript in any format that is known. Raises TranscriptUnreadableError."""
    if readable(path).stat().st_size > MOST_BYTES:
        msg = "The transcript file is over 32 MiB, which no call fills; check the path."
        raise InputError(msg)
    return read_transcript(path.read_bytes())
