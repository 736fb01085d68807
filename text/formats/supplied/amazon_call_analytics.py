"""Reads the JSON of Amazon Transcribe Call Analytics and of Contact Lens: turns with the speaker's role.

In: the JSON's value. Out: `Supplied`. Each side has a channel, so that the speaker is a fact.
Source: docs.aws.amazon.com/transcribe/latest/dg/tca-output-batch.html (Transcript[].ParticipantRole, Items,
BeginOffsetMillis); docs.aws.amazon.com/contact-lens/latest/APIReference/API_Transcript.html (ParticipantId).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, first, inside, objects, seconds, share, strangers, words_of
from text.formats.supplied.word_times import RawWord, whole_words

_MS: Final = 0.001


def read_amazon_call_analytics(value: Fields) -> Supplied:
    """Return a cue per turn, named by its role (AGENT, CUSTOMER); a turn without times is counted."""
    turns = value.get("Transcript")
    roles = {
        words_of(one.get("ParticipantId")): words_of(one.get("ParticipantRole"))
        for one in objects(value.get("Participants"))
    }
    cues: list[Cue] = []
    unreadable = strangers(turns)
    for turn in objects(turns):
        cue = _cue(turn, roles)
        if cue is not None:
            cues.append(cue)
        elif words_of(turn.get("Content")):
            unreadable += 1
    return Supplied(
        "amazon_call_analytics",
        tuple(cues),
        unreadable,
        language=words_of(value.get("LanguageCode")) or None,
        channels=2,
        duration_s=_length(value),
    )


def _cue(turn: Fields, roles: dict[str, str]) -> Cue | None:
    start_s = seconds(turn.get("BeginOffsetMillis"), unit_s=_MS)
    end_s = seconds(turn.get("EndOffsetMillis"), unit_s=_MS)
    text = words_of(turn.get("Content"))
    if start_s is None or end_s is None or end_s < start_s or not text:
        return None
    participant = words_of(turn.get("ParticipantId"))
    name = words_of(turn.get("ParticipantRole")) or roles.get(participant) or participant or None
    words = whole_words(_words(turn), start_s, end_s)
    return Cue(
        start_s, end_s, name, " ".join(word.text for word in words) or text, words, 1.0 if name else None
    )


def _words(turn: Fields) -> list[RawWord]:
    words: list[RawWord] = []
    for item in objects(turn.get("Items")):
        content = words_of(item.get("Content"))
        if words_of(item.get("Type")).lower() == "punctuation":
            if words:
                words[-1] = replace(words[-1], text=words[-1].text + content)
        elif content:
            redacted = first(item.get("Redaction")).get("Confidence")
            words.append(
                RawWord(
                    content,
                    seconds(item.get("BeginOffsetMillis"), unit_s=_MS),
                    seconds(item.get("EndOffsetMillis"), unit_s=_MS),
                    share(item.get("Confidence", redacted)),
                )
            )
    return words


def _length(value: Fields) -> float:
    return (
        seconds(inside(value, "ConversationCharacteristics", "TotalConversationDurationMillis"), unit_s=_MS)
        or 0.0
    )
