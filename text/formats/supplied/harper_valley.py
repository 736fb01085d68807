"""Reads the JSON of the HarperValleyBank corpus: a list of turns, written by people and by a recogniser.

In: the list under `segments`. Out: `Supplied`, in people's words, where there are none in the recogniser's.
Times in milliseconds of the recording. Source: github.com/cricketclub/gridspace-stanford-harper-valley.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from models.transcript import Word
from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, first, objects, seconds, strangers, words_of
from text.formats.supplied.word_times import RawWord, whole_words

_MS: Final = 0.001
_NO_WORD: Final = re.compile(r"\[[^\]]*\]|<[^>]*>")  # [noise], <unk>


def is_harper_valley(value: Fields) -> bool:
    """True when the turns are written twice, by people and by a machine."""
    turn = first(value.get("segments"))
    return "human_transcript" in turn and "speaker_role" in turn


def read_harper_valley(value: Fields) -> Supplied:
    """Return the cues; a turn without times is counted, one that is noise alone is not."""
    turns = objects(value.get("segments"))
    cues: list[Cue] = []
    unreadable = strangers(value.get("segments"))
    for turn in turns:
        read = tuple(_turn(turn))
        unreadable += not read and bool(_said(turn))
        cues += read
    channels = {str(turn.get("channel_index")) for turn in turns}
    return Supplied("harper_valley", tuple(cues), unreadable, channels=2 if len(channels) == 2 else 1)


def _turn(turn: Fields) -> Iterator[Cue]:
    start_s = seconds(turn.get("offset_ms"), unit_s=_MS)
    length_s = seconds(turn.get("duration_ms"), unit_s=_MS)
    said = _said(turn)
    if start_s is None or length_s is None or not said:
        return
    end_s = round(start_s + length_s, 3)
    yield Cue(start_s, end_s, words_of(turn.get("speaker_role")) or None, said, _words(turn, start_s, end_s))


def _said(turn: Fields) -> str:
    for written in ("human_transcript", "transcript"):
        if text := words_of(turn.get(written)):
            return words_of(_NO_WORD.sub(" ", text))
    return ""


def _words(turn: Fields, start_s: float, end_s: float) -> tuple[Word, ...]:
    """Return the words with their times, where people wrote the very words that the machine timed."""
    words = _said(turn).split()
    begins, lengths = turn.get("word_offsets_ms"), turn.get("word_durations_ms")
    if words != words_of(turn.get("transcript")).split() or not isinstance(begins, list):
        return ()
    if not isinstance(lengths, list) or not len(words) == len(begins) == len(lengths):
        return ()
    return whole_words(
        [_word(*one, start_s) for one in zip(words, begins, lengths, strict=True)], start_s, end_s
    )


def _word(text: str, begin: object, length: object, start_s: float) -> RawWord:
    begin_s, length_s = seconds(begin, unit_s=_MS), seconds(length, unit_s=_MS)
    if begin_s is None or length_s is None:
        return RawWord(text, None, None)
    return RawWord(text, round(start_s + begin_s, 3), round(start_s + begin_s + length_s, 3))
