"""Reads the JSON of Deepgram's pre-recorded API: by utterances where it has them, else by words.

In: the JSON's value. Out: `Supplied`. Several channels: the channel is the speaker.
Source: developers.deepgram.com/docs/multichannel, /docs/diarization (word: speaker, speaker_confidence),
/docs/utterances (start, end, channel, speaker, transcript, words).
"""

from __future__ import annotations

from collections.abc import Iterator

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, first, inside, objects, seconds, share, strangers, words_of
from text.formats.supplied.word_times import RawWord, cues_of_words, whole_words


def read_deepgram(value: Fields) -> Supplied:
    """Return the cues; a word or an utterance without times is counted."""
    channels = objects(inside(value, "results", "channels"))
    best = [first(channel.get("alternatives")) for channel in channels]
    utterances = inside(value, "results", "utterances")
    several = len(channels) > 1
    cues: list[Cue] = []
    unreadable = strangers(utterances) + strangers(inside(value, "results", "channels"))
    if objects(utterances):
        for utterance in objects(utterances):
            read = tuple(_utterance(utterance, several=several))
            unreadable += not read and bool(words_of(utterance.get("transcript")))
            cues += read
    else:
        for number, alternative in enumerate(best):
            raw = _words(alternative, f"Channel {number + 1}" if several else None)
            unreadable += strangers(alternative.get("words")) + sum(not word.is_timed for word in raw)
            timed = [word for word in raw if word.is_timed]
            cues += cues_of_words(timed, confidence=1.0 if several else None)
    return Supplied(
        "deepgram",
        tuple(cues),
        unreadable,
        language=_language(channels, best),
        channels=max(1, len(channels)),
        duration_s=seconds(inside(value, "metadata", "duration")) or 0.0,
    )


def _utterance(utterance: Fields, *, several: bool) -> Iterator[Cue]:
    start_s, end_s = seconds(utterance.get("start")), seconds(utterance.get("end"))
    text = words_of(utterance.get("transcript"))
    if start_s is None or end_s is None or end_s < start_s or not text:
        return
    channel = utterance.get("channel")
    if several:
        name = f"Channel {channel + 1}" if isinstance(channel, int) else None
    else:
        name = _speaker(utterance)
    words = whole_words(_words(utterance, name if several else None), start_s, end_s)
    said = " ".join(word.text for word in words) or text
    yield Cue(start_s, end_s, name, said, words, 1.0 if several and name else None)


def _words(holder: Fields, channel: str | None) -> list[RawWord]:
    return [
        RawWord(
            words_of(word.get("punctuated_word", word.get("word"))),
            seconds(word.get("start")),
            seconds(word.get("end")),
            share(word.get("confidence")),
            channel or _speaker(word),
            None if channel else share(word.get("speaker_confidence")),
        )
        for word in objects(holder.get("words"))
        if words_of(word.get("punctuated_word", word.get("word")))
    ]


def _speaker(fields: Fields) -> str | None:
    speaker = fields.get("speaker")
    return f"Speaker {speaker}" if isinstance(speaker, int) else None


def _language(channels: list[Fields], best: list[Fields]) -> str | None:
    told = [channel.get("detected_language") for channel in channels]
    told += [language for one in best for language in one.get("languages") or () if isinstance(one, dict)]
    return next((words_of(one) for one in told if words_of(one)), None)
