"""Measures whether recordings that are no conversation are known as such, and conversations as such.

Usage: python -m evals.silence. In the lists of gold/conversations.yaml every second recording is held out, of
gold/conversations_later.yaml, which was written when the rules were done, all are.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final, cast, get_args

import yaml

from extractor.conversation import conversation_of
from models.frozen import Frozen
from models.notes import Conversation
from models.transcript import Coverage, Transcript, Turn

_GOLD: Final = Path(__file__).parent / "gold"
_SPEAKERS: Final = {"A": "agent", "C": "customer"}
_SECONDS_A_TURN: Final = 5.0
PARTS: Final = ("tuned on", "held out", "later")
_READS: Final = frozenset({"en"})


class Recording(Frozen):
    """A made-up recording, and what it is."""

    kind: Conversation
    transcript: Transcript
    part: str


def recordings() -> tuple[Recording, ...]:
    """Return the recordings in the order of the files."""
    return tuple(
        Recording(
            kind=cast("Conversation", kind),
            transcript=talk(lines),
            part=part or ("tuned on", "held out")[place % 2],
        )
        for name, part in (("conversations", None), ("conversations_later", "later"))
        for kind, cases in yaml.safe_load((_GOLD / f"{name}.yaml").read_text("utf-8")).items()
        for place, lines in enumerate(cases)
    )


def talk(lines: list[str], *, language: str = "en") -> Transcript:
    """Return a transcript of lines such as "A: Hello."; other names of speakers stand for themselves."""
    turns = []
    for number, line in enumerate(lines, start=1):
        who, _, text = line.partition(": ")
        start_s = (number - 1) * _SECONDS_A_TURN
        turns.append(
            Turn(
                id=f"t{number}",
                speaker=_SPEAKERS.get(who, who),
                speaker_confidence=1.0,
                start_s=start_s,
                end_s=start_s + _SECONDS_A_TURN - 1,
                text=text,
            )
        )
    length_s = len(lines) * _SECONDS_A_TURN
    return Transcript(
        language=language, duration_s=length_s, channels=2, engine="gold", model="made up",
        turns=tuple(turns), coverage=Coverage(speech_s=length_s, transcribed_s=length_s),
    )  # fmt: skip


def wrong(part: str) -> tuple[tuple[Recording, Conversation], ...]:
    """Return the recordings of one part that are taken for something else, and for what."""
    judged = (
        (one, conversation_of(one.transcript, languages=_READS)) for one in recordings() if one.part == part
    )
    return tuple((one, taken_for) for one, taken_for in judged if taken_for != one.kind)


def main() -> None:
    """Print how many of each kind are known, in each part."""
    sizes = Counter((one.kind, one.part) for one in recordings())
    missed = Counter((one.kind, part) for part in PARTS for one, _ in wrong(part))
    sys.stdout.write(f"{'recording':<16}" + "".join(f" {part:>10}" for part in PARTS) + "\n")
    for kind in get_args(Conversation):
        shares = (f"{sizes[kind, part] - missed[kind, part]}/{sizes[kind, part]}" for part in PARTS)
        sys.stdout.write(f"{kind:<16}" + "".join(f" {share:>10}" for share in shares) + "\n")


if __name__ == "__main__":
    main()
