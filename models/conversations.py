"""How a recording that is no conversation is told to people, in the same words everywhere.

In: `Conversation`. Out: a short note, empty for two people who talk.
"""

from __future__ import annotations

from typing import Final

from models.notes import Conversation

_WORDS: Final[dict[Conversation, str]] = {
    "two_sided": "",
    "one_sided": "Only one side was recorded, no conversation",
    "voicemail": "Voicemail, no conversation",
    "ivr": "Only a telephone menu or a queue was heard, no conversation",
    "empty": "Nothing was said beyond a greeting, no conversation",
    "wrong_language": "In a language that the engine does not read, so it was not read",
}


_LANGUAGES: Final = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
    "pl": "Polish", "pt": "Portuguese",
}  # fmt: skip


def language_name(code: str) -> str:
    """Return the name of a language, "Spanish" for example; of an uncommon one its code."""
    if code == "und":
        return "Another language"
    return _LANGUAGES.get(code, f"The language “{code}”")


def said_of(conversation: Conversation) -> str:
    """Return the note, "Voicemail, no conversation" for example."""
    return _WORDS[conversation]
