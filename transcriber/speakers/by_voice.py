"""Speakers of a recording with one channel: voices told apart by their sound, roles by what they say.

In: all words, and whose voice is where. Out: agent and customer when that is clear, else S1, S2..
"""

from __future__ import annotations

from array import array
from typing import Final

from models.transcript import Word
from transcriber.diarizer import Voices
from transcriber.options import TranscribeOptions
from transcriber.roles import agent_of, is_clear
from transcriber.speakers.naming import Speakers, Voice

_ONE_VOICE: Final = "One channel, one voice: a second speaker could not be told apart."
_TOLD_ONE: Final = "One channel with one speaker, as was said."
_WITH_ROLES: Final = " Which of them is the agent was worked out from what is said."


def by_voice(words: tuple[Word, ...], voices: Voices, options: TranscribeOptions) -> Speakers:
    """Return the speakers of a recording with one channel, each word with how sure that is."""
    said, sure_of = _divided(words, voices)
    if len(said) < 2:
        told = options.speakers == 1
        voice = Voice(speaker="S1", confidence=1.0 if told else 0.5, words=words)
        return Speakers(voices=(voice,), warnings=(_TOLD_ONE if told else _ONE_VOICE,) if words else ())
    names = tuple(f"S{number}" for number in range(1, len(said) + 1))
    sure, warning = voices.certainty, voices.told
    if len(said) == 2:
        agent, role_certainty = agent_of((said[0], said[1]), options.direction, options.house)
        if is_clear(role_certainty):
            names = ("agent", "customer") if agent == 0 else ("customer", "agent")
            sure, warning = round(sure * role_certainty, 3), voices.told + _WITH_ROLES
    return Speakers(
        voices=tuple(
            Voice(
                speaker=name,
                confidence=sure,
                words=own,
                certainties=array("d", (min(sure, one) for one in ones)),
            )
            for name, own, ones in zip(names, said, sure_of, strict=True)
        ),
        warnings=(warning,),
    )


def _divided(
    words: tuple[Word, ...], voices: Voices
) -> tuple[tuple[tuple[Word, ...], ...], tuple[array[float], ...]]:
    """Return the words of each voice that has any, and how sure each word is; the first heard comes first."""
    said: dict[int, list[Word]] = {}
    sure_of: dict[int, array[float]] = {}
    for word in words:
        voice, sure = voices.at(word.start_s, word.end_s)
        said.setdefault(voice, []).append(word)
        sure_of.setdefault(voice, array("d")).append(sure)
    return tuple(map(tuple, said.values())), tuple(sure_of.values())
