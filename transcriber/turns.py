"""Merges the words of the speakers into turns by time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from models.transcript import Turn, Word
from text.spoken import SaidAs, written_form
from transcriber.speakers.naming import Voice

_PHRASE_PAUSE_S: Final = 0.6
_TURN_PAUSE_S: Final = 1.75
_ASIDE_WORDS: Final = 2  # "uh huh", said while the other one speaks, does not end a turn
_ASIDE_PAUSE_S: Final = 1.2


class _Phrase(NamedTuple):
    """Words of a voice from `first` to before `end`, and when they are said; a turn is one or many."""

    start_s: float
    voice: int
    first: int
    end: int
    end_s: float


def merge_turns(voices: tuple[Voice, ...]) -> tuple[Turn, ...]:
    """Return the turns, ordered by start time, with ids t1, t2..; every word is in exactly one of them.

    A turn ends when the other one takes over or after a pause of 1.75 s; words that overlap keep their
    speaker.
    """
    phrases = sorted(
        phrase for number, voice in enumerate(voices) for phrase in _phrases(number, voice.words)
    )
    groups: list[_Phrase] = []
    for phrase in phrases:
        place = _goes_on(groups, phrase)
        if place is None:
            groups.append(phrase)
        else:
            before = groups[place]
            groups[place] = before._replace(end=phrase.end, end_s=max(before.end_s, phrase.end_s))
    return tuple(_turn(f"t{index}", voices[group.voice], group) for index, group in enumerate(groups, 1))


def in_written_form(
    turns: tuple[Turn, ...], vocabulary: tuple[SaidAs, ...], language: str | None
) -> tuple[Turn, ...]:
    """Return the turns with their written form, where that is not what was heard; text and words stay."""
    return tuple(_written(turn, vocabulary, turn.language or language or "und") for turn in turns)


def _written(turn: Turn, vocabulary: tuple[SaidAs, ...], language: str) -> Turn:
    written = written_form(turn.text, vocabulary, language=language)
    return turn if written == turn.text else turn.model_copy(update={"written": written})


def _phrases(voice: int, words: tuple[Word, ...]) -> Iterator[_Phrase]:
    edges = [place for place, (one, after) in enumerate(pairwise(words), 1) if _parts(one, after)]
    for first, end in pairwise((0, *edges, len(words)) if words else ()):
        end_s = max(word.end_s for word in words[first:end])
        yield _Phrase(words[first].start_s, voice, first, end, end_s)


def _parts(word: Word, after: Word) -> bool:
    return after.start_s - word.end_s >= _PHRASE_PAUSE_S


def _goes_on(groups: list[_Phrase], phrase: _Phrase) -> int | None:
    """Return the place of the turn that this phrase goes on with, or None when it begins one."""
    if not groups:
        return None
    last = groups[-1]
    if last.voice == phrase.voice:
        return len(groups) - 1 if phrase.start_s - last.end_s < _TURN_PAUSE_S else None
    if len(groups) < 2 or last.end - last.first > _ASIDE_WORDS:
        return None
    before = groups[-2]
    spoken_over = last.start_s < before.end_s
    soon = phrase.start_s - before.end_s < _ASIDE_PAUSE_S
    return len(groups) - 2 if before.voice == phrase.voice and spoken_over and soon else None


def _turn(turn_id: str, voice: Voice, group: _Phrase) -> Turn:
    """Return the turn, as sure of its speaker as its words are on average; words tell where it is less."""
    words = voice.words[group.first : group.end]
    own = voice.certainties[group.first : group.end] or [voice.confidence] * len(words)
    sure = round(sum(own) / len(own), 3)
    return Turn(
        id=turn_id,
        speaker=voice.speaker,
        speaker_confidence=sure,
        start_s=group.start_s,
        end_s=group.end_s,
        text=" ".join(word.text for word in words),
        words=tuple(
            replace(word, speaker_confidence=confidence) if confidence < sure else word
            for word, confidence in zip(words, own, strict=True)
        ),
    )
