"""Holds what a model writes in its own words against what was said: a true quote does not make a text true.

In: the transcript, and a claim with its shown evidence. Out: the claim as it may stand, or why it may not.
Where a text is not borne out, the quote takes its place, so that nothing is shown that nobody said; a promise
or a next step whose quote commits to nothing is none. What speaks to a machine bears out nothing, and what
rests on it is flagged.
Not here: whether the quote stands in the transcript (proving.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, TypeVar

from extractor.engine import DraftField, DraftFollowUp, DraftItem, DraftPromise
from extractor.proving import Proven
from extractor.talk_to_machines import turns_to_machines
from models.notes import Evidence
from models.transcript import Transcript, Turn
from text.evidence import prove

_Claim = TypeVar("_Claim", bound=DraftItem)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_STEM: Final = 5
_BEFORE, _AFTER = 4, 2
_FAR = 2
_BORNE_OUT: Final = 0.34
#: Words in which notes tell of a call, whoever spoke of what.
_TELLING: Final = frozenset({
    "about", "after", "again", "agent", "agree", "also", "and", "answe", "appoi", "are", "asked",
    "asks", "auf",
    "back", "been", "befor", "being", "both", "but", "call", "calle", "calls", "can", "clien", "con",
    "confi", "conta", "could", "custo", "dans", "das", "del", "dem", "den", "der", "des", "detai",
    "did", "die", "discu", "does", "done", "ein", "eine", "email", "est", "expla", "follo", "for",
    "from", "für", "get", "got", "had", "has", "have", "her", "him", "his", "infor", "into", "issue",
    "ist", "its", "kunde", "las", "left", "les", "let", "los", "maili", "make", "meeti", "menti", "mit",
    "more", "need", "needs", "new", "next", "not", "noted", "notes",
    "now", "off", "offer", "order", "our", "out", "over",
    "para", "polic", "por", "pour", "probl", "promi", "provi", "que", "quest", "qui", "recei", "refus",
    "repor", "reque", "retur", "said", "sched", "send", "sends", "she", "shoul", "some", "speak", "speci",
    "state", "such", "suppo", "than", "that", "the", "their", "them", "then", "there", "they", "thing",
    "this", "una", "und", "une", "until", "von", "want", "wante", "wants", "was", "were", "what",
    "when", "wheth", "which", "while", "who", "will", "with", "would", "you", "your",
})  # fmt: skip

_COMMITS: Final = re.compile(
    r"\b(?:i|we|you|they|he|she|it|that|there)['’]ll\b|\b(?:will|shall|gonna|going to|promise\w*|guarantee\w*"
    r"|let me|can|could|plan to|happy to|make sure|get back|i['’]d|commit\w*|sure|yes|okay|ok|of course"
    r"|absolutely|certainly|deal|agreed|you have my word|done|leave it|no problem|right away)\b",
    re.IGNORECASE,
)

_NAME_WORDS: Final = 5
_NAME: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_NO_NAME: Final = frozenset({
    "i", "we", "you", "they", "it", "will", "would", "shall", "can", "is", "are", "was", "be", "have", "has",
    "do", "not", "the", "this", "that", "to", "all", "and", "pay", "my", "your", "our",
})  # fmt: skip

TO_A_MACHINE: Final = "speaks_to_machine"
REPLACED: Final = "text_replaced"
OTHERS_WORDS: Final = "words_of_other_turn"


@dataclass(frozen=True)
class ArmsLength:
    """The words of one call, as a measure of what is claimed of it, where both are in one language."""

    transcript: Transcript
    same_language: bool = True

    @cached_property
    def to_machines(self) -> frozenset[str]:
        """The ids of the turns that speak to a machine."""
        return turns_to_machines(self.transcript.turns)

    def held(self, claim: _Claim, proven: Proven) -> _Claim | str:
        """Return the claim, the quote for its text where that is not borne out, or why it cannot stand."""
        flags = (*claim.flags, *self._flags(proven))
        wanted = _stems(claim.text) - (_stems(claim.name) if isinstance(claim, DraftField) else frozenset())
        if not self.same_language or not wanted:
            return claim.model_copy(update={"flags": flags})
        own = self._said(proven.turns)
        near = own | self._said(self._around(proven))
        borne_out = len(wanted & (near | self._all)) / len(wanted)
        stands = bool(wanted & near) and borne_out >= _BORNE_OUT
        if isinstance(claim, DraftPromise | DraftFollowUp) and not wanted & own:
            if self._promises_nothing(proven):
                return "Its quote promises nothing."
            flags = (*flags, OTHERS_WORDS) if stands else flags
        if stands:
            return claim.model_copy(update={"flags": flags})
        quote = max((each.quote for each in proven.evidence), key=len).strip(" ,;:")
        return claim.model_copy(update={"text": quote, "flags": (*flags, REPLACED)})

    def leans_on(self, text: str, proven: Proven) -> tuple[Evidence, ...]:
        """Return quotes of other turns whose words the text needs beside its own evidence.

        "Sure, I'll do that" shows little without the request before it; so a reader sees both. A turn nearby
        counts with one such word, one further away with two.
        """
        if not self.same_language:
            return ()
        own = {turn.id for turn in proven.turns}
        missing = _stems(text).difference(*(self._stems_of[turn_id] for turn_id in own))
        near = {turn.id: turn for turn in reversed(self._around(proven))}
        far = (turn for turn in self.transcript.turns if turn.id not in near)
        found: list[Evidence] = []
        for turn in chain(near.values(), far):
            if not missing:
                break
            theirs = missing & self._stems_of[turn.id]
            if len(theirs) < (1 if turn.id in near else _FAR) or turn.id in own:
                continue
            quote = prove(turn.id, turn.text, self.transcript) if turn.id not in self.to_machines else None
            if isinstance(quote, Evidence):
                found.append(quote)
                missing -= theirs
        return tuple(sorted(found, key=lambda one: one.start_s))

    @cached_property
    def _stems_of(self) -> dict[str, frozenset[str]]:
        """The beginnings of all words of each turn, found once for all claims."""
        return {turn.id: _all_stems(turn.text) for turn in self.transcript.turns}

    def name(self, name: str | None) -> str | None:
        """Return what may be a person's name: a few words without a number, not said to a machine."""
        words = (name or "").split()
        if not 0 < len(words) <= _NAME_WORDS or not all(_NAME.fullmatch(word) for word in words):
            return None
        if any(word.casefold() in _NO_NAME for word in words):
            return None
        said = " ".join(words).casefold()
        to_machines = (turn.text for turn in self.transcript.turns if turn.id in self.to_machines)
        return None if any(said in text.casefold() for text in to_machines) else " ".join(words)

    def _flags(self, proven: Proven) -> tuple[str, ...]:
        return (TO_A_MACHINE,) if any(turn.id in self.to_machines for turn in proven.turns) else ()

    def _around(self, proven: Proven) -> list[Turn]:
        """The turns right before and after the evidence, which may say what "that" and "it" are."""
        turns = self.transcript.turns
        own = {turn.id for turn in proven.turns}
        places = {place for place, turn in enumerate(turns) if turn.id in own}
        near = {at for place in places for at in range(place - _BEFORE, place + _AFTER + 1)}
        return [turns[at] for at in sorted(near) if 0 <= at < len(turns)]

    def _said(self, turns: Iterable[Turn]) -> frozenset[str]:
        return frozenset().union(
            *(self._stems_of[turn.id] for turn in turns if turn.id not in self.to_machines)
        )

    @cached_property
    def _all(self) -> frozenset[str]:
        return self._said(self.transcript.turns)

    def _promises_nothing(self, proven: Proven) -> bool:
        """True when no quote has a word that could commit; only English ones are known."""
        if not self.transcript.language.startswith("en"):
            return False
        return not any(_COMMITS.search(each.quote) for each in proven.evidence)


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry the text."""
    return _all_stems(text) - _TELLING


def _all_stems(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(word[:_STEM] for word in _WORD.findall(plain))
