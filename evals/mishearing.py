"""Makes of a written call what recognisers make of it: no marks, no capitals, and some wrong words.

In: a transcript. Out: the same turns as they would be heard; the same call always gives the same words.
The confusions are those of telephone recognisers in HarperValleyBank and of our preview engine; about one
word in eleven is wrong, as there.
"""

from __future__ import annotations

import random
from typing import Final

from models.transcript import Transcript

_SOUNDS_LIKE: Final = {
    "card": "part", "day": "they", "two": "too", "four": "for", "the": "a", "a": "the", "would": "will",
    "and": "in", "is": "as", "you": "he", "your": "you're", "it": "at", "it's": "as", "we": "he",
    "we'll": "will", "to": "the", "in": "and", "of": "a", "that": "the", "this": "the", "here": "hear",
    "or": "are", "for": "four", "have": "of", "with": "would", "was": "is", "hello": "oh",
    "help": "health", "thank": "think", "our": "are",
}  # fmt: skip
_MARKS: Final = ".,?!;:"
_CONFUSED_SHARE: Final = 0.27  # of the words that sound like another one
_DROPPED_SHARE: Final = 0.015


def without_marks(text: str) -> str:
    """Return the text as recognisers write: lower case, no punctuation, amounts and addresses left alone."""
    return " ".join(word.strip(_MARKS) for word in text.lower().split())


def as_heard_by_a_machine(transcript: Transcript, *, seed: str) -> Transcript:
    """Return the call with the errors of a recogniser."""
    chance = random.Random(seed)
    return transcript.model_copy(
        update={
            "turns": tuple(
                turn.model_copy(update={"text": _misheard(without_marks(turn.text), chance)})
                for turn in transcript.turns
            )
        }
    )


def as_typed_by_a_person(transcript: Transcript) -> Transcript:
    """Return the call with every word right, in lower case and without punctuation."""
    turns = tuple(turn.model_copy(update={"text": without_marks(turn.text)}) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})


def _misheard(text: str, chance: random.Random) -> str:
    heard = []
    for word in text.split():
        drawn = chance.random()
        if drawn < _DROPPED_SHARE:
            continue
        heard.append(_SOUNDS_LIKE.get(word, word) if drawn < _CONFUSED_SHARE else word)
    return " ".join(heard) or text
