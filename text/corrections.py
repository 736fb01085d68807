"""Corrects who said what in a transcript, as a person says it; no word is lost, doubled or changed.

In: `Transcript`, corrections in order. Out: another `Transcript`. Not here: keeping it (lifecycle).

What a person says of a turn is certain. What a person says of a whole speaker is certain where the channel is
the speaker; where voices were told apart, each turn stays as sure as it was to be that voice's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from models.corrections import (
    Correction,
    GiveTurns,
    MergeSpeakers,
    NameSpeaker,
    SplitTurn,
    SwapRoles,
)
from models.errors import InputError
from models.transcript import Transcript, Turn
from text.split_turn import split_turn

CORRECTED: Final = "Speakers were corrected by a person."

_ROLES: Final = ("agent", "customer")
_OPEN: Final = ("S1", "S2")
#: What the transcriber tells where it guessed the roles (speakers/by_channel.py, by_voice.py), to the end.
_GUESSED: Final = re.compile(r"\s*Which (?:channel|of them) is the agent was worked out\b.*")


def corrected(transcript: Transcript, corrections: Iterable[Correction]) -> Transcript:
    """Return the transcript with these corrections made one after the other.

    A turn keeps its id; what is split off gets a new one. The transcript itself comes back when nothing
    changes. Raises InputError for a speaker or turn that is not there, a name that is taken, and a split
    where there is no word.
    """
    before = transcript
    for correction in corrections:
        transcript = _made(transcript, correction)
    if transcript.turns == before.turns:
        return before
    warnings = tuple(one for one in transcript.warnings if one != CORRECTED)
    return transcript.model_copy(update={"warnings": (*warnings, CORRECTED)})


def _made(transcript: Transcript, correction: Correction) -> Transcript:
    if isinstance(correction, SwapRoles):
        return _roles_said(_relabelled(transcript, _swapped(transcript)))
    if isinstance(correction, NameSpeaker):
        _know(transcript, correction.speaker)
        if correction.to != correction.speaker and correction.to in _speakers(transcript):
            raise InputError("This name is another speaker's already; swap the two, or merge them into one.")
        return _roles_said(_relabelled(transcript, {correction.speaker: correction.to}))
    if isinstance(correction, MergeSpeakers):
        _know(transcript, correction.speaker)
        _know(transcript, correction.into)
        return _relabelled(transcript, {correction.speaker: correction.into})
    if isinstance(correction, GiveTurns):
        return _given(transcript, correction)
    return _split(transcript, correction)


def _swapped(transcript: Transcript) -> dict[str, str]:
    speakers = _speakers(transcript)
    first, second = _ROLES if speakers & set(_ROLES) else _OPEN
    if not speakers & {first, second}:
        raise InputError("The transcript has no two speakers to swap; name its speakers instead.")
    return {first: second, second: first}


def _relabelled(transcript: Transcript, labels: dict[str, str]) -> Transcript:
    certain = transcript.channels > 1

    def renamed(turn: Turn) -> Turn:
        if turn.speaker not in labels:
            return turn
        named = turn.model_copy(update={"speaker": labels[turn.speaker]})
        return _sure(named) if certain else named

    return transcript.model_copy(update={"turns": _each(transcript, renamed)})


def _roles_said(transcript: Transcript) -> Transcript:
    """Leave out that the roles were guessed: a person has said them."""
    left = (_GUESSED.sub("", warning) for warning in transcript.warnings)
    return transcript.model_copy(update={"warnings": tuple(warning for warning in left if warning)})


def _given(transcript: Transcript, correction: GiveTurns) -> Transcript:
    ids = [turn.id for turn in transcript.turns]
    first = _place(ids, correction.turn)
    last = first if correction.last is None else _place(ids, correction.last)
    if last < first:
        raise InputError("The last of these turns comes before the first one; say them in their order.")
    given = set(ids[first : last + 1])

    def said(turn: Turn) -> Turn:
        return _sure(turn.model_copy(update={"speaker": correction.to})) if turn.id in given else turn

    return transcript.model_copy(update={"turns": _each(transcript, said)})


def _split(transcript: Transcript, correction: SplitTurn) -> Transcript:
    ids = [turn.id for turn in transcript.turns]
    place = _place(ids, correction.turn)
    number = len(ids) + 1
    while f"t{number}" in ids:
        number += 1
    kept, rest = split_turn(
        transcript.turns[place], correction.word, new_id=f"t{number}", language=transcript.language
    )
    rest = _sure(rest.model_copy(update={"speaker": correction.to}))
    turns = (*transcript.turns[:place], kept, rest, *transcript.turns[place + 1 :])
    ordered = tuple(sorted(turns, key=lambda turn: turn.start_s))
    return transcript.model_copy(update={"turns": ordered})


def _sure(turn: Turn) -> Turn:
    """A person said whose it is."""
    words = tuple(replace(word, speaker_confidence=None) for word in turn.words)
    return turn.model_copy(update={"speaker_confidence": 1.0, "words": words})


def _each(transcript: Transcript, change: Callable[[Turn], Turn]) -> tuple[Turn, ...]:
    return tuple(change(turn) for turn in transcript.turns)


def _speakers(transcript: Transcript) -> set[str]:
    return {turn.speaker for turn in transcript.turns}


def _know(transcript: Transcript, speaker: str) -> None:
    if speaker not in _speakers(transcript):
        raise InputError("Nobody in the transcript is called so; `callnotes show CALL` shows who speaks.")


def _place(ids: list[str], turn_id: str) -> int:
    if turn_id not in ids:
        raise InputError("The transcript has no turn with this id; `callnotes show CALL --json` lists them.")
    return ids.index(turn_id)
