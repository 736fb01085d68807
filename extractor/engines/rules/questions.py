"""Finds the questions that were left open: those that were answered with "I don't know" or "I'll ask".

In: the sentences of a call. Out: `DraftItem`s, the question with the words that leave it open.
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftItem
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts, is_bare
from extractor.engines.rules.wording import as_sentence
from models.transcript import Turn
from text.evidence.substance import has_substance
from text.spoken import units

_ASKED = re.compile(
    r"^(?:(?:and|but|so|okay|ok|also|well|sorry|all right|alright|yes|good|great|fine|hm|um|uh|thank you"
    r"|thanks)[,\s]+)*"
    r"(?:what|when|where|who|why|how|which|do|does|did|can|could|is|are|will|would|should|shall|have|has"
    r"|am|may|any chance)\b"
)
_OPEN = re.compile(
    r"\b(?:(?:i'm|i am|we're|we are) not (?:sure|certain)|(?:i|we) (?:don't|do not) (?:know|have that"
    r"|have an answer)|no idea"
    r"|(?:i'd|i would|we'd|i'll|i will|i|let me)(?: have to| need to|'ll have to)? (?:ask|check|find out"
    r"|look into|come back to you|get back to you)"
    r"|good question|it depends|can't (?:say|tell you|see that|promise)|cannot (?:say|tell)|(?:i|we)(?:'d"
    r"|'ll| would| will)? (?:have|need) to (?:ask|check)"
    r"|couldn't tell you|hard to say|not (?:quite )?sure)\b"
)
_UNKNOWN = re.compile(
    r"\b(?:not (?:quite )?(?:sure|certain)|(?:don't|do not) know|no idea|(?:have|need) to ask (?!you\b))\b"
)
_ON_THE_SPOT = re.compile(
    r"\blet me (?:check|look|see|find)\b|\b(?:for you now|one moment|a moment|a second|hold on)\b"
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|okay|ok|well|also|yes|yeah|good|great|fine|sorry|lovely|thanks|thank you)\b[,.!\s]+)+"
    r"(?=\S)",
    re.IGNORECASE,
)
_ANSWER_SENTENCES = 3
_FEWEST_QUESTION_WORDS = 4


def find_open_questions(spoken: tuple[Sentence, ...]) -> tuple[DraftItem, ...]:
    """Return the open questions in order."""
    found = []
    for place, sentence in enumerate(spoken):
        if place and spoken[place - 1].turn.id != sentence.turn.id:
            asked = _question(spoken[:place])
            if asked is not None and asked[0].turn.speaker != sentence.turn.speaker:
                answer = _open_answer(spoken, place, sure=asked[2])
                if answer is not None:
                    found.append(_item(asked, answer))
    return tuple(found)


def _question(before: tuple[Sentence, ...]) -> tuple[Sentence, int, bool] | None:
    """Return what ends the turn before: the sentence, where it begins, and if it surely is a question."""
    last = before[-1]
    if last.question:
        return last, last.start, True
    if not last.bare and not is_bare(last.turn.text, fewest=_FEWEST_QUESTION_WORDS):
        return None
    starts = clause_starts(last)
    asking = [start for start in starts if _ASKED.match(last.lower[start : last.end])]
    return (last, asking[-1], True) if asking else (last, starts[-1], False)


def _open_answer(spoken: tuple[Sentence, ...], place: int, *, sure: bool) -> tuple[Sentence, int, int] | None:
    """Return the words near the start of the answering turn that leave the question open."""
    turn_id = spoken[place].turn.id
    for sentence in spoken[place : place + _ANSWER_SENTENCES]:
        if sentence.turn.id != turn_id:
            return None
        for start in clause_starts(sentence)[:_ANSWER_SENTENCES]:
            end = clause_end(sentence, start + 1)
            words = sentence.lower[start:end]
            pattern = _OPEN if sure and sentence.turn.speaker == "agent" else _UNKNOWN
            if pattern.search(words) and not _ON_THE_SPOT.search(words) and "good question" not in words:
                return sentence, start, end
    return None


def _quoted(turn: Turn, words: str) -> tuple[DraftEvidence, ...]:
    """Return the quote, unless it says too little to prove anything ("I don't know")."""
    if not has_substance(units(words), whole=False):
        return ()
    return (DraftEvidence(turn_id=turn.id, quote=words),)


def _item(asked: tuple[Sentence, int, bool], answer: tuple[Sentence, int, int]) -> DraftItem:
    question, start, sure = asked
    sentence, answer_start, answer_end = answer
    replied = sentence.turn.text[answer_start:answer_end]
    words = question.turn.text[start : question.end].strip()
    return DraftItem(
        text=as_sentence(_LEAD.sub("", words)) + ("?" if sure else ""),
        evidence=(DraftEvidence(turn_id=question.turn.id, quote=words), *_quoted(sentence.turn, replied)),
        confidence=0.8 if sure else 0.55,
        reasons=() if sure else ("the question itself was not heard clearly",),
    )
