"""Guesses whether a supplied text is English, since WebVTT seldom says; anything else stays undetermined.

In: text. Out: ISO 639 code and a probability. Not here: the language of audio (the speech engine detects it).
"""

from __future__ import annotations

import re

_COMMON = frozenset({
    "the", "to", "you", "and", "a", "i", "is", "it", "that", "of", "for", "in", "we", "on", "have", "do",
    "be", "can", "my", "your", "this", "what", "are", "will", "not", "so", "me", "at", "with",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_SHARE = 0.22
_SURE_SHARE = 0.35


def guess_language(text: str) -> tuple[str, float]:
    """Return ("en", probability) when common English words are frequent enough, else ("und", 0.0)."""
    words = _WORD.findall(text.lower())
    if not words:
        return "und", 0.0
    share = sum(word in _COMMON for word in words) / len(words)
    if share < _ENGLISH_SHARE:
        return "und", 0.0
    return "en", round(min(1.0, 0.5 + 0.5 * share / _SURE_SHARE), 2)
