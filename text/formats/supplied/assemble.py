"""Makes a transcript of the cues of a supplied file: turns, speakers, and what is amiss with it.

In: `Supplied`. Out: `Transcript`. Not here: card masking (whoever stores the transcript masks it first).
"""

from __future__ import annotations

from statistics import fmean
from typing import Final

from models.errors import TranscriptUnreadableError
from models.transcript import Coverage, Gap, Transcript, Turn
from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.languages import guess_language, language_code
from text.formats.supplied.speakers import is_guessed, speaker_labels

_PAUSE_S: Final = 2.0
_NAMED: Final = 1.0
_GUESSED: Final = 0.8  # a machine told voices apart, and does not say how sure it is
_CARRIED: Final = 0.5


def assemble(supplied: Supplied) -> Transcript:
    """Return the transcript; its engine is the name of the format.

    Raises TranscriptUnreadableError when there are no words.
    """
    if not supplied.cues:
        raise TranscriptUnreadableError("The transcript holds no words that can be read; check the file.")
    cues = tuple(sorted(supplied.cues, key=lambda cue: cue.start_s))
    turns = _turns(cues)
    language, probability = _language(supplied, turns)
    end_s = max(turn.end_s for turn in turns)
    spoken_s = sum(turn.end_s - turn.start_s for turn in turns)
    return Transcript(
        language=language,
        language_probability=probability,
        duration_s=max(end_s, supplied.duration_s),
        channels=supplied.channels,
        engine=supplied.format,
        model="supplied",
        turns=turns,
        coverage=Coverage(speech_s=spoken_s, transcribed_s=spoken_s, gaps=_gaps(supplied, end_s)),
        warnings=_warnings(supplied),
    )


def _language(supplied: Supplied, turns: tuple[Turn, ...]) -> tuple[str, float]:
    told = language_code(supplied.language)
    return (told, 1.0) if told else guess_language(" ".join(turn.text for turn in turns))


def _gaps(supplied: Supplied, end_s: float) -> tuple[Gap, ...]:
    if not supplied.unreadable:
        return ()
    why = "Cues somewhere in here could not be read."
    return (Gap(start_s=0.0, end_s=end_s, why=why, cause="unreadable"),)


def _warnings(supplied: Supplied) -> tuple[str, ...]:
    found = []
    if supplied.unreadable:
        found.append(f"{supplied.unreadable} cues of the transcript could not be read and were left out.")
    if all(cue.name is None for cue in supplied.cues):
        found.append("The transcript names no speakers, so all words are given to one.")
    return (*found, *supplied.warnings)


def _turns(cues: tuple[Cue, ...]) -> tuple[Turn, ...]:
    """Join the cues of one speaker in a row; a cue without a name goes on for the speaker before."""
    labels = speaker_labels(tuple(dict.fromkeys(cue.name for cue in cues if cue.name is not None)))
    speaker = labels[next((cue.name for cue in cues if cue.name is not None), "")] if labels else "S1"
    runs: list[tuple[str, list[Cue]]] = []
    end_s = 0.0
    for cue in cues:
        speaker = labels[cue.name] if cue.name is not None else speaker
        goes_on = bool(runs) and runs[-1][0] == speaker and cue.start_s - end_s <= _PAUSE_S
        if goes_on and bool(cue.words) == bool(runs[-1][1][-1].words):
            runs[-1][1].append(cue)
            end_s = max(end_s, cue.end_s)
        else:
            runs.append((speaker, [cue]))
            end_s = cue.end_s
    return tuple(_turn(number, speaker, run) for number, (speaker, run) in enumerate(runs, start=1))


def _turn(number: int, speaker: str, run: list[Cue]) -> Turn:
    return Turn(
        id=f"t{number}",
        speaker=speaker,
        speaker_confidence=min(_confidence(cue) for cue in run),
        start_s=run[0].start_s,
        end_s=max(cue.end_s for cue in run),
        text=" ".join(cue.text for cue in run),
        words=tuple(word for cue in run for word in cue.words),
    )


def _confidence(cue: Cue) -> float:
    told = [word.speaker_confidence for word in cue.words if word.speaker_confidence is not None]
    if cue.confidence is not None or told:
        return round(fmean(told), 4) if cue.confidence is None else cue.confidence
    if cue.name is None:
        return _CARRIED
    return _GUESSED if is_guessed(cue.name) else _NAMED
