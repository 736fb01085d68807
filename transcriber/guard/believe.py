"""Judges what an engine heard in a piece by the sound that it was heard in.

In: a piece with its speech, and what the engine made of it. Out: the words that are believed, and for all
others why not and where they stood; never the words themselves.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Final

from models.frozen import Frozen
from models.transcript import Seconds, Word
from transcriber.cutting import Piece
from transcriber.engine import Recognised, Segment
from transcriber.guard.loops import loops
from transcriber.guard.phrases import Known, known

#: Both together, as Whisper itself has it: either alone is common in speech that is well recognised.
_NO_SPEECH_FROM: Final = 0.6
_IMPROBABLE_UNDER: Final = -1.0
_SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？")
_PHRASE_PAUSE_S: Final = 0.8
_NEAR_S: Final = 0.4  # word times are rough
_SPOKEN_SHARE: Final = 0.35  # of a phrase, over which there must be speech for it to have been said


class Doubt(Frozen):
    """Words that were left out: why, and from when to when in the recording."""

    why: str
    start_s: Seconds
    end_s: Seconds


UNSURE: Final = "not taken for speech by the engine itself"
LOOP: Final = "repeating itself"
PHRASE: Final = "a phrase that engines are known to invent"
NO_SOUND: Final = "without sound of speech under it"


def believe(piece: Piece, heard: Recognised) -> tuple[Recognised, tuple[Doubt, ...]]:
    """Return what is believed of it, and the doubts, each a run of words with one reason."""
    reasons = _reasons(piece, heard)
    if not any(reasons):
        return heard, ()
    judged = list(zip(heard.words, reasons, strict=True))
    doubts = [
        _doubt(piece, why, [word for word, _ in run])
        for why, run in ((why, list(run)) for why, run in groupby(judged, key=lambda pair: pair[1]))
        if why
    ]
    kept = tuple(word for word, why in judged if not why)
    return heard.model_copy(update={"words": kept}), tuple(doubts)


def _reasons(piece: Piece, heard: Recognised) -> list[str]:
    """Return for each word why it is not believed; "" when it is."""
    words = heard.words
    reasons = [_unsure(word, heard.segments) or _no_sound(word, piece) for word in words]
    for first, end in loops(tuple(word.text for word in words)):
        reasons[first:end] = [LOOP] * (end - first)
    for first, end in _sentences(words):
        if _is_invented(words[first:end], piece):
            reasons[first:end] = [PHRASE] * (end - first)
    return reasons


def _unsure(word: Word, segments: tuple[Segment, ...]) -> str:
    middle = (word.start_s + word.end_s) / 2
    of = next((segment for segment in segments if segment.start_s <= middle <= segment.end_s), None)
    if of is None:
        return ""
    doubtful = of.no_speech_probability > _NO_SPEECH_FROM and of.log_probability < _IMPROBABLE_UNDER
    return UNSURE if doubtful else ""


def _no_sound(word: Word, piece: Piece) -> str:
    start, end = piece.during(word.start_s, word.end_s)
    near = any(first - _NEAR_S <= end and start <= last + _NEAR_S for first, last in piece.speech)
    return "" if near else NO_SOUND


def _sentences(words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Return the places (first, end) of the sentences: up to a full stop or a pause."""
    edges = [0]
    for place, word in enumerate(words, 1):
        last = place == len(words)
        if last or word.text.endswith(_SENTENCE_ENDS) or words[place].start_s - word.end_s > _PHRASE_PAUSE_S:
            edges.append(place)
    return list(pairwise(edges))


def _is_invented(sentence: tuple[Word, ...], piece: Piece) -> bool:
    """A known phrase must have been spoken: over certain speech, or, if people say it, over any."""
    of = known(" ".join(word.text for word in sentence))
    if of is None:
        return False
    spoken = piece.certain if of is Known.NEVER_SAID else piece.speech
    start, end = piece.during(sentence[0].start_s, sentence[-1].end_s)
    near_s = _NEAR_S if end - start < 1.0 else 0.0  # a short one may stand wholly beside its sound
    covered = sum(max(0.0, min(end + near_s, last) - max(start - near_s, first)) for first, last in spoken)
    return covered < _SPOKEN_SHARE * max(end - start, 0.3)


def _doubt(piece: Piece, why: str, words: list[Word]) -> Doubt:
    start, _ = piece.during(words[0].start_s, words[0].end_s)
    _, end = piece.during(words[-1].start_s, words[-1].end_s)
    return Doubt(why=why, start_s=round(start, 3), end_s=round(max(start, end), 3))
