"""Reads a transcript that somebody else made, in any format that is known, or that we made ourselves.

In: the bytes of the file. Out: `Transcript`, or TranscriptUnreadableError.
Not here: the formats (supplied/), card masking (whoever stores the transcript masks it first).
"""

from __future__ import annotations

from typing import Final

from models.errors import TranscriptUnreadableError
from models.transcript import Transcript
from text.formats.subtitles import PREVIEW_NOTE
from text.formats.supplied.assemble import assemble
from text.formats.supplied.recognise import ADVICE, read_any

#: What a transcript file may hold; six hours in the wordiest format are less.
MOST_BYTES: Final = 32 << 20
_HEAD: Final = 200
_MOST_CHARACTERS: Final = 2_000_000  # of words; six hours of fast talk are a fifth of it


def read_transcript(data: bytes) -> Transcript:
    """Return the transcript in these bytes; cues that cannot be read are left out, counted in a warning.

    Raises TranscriptUnreadableError when its format is not known, or it holds no words or too many.
    """
    if len(data) > MOST_BYTES:
        raise TranscriptUnreadableError("The transcript file is larger than any call fills; check the file.")
    text = _decoded(data)
    found = read_any(text)
    transcript = found if isinstance(found, Transcript) else assemble(found)
    if PREVIEW_NOTE in text[:_HEAD]:
        transcript = transcript.model_copy(update={"preview": True})
    if sum(len(turn.text) for turn in transcript.turns) > _MOST_CHARACTERS:
        raise TranscriptUnreadableError("The transcript holds more words than a call can; check the file.")
    return transcript


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptUnreadableError(f"The transcript is not text in UTF-8; {ADVICE}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").lstrip()
