"""The language of a supplied text: what the file says of it, or a guess whether it is English.

In: a code, a name or text. Out: ISO 639 code, and of a guess a probability.
Not here: the language of audio (the speech engine detects it).
"""

from __future__ import annotations

import re

_COMMON = frozenset({
    "the", "to", "you", "and", "a", "i", "is", "it", "that", "of", "for", "in", "we", "on", "have", "do",
    "be", "can", "my", "your", "this", "what", "are", "will", "not", "so", "me", "at", "with",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
    "turkish": "tr", "russian": "ru", "ukrainian": "uk", "czech": "cs", "greek": "el", "arabic": "ar",
    "hebrew": "he", "hindi": "hi", "japanese": "ja", "korean": "ko", "chinese": "zh", "vietnamese": "vi",
}  # fmt: skip
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_ENGLISH_SHARE = 0.22
_SURE_SHARE = 0.35


def language_code(told: str | None) -> str | None:
    """Return the ISO 639 code of "en", "en-US", "en_us" or "english", or None when it is none of these."""
    if told is None:
        return None
    code = _CODE.fullmatch(told)
    return _NAMES.get(told.lower()) or (code.group(1).lower() if code else None)


def guess_language(text: str) -> tuple[str, float]:
    """Return ("en", probability) when common English words are frequent enough, else ("und", 0.0)."""
    words = _WORD.findall(text.lower())
    if not words:
        return "und", 0.0
    share = sum(word in _COMMON for word in words) / len(words)
    if share < _ENGLISH_SHARE:
        return "und", 0.0
    return "en", round(min(1.0, 0.5 + 0.5 * share / _SURE_SHARE), 2)
