"""Says what was recorded: two people who talk, or something of which no promise can come.

In: `Transcript`, the languages that the engine reads. Out: `Conversation`. Asked before any engine is.
Whatever is doubtful counts as two people: what an engine then claims still has to be shown.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final

from extractor.languages import is_foreign, language_of
from extractor.machine_speech import MachineSpeech, is_left_message, machine_speech, may_be_mailbox
from models.frozen import Frozen
from models.notes import Conversation
from models.transcript import Transcript
from text.spoken import units

_NOT_SAID: Final = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)")
_LINE_CHECK: Final = re.compile(
    r"\b(?:can you hear me(?: now)?|are you (?:still )?there|(?:is )?any(?:body|one) there|i can't hear you"
    r"|i'm hanging up|wrong number|no problem|sorry)\b"
)
_SOUNDS: Final = frozenset((
    "um", "uh", "er", "erm", "hm", "hmm", "mm", "mhm", "mmhm", "ah", "oh", "eh", "huh", "hello", "hi", "hey",
    "bye", "goodbye", "beep", "hallo", "hola", "allo",
))  # fmt: skip
_HELPS: Final = re.compile(
    r"\b(?:how (?:can|may) i help|what can i do for you|thank(?:s| you) for calling)\b"
)
_WANTS: Final = re.compile(
    r"\b(?:i need|i want|i'd like|i would like|my name is|can you|could you|i have a)\b"
)
_FEWEST_WORDS: Final = 3
_FEWEST_EXCHANGES: Final = 2


class _Said(Frozen):
    """What one turn says, in lower case, without labels; `words` without mere sounds and greetings."""

    speaker: str
    text: str
    words: tuple[str, ...]
    only_numbers: bool
    machine: MachineSpeech | None


def conversation_of(transcript: Transcript, *, languages: frozenset[str] | None) -> Conversation:
    """Return what was recorded; `languages` are the codes that the engine reads, None when it reads any."""
    said = _said(transcript)
    words = [word for one in said for word in one.words]
    telling = sum(len(_words(_LINE_CHECK.sub(" ", one.text))) for one in said)
    if telling < _FEWEST_WORDS:
        return "empty"
    machines = {one.machine for one in said} - {None}
    replied = _most_exchanges(said)
    if machines and replied < _FEWEST_EXCHANGES:
        return "voicemail" if "voicemail" in machines else "ivr"
    if replied < _FEWEST_EXCHANGES and may_be_mailbox(said[0].text):
        return "voicemail"
    if _second_voice(said) < 2 and not _is_one_label_for_two(said):
        return "voicemail" if any(is_left_message(one.text) for one in said) else "one_sided"
    if languages is not None and is_foreign(words, transcript.language, languages):
        return "wrong_language"
    return "two_sided"


def unread_language(transcript: Transcript, *, languages: frozenset[str] | None) -> str | None:
    """Return the code of the language that was heard and that the engine does not read, else "und".

    None where the engine reads it, or where too little was said to tell.
    """
    words = [word for one in _said(transcript) for word in one.words]
    if (
        languages is None
        or len(words) < _FEWEST_WORDS
        or not is_foreign(words, transcript.language, languages)
    ):
        return None
    heard = language_of(words, transcript.language)
    return "und" if heard is None or heard in languages else heard


def _said(transcript: Transcript) -> tuple[_Said, ...]:
    found = []
    for turn in transcript.turns:
        text = " ".join(_NOT_SAID.sub(" ", turn.text).lower().replace("\u2019", "'").split())
        if text:
            found.append(
                _Said(
                    speaker=turn.speaker,
                    text=text,
                    words=_words(text),
                    only_numbers=all(unit.is_number for unit in units(text)),
                    machine=machine_speech(text),
                )
            )
    return tuple(found)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", text) if word not in _SOUNDS)


def _most_exchanges(said: tuple[_Said, ...]) -> int:
    """Return how often the speaker changes, at most, between people with no machine in between."""
    most = run = 0
    people = [one for one in said if one.machine or (one.words and not one.only_numbers)]
    for one, following in pairwise(people):
        if one.machine or following.machine:
            run = 0
        elif one.speaker != following.speaker:
            run += 1
        most = max(most, run)
    return most


def _second_voice(said: tuple[_Said, ...]) -> int:
    """Return how many words the less talkative of the two main speakers says."""
    counts = Counter[str]()
    for one in said:
        counts[one.speaker] += len(one.words)
    ranked = counts.most_common(2)
    return ranked[1][1] if len(ranked) == 2 else 0


def _is_one_label_for_two(said: tuple[_Said, ...]) -> bool:
    """True where both sides of a talk stand under one speaker, since nobody could tell them apart."""
    text = " ".join(one.text for one in said)
    return len({one.speaker for one in said}) == 1 and bool(_HELPS.search(text) and _WANTS.search(text))
