"""How urgent a call is and how much is at stake: by the template's rules, each with the words that raised it.

In: transcript, template, the notes' promises, what the engine says was raised. Out: `Triage`.
What an engine says counts only for a rule that the template has, in words that stand in the transcript, and
never lowers anything. Not here: who has to sign it off (lifecycle).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractor.engine import DraftEvidence, DraftRaised
from extractor.fields.money import sums
from extractor.triage.meant import is_meant
from extractor.triage.phrases import find, folded
from models.frozen import Frozen
from models.notes import Evidence, Promise, RaisedRisk, Risk, Urgency
from models.template import RiskRule, Speaker, Template
from models.transcript import Transcript, Turn
from text.evidence import Refusal, prove

_TIERS: Final[tuple[Risk, ...]] = ("low", "medium", "high")
_MOST_QUOTES: Final = 3
_LONGEST_QUOTE_WORDS: Final = 30
_WORDS_AROUND: Final = 10
_SENTENCE: Final = re.compile(r"[^.?!]+[.?!]*")


class Triage(Frozen):
    """The tier is that of the gravest rule raised; where the urgency is normal, no words are shown for it."""

    risk: Risk = "low"
    raised: tuple[RaisedRisk, ...] = ()
    urgency: Urgency = "normal"
    urgency_evidence: tuple[Evidence, ...] = ()


def triage(
    transcript: Transcript,
    template: Template,
    *,
    promises: tuple[Promise, ...] = (),
    claimed: tuple[DraftRaised, ...] = (),
) -> Triage:
    """Return what was raised, the gravest first, with at most three quotes each."""
    raised = [one for rule in template.risks if (one := _raised(rule, transcript, promises, claimed))]
    raised.sort(key=lambda one: -_TIERS.index(one.tier))
    urgency, said = _urgency(transcript, template)
    return Triage(
        risk=raised[0].tier if raised else "low",
        raised=tuple(raised),
        urgency=urgency,
        urgency_evidence=said,
    )


def _raised(
    rule: RiskRule, transcript: Transcript, promises: tuple[Promise, ...], claimed: tuple[DraftRaised, ...]
) -> RaisedRisk | None:
    found = _over_the_limit(rule, promises) or _said(rule.phrases, rule.by, transcript, unless=rule.unless)
    if not found:
        found = tuple(_claimed(rule, transcript, claimed))
    if not found:
        return None
    return RaisedRisk(
        rule=rule.name,
        tier=rule.tier,
        why=rule.why,
        evidence=found[:_MOST_QUOTES],
        escalate_to=rule.escalate_to,
    )


def _said(
    phrases: tuple[str, ...], by: Speaker, transcript: Transcript, *, unless: tuple[str, ...] = ()
) -> tuple[Evidence, ...]:
    found: dict[tuple[str, str], Evidence] = {}
    for turn in transcript.turns if phrases else ():
        text = folded(turn.text)
        for start, end in _places(phrases, unless, text) if _speaks_for(turn, by) else ():
            if one := _evidence(turn, start, end, transcript):
                found.setdefault((one.turn_id, one.quote), one)
    return tuple(found.values())


def _places(phrases: tuple[str, ...], unless: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands and is meant."""
    harmless = tuple(find(unless, text))
    for start, end in find(phrases, text):
        covered = any(start < stop and begin < end for begin, stop in harmless)
        if not covered and is_meant(text, start, end):
            yield start, end


def _over_the_limit(rule: RiskRule, promises: tuple[Promise, ...]) -> tuple[Evidence, ...]:
    if rule.promise_over is None:
        return ()
    limit = Decimal(str(rule.promise_over))
    return tuple(
        one
        for promise in promises
        if promise.side == "ours" and promise.standing != "withdrawn"
        for one in promise.evidence
        if any(said.amount > limit for said in sums(one.quote))
    )


def _claimed(rule: RiskRule, transcript: Transcript, claimed: tuple[DraftRaised, ...]) -> Iterator[Evidence]:
    """Yield the proven words for which the engine says that this rule is raised, unless they deny it.

    Words of the speaker whom the rule is about, and more than a few: a whole statement can be read.
    """
    for one in claimed:
        if one.rule.casefold().replace("_", " ").strip() != rule.name:
            continue
        for stated in one.evidence:
            found = _proven(stated, rule.by, transcript)
            if found is not None and not _denies(rule, found):
                yield found


def _proven(stated: DraftEvidence, by: Speaker, transcript: Transcript) -> Evidence | None:
    turn = transcript.turn(stated.turn_id)
    if turn is None or not _speaks_for(turn, by):
        return None
    found = prove(stated.turn_id, stated.quote, transcript)
    return None if isinstance(found, Refusal) else found


def _denies(rule: RiskRule, evidence: Evidence) -> bool:
    """True when the quote holds phrases of the rule and means none of them."""
    text = folded(evidence.quote)
    said = any(True for _ in find(rule.phrases, text))
    return said and not any(True for _ in _places(rule.phrases, rule.unless, text))


def _urgency(transcript: Transcript, template: Template) -> tuple[Urgency, tuple[Evidence, ...]]:
    pressing = _said(template.urgent, "customer", transcript)
    if pressing:
        return "high", pressing[:_MOST_QUOTES]
    unhurried = _said(template.unhurried, "customer", transcript)
    return ("low", unhurried[:_MOST_QUOTES]) if unhurried else ("normal", ())


def _speaks_for(turn: Turn, by: Speaker) -> bool:
    """A speaker of whom it is not known which side that is counts for both."""
    if by == "anyone":
        return True
    return turn.speaker != ("agent" if by == "customer" else "customer")


def _evidence(turn: Turn, start: int, end: int, transcript: Transcript) -> Evidence | None:
    """Return the sentence around the words, the stretch around them, else the whole turn; else nothing."""
    for quote in (_sentence(turn.text, start, end), turn.text):
        found = prove(turn.id, quote, transcript)
        if not isinstance(found, Refusal):
            return found
    return None


def _sentence(text: str, start: int, end: int) -> str:
    for match in _SENTENCE.finditer(text):
        if match.start() <= start and end <= match.end():
            sentence = match.group().strip()
            if len(sentence.split()) <= _LONGEST_QUOTE_WORDS:
                return sentence
            break
    before, after = text[:start].split()[-_WORDS_AROUND:], text[end:].split()[:_WORDS_AROUND]
    return " ".join((*before, text[start:end], *after))
