"""Reads a transcript that somebody else made, WebVTT, or that we made, our own JSON.

In: the bytes of the file. Out: `Transcript`, or TranscriptUnreadableError.
Not here: card masking (whoever stores the transcript masks it first).
"""

from __future__ import annotations

import json
import math

from pydantic import ValidationError

from models.errors import TranscriptUnreadableError
from models.transcript import Coverage, Gap, Transcript, Turn
from text.formats.languages import guess_language
from text.formats.speakers import speaker_labels
from text.formats.webvtt import Cue, read_cues

_PAUSE_S = 2.0
_NAMED_CONFIDENCE = 1.0
_CARRIED_CONFIDENCE = 0.5
_MOST_CHARACTERS = 2_000_000  # of words; six hours of fast talk are a fifth of it
_ADVICE = "give WebVTT or the JSON that callnotes writes."


def read_transcript(data: bytes) -> Transcript:
    """Return the transcript in these bytes; cues that cannot be read are left out, with a warning.

    Raises TranscriptUnreadableError when it is neither WebVTT nor our own JSON, or holds no words.
    """
    text = _decoded(data).lstrip("\ufeff").lstrip()
    if text.startswith("{"):
        transcript = _from_json(text)
    elif text[:6].upper() == "WEBVTT":
        transcript = _from_webvtt(text)
    else:
        raise TranscriptUnreadableError(f"The transcript's format is not known; {_ADVICE}")
    if sum(len(turn.text) for turn in transcript.turns) > _MOST_CHARACTERS:
        raise TranscriptUnreadableError("The transcript holds more words than a call can; check the file.")
    return transcript


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptUnreadableError(f"The transcript is not text in UTF-8; {_ADVICE}") from error


def _from_json(text: str) -> Transcript:
    try:
        value = json.loads(text)
        inner = value.get("transcript")
        transcript = Transcript.model_validate_json(json.dumps(inner if isinstance(inner, dict) else value))
    except (ValueError, ValidationError, RecursionError) as error:
        raise TranscriptUnreadableError(
            "The transcript is JSON, but not in the shape that callnotes writes; export one to see it."
        ) from error
    turns = tuple(sorted(transcript.turns, key=lambda turn: turn.start_s))
    _check(turns)
    return transcript.model_copy(update={"turns": turns})


def _check(turns: tuple[Turn, ...]) -> None:
    if len({turn.id for turn in turns}) != len(turns):
        raise TranscriptUnreadableError("The transcript has two turns with the same id; give each its own.")
    times = [time for turn in turns for time in (turn.start_s, turn.end_s)]
    times += [time for turn in turns for word in turn.words for time in (word.start_s, word.end_s)]
    if not all(math.isfinite(time) for time in times) or any(turn.end_s < turn.start_s for turn in turns):
        raise TranscriptUnreadableError(
            "The transcript has a turn that ends before it begins; correct its times."
        )


def _from_webvtt(text: str) -> Transcript:
    cues, unreadable = read_cues(text)
    if not cues:
        raise TranscriptUnreadableError(f"The WebVTT file holds no cue with words; {_ADVICE}")
    ordered = tuple(sorted(cues, key=lambda cue: cue.start_s))
    turns = _turns(ordered)
    language, probability = guess_language(" ".join(turn.text for turn in turns))
    spoken_s = sum(turn.end_s - turn.start_s for turn in turns)
    return Transcript(
        language=language,
        language_probability=probability,
        duration_s=max(turn.end_s for turn in turns),
        channels=1,
        engine="webvtt",
        model="supplied",
        turns=turns,
        coverage=Coverage(speech_s=spoken_s, transcribed_s=spoken_s, gaps=_gaps(unreadable, turns)),
        warnings=_warnings(ordered, unreadable),
    )


def _gaps(unreadable: int, turns: tuple[Turn, ...]) -> tuple[Gap, ...]:
    if not unreadable:
        return ()
    return (Gap(start_s=0.0, end_s=turns[-1].end_s, why="Cues somewhere in here could not be read."),)


def _warnings(cues: tuple[Cue, ...], unreadable: int) -> tuple[str, ...]:
    found = []
    if unreadable:
        found.append(f"{unreadable} cues of the WebVTT file could not be read and were left out.")
    if all(cue.name is None for cue in cues):
        found.append("The WebVTT file names no speakers, so all words are given to one.")
    return tuple(found)


def _turns(cues: tuple[Cue, ...]) -> tuple[Turn, ...]:
    """Join the cues of one speaker in a row; a cue without a name goes on for the speaker before."""
    labels = speaker_labels(tuple(dict.fromkeys(cue.name for cue in cues if cue.name is not None)))
    first = labels[next((cue.name for cue in cues if cue.name is not None), "")] if labels else "S1"
    turns: list[Turn] = []
    speaker = first
    for cue in cues:
        speaker = labels[cue.name] if cue.name is not None else speaker
        confidence = _NAMED_CONFIDENCE if cue.name is not None else _CARRIED_CONFIDENCE
        if turns and turns[-1].speaker == speaker and cue.start_s - turns[-1].end_s <= _PAUSE_S:
            turns[-1] = _joined(turns[-1], cue, confidence)
        else:
            turns.append(_turn(len(turns) + 1, speaker, confidence, cue))
    return tuple(turns)


def _turn(number: int, speaker: str, confidence: float, cue: Cue) -> Turn:
    return Turn(
        id=f"t{number}",
        speaker=speaker,
        speaker_confidence=confidence,
        start_s=cue.start_s,
        end_s=cue.end_s,
        text=cue.text,
    )


def _joined(turn: Turn, cue: Cue, confidence: float) -> Turn:
    return turn.model_copy(
        update={
            "end_s": max(turn.end_s, cue.end_s),
            "text": f"{turn.text} {cue.text}",
            "speaker_confidence": min(turn.speaker_confidence, confidence),
        }
    )
