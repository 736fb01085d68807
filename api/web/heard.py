"""What the page of a call shows of a transcript beside its words: who speaks, and what a person may correct.

In: a dossier, who looks. Out: `Heard`, and runs of words. Not here: the form's way back (speakers.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from lifecycle.correct_speakers import CORRECTABLE
from lifecycle.reading import Dossier
from models.access import Actor, Permission
from models.corrections import LABELS
from models.frozen import Frozen
from models.transcript import Gap, Turn, Word

#: Below this who spoke is called unsure, as the notes have it (extractor/confidence.py).
SURE: Final = 0.7
_CAUSES: Final = {
    None: "Not heard",
    "unrecognised": "Not recognised",
    "unbelievable": "Left out, since it is not believed",
    "other_language": "Another language",
    "cut_off": "Cut off",
    "damaged": "Damaged",
    "unreadable": "Not readable",
}


class Heard(Frozen):
    """`choices` are the labels that a turn may be given, `free` those that nobody has yet.

    `decided` is how many decisions on the notes a correction would give up.
    """

    speakers: tuple[str, ...]
    choices: tuple[str, ...]
    free: tuple[str, ...]
    may_correct: bool
    may_swap: bool
    decided: int
    has_unsure_words: bool


def heard_of(dossier: Dossier, actor: Actor) -> Heard:
    """Return it; without a transcript there is nobody and nothing to correct."""
    turns = () if dossier.transcript is None else dossier.transcript.turns
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns))
    free = tuple(label for label in LABELS if label not in speakers)
    others = tuple(label for label in LABELS[2:] if label in speakers)
    roles, two = {"agent", "customer"} & set(speakers), {"S1", "S2"} & set(speakers)
    return Heard(
        speakers=speakers,
        choices=(*LABELS[:2], *others, *[label for label in free if label not in LABELS[:2]][:1]),
        free=free,
        may_correct=bool(turns) and dossier.call.stage in CORRECTABLE and actor.may(Permission.DECIDE),
        may_swap=bool(roles or two),
        decided=len(dossier.history),
        has_unsure_words=any(unsure for turn in turns for unsure, _ in runs(turn)),
    )


def runs(turn: Turn) -> Iterator[tuple[bool, tuple[Word, ...]]]:
    """Yield the words in runs, each with whether who said them is unsure though the turn's speaker is not."""
    for unsure, words in groupby(turn.words, key=lambda word: _is_unsure(turn, word)):
        yield unsure, tuple(words)


def _is_unsure(turn: Turn, word: Word) -> bool:
    return (
        turn.speaker_confidence
        >= SURE
        > (1.0 if word.speaker_confidence is None else word.speaker_confidence)
    )


def cause_word(gap: Gap) -> str:
    """Return in a few words why there are none for this stretch."""
    return _CAUSES[gap.cause]
