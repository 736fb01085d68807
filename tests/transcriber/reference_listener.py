"""An engine that says every reference word whose sound is in the piece, whoever's it is and however faint.

It knows what each speaker leaves on each channel and which pieces are asked for, and looks for each word's
own sound in them: a word counts as heard when that sound is there, above a threshold that few people hear at.
So whatever a channel's gate lets through of the other side is said, as a good recogniser would.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from models.transcript import Transcript, Word
from tests.transcriber.sounds import RATE, Samples
from transcriber.cutting import PiecePlan
from transcriber.engine import Recognised

_HEARD_DB: Final = -65.0
_HEARD_SHARE: Final = 0.05  # of the power in its time: 13 dB under everything else
_HEARD_PART: Final = 0.2  # of the word itself


@dataclass(frozen=True)
class Said:
    """A reference word: who said it (0, 1) and when."""

    speaker: int
    start_s: float
    end_s: float
    text: str


class ReferenceListener:
    """`sources[channel][speaker]` is what that speaker leaves on that channel (float32 [samples]).

    `plans` are the pieces of each channel, as the survey found them.
    """

    name = "reference"
    model = "none"
    preview = False

    def __init__(
        self,
        said: Sequence[Said],
        sources: Sequence[Sequence[Samples]],
        plans: Sequence[Sequence[PiecePlan]],
    ) -> None:
        self._said = said
        self._sources = sources
        self._plans = [(channel, plan) for channel, own in enumerate(plans) for plan in own]

    def recognise(self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()) -> Recognised:
        channel, plan = min(self._plans, key=lambda place: self._unlike(samples, *place))
        words: list[Word] = []
        offset = 0
        for part in plan.stretches:
            for word in self._said:
                middle = (word.start_s + word.end_s) / 2 * RATE
                if part.start <= middle < part.end:
                    first, last = max(part.start, round(word.start_s * RATE)), round(word.end_s * RATE)
                    last = min(part.end, last)
                    piece = samples[offset + first - part.start : offset + last - part.start]
                    if _audible(piece, self._sources[channel][word.speaker][first:last]):
                        start_s, end_s = ((offset + at - part.start) / RATE for at in (first, last))
                        words.append(Word(text=word.text, start_s=start_s, end_s=end_s, probability=1.0))
            offset += part.end - part.start
        return Recognised(words=tuple(words), language="en", language_probability=1.0)

    def _unlike(self, samples: Samples, channel: int, plan: PiecePlan) -> float:
        """Return how much of the piece is not what the plan asks for; infinite for another length."""
        mixed = np.sum(self._sources[channel], axis=0)
        asked = np.concatenate([mixed[part.start : part.end] for part in plan.stretches])
        return float(np.square(asked - samples).sum()) if len(asked) == len(samples) else np.inf


def _audible(piece: Samples, source: Samples) -> bool:
    length = min(len(piece), len(source))
    heard, sought = piece[:length].astype(np.float64), source[:length].astype(np.float64)
    own, all_of_it = float(sought @ sought), float(heard @ heard)
    if own == 0.0 or all_of_it == 0.0:
        return False
    part = float(heard @ sought) / own
    found = part**2 * own
    loud = 10 * np.log10(found / length + 1e-20) > _HEARD_DB
    return bool(part > _HEARD_PART and found / all_of_it > _HEARD_SHARE and loud)


def tagged(said: Sequence[Said]) -> list[Said]:
    """Return the words with a tag that tells them apart and who said them."""
    return [
        Said(word.speaker, word.start_s, word.end_s, f"{word.text}#{word.speaker}x{place}")
        for place, word in enumerate(said)
    ]


def wrong_and_kept(made: Transcript, said: Sequence[Said], *, agent: int) -> tuple[float, float]:
    """Return the share of words with the wrong speaker, and the share of reference words that are there."""
    found = [
        (int(word.text.split("#")[1][0]), turn.speaker, word.text)
        for turn in made.turns
        for word in turn.words
    ]
    names = {agent: "agent", 1 - agent: "customer"}
    wrong = sum(names[speaker] != name for speaker, name, _ in found)
    right = {text for speaker, name, text in found if names[speaker] == name}
    return wrong / max(1, len(found)), len(right & {word.text for word in said}) / max(1, len(said))


def words_of_bank_call(path: Path) -> list[Said]:
    """Read a `*.transcript.json` of HarperValleyBank; words without fitting times are spread evenly."""
    said: list[Said] = []
    for line in json.loads(path.read_text("utf-8")):
        words = [word for word in line["human_transcript"].split() if word[0] not in "[<"]
        start, length = line["offset_ms"] / 1000, line["duration_ms"] / 1000
        offsets, lengths = line.get("word_offsets_ms", []), line.get("word_durations_ms", [])
        if len(offsets) != len(words):
            step = length / max(1, len(words))
            offsets = [1000 * step * place for place in range(len(words))]
            lengths = [1000 * step] * len(words)
        speaker = int(line["speaker_role"] == "agent")
        for word, offset, duration in zip(words, offsets, lengths, strict=True):
            begins = start + offset / 1000
            said.append(Said(speaker, begins, begins + max(0.05, duration / 1000), word))
    return sorted(said, key=lambda word: word.start_s)
