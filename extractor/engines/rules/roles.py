"""Works out which speaker is the agent where a transcript only says S1 and S2.

In: the turns. Out: the turns with "agent" and "customer", or as they were when nothing tells them apart.
"""

from __future__ import annotations

import re

from models.transcript import Turn

_AGENT = re.compile(
    r"\b(?:thank you for calling|thanks for calling|how (?:can|may) i help|help you today|anything else i can"
    r"|what (?:can|seems)|you're (?:speaking|through) (?:with|to)|welcome to|customer (?:care|service))\b"
)
_ROLES = frozenset({"agent", "customer"})


def with_roles(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns with roles: the one of two speakers who greets as a business does is the agent."""
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns))
    if len(speakers) != 2 or _ROLES.intersection(speakers):
        return turns
    greetings = {
        speaker: sum(len(_AGENT.findall(turn.text.lower())) for turn in turns if turn.speaker == speaker)
        for speaker in speakers
    }
    first, second = speakers
    if greetings[first] == greetings[second]:
        return turns
    agent = first if greetings[first] > greetings[second] else second
    return tuple(
        turn.model_copy(update={"speaker": "agent" if turn.speaker == agent else "customer"})
        for turn in turns
    )
