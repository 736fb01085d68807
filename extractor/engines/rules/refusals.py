"""Finds what the agent refused, and of what was asked for it was the answer.

In: the sentences of a call. Out: `DraftTopic`s with the outcome "refused".
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftTopic
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from extractor.engines.rules.wording import as_sentence, turned

_REFUSED = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't|will not|(?:not |un)able to|(?:not|aren't|isn't) allowed"
    r"|don't (?:offer|do|refund"
    r"|cover|accept|provide|have the option|allow|sell|support|ship|deliver)|not (?:possible|available"
    r"|an option|included"
    r"|covered|something we)|isn't (?:possible|available|included|covered|an option)|impossible"
    r"|against (?:our|the) policy"
    r"|no longer (?:offer|available|possible)|not going to be able|out of the question|have to decline"
    r"|not permitted)\b"
)
_DAY = (
    r"\b(?:it |this |that |on |the )?(?:\w+day|today|tomorrow|morning|afternoon|evening|week|tonight"
    r"|(?:this|that) (?:morning|afternoon|evening|week))\b"
)
_NOT_A_REFUSAL = re.compile(
    r"\b(?:can't|cannot|couldn't|won't|not able to|unable to)\s+(?:\w+ly\s+)?(?:see|hear|find|promise|tell"
    r"|say|remember|believe|wait"
    r"|access|guarantee|be (?:a problem|long|an issue)|take (?:long|more)|apologi[sz]e|thank|imagine|think"
    r"|help (?:but|it)|recall|decide|lie"
    r"|reach|get through|complain|read|log|open|cost|hurt|happen|miss|need|have to|work out|speak for|lose)\b"
    r"|\byou won't(?:$| (?:be (?:charged|billed)|pay|need|have to|lose|notice|regret|miss)\b)"
    r"|\bi won't,? then$"
    rf"|{_DAY} (?:won't|can't|isn't going to) |\b(?:can't|won't) (?:make|do|manage) {_DAY}"
    r"|\bwhy (?:can't|don't)\b|\bif (?:you|we|i|it|that)\b.*\b(?:can't|won't|isn't)\b"
    r"|\b(?:if|unless|in case) (?:(?!we\b|i\b)[\w']+ ){1,3}(?:can't|cannot|won't|isn't|couldn't)\b"
)
_YIELDS = re.compile(
    r"(?:(?:okay|ok|all right|alright|fine|sure)\b[,\s]*)*then (?:i|we)\b"
)  # "then I won't send it"
_SAYS_NO = re.compile(
    r"(?:(?:no|oh|ah|um|well)\b[,.\s]*)*"
    r"(?:(?:i'm|i am|we're) afraid not|unfortunately not|sorry,? no\b|no,? sorry\b)"
)
_NOTHING_MORE = re.compile(
    r"\b(?:(?:i'm|i am|we're) (?:afraid|sorry)|unfortunately|(?:do|offer|accept) (?:that|this|it)(?! \w))\b"
)
_ASKS_FOR = re.compile(
    r"\b(?:(?:could|can|may|might) (?:i|we|you)|would you|is (?:it|that) possible|any chance|do you have"
    r"|is there (?:any|a))\b"
)
_DECLINED = re.compile(
    r"\bwe (?:don't|do not)\s+(?!know|need|think|mind|have (?:to|that|it|the)|see|want|expect|charge|believe"
    r"|say|get)[a-z]+\s+[a-z]"
)
_SORRY = re.compile(r"\b(?:sorry|afraid|unfortunately|no)\b")
_POINTS_BACK = re.compile(
    r"\b(?:that|this|it|any of that|those)(?:'s| is| isn't| are)?(?:\s+[^\s.]+){0,4}$"
    r"|\b(?:do|offer|accept) (?:that|this|it)\b"
)
_ADDRESS = re.compile(
    r"^(?:no|sorry|well|but|and|so|unfortunately|i'm sorry|i am sorry|i'm afraid|i am afraid|okay|yes"
    r"|and)\b[,\s]*"
)


def find_refusals(spoken: tuple[Sentence, ...]) -> tuple[DraftTopic, ...]:
    """Return what the agent refused, in order."""
    found = []
    for place, sentence in enumerate(spoken):
        if sentence.turn.speaker != "agent" or sentence.question:
            continue
        for start in clause_starts(sentence):
            end = clause_end(sentence, start + 1)
            words = sentence.lower[start:end]
            refused = _REFUSED.search(words) or _declined(sentence, words)
            if refused is None and _SAYS_NO.match(words) and _is_asked(spoken, place):
                found.append(_refusal(spoken, place, start, end, end))
            elif refused and not _NOT_A_REFUSAL.search(words) and not _YIELDS.match(words):
                found.append(_refusal(spoken, place, start, end, refused.end()))
    return tuple(found)


def _declined(sentence: Sentence, words: str) -> re.Match[str] | None:
    """Return where the agent says that they do not do a thing, said with regret or with a no."""
    regrets = _SORRY.search(sentence.lower)
    return _DECLINED.search(words) if regrets else None


def _refusal(spoken: tuple[Sentence, ...], place: int, start: int, end: int, after: int) -> DraftTopic:
    sentence = spoken[place]
    turn = sentence.turn
    quote = turn.text[start:end]
    evidence = [DraftEvidence(turn_id=turn.id, quote=quote)]
    if not _SAYS_NO.match(quote.lower()):
        start += _address(sentence.lower[start:end])
    text = as_sentence(turned(turn.text[start:end], "ours"))
    asked = _asked(spoken, place) if _says_little(quote, after) else None
    if asked is not None:
        evidence.insert(0, DraftEvidence(turn_id=asked.turn.id, quote=asked.text.strip()))
        mark = "?" if asked.question else ""
        text = f'{text} (asked: "{as_sentence(asked.text)}{mark}")'
    return DraftTopic(text=text, evidence=tuple(evidence), confidence=0.8, outcome="refused")


def _is_asked(spoken: tuple[Sentence, ...], place: int) -> bool:
    """True where the customer asked for something right before the agent began to speak."""
    before = next((one for one in reversed(spoken[:place]) if one.turn.id != spoken[place].turn.id), None)
    if before is None or before.turn.speaker != "customer":
        return False
    return _ASKS_FOR.search(before.lower, before.start, before.end) is not None


def _address(words: str) -> int:
    """Return how many characters of sorrow come before the refusal itself."""
    at = 0
    while match := _ADDRESS.match(words[at:]):
        at += match.end()
    return at


def _says_little(quote: str, after: int) -> bool:
    """True when what is refused is only pointed at ("that is not possible")."""
    pointed = _POINTS_BACK.search(quote.lower()) or _SAYS_NO.match(quote.lower())
    rest = _NOTHING_MORE.sub("", quote[after:].lower())
    return not rest.strip(" .,!") and pointed is not None


def _asked(spoken: tuple[Sentence, ...], place: int) -> Sentence | None:
    """Return what the customer said last before the refusal."""
    before = [sentence for sentence in spoken[:place] if sentence.turn.speaker == "customer"]
    return before[-1] if before else None
