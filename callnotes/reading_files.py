"""Reads the files that a person names on the command line, in pieces, and says clearly when it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lifecycle.first_bytes import identify
from models.errors import InputError
from models.transcript import Transcript
from models.two_legs import packed, second_comes_first
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


def legs_of(first: Path, second: Path) -> Iterator[bytes]:
    """Yield two legs of a call as one recording. Raises AudioEmptyError, AudioNotMediaError for either."""
    for leg in (first, second):
        identify(chunks_of(readable(leg)))
    return packed(chunks_of(first), chunks_of(second))


def in_order(legs: Sequence[Path]) -> tuple[Path, Path]:
    """Return two legs as left and right: by what their names say, else as they were given."""
    if len(legs) != 2:
        msg = "A call has two legs at most; name one file, or the two files of its legs."
        raise InputError(msg)
    first, second = legs
    return (second, first) if second_comes_first(first.stem, second.stem) else (first, second)


def given_transcript(path: Path) -> Transcript:
    """Read a transcript in any format that is known. Raises TranscriptUnreadableError."""
    if readable(path).stat().st_size > MOST_BYTES:
        msg = "The transcript file is over 32 MiB, which no call fills; check the path."
        raise InputError(msg)
    return read_transcript(path.read_bytes())
