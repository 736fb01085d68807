"""Reads the JSON of Whisper and its kin: openai-whisper, the API's verbose_json, faster-whisper, WhisperX.

In: the JSON's value. Out: `Supplied`. WhisperX adds `speaker` to segments and words, `score` to words, and
leaves out times of words that it could not align.
Source: openai/whisper, whisper/transcribe.py (what it returns); m-bain/whisperX, whisperx/types.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, objects, seconds, share, strangers, words_of
from text.formats.supplied.word_times import RawWord, cues_of_words, whole_words


def read_whisper(value: Fields) -> Supplied:
    """Return a cue per segment, or per speaker where the words of a segment have several."""
    segments = value.get("segments")
    cues: list[Cue] = []
    unreadable = strangers(segments)
    for segment in objects(segments):
        read = tuple(_segment(segment))
        unreadable += not read and bool(words_of(segment.get("text")))
        cues += read
    if not cues:
        cues = list(cues_of_words(_raw_words(value, None)))
    speaks_of_speakers = any(cue.name is not None for cue in cues)
    return Supplied(
        "whisperx" if speaks_of_speakers else "whisper",
        tuple(cues),
        unreadable,
        language=words_of(value.get("language")) or None,
        duration_s=seconds(value.get("duration")) or 0.0,
    )


def _segment(segment: Fields) -> Iterator[Cue]:
    name = words_of(segment.get("speaker")) or None
    raw = _raw_words(segment, name)
    start_s, end_s = seconds(segment.get("start")), seconds(segment.get("end"))
    if len({word.name for word in raw}) > 1:
        yield from cues_of_words(raw)
        return
    if start_s is None or end_s is None or end_s < start_s:
        return
    text = words_of(segment.get("text"))
    words = whole_words(_spelt(raw, text), start_s, end_s)
    text = " ".join(word.text for word in words) or text
    if text:
        yield Cue(start_s, end_s, raw[0].name if raw else name, text, words)


def _raw_words(holder: Fields, name: str | None) -> list[RawWord]:
    return [
        RawWord(
            words_of(word.get("word", word.get("text"))),
            seconds(word.get("start")),
            seconds(word.get("end")),
            share(word.get("probability", word.get("score"))),
            words_of(word.get("speaker")) or name,
        )
        for word in objects(holder.get("words"))
        if words_of(word.get("word", word.get("text")))
    ]


def _spelt(raw: list[RawWord], text: str) -> list[RawWord]:
    """Give words without punctuation the spelling that they have in the segment's text."""
    tokens = text.split()
    if len(tokens) != len(raw):
        return raw
    return [
        RawWord(token, word.start_s, word.end_s, word.probability, word.name)
        if _letters(token) == _letters(word.text)
        else word
        for word, token in zip(raw, tokens, strict=True)
    ]


def _letters(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())
