"""Reads the JSON of Amazon Transcribe: items with the speaker or the channel of each, as batch jobs write it.

In: the JSON's value. Out: `Supplied`. Punctuation is an item of its own and goes to the word before it.
Source: docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-output, /diarization-output-batch.html,
/channel-id-output-batch.html. Not here: Call Analytics (amazon_call_analytics.py).
"""

from __future__ import annotations

from dataclasses import replace

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, first, inside, objects, seconds, share, strangers, words_of
from text.formats.supplied.word_times import RawWord, cues_of_words


def read_amazon_transcribe(value: Fields) -> Supplied:
    """Return a cue per run of words of one speaker; a word without times is counted."""
    results = value.get("results")
    channels = objects(inside(results, "channel_labels", "channels"))
    speakers = _speakers(results)
    several = len(channels) > 1
    lists = [channel.get("items") for channel in channels] if several else [inside(results, "items")]
    cues: list[Cue] = []
    unreadable = 0
    for number, items in enumerate(lists):
        raw = _words(items, f"Channel {number + 1}" if several else None, speakers)
        unreadable += strangers(items) + sum(not word.is_timed for word in raw)
        timed = [word for word in raw if word.is_timed]
        cues += cues_of_words(timed, confidence=1.0 if several else None)
    return Supplied(
        "amazon_transcribe",
        tuple(cues),
        unreadable,
        language=words_of(inside(results, "language_code")) or None,
        channels=max(1, len(channels)),
    )


def _words(items: object, channel: str | None, speakers: dict[str, str]) -> list[RawWord]:
    words: list[RawWord] = []
    for item in objects(items):
        best = first(item.get("alternatives"))
        content = words_of(best.get("content"))
        if item.get("type") == "punctuation":
            if words:
                words[-1] = replace(words[-1], text=words[-1].text + content)
        elif content:
            start = item.get("start_time")
            label = words_of(item.get("speaker_label")) or speakers.get(str(start), "")
            redacted = first(best.get("redactions")).get("confidence")
            words.append(
                RawWord(
                    content,
                    seconds(start),
                    seconds(item.get("end_time")),
                    share(best.get("confidence", redacted)),
                    channel or label or None,
                )
            )
    return words


def _speakers(results: object) -> dict[str, str]:
    """Older files name the speaker of a word only in the segments, by the word's start time."""
    return {
        str(item.get("start_time")): words_of(item.get("speaker_label"))
        for segment in objects(inside(results, "speaker_labels", "segments"))
        for item in objects(segment.get("items"))
    }
