"""Fills the fields that the call's template asks for and whose names the rules know.

In: what was drafted already, the turns, the template. Out: `DraftField`s under the template's names.
"issue", "need" and "reason" are what the customer calls for; "next step" is a meeting or what we promised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.engine import DraftEvidence, DraftField, DraftFollowUp, DraftItem, DraftPromise, DraftTopic
from extractor.engines.rules.courtesy import matter_starts
from extractor.engines.rules.passages import Sentence, clause_end, clause_starts
from extractor.engines.rules.promise_words import own_words
from extractor.engines.rules.said_reasons import says
from extractor.engines.rules.topics import first_matter
from models.template import Template

_REASONS = ("issue", "need", "reason")
_RESOLUTION = re.compile(
    r"\b(?:refund|money back|replace(?:ment)?|a new one|exchange|repair(?:ed)?|fix(?:ed)?|compensation"
    r"|cancel|credit)\b"
)
_WISHES = re.compile(
    r"\b(?:(?:can|could|would) you|i(?:'d| would) (?:like|want|prefer|rather)|i want|i need|please"
    r"|can i (?:get|have))\b"
)
_URGENT = re.compile(
    r"\b(?:urgent\w*|asap|as soon as possible|right away|immediately|can't wait|cannot wait|need (?:it"
    r"|this|that|them) by"
    r"|(?:birthday|wedding|exam|trip|deadline) (?:is|present)|please hurry)\b"
)
_PRODUCT = re.compile(
    r"\b(?:my|our|the|a|an) (?P<thing>(?!(?:bill|invoice|order|account|internet|money|number|card|problem"
    r"|phone number)\b)"
    r"[a-z]+(?: (?:machine|phone|card|heater|oven|printer|account|pump|door|bike|watch|table|chair|dryer"
    r"|pills))?)"
    r" (?:is (?:leaking|broken|not|making|too)|isn't|doesn't|won't|keeps|stopped|broke|leaks|died"
    r"|has stopped)\b"
    r"|\b(?:ordered|bought|lease|leased|rent|refill) (?:a|an|my|our|some"
    r"|the) (?P<bought>(?!new\b)[a-z]+(?: [a-z]+){0,2}?)"
    r"(?= and\b| but\b| from\b| in\b| for\b| which\b| that\b| at\b| on\b| last\b| yesterday\b|[.,?!]|$)"
)
_COMPETITOR = re.compile(
    r"\bwe(?:'re| are)? (?:currently |now |still )?(?:use|using|with) "
    r"(?P<name>[a-z][\w-]+(?: (?-i:[A-Z])\w+)?)"
    r"(?= (?:at the moment|right now|now|today|currently|for|and)\b|[.,])",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:i'm|i am)(?: now)?(?: the| a| an)? (?P<job>(?:head of|director of|vice president of"
    r"|chief) \w+(?: (?!(?:at|of|for|in|with|and|here|from)\b)\w+)?"
    r"|(?:\w+ )?manager|owner|ceo|cfo|cto|(?:managing |finance )?director|buyer|accountant)\b"
)
_COMPANY = re.compile(
    r"(?:[Tt]his is|[Mm]y name is|I'm|[Ii]t's) (?:[A-Z][\w'-]+ ){1,3}(?:from|of|with|at) (?:the )?"
    r"(?P<company>[A-Z][\w&'-]*(?: (?:and|of|&) [A-Z][\w'-]*| [A-Z][\w&'-]*){0,3})"
)
_WITH = re.compile(r"\b(?:with|see) (?P<who>(?:doctor|dr\.?|mr\.?|mrs\.?|ms\.?|miss) \w+)", re.IGNORECASE)


def find_template_fields(
    template: Template,
    spoken: tuple[Sentence, ...],
    *,
    topics: Sequence[DraftTopic],
    promises: Sequence[DraftPromise],
    follow_ups: Sequence[DraftFollowUp],
) -> tuple[DraftField, ...]:
    """Return a field for each name that the template asks for and that is found here."""
    meetings = [one for one in follow_ups if one.from_promise is None]
    found = [
        *_reasons(topics, spoken),
        *_said(spoken),
        *_steps(meetings, promises),
    ]
    asked = [field for field in found if template.field(field.name) is not None]
    first: dict[str, DraftField] = {}
    for field in asked:
        first.setdefault(field.name, field)
    return tuple(first.values())


def _reasons(topics: Sequence[DraftTopic], spoken: tuple[Sentence, ...]) -> Iterator[DraftField]:
    """What the customer calls for; the issue is how they put it before they say what they want.

    Only words that say such a thing count, so that a template may have its field empty.
    """
    for topic in topics:
        if topic.outcome == "refused":
            continue
        turn_id, quote = topic.evidence[0].turn_id, topic.evidence[0].quote
        told = next(
            (words for one in spoken if one.turn.id == turn_id and (words := first_matter(one))), quote
        )
        asked = _asked(turn_id, spoken)
        for name in _REASONS:
            said = (told, quote) if name == "issue" else (quote, told)
            words = next((one for one in said if says(name, _plain(one), asked=asked)), None)
            if words is not None:
                evidence = (DraftEvidence(turn_id=turn_id, quote=words),)
                yield _of_item(name, topic.model_copy(update={"evidence": evidence}), words)


def _asked(turn_id: str, spoken: tuple[Sentence, ...]) -> str:
    """Return what the agent said last before this turn."""
    before = ""
    for sentence in spoken:
        if sentence.turn.id == turn_id:
            break
        before = _plain(sentence.text) if sentence.turn.speaker == "agent" else before
    return before


def _plain(words: str) -> str:
    return words.lower().replace("\u2019", "'")


def _steps(meetings: Sequence[DraftFollowUp], promises: Sequence[DraftPromise]) -> Iterator[DraftField]:
    for meeting in meetings[:1]:
        if meeting.due_said:
            yield _of_item("appointment date", meeting, meeting.due_said)
    ours = [
        promise
        for promise in promises
        if promise.side == "ours"
        and promise.standing != "withdrawn"
        and own_words(promise)
        and "unclear_commitment" not in promise.flags
    ]
    steps: list[DraftFollowUp | DraftPromise] = [*meetings, *ours]
    for step in steps[:1]:
        yield _of_item("next step", step, _latest(step))


def _latest(step: DraftFollowUp | DraftPromise) -> str:
    """Return the quote that names its day as it stands at the end, else the first one."""
    quotes = [one.quote for one in step.evidence]
    dated = [quote for quote in quotes if step.due_said and step.due_said.lower() in quote.lower()]
    return dated[-1] if dated and step.history else quotes[0]


def _said(spoken: tuple[Sentence, ...]) -> Iterator[DraftField]:
    for sentence in spoken:
        if sentence.turn.speaker != "customer":
            continue
        text, lower = sentence.turn.text, sentence.lower
        for name, pattern, words in (
            ("product", _PRODUCT, lower), ("competitor", _COMPETITOR, text), ("job title", _JOB, lower),
            ("company", _COMPANY, text), ("with whom", _WITH, text),
        ):  # fmt: skip
            match = pattern.search(words, sentence.start, sentence.end)
            if match is not None:
                place = next(group for group, value in match.groupdict().items() if value)
                yield _field(name, sentence, match.start(), match.end(), match.span(place))
        for begun in clause_starts(sentence):
            end = clause_end(sentence, begun + 1)
            start = begun + matter_starts(lower[begun:end])
            clause = lower[start:end]
            if _RESOLUTION.search(clause) and _WISHES.search(clause):
                yield _field("preferred resolution", sentence, start, end, (start, end))
            if _URGENT.search(clause):
                yield _field("urgency", sentence, start, end, (start, end))


def _of_item(name: str, item: DraftItem, said: str) -> DraftField:
    value = said.strip(" .,?!")
    return DraftField(
        text=f"{name.capitalize()}: {value}",
        evidence=item.evidence,
        confidence=item.confidence,
        name=name,
        value=value,
    )


def _field(name: str, sentence: Sentence, start: int, end: int, value: tuple[int, int]) -> DraftField:
    turn = sentence.turn
    words = turn.text[value[0] : value[1]].strip(" ,.?!")
    return DraftField(
        text=f"{name.capitalize()}: {words}",
        evidence=(DraftEvidence(turn_id=turn.id, quote=turn.text[start:end].strip(" ,")),),
        confidence=0.6,
        name=name,
        value=words,
    )
