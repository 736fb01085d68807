"""Speakers of a recording with two channels: the channel is the speaker, only the role may be guessed."""

from __future__ import annotations

from typing import Final, Literal

from models.transcript import Word
from transcriber.options import TranscribeOptions
from transcriber.roles import agent_of
from transcriber.speakers.naming import Speakers, Voice

_WORKED_OUT: Final = (
    "Which channel is the agent was worked out from what is said: the {side} one."
    " Say it with the call, or set a default, to be sure."
)


def by_channel(words: tuple[tuple[Word, ...], tuple[Word, ...]], options: TranscribeOptions) -> Speakers:
    """Return agent and customer; what the sender said comes first, then the default, then what is said."""
    stated = options.default_agent_channel if options.agent_channel == "auto" else options.agent_channel
    if stated is not None:
        return Speakers(voices=_voices(words, agent=0 if stated == "left" else 1, confidence=1.0))
    agent, confidence = agent_of(words, options.direction, options.house)
    side: Literal["left", "right"] = "left" if agent == 0 else "right"
    return Speakers(
        voices=_voices(words, agent=agent, confidence=confidence),
        warnings=(_WORKED_OUT.format(side=side),),
    )


def _voices(
    words: tuple[tuple[Word, ...], tuple[Word, ...]], *, agent: int, confidence: float
) -> tuple[Voice, ...]:
    return tuple(
        Voice(speaker="agent" if channel == agent else "customer", confidence=confidence, words=said)
        for channel, said in enumerate(words)
    )
