"""Finds in a later call the words that say a promise was kept, moved or called off; a person judges them.

In: the promise's words and side, the turns of the later call. Out: a `Fulfilment` with its quote, or None.
Rules of English; precision goes before recall, since a wrong proposal costs trust (docs/promises.md).
Not here: which calls are read and who confirms (lifecycle/promise_proposals.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from models.frozen import Frozen
from models.notes import Side
from models.transcript import Turn

Became = Literal["kept", "moved", "cancelled"]


class Fulfilment(Frozen):
    """What became of a promise: the sentence that says so, word for word, and why it counts."""

    became: Became
    turn_id: str
    speaker: str
    start_s: float
    quote: str
    reasons: tuple[str, ...]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SENTENCE: Final = re.compile(r"[^.?!]+[.?!]*")

#: Past forms that no rule of endings finds.
_PAST: Final = {
    "sent": "send", "paid": "pay", "got": "get", "gotten": "get", "gave": "give", "given": "give",
    "brought": "bring", "told": "tell", "spoke": "speak", "spoken": "speak", "wrote": "write",
    "written": "write", "made": "make", "done": "do", "did": "do", "found": "find", "took": "take",
    "taken": "take", "came": "come", "went": "go", "put": "put", "set": "set", "bought": "buy",
    "met": "meet", "held": "hold", "left": "leave", "signed": "sign", "shipped": "ship",
}  # fmt: skip
#: Verbs by which something goes from one side to the other.
_GIVING: Final = _set("send email mail ship deliver bring return post forward share give provide submit")
_TALKING: Final = _set("talk speak call phone ring ask tell")
#: How verbs end that lose an e before "ed" and "ing".
_LOST_E: Final = (
    "at", "as", "ar", "edul", "iv", "ov", "eiv", "ic", "ng", "rv", "ak", "ur", "us", "id", "oic", "par"
)  # fmt: skip
#: Words that say nothing of what a promise is about.
_EMPTY: Final = _set(
    """a an the this that these those it its i we you he she they me us him her them my our your their of to
    for from by on in at with about into and or but so as is are was were be been being has have had do does
    did will would can could should may might just also then there here back again up out over after before
    all any some new today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday week
    month day morning afternoon evening end next last customer agent"""
)
_NOT: Final = re.compile(
    r"\b(?:not|never|no one|nobody|nothing|without|cannot|hardly|still (?:waiting|there)|yet|tried|try)\b"
    r"|n't\b"
)
_UNREAL: Final = re.compile(
    r"\b(?:if|unless|when|once|would|should|could|might|may|must|will|shall|going to|gonna|supposed|"
    r"about to|want(?:ed)? to|need(?:ed)? to|last (?:year|month)|years? ago|months? ago|you said|told me)\b"
    r"|'ll\b|'d\b"
)
_MOVING: Final = re.compile(r"\b(?:move|postpone|reschedule|push|shift|delay)\b")
_ASKING: Final = re.compile(r"\b(?:can|could|let's|let us|have to|need to|must|like to|please|may)\b")
_NO_NEED: Final = re.compile(
    r"\b(?:no longer (?:need|want)"
    r"|(?:don't|do not|won't|doesn't) (?:need|want)\b.*\b(?:any ?more|after all|now)"
    r"|forget (?:about )?|never mind|call off|(?:don't|do not) bother|no need (?:for|to))\b"
)
_ACTED: Final = re.compile(r"\b(i|we|you)(?:'ve| have| has)?(?: just| already)? ([a-z]+)\b")
_THANKED: Final = re.compile(r"\bthank(?:s| you)(?: \w+)? for (?:\w+ )?([a-z]+ing)\b")
_CALLING: Final = re.compile(r"\b(?:i am|i'm|we are|we're) calling (?:you )?back\b")
_BEEN: Final = re.compile(r"\b(?:is|was|were|are|has been|have been|got)(?: \w+ly)?(?: already)? ([a-z]+)\b")
_ARRIVED: Final = re.compile(r"\b(?:arrived|came through|came (?:in|today|yesterday|on))\b")
_LET_BE: Final = re.compile(r"\b(?:please )?(?:don't|do not) (?P<verb>[a-z]+)\b.*\bafter all\b")


def find_fulfilment(words: str, side: Side, turns: Iterable[Turn]) -> Fulfilment | None:
    """Return the first sentence of agent or customer that says what became of it."""
    verb, about = _meant(words)
    for turn in turns:
        if turn.speaker not in {"agent", "customer"}:
            continue
        speaks: Side = "ours" if turn.speaker == "agent" else "theirs"
        for sentence in _sentences(turn.text):
            found = _said(sentence, verb, about, is_own=speaks == side)
            if found is not None:
                became, reasons = found
                return Fulfilment(
                    became=became, turn_id=turn.id, speaker=turn.speaker, start_s=turn.start_s,
                    quote=sentence, reasons=reasons,
                )  # fmt: skip
    return None


def names_the_same(words: str, title: str) -> bool:
    """True where a title names the act of a promise and most of what it is about, as that of a task does."""
    verb, about = _meant(words)
    said = {_stem(word) for word in _WORD.findall(title.lower())}
    return bool(_family(verb) & said) and bool(about) and len(about & said) * 2 > len(about)


def _said(
    sentence: str, verb: str, about: frozenset[str], *, is_own: bool
) -> tuple[Became, tuple[str, ...]] | None:
    low = sentence.lower().replace("’", "'")
    said = [_stem(word) for word in _WORD.findall(low)]
    shared = about.intersection(said)
    names = f"it speaks of {', '.join(sorted(shared))}" if shared else "it speaks of the same act"
    enough = len(shared) * 2 >= len(about) if about else verb in said
    if not enough:
        return None
    off = _LET_BE.search(low)
    if off is not None and _stem(off["verb"]) == verb:
        return "cancelled", (names, "it asks to let it be")
    if shared and _NO_NEED.search(low):
        return "cancelled", (names, "it says that it is not needed any more")
    if shared and _MOVING.search(low) and _ASKING.search(low) and not _NOT.search(low):
        return "moved", (names, "it asks for another day")
    if sentence.rstrip().endswith("?") or _NOT.search(low) or _UNREAL.search(low):
        return None
    why = _done(low, verb, is_own=is_own)
    return None if why is None else ("kept", (names, why))


def _done(low: str, verb: str, *, is_own: bool) -> str | None:
    """Return why the sentence says that this was done, by whom it had to be done."""
    family = _family(verb)
    return (
        _said_by_somebody(low, verb, family, is_own=is_own)
        or _thanked_or_here(low, verb, family, is_own=is_own)
        or _said_of_it(low, verb, family)
    )


def _said_by_somebody(low: str, verb: str, family: frozenset[str], *, is_own: bool) -> str | None:
    for subject, past in _ACTED.findall(low):
        if not _is_past(past):
            continue
        if _stem(past) in family and (is_own if subject != "you" else not is_own):
            return "who had to do it did it"
        if subject != "you" and not is_own and verb in _GIVING and _stem(past) in {"get", "receive"}:
            return "who was to have it says it came"
    return None


def _thanked_or_here(low: str, verb: str, family: frozenset[str], *, is_own: bool) -> str | None:
    thanked = _THANKED.search(low)
    if thanked and not is_own and _stem(thanked[1]) in family:
        return "it is thanked for"
    if is_own and verb in _TALKING | {"check"} and _CALLING.search(low):
        return "this is the call"
    return None


def _said_of_it(low: str, verb: str, family: frozenset[str]) -> str | None:
    passive = _BEEN.search(low)
    if passive and _is_past(passive[1]) and _stem(passive[1]) in family:
        return "it is said to be done"
    return "it is said to be there" if verb in _GIVING and _ARRIVED.search(low) else None


def _family(verb: str) -> frozenset[str]:
    """The verbs that tell of the same act."""
    for family in (_GIVING, _TALKING):
        if verb in family:
            return family
    return frozenset({verb, {"schedule": "book", "book": "reserve", "reserve": "book"}.get(verb, verb)})


def _meant(words: str) -> tuple[str, frozenset[str]]:
    """The verb that a promise begins with, and the words that say what it is about."""
    said = [_stem(word) for word in _WORD.findall(words.lower())]
    verb = next((word for word in said if word not in _EMPTY), "")
    return verb, frozenset(word for word in said if word not in _EMPTY and word != verb and len(word) > 2)


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in _PAST


def _stem(word: str) -> str:
    """The word without its ending, so that "invoices" is "invoice" and "shipped" is "ship"."""
    if word in _PAST:
        return _PAST[word]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2:
            if root[-1] == root[-2] and root[-1] not in "ls":
                return root[:-1]
            return _whole(root)
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _whole(root: str) -> str:
    """The verb of which an ending took the last e."""
    return root + "e" if root.endswith(_LOST_E) else root


def _sentences(text: str) -> Iterator[str]:
    yield from (found.strip() for found in _SENTENCE.findall(text) if found.strip())
