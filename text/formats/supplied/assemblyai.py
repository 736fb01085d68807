"""Reads the JSON of AssemblyAI: by utterances where it has them, else by words; times in milliseconds.

In: the JSON's value. Out: `Supplied`. With several channels an utterance's channel is its speaker.
Source: assemblyai.com/docs/speech-to-text/pre-recorded-audio/multichannel-transcription and
/speaker-diarization: utterances and words have text, start, end, confidence, speaker, channel.
"""

from __future__ import annotations

from collections.abc import Iterator

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, objects, seconds, share, strangers, words_of
from text.formats.supplied.word_times import RawWord, cues_of_words, whole_words

_MS = 0.001


def read_assemblyai(value: Fields) -> Supplied:
    """Return the cues; an utterance or a word without times is counted."""
    channels = value.get("audio_channels")
    several = isinstance(channels, int) and channels > 1
    utterances = value.get("utterances")
    cues: list[Cue] = []
    unreadable = strangers(utterances)
    if objects(utterances):
        for utterance in objects(utterances):
            read = tuple(_utterance(utterance, several=several))
            unreadable += not read and bool(words_of(utterance.get("text")))
            cues += read
    else:
        raw = _words(value, None, several=several)
        unreadable += strangers(value.get("words")) + sum(not word.is_timed for word in raw)
        for name in dict.fromkeys(word.name for word in raw) if several else (None,):
            mine = [word for word in raw if word.is_timed and (not several or word.name == name)]
            cues += cues_of_words(mine, confidence=1.0 if several and name else None)
    return Supplied(
        "assemblyai",
        tuple(cues),
        unreadable,
        language=words_of(value.get("language_code")) or None,
        channels=channels if several and isinstance(channels, int) else 1,
        duration_s=seconds(value.get("audio_duration")) or 0.0,
    )


def _utterance(utterance: Fields, *, several: bool) -> Iterator[Cue]:
    start_s = seconds(utterance.get("start"), unit_s=_MS)
    end_s = seconds(utterance.get("end"), unit_s=_MS)
    text = words_of(utterance.get("text"))
    if start_s is None or end_s is None or end_s < start_s or not text:
        return
    name = _name(utterance, several=several)
    words = whole_words(_words(utterance, name, several=several), start_s, end_s)
    said = " ".join(word.text for word in words) or text
    yield Cue(start_s, end_s, name, said, words, 1.0 if several and name else None)


def _words(holder: Fields, name: str | None, *, several: bool) -> list[RawWord]:
    return [
        RawWord(
            words_of(word.get("text")),
            seconds(word.get("start"), unit_s=_MS),
            seconds(word.get("end"), unit_s=_MS),
            share(word.get("confidence")),
            name or _name(word, several=several),
        )
        for word in objects(holder.get("words"))
        if words_of(word.get("text"))
    ]


def _name(fields: Fields, *, several: bool) -> str | None:
    """Return the channel, the letter of a voice, or the name that somebody gave to it."""
    channel, speaker = words_of(str(fields.get("channel") or "")), words_of(fields.get("speaker"))
    if several and (channel or speaker):
        return f"Channel {channel or speaker}"
    return f"Speaker {speaker}" if 0 < len(speaker) <= 2 else speaker or None
