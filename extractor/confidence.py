"""How sure a shown claim is: parts that a reviewer can see, multiplied.

In: a claim and its evidence. Out: `Judged`: confidence from 0 to 1, its parts, reasons in words, flags.
The parts are set by judgement; what people decide calibrates what they give (lifecycle/calibration.py).
Not here: what was heard under a quote (heard.py), whether a second reading agrees (agreement.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from extractor.arms_length import OTHERS_WORDS, REPLACED, TO_A_MACHINE
from extractor.engine import DraftFollowUp, DraftItem, DraftPromise
from extractor.heard import recognition_part, speaker_part
from extractor.proving import Proven
from models.notes import ConfidencePart
from models.transcript import Transcript
from text.evidence.reservations import reservations

_DISAGREEMENT_COSTS = 0.2
_LEAST_FIT = 0.9  # a quote that stands says the same; the rest is how alike it is written
_AS_GOOD_AS_SAME = 0.97
_OF_QUOTE = {"quote_dropped": 0.8, "turn_corrected": 0.9}
_OF_COMPLETENESS = {
    "due_not_said": 0.7, "due_unclear": 0.9, "due_two_days": 0.85, "due_two_times": 0.95, "due_vague": 0.9,
    "due_past": 0.85, "due_their_zone": 0.9, "due_no_such_time": 0.9,
}  # fmt: skip
_NO_DUE = 0.97
_NO_NAME = 0.99
_WORD_FOR_WORD = "Its quotes stand in the transcript word for word."
_ALMOST_SO = (
    "Its quotes stand in the transcript word for word, "
    "but for casing, punctuation, fillers or forms of numbers."
)
_OF_FLAGS = {
    TO_A_MACHINE: (0.3, "The words it rests on speak to a machine, as an instruction would."),
    REPLACED: (0.5, "The engine's own wording was not borne out by the call; the quote stands in its place."),
    OTHERS_WORDS: (0.8, "What it is about was said in another turn than its quote."),
    "negation": (0.8, "There is a negation in the quote or right before it."),
    "conditional": (0.95, "It holds only under a condition."),
    "condition_not_said": (0.6, "The engine names a condition that was not said in these words."),
    "past": (0.8, "The quote speaks of a time gone by."),
    "value_does_not_fit": (0.6, ""),
    "value_judged": (0.8, ""),
    "several_values": (0.7, ""),
    "date_ambiguous": (0.8, ""),
    "currency_not_said": (0.9, ""),
    "number_not_in_evidence": (0.5, "It states a number that was said elsewhere, not in its evidence."),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The confidence of a claim as the product of its parts, with reasons and flags."""

    confidence: float
    parts: tuple[ConfidencePart, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]


def judged(
    claim: DraftItem,
    proven: Proven,
    transcript: Transcript,
    *,
    roles_known: bool,
    owner_named: bool = True,
    has_due: bool = True,
    reasons: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> Judged:
    """Return how sure this claim is; `reasons` and `flags` are what was found about it elsewhere."""
    recognised, faint = recognition_part(proven, preview=transcript.preview)
    spoken, unsure = speaker_part(proven, roles_known=roles_known)
    all_flags = list(
        dict.fromkeys((*claim.flags, *proven.flags, *flags, *faint, *unsure, *_held_back(claim, proven)))
    )
    parts = [
        ConfidencePart(part="claim", value=claim.confidence, why="The engine's own figure."),
        _fit(proven, all_flags),
        recognised,
        spoken,
    ]
    if claim.agreement is not None:
        parts.append(_agreed(claim.agreement))
    if isinstance(claim, DraftPromise | DraftFollowUp):
        parts.append(_complete(all_flags, owner_named=owner_named, has_due=has_due))
    turned = [(flag, *_OF_FLAGS[flag]) for flag in all_flags if flag in _OF_FLAGS]
    if turned:
        parts.append(
            ConfidencePart(
                part="flags",
                value=round(prod(factor for _, factor, _ in turned), 3),
                why=" ".join(why or f"Flagged {flag}." for flag, _, why in turned),
            )
        )
    told = [
        part.why for part in parts if part.part in {"recognition", "speaker", "agreement"} and part.value < 1
    ]
    all_reasons = [*claim.reasons, *proven.reasons, *reasons, *told, *(why for _, _, why in turned if why)]
    return Judged(
        confidence=round(prod(part.value for part in parts), 3),
        parts=tuple(parts),
        reasons=tuple(dict.fromkeys(all_reasons)),
        flags=tuple(all_flags),
    )


def _held_back(claim: DraftItem, proven: Proven) -> list[str]:
    """Negation, condition and bygone time count against what is to happen, not against what was told."""
    if not isinstance(claim, DraftPromise | DraftFollowUp):
        return []
    turns = {turn.id: turn for turn in proven.turns}
    found = {held for evidence in proven.evidence for held in reservations(evidence, turns[evidence.turn_id])}
    return sorted(found)


def _fit(proven: Proven, flags: list[str]) -> ConfidencePart:
    alike = 1.0 if proven.alike >= _AS_GOOD_AS_SAME else proven.alike  # a full stop more or less
    value = _LEAST_FIT + (1 - _LEAST_FIT) * alike
    for flag in flags:
        value *= _OF_QUOTE.get(flag, 1.0)
    why = _WORD_FOR_WORD if alike == 1 else _ALMOST_SO
    return ConfidencePart(part="quote", value=round(value, 3), why=" ".join((why, *proven.reasons)))


def _agreed(agreement: float) -> ConfidencePart:
    why = "A second reading found the same."
    if agreement < 1:
        why = "A second reading found it otherwise." if agreement else "A second reading did not find it."
    return ConfidencePart(
        part="agreement", value=round(1 - _DISAGREEMENT_COSTS * (1 - agreement), 3), why=why
    )


def _complete(flags: list[str], *, owner_named: bool, has_due: bool) -> ConfidencePart:
    value, missing = 1.0, []
    if not owner_named:
        value *= _NO_NAME
        missing.append("who does it is not named")
    doubts = [_OF_COMPLETENESS[flag] for flag in flags if flag in _OF_COMPLETENESS]
    value *= prod(doubts)
    if not has_due:
        value *= 1.0 if doubts else _NO_DUE
        missing.append("no day is known")
    elif doubts:
        missing.append("the day is in doubt")
    left_open = " and ".join(missing)
    why = f"Not complete: {left_open}." if missing else "Who does it and by when are known."
    return ConfidencePart(part="completeness", value=round(value, 3), why=why)
