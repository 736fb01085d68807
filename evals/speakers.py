"""Whether the right speaker has the words (WDER, cpWER) and the time (DER).

In: turns of a reference and of a hypothesis. Out: counts and shares; names of speakers need not agree.
Source: WDER, Shafey et al. 2019 (arXiv 1907.05337), section 4; cpWER, Watanabe et al. 2020 (CHiME-6,
arXiv 2004.09249), section 5; DER by pyannote.metrics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from typing import Final

from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from evals.words import WordErrors, align, normal_words, word_errors
from models.frozen import Frozen

_Name = str | None
_MOST_SPEAKERS: Final = 7  # every way to match them is tried


class SaidTurn(Frozen):
    """Who said what, and when, in seconds."""

    speaker: str
    start_s: float
    end_s: float
    text: str


class WrongSpeaker(Frozen):
    """Words that were heard, rightly or as another word, and how many of them have the wrong speaker."""

    words: int
    wrong: int

    @property
    def rate(self) -> float:
        """WDER: the share with the wrong speaker; 0 where no word was heard."""
        return self.wrong / self.words if self.words else 0.0


def wrong_speakers(said: Sequence[SaidTurn], heard: Sequence[SaidTurn]) -> WrongSpeaker:
    """Align the words in order of time and count those of another speaker, under the best match of names."""
    ours, ours_by = _spoken_words(said)
    theirs, theirs_by = _spoken_words(heard)
    met: Counter[tuple[_Name, _Name]] = Counter(
        (ours_by[one], theirs_by[two])
        for one, two in align(ours, theirs)
        if one is not None and two is not None
    )
    names, others = sorted(set(ours_by)), sorted(set(theirs_by))
    right = max(sum(met[pair] for pair in match) for match in _matches(names, others))
    return WrongSpeaker(words=met.total(), wrong=met.total() - right)


def speaker_word_errors(said: Sequence[SaidTurn], heard: Sequence[SaidTurn]) -> WordErrors:
    """Return cpWER's counts: each speaker's words as one text, under the match with the fewest errors."""
    ours, theirs = _texts(said), _texts(heard)
    cost = {
        (name, other): word_errors(ours.get(name, ()), theirs.get(other, ())).errors
        for name in (*ours, None)
        for other in (*theirs, None)
    }
    errors = min(sum(cost[pair] for pair in match) for match in _matches(list(ours), list(theirs)))
    return WordErrors(said=sum(len(words) for words in ours.values()), errors=errors)


def diarization_error(
    said: Sequence[tuple[str, float, float]],
    heard: Sequence[tuple[str, float, float]],
    *,
    collar_s: float = 0.25,
    skip_overlap: bool = False,
) -> float:
    """Return DER of (speaker, start_s, end_s) stretches: missed, false and confused time per time spoken.

    `collar_s` is left out on each side of a boundary of the reference, as md-eval does it (pyannote.metrics
    counts both sides together).
    """
    metric = DiarizationErrorRate(collar=2 * collar_s, skip_overlap=skip_overlap)
    whole = Timeline([Segment(0.0, max((end_s for _, _, end_s in (*said, *heard)), default=0.0))])
    return float(metric(_annotation(said), _annotation(heard), uem=whole))


def _annotation(stretches: Sequence[tuple[str, float, float]]) -> Annotation:
    found = Annotation()
    for number, (speaker, start_s, end_s) in enumerate(stretches):
        if end_s > start_s:
            found[Segment(start_s, end_s), number] = speaker
    return found


def _spoken_words(turns: Sequence[SaidTurn]) -> tuple[list[str], list[str]]:
    words: list[str] = []
    speakers: list[str] = []
    for turn in sorted(turns, key=lambda turn: turn.start_s):
        said = normal_words(turn.text)
        words += said
        speakers += [turn.speaker] * len(said)
    return words, speakers


def _texts(turns: Sequence[SaidTurn]) -> dict[str | None, tuple[str, ...]]:
    texts: dict[str | None, tuple[str, ...]] = {}
    for turn in sorted(turns, key=lambda turn: turn.start_s):
        texts[turn.speaker] = (*texts.get(turn.speaker, ()), *normal_words(turn.text))
    return texts


def _matches(names: Sequence[_Name], others: Sequence[_Name]) -> list[list[tuple[_Name, _Name]]]:
    """Every way to give each name another one of the other side; the longer side has some without."""
    size = max(len(names), len(others))
    if size > _MOST_SPEAKERS:
        raise ValueError(f"More than {_MOST_SPEAKERS} speakers cannot be matched.")
    ours = [*names, *[None] * (size - len(names))]
    theirs = [*others, *[None] * (size - len(others))]
    return [list(zip(ours, order, strict=True)) for order in permutations(theirs)]
