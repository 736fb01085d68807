"""What was heard under a quote: how sure its words are, and that its speaker said them.

In: proven quotes with their turns. Out: a part of the confidence each, and flags.
The worst word counts beside the mean, where it carries the meaning: a figure, a name, a negation, a verb.
"""

from __future__ import annotations

from statistics import fmean
from typing import Final

from extractor.proving import Proven
from models.notes import ConfidencePart, Evidence
from models.transcript import Turn, Word
from text.evidence.substance import carries_meaning
from text.spoken import units
from text.spoken.vocabulary import NEGATIONS

_DOUBTFUL_WORDS: Final = 0.6
_DOUBTFUL_WORD: Final = 0.35
_DOUBTFUL_SPEAKER: Final = 0.7
_PREVIEW_SHARE: Final = 0.4
_OPEN_ROLE_SHARE: Final = 0.5
#: From the first figure upwards nothing is taken off, from the second downwards the share that is left.
_MEAN_SCALE: Final = (0.85, 0.35, 0.6)
_WORST_SCALE: Final = (0.5, 0.2, 0.8)
_SPEAKER_SCALE: Final = (0.9, 0.5, 0.7)


def recognition_part(proven: Proven, *, preview: bool) -> tuple[ConfidencePart, tuple[str, ...]]:
    """Return how sure the words under the quotes are, and `low_word_probability` where they are doubtful."""
    if preview:  # its engine knows no certainty of words
        why = "The transcript is a preview, in which many words are wrong."
        return ConfidencePart(part="recognition", value=_PREVIEW_SHARE, why=why), ("preview",)
    return _recognised(proven)


def _recognised(proven: Proven) -> tuple[ConfidencePart, tuple[str, ...]]:
    words = [word for evidence in proven.evidence for word in words_under(evidence, proven.turns)]
    value, flags, why = 1.0, [], ["How surely its words were heard is not known."]
    if words:
        mean = fmean(word.probability for word in words)
        worst = min(
            (word for word in words if _counts(word)), key=lambda word: word.probability, default=None
        )
        value = _scaled(mean, _MEAN_SCALE)
        why = [f"Its words were heard with {mean:.0%} certainty."]
        if worst is not None and worst.probability < _WORST_SCALE[0]:
            value *= _scaled(worst.probability, _WORST_SCALE)
            why.append(f"The least sure of them is “{_plain(worst)}”, with {worst.probability:.0%}.")
        if mean < _DOUBTFUL_WORDS or (worst is not None and worst.probability < _DOUBTFUL_WORD):
            flags.append("low_word_probability")
    return ConfidencePart(part="recognition", value=round(value, 3), why=" ".join(why)), tuple(flags)


def speaker_part(proven: Proven, *, roles_known: bool) -> tuple[ConfidencePart, tuple[str, ...]]:
    """Return how sure it is who spoke under the quotes, and flags where that is doubtful."""
    sure = min(_speaker_confidence(evidence, proven.turns) for evidence in proven.evidence)
    value, flags = _scaled(sure, _SPEAKER_SCALE), []
    why = [f"Who spoke is {sure:.0%} certain."]
    if sure < _DOUBTFUL_SPEAKER:
        flags.append("low_speaker_confidence")
    if not roles_known:
        value *= _OPEN_ROLE_SHARE
        flags.append("role_unknown")
        why.append("It is not known which speaker is the agent.")
    return ConfidencePart(part="speaker", value=round(value, 3), why=" ".join(why)), tuple(flags)


def words_under(evidence: Evidence, turns: tuple[Turn, ...]) -> list[Word]:
    """Return the words of its turn that were said within the time of this quote."""
    return [
        word
        for turn in turns
        if turn.id == evidence.turn_id
        for word in turn.words
        if word.start_s < evidence.end_s and word.end_s > evidence.start_s
    ]


def _speaker_confidence(evidence: Evidence, turns: tuple[Turn, ...]) -> float:
    turn = next(turn for turn in turns if turn.id == evidence.turn_id)
    own = [
        word.speaker_confidence
        for word in words_under(evidence, turns)
        if word.speaker_confidence is not None
    ]
    return min(own, default=turn.speaker_confidence)


def _counts(word: Word) -> bool:
    said = units(word.text)
    return any(carries_meaning(unit) or unit.key in NEGATIONS for unit in said)


def _plain(word: Word) -> str:
    return word.text.strip(" .,;:?!")


def _scaled(sure: float, scale: tuple[float, float, float]) -> float:
    """1 from the upper figure on, the least share from the lower one down, straight in between."""
    upper, lower, least = scale
    return 1 - (1 - least) * min(1.0, max(0.0, (upper - sure) / (upper - lower)))
