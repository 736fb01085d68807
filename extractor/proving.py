"""Holds the quotes of one claim against the transcript.

In: a drafted claim. Out: `Proven` with the evidence that stands, or `Unproven` with why none does.
A quote in a wrongly named turn counts where the named turn's speaker said it, in exactly one place; an engine
that is one turn off loses nothing, and nothing is believed that was not said.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from rapidfuzz.distance.Indel import normalized_similarity

from extractor.engine import DraftEvidence, DraftItem
from models.notes import Evidence
from models.transcript import Transcript, Turn
from text.evidence import Refusal, locate, prove


@dataclass(frozen=True, slots=True)
class Proven:
    """Evidence that stands, the turns it stands in, and what a reviewer should know about it.

    `alike` says from 0 to 1 how much the stated quotes look like the transcript's own words.
    """

    evidence: tuple[Evidence, ...]
    turns: tuple[Turn, ...]
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    alike: float = 1.0


@dataclass(frozen=True, slots=True)
class Unproven:
    """Why nothing of the evidence stands."""

    why: str


def prove_item(claim: DraftItem, transcript: Transcript) -> Proven | Unproven:
    """Return the evidence of this claim as it stands in the transcript, without the quotes that do not."""
    kept: dict[tuple[str, str], Evidence] = {}
    why = "It comes without a quote."
    reasons: list[str] = []
    flags: list[str] = []
    alike: list[float] = []
    for stated in claim.evidence:
        found = prove(stated.turn_id, stated.quote, transcript)
        if isinstance(found, Refusal):
            why = found.why
            elsewhere = _elsewhere(stated, transcript)
            if elsewhere is None:
                reasons.append("One of its quotes does not stand in the transcript.")
                flags.append("quote_dropped")
                continue
            reasons.append("The quote stands in another turn than the engine named.")
            flags.append("turn_corrected")
            found = elsewhere
        kept[(found.turn_id, found.quote)] = found
        alike.append(normalized_similarity(stated.quote.lower(), found.quote.lower()))
    if not kept:
        return Unproven(why)
    turns = tuple(turn for turn in transcript.turns if turn.id in {found.turn_id for found in kept.values()})
    return Proven(
        evidence=tuple(kept.values()),
        turns=turns,
        reasons=tuple(dict.fromkeys(reasons)),
        flags=tuple(dict.fromkeys(flags)),
        alike=fmean(alike),
    )


def _elsewhere(stated: DraftEvidence, transcript: Transcript) -> Evidence | None:
    turn = transcript.turn(stated.turn_id)
    return None if turn is None else locate(stated.quote, transcript, speaker=turn.speaker)
