"""What a sender may say of how a call is to be heard: its language, and words that are likely in it.

In: text as it was typed. Out: a language's code, hotwords; InputError in one sentence.
Source of the codes: the languages that Whisper was trained on (openai/whisper, tokenizer.py).
"""

from __future__ import annotations

from typing import Final

from models.errors import InputError

LANGUAGES: Final = frozenset({
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da", "de",
    "el", "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he", "hi", "hr", "ht",
    "hu", "hy", "id", "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la", "lb", "ln", "lo", "lt",
    "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "pa", "pl",
    "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "su", "sv", "sw", "ta",
    "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur", "uz", "vi", "yi", "yo", "yue", "zh",
})  # fmt: skip
_MOST_HOTWORDS: Final = 50
_LONGEST_HOTWORD: Final = 80


def read_language(text: str | None) -> str | None:
    """Return the code of this language in lower case, None without one. Raises InputError for any other."""
    if text is None:
        return None
    code = text.strip().lower()
    if code not in LANGUAGES:
        raise InputError("The language is not one that can be recognised; give its code, such as en or de.")
    return code


def read_hotwords(line: str | None) -> tuple[str, ...]:
    """Return the words in a line such as "Northwind, quote 4417".

    Raises InputError for too many, or one that is too long.
    """
    words = dict.fromkeys(" ".join(word.split()) for word in (line or "").split(","))
    words.pop("", None)
    if len(words) > _MOST_HOTWORDS or any(len(word) > _LONGEST_HOTWORD for word in words):
        raise InputError(
            f"The likely words are more than {_MOST_HOTWORDS}, or one has over {_LONGEST_HOTWORD} characters;"
            " separate them with commas."
        )
    return tuple(words)
