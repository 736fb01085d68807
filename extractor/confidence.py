"""How sure a shown claim is, and why: the engine's own figure, lowered by what ears and words give away.

In: a claim and its evidence. Out: `Judged`: confidence from 0 to 1, reasons in words, flags for the reviewer.
The factors are set by judgement; evals measure whether the order they give is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from extractor.engine import DraftFollowUp, DraftItem, DraftPromise
from extractor.proving import Proven
from models.notes import Evidence
from models.transcript import Transcript, Turn, Word
from text.spoken import units
from text.spoken.vocabulary import NEGATIONS

_DOUBTFUL_WORDS = 0.6
_DOUBTFUL_SPEAKER = 0.7
_PREVIEW_SHARE = 0.4
_ROLE_CAP = 0.5
_FACTORS = {
    "low_word_probability": (0.8, "The words were heard with little certainty."),
    "low_speaker_confidence": (0.8, "Who spoke is not certain."),
    "negation": (0.8, "There is a negation in the quote or right before it."),
    "quote_dropped": (0.8, None),
    "turn_corrected": (0.9, None),
    "due_not_said": (0.7, None),
    "due_unclear": (0.9, None),
    "due_two_days": (0.85, None),
    "due_two_times": (0.95, None),
    "due_vague": (0.9, None),
    "due_past": (0.85, None),
    "due_their_zone": (0.9, None),
    "due_no_such_time": (0.9, None),
    "conditional": (0.95, "It holds only under a condition."),
    "condition_not_said": (0.6, "The engine names a condition that was not said in these words."),
    "value_does_not_fit": (0.6, None),
    "value_judged": (0.8, None),
    "several_values": (0.7, None),
    "date_ambiguous": (0.8, None),
    "currency_not_said": (0.9, None),
    "number_not_in_evidence": (0.5, "It states a number that was said elsewhere, not in its evidence."),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The confidence of a claim with its reasons and flags."""

    confidence: float
    reasons: tuple[str, ...]
    flags: tuple[str, ...]


def judged(
    claim: DraftItem,
    proven: Proven,
    transcript: Transcript,
    *,
    roles_known: bool,
    reasons: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> Judged:
    """Return how sure this claim is; `reasons` and `flags` are what was found about it elsewhere."""
    all_flags = list(dict.fromkeys((*claim.flags, *proven.flags, *flags, *_heard_flags(proven))))
    if isinstance(claim, DraftPromise | DraftFollowUp) and _is_negated(proven):
        all_flags.append("negation")
    all_reasons = [*claim.reasons, *proven.reasons, *reasons]
    confidence = claim.confidence
    for flag in all_flags:
        factor, reason = _FACTORS.get(flag, (1.0, None))
        confidence *= factor
        if reason is not None:
            all_reasons.append(reason)
    if not roles_known:
        confidence = min(confidence, _ROLE_CAP)
        all_flags.append("role_unknown")
        all_reasons.append("It is not known which speaker is the agent.")
    if transcript.preview:
        confidence *= _PREVIEW_SHARE
        all_flags.append("preview")
        all_reasons.append("The transcript is a preview, in which many words are wrong.")
    return Judged(round(confidence, 3), tuple(dict.fromkeys(all_reasons)), tuple(dict.fromkeys(all_flags)))


def _heard_flags(proven: Proven) -> list[str]:
    found = []
    heard = [word.probability for item in proven.evidence for word in _words(item, proven.turns)]
    if heard and fmean(heard) < _DOUBTFUL_WORDS:
        found.append("low_word_probability")
    if min(turn.speaker_confidence for turn in proven.turns) < _DOUBTFUL_SPEAKER:
        found.append("low_speaker_confidence")
    return found


def _words(evidence: Evidence, turns: tuple[Turn, ...]) -> list[Word]:
    return [
        word
        for turn in turns
        if turn.id == evidence.turn_id
        for word in turn.words
        if word.start_s < evidence.end_s and word.end_s > evidence.start_s
    ]


def _is_negated(proven: Proven) -> bool:
    return any(_has_negation(item, proven.turns) for item in proven.evidence)


def _has_negation(evidence: Evidence, turns: tuple[Turn, ...]) -> bool:
    """True when the quote, or the word right before it, says no: "we do not | ship on Fridays"."""
    if any(unit.key in NEGATIONS for unit in units(evidence.quote)):
        return True
    for turn in turns:
        if turn.id == evidence.turn_id:
            before = units(turn.text[: max(0, turn.text.find(evidence.quote))])
            return bool(before) and before[-1].key in NEGATIONS
    return False
