"""The calls that quotes are drawn from: our own scripts, made-up talk, and real calls.

In: a folder laid out like ../shared/data, or none. Out: `Transcript`s.
Real: HarperValleyBank (human and another recogniser's words), PriMock57, an Amazon Transcribe call.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from evals.evidence.made_talk import made_turns
from evals.scripted import all_scripts
from evals.transcripts import as_written
from models.transcript import Coverage, Transcript, Turn, Word
from text.formats import read_transcript

_LINE: Final = re.compile(r"\[(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\] ([^:]+): ?(.*)")
_UNSURE: Final = re.compile(r"</?UNSURE>")
_ROLES: Final = {"caller": "customer", "patient": "customer", "agent": "agent", "doctor": "agent"}
_MADE_CALLS: Final = 8


def own_calls() -> tuple[Transcript, ...]:
    """Return the sample's script, those of evals/scripts, and made-up calls with word times."""
    scripts = [as_written(script) for script in all_scripts()]
    made = [
        transcript_of([(who, 4.0 * at, 4.0 * at + 4.0, text) for at, (who, text) in enumerate(turns)], "made")
        for turns in (made_turns(random.Random(seed)) for seed in range(_MADE_CALLS))
    ]
    return (*scripts, *made)


def real_calls(data: Path) -> tuple[Transcript, ...]:
    """Return every real call under this folder; none when it is not there."""
    lines = [
        *sorted((data / "harper_valley").glob("*.human.txt")),
        *sorted((data / "harper_valley").glob("*.machine.txt")),
        *sorted((data / "primock57").glob("*.txt")),
    ]
    supplied = sorted((data / "aws_transcribe").glob("*.json"))
    return (
        *(transcript_of(list(_lines(path)), path.stem) for path in lines),
        *(read_transcript(path.read_bytes()) for path in supplied),
    )


def transcript_of(said: Sequence[tuple[str, float, float, str]], name: str) -> Transcript:
    """Return a transcript of (speaker, start_s, end_s, text), its words spread evenly over each turn."""
    turns = tuple(
        Turn(
            id=f"t{number}", speaker=speaker, speaker_confidence=1.0, start_s=start_s, end_s=end_s, text=text,
            words=_words(text, start_s, end_s),
        )
        for number, (speaker, start_s, end_s, text) in enumerate(said, start=1)
    )  # fmt: skip
    length = max((turn.end_s for turn in turns), default=0.0)
    return Transcript(
        language="en", duration_s=length, channels=2, engine="given", model=name, turns=turns,
        coverage=Coverage(speech_s=length, transcribed_s=length),
    )  # fmt: skip


def an_hour() -> Transcript:
    """Return a made-up call of an hour: 900 turns, some 11,000 words."""
    turns: list[tuple[str, str]] = []
    seed = 1_000
    while len(turns) < 900:
        turns += made_turns(random.Random(seed))
        seed += 1
    said = [(who, 4.0 * at, 4.0 * at + 4.0, text) for at, (who, text) in enumerate(turns[:900])]
    return transcript_of(said, "an hour")


def _lines(path: Path) -> Iterator[tuple[str, float, float, str]]:
    for found in map(_LINE.match, path.read_text("utf-8").splitlines()):
        if found is not None:
            text = " ".join(_UNSURE.sub("", found[4]).split())
            yield _ROLES[found[3].strip()], float(found[1]), max(float(found[1]), float(found[2])), text


def _words(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    tokens = text.split()
    step_s = (end_s - start_s) / max(1, len(tokens))
    return tuple(
        Word(
            text=token,
            start_s=round(start_s + at * step_s, 3),
            end_s=round(start_s + (at + 1) * step_s, 3),
            probability=0.9,
        )
        for at, token in enumerate(tokens)
    )
