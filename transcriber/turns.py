"""Merges the words of the speakers into turns by time."""

from __future__ import annotations

from typing import Final

from models.frozen import Frozen
from models.transcript import Turn, Word
from text.spoken import SaidAs, written_form
from transcriber.speakers.naming import Voice

_PHRASE_PAUSE_S: Final = 0.6
_TURN_PAUSE_S: Final = 1.75
_ASIDE_WORDS: Final = 2  # "uh huh", said while the other one speaks, does not end a turn
_ASIDE_PAUSE_S: Final = 1.2


class _Phrase(Frozen):
    speaker: int
    words: tuple[Word, ...]

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return max(word.end_s for word in self.words)


def merge_turns(voices: tuple[Voice, ...]) -> tuple[Turn, ...]:
    """Return the turns, ordered by start time, with ids t1, t2..; every word is in exactly one of them.

    A turn ends when the other one takes over or after a pause of 1.75 s; words that overlap keep their
    speaker.
    """
    phrases = sorted(
        (phrase for number, voice in enumerate(voices) for phrase in _phrases(number, voice.words)),
        key=lambda phrase: (phrase.start_s, phrase.speaker),
    )
    groups: list[_Phrase] = []
    for phrase in phrases:
        place = _goes_on(groups, phrase)
        if place is None:
            groups.append(phrase)
        else:
            both = (*groups[place].words, *phrase.words)
            groups[place] = _Phrase(speaker=phrase.speaker, words=both)
    return tuple(_turn(f"t{index}", voices[group.speaker], group) for index, group in enumerate(groups, 1))


def in_written_form(
    turns: tuple[Turn, ...], vocabulary: tuple[SaidAs, ...], language: str | None
) -> tuple[Turn, ...]:
    """Return the turns with their written form, where that is not what was heard; text and words stay."""
    return tuple(_written(turn, vocabulary, turn.language or language or "und") for turn in turns)


def _written(turn: Turn, vocabulary: tuple[SaidAs, ...], language: str) -> Turn:
    written = written_form(turn.text, vocabulary, language=language)
    return turn if written == turn.text else turn.model_copy(update={"written": written})


def _phrases(speaker: int, words: tuple[Word, ...]) -> list[_Phrase]:
    phrases: list[list[Word]] = []
    for word in words:
        if phrases and word.start_s - phrases[-1][-1].end_s < _PHRASE_PAUSE_S:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return [_Phrase(speaker=speaker, words=tuple(phrase)) for phrase in phrases]


def _goes_on(groups: list[_Phrase], phrase: _Phrase) -> int | None:
    """Return the place of the turn that this phrase goes on with, or None when it begins one."""
    if not groups:
        return None
    last = groups[-1]
    if last.speaker == phrase.speaker:
        return len(groups) - 1 if phrase.start_s - last.end_s < _TURN_PAUSE_S else None
    if len(groups) < 2 or len(last.words) > _ASIDE_WORDS:
        return None
    before = groups[-2]
    spoken_over = last.start_s < before.end_s
    soon = phrase.start_s - before.end_s < _ASIDE_PAUSE_S
    return len(groups) - 2 if before.speaker == phrase.speaker and spoken_over and soon else None


def _turn(turn_id: str, voice: Voice, group: _Phrase) -> Turn:
    """Return the turn, as sure of its speaker as its words are on average; words tell where it is less."""
    own = [
        voice.confidence if one.speaker_confidence is None else one.speaker_confidence for one in group.words
    ]
    sure = round(sum(own) / len(own), 3)
    words = tuple(
        word
        if word.speaker_confidence == (told := confidence if confidence < sure else None)
        else word.model_copy(update={"speaker_confidence": told})
        for word, confidence in zip(group.words, own, strict=True)
    )
    return Turn(
        id=turn_id,
        speaker=voice.speaker,
        speaker_confidence=sure,
        start_s=group.start_s,
        end_s=group.end_s,
        text=" ".join(word.text for word in group.words),
        words=words,
    )
