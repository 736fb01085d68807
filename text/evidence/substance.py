"""Whether a quote says enough to prove anything: not only "yes", "I will" or a lone name.

In: a quote in units. Out: yes or no.
"""

from __future__ import annotations

from collections.abc import Sequence

from text.evidence.passing_over import is_filler, is_phrase_filler
from text.spoken.units import Unit

_MIN_DIGITS_ALONE = 4
_ENOUGH_WORDS = 4
_STOP_WORDS = frozenset({
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "but", "by", "can", "could", "did", "do", "does", "don", "for", "from",
    "get", "go", "going", "good", "got", "great", "had", "has", "have", "he", "her", "here", "him", "his",
    "how", "i", "if", "in", "into", "is", "it", "its", "just", "know", "let", "like", "me", "mean", "my",
    "no", "not", "now", "of", "off", "okay", "on", "or", "our", "out", "please", "really", "right", "say",
    "see", "she", "should", "so", "some", "sorry", "sure", "than", "thank", "thanks", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "very",
    "was", "we", "well", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
    "yeah", "yep", "yes", "you", "your", "ill", "thats", "ive",
})  # fmt: skip


def has_substance(quote: Sequence[Unit], *, whole: bool) -> bool:
    """True when the quote has four words, or two with a word of content, or one that is all the turn says.

    An e-mail address or a number of four digits may stand alone.
    """
    spoken = _without_fillers(quote)
    if len(spoken) >= _ENOUGH_WORDS or (len(spoken) == _ENOUGH_WORDS - 1 and len(quote) > _ENOUGH_WORDS):
        return True
    if not any(carries_meaning(unit) for unit in spoken):
        return False
    return len(spoken) > 1 or whole or _stands_alone(spoken[0])


def carries_meaning(unit: Unit) -> bool:
    """True for a figure and for a word of content."""
    return unit.is_number or unit.key not in _STOP_WORDS


def _without_fillers(quote: Sequence[Unit]) -> list[Unit]:
    kept: list[Unit] = []
    at = 0
    while at < len(quote):
        if is_phrase_filler(quote, at):
            at += 2
            continue
        if not is_filler(quote, at):
            kept.append(quote[at])
        at += 1
    return kept


def _stands_alone(unit: Unit) -> bool:
    return "@" in unit.key or (unit.is_number and len(unit.key) >= _MIN_DIGITS_ALONE)
