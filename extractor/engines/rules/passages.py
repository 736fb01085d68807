"""Cuts a turn into sentences, and finds where the clause that begins at a place ends.

In: `Turn`. Out: `Sentence`s with their place in the turn's text. A turn that a recogniser wrote without
punctuation is cut at long pauses only; inside it, clauses are told apart by the words that begin a new one.
"""

from __future__ import annotations

import re

from models.frozen import Frozen
from models.notes import Side
from models.transcript import Turn

SIDE_OF: dict[str, Side] = {"agent": "ours", "customer": "theirs"}
_SENTENCE_END = re.compile(r"[.?!]+[\"')\]]*(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|no|(?<!['\u2019])[a-z]|[ap]\.m)\.$", re.IGNORECASE)
_MARKS = re.compile(r"[.?!,;:]")
_FEWEST_WORDS_TO_EXPECT_MARKS = 8
_PAUSE_S = 0.5

_ANY_FINITE = (
    r"(?:will|would|can|could|can't|cannot|should|must|might|may|did|didn't|had|won't|wouldn't|couldn't"
    r"|really|just|also|only|got|sent|paid|called|emailed|went|forgot|promised)"
)
_CONTRACTED = r"'(?:ll|m|re|s|ve|d)"
_MANY = (
    r"(?:have|haven't|are|aren't|were|do|don't|need|want|think|know|see|hope|guess|mean|said|understand"
    r"|believe)"
)
_ONE = r"(?:has|hasn't|is|isn't|was|wasn't|does|doesn't|looks|works|sounds|seems|depends|said)"
_STATED = (
    rf"(?:i(?:{_CONTRACTED}|\s+(?:am|was|{_MANY}|{_ANY_FINITE}))"
    rf"|(?:we|you|they)(?:{_CONTRACTED}|\s+(?:all get|{_MANY}|{_ANY_FINITE}))"
    rf"|(?:he|she|it|that|this|there|everything|somebody|someone)(?:{_CONTRACTED}|\s+(?:{_ONE}"
    rf"|{_ANY_FINITE})))"
)
_INVERTED = (
    r"(?:(?:can|could|would|will|do|does|did|is|are|have|shall|should|may)\s+"
    r"(?:i|we|you|he|she|it|they|there|that|this(?! (?:morning|afternoon|evening|week|month|\w+day)\b)"
    r"|somebody|anyone|anything)"
    r"|(?:does|did|do)\s+(?:the|your|our|my|their))"
)
_ASKING = (
    r"(?:what (?:is|are|do|does|did|would|can|kind|time|about|else|if)|what's"
    r"|how (?:can|may|do|does|are|is|many|much|long|soon|about)|where (?:is|are|do|can)|who (?:is|are|can)"
    r"|which (?:\w+ ){1,2}?(?:can|could|do|does|did|is|are|should|would|will)"
    r"|why)"
)
_OPENERS = r"(?:thank you|thanks|okay|ok|all right|alright|let me|let's|please|sorry|goodbye|bye|yes|yeah)"
_BREAK = re.compile(
    rf"(?:\b(?:and|but|so|or|then|because|plus)\s+)?\b(?:{_STATED}|{_INVERTED}|{_ASKING}|{_OPENERS})\b"
    r"|\b(?:and|but)\s+(?:if|once|as soon as|when|in case|until)\b|\bbut\b"
)
_CONJUNCTION = re.compile(r"(?:and|but|so|or|then|because|plus)\b")
_SUBORDINATE = frozenset((
    "that", "what", "which", "who", "whom", "whose", "where", "when", "while", "until", "till",
    "before", "after", "because", "whether", "if", "as", "so", "how", "why", "than", "sure", "once",
    "unless", "everything", "anything", "something", "all", "to", "soon", "let", "help",
    "shall", "should", "could", "may", "did", "does", "do",
))  # fmt: skip


class Sentence(Frozen):
    """A stretch of one turn's text; `lower` is the whole turn in lower case, place for place."""

    turn: Turn
    lower: str
    start: int
    end: int
    bare: bool  # written without punctuation
    question: bool = False  # ends in a question mark

    @property
    def text(self) -> str:
        """The words as they stand in the turn."""
        return self.turn.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The same words in lower case, with plain apostrophes."""
        return self.lower[self.start : self.end]


def sentences(turn: Turn) -> tuple[Sentence, ...]:
    """Return the sentences of a turn, in order."""
    lower = "".join(low if len(low := char.lower()) == 1 else char for char in turn.text).replace(
        "\u2019", "'"
    )
    bare = is_bare(turn.text)
    cuts = _pauses(turn) if bare else [m.end() for m in _SENTENCE_END.finditer(lower) if _ends(lower, m)]
    found = []
    start = 0
    for end in (*cuts, len(lower)):
        if lower[start:end].strip():
            at = start + len(lower[start:end]) - len(lower[start:end].lstrip())
            question = lower[start:end].rstrip(" \"')").endswith("?")
            found.append(Sentence(turn=turn, lower=lower, start=at, end=end, bare=bare, question=question))
        start = end
    return tuple(found)


def is_bare(text: str, *, fewest: int = _FEWEST_WORDS_TO_EXPECT_MARKS) -> bool:
    """True for text of `fewest` words and more without the punctuation that a writer would have set."""
    return not _MARKS.search(text) and len(text.split()) >= fewest


def clause_end(sentence: Sentence, start: int) -> int:
    """Return where the clause that holds the place `start` ends: before the next one begins."""
    for match in _BREAK.finditer(sentence.lower, start, sentence.end):
        before = sentence.lower[sentence.start : match.start()].rstrip()
        conjunction = _CONJUNCTION.match(match.group())
        if not conjunction and before.split()[-1:] and before.split()[-1].strip(",") in _SUBORDINATE:
            continue
        if sentence.bare or conjunction or before.endswith((",", ";", ":", "-", "–", "—")):
            return _trimmed(sentence.lower, start, match.start())
    return _trimmed(sentence.lower, start, sentence.end)


def clause_starts(sentence: Sentence) -> tuple[int, ...]:
    """Return where the clauses of a sentence begin, the sentence's own start included."""
    starts = [sentence.start]
    at = sentence.start
    while at < sentence.end:
        end = clause_end(sentence, at + 1)
        following = len(sentence.lower) - len(sentence.lower[end:].lstrip(" ,;:-–—.?!\"'"))
        if following >= sentence.end or following <= at:
            break
        starts.append(following)
        at = following
    return tuple(starts)


def _ends(lower: str, match: re.Match[str]) -> bool:
    return not _ABBREVIATION.search(lower[: match.end()]) or match.end() == len(lower)


def _trimmed(lower: str, start: int, end: int) -> int:
    return start + len(lower[start:end].rstrip(" ,;:-–—.?!\"'"))


def _pauses(turn: Turn) -> list[int]:
    """Return the places in the text after which the speaker was silent for a while."""
    cuts = []
    at = 0
    for word, following in zip(turn.words, turn.words[1:], strict=False):
        found = turn.text.find(word.text, at)
        if found < 0:
            return []
        at = found + len(word.text)
        if following.start_s - word.end_s >= _PAUSE_S:
            cuts.append(at)
    return cuts
