"""Tells by its content which format a supplied transcript has, and has the right reader read it.

In: the text of the file with plain line feeds. Out: `Supplied`, or our own `Transcript`.
A new format is one more file and one more line here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from models.errors import TranscriptUnreadableError
from models.transcript import Transcript
from text.formats.supplied.amazon_call_analytics import read_amazon_call_analytics
from text.formats.supplied.amazon_transcribe import read_amazon_transcribe
from text.formats.supplied.assemblyai import read_assemblyai
from text.formats.supplied.cue import Supplied
from text.formats.supplied.deepgram import read_deepgram
from text.formats.supplied.fields import Fields, first, inside, objects
from text.formats.supplied.harper_valley import is_harper_valley, read_harper_valley
from text.formats.supplied.own import is_own, read_own
from text.formats.supplied.srt import read_srt
from text.formats.supplied.turn_text import read_named_lines, read_otter
from text.formats.supplied.webvtt import read_webvtt
from text.formats.supplied.whisper import read_whisper
from text.formats.supplied.whisper_cpp import read_whisper_cpp

ADVICE: Final = "docs/transcripts.md lists the formats that can be read."
_MOST_LINES: Final = 1_000_000
_MOST_LINES_OF_TALK: Final = 100_000
_MOST_CUES: Final = 200_000
_MOST_CONTAINERS: Final = 300_000  # objects and lists; four hours in the wordiest JSON have two thirds of it
_MOST_VALUES: Final = 1_500_000
_TIMING: Final = re.compile(r"^[^\n]{0,40}-->", re.MULTILINE)


def _is_whisper(value: Fields) -> bool:
    """True for segments with text, or none at all; a list of anything else is no transcript of Whisper's."""
    segments = value.get("segments")
    if not isinstance(segments, list):
        return False
    return not segments or any("text" in one or "words" in one for one in objects(segments))


#: What shows each format, in the order in which it is looked for.
_IN_JSON: Final[tuple[tuple[Callable[[Fields], bool], Callable[[Fields], Supplied]], ...]] = (
    (lambda value: isinstance(value.get("Transcript"), list), read_amazon_call_analytics),
    (lambda value: isinstance(inside(value, "results", "channels"), list), read_deepgram),
    (lambda value: isinstance(inside(value, "results", "items"), list), read_amazon_transcribe),
    (lambda value: isinstance(inside(value, "results", "channel_labels"), dict), read_amazon_transcribe),
    (lambda value: isinstance(value.get("transcription"), list), read_whisper_cpp),
    (is_harper_valley, read_harper_valley),
    (_is_whisper, read_whisper),
    (lambda value: isinstance(value.get("utterances"), list), read_assemblyai),
    (lambda value: "text" in first(value.get("words")), read_assemblyai),
    (lambda value: "word" in first(value.get("words")), read_whisper),
)


def read_any(text: str) -> Supplied | Transcript:
    """Return what it says. TranscriptUnreadableError when its format is not known, or it is too large."""
    if text.startswith(("{", "[")):
        found = _read_json(text)
        if found is not None:
            return found
    _check_size(text, (("\n", _MOST_LINES), ("-->", _MOST_CUES)))
    if text[:6].upper() == "WEBVTT":
        return read_webvtt(text)
    if _TIMING.search(text):
        return read_srt(text)
    _check_size(text, (("\n", _MOST_LINES_OF_TALK),))
    plain = None if text.startswith("{") else read_otter(text) or read_named_lines(text)
    if plain is None:
        raise TranscriptUnreadableError(f"The transcript's format is not known; {ADVICE}")
    return plain


def _read_json(text: str) -> Supplied | Transcript | None:
    """Return what the JSON says, or None for a text that only begins like a list ("[0:05] Ann: Hi.")."""
    _check_size(text, (("{", _MOST_CONTAINERS), ("[", _MOST_CONTAINERS), (",", _MOST_VALUES)))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.startswith("["):
            return None
        raise TranscriptUnreadableError(f"The transcript begins like JSON, but is none; {ADVICE}") from error
    if isinstance(value, list):
        value = {"segments": value}
    if is_own(value):
        return read_own(value)
    for shows, read in _IN_JSON:
        if shows(value):
            return read(value)
    raise TranscriptUnreadableError(f"The transcript is JSON in a shape that is not known; {ADVICE}")


def _check_size(text: str, limits: tuple[tuple[str, int], ...]) -> None:
    if any(text.count(sign) > most for sign, most in limits):
        raise TranscriptUnreadableError("The transcript has more parts than a call can have; check the file.")
