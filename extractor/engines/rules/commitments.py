"""Finds who commits to what: the clause, its condition, its day; and leaves out what only sounds like it.

In: the sentences of a turn. Out: `Commitment`s. Not here: how they are worded for a reader (wording.py).
"""

from __future__ import annotations

import re

from extractor.dates import DuePhrase, find_due_phrases
from extractor.engines.rules.cues import Cue, Kind, find_cues
from extractor.engines.rules.passages import Sentence, clause_end
from extractor.engines.rules.verbs import Weight, is_promise_verb, weigh, weigh_both
from models.frozen import Frozen


class Span(Frozen):
    """A stretch of a turn's text."""

    start: int
    end: int


class Commitment(Frozen):
    """One promise as it was said; places are in the turn's text."""

    sentence: Sentence
    cue: Cue
    whole: Span  # the quote: condition, day and commitment
    main: Span  # from the cue's first word to the end of the clause, without a condition after it
    due_said: str | None = None
    condition: str | None = None
    confidence: float


_MARKER = (
    r"(?:if|once|as soon as|the moment|provided(?: that)?|assuming(?: that)?|unless|in case|"
    r"(?:when|after|whenever)(?=\s+(?:i|we|you|he|she|they|it|the|your|our|my|that|this)\b))"
)
_BEFORE = re.compile(rf"\b{_MARKER}\s+(?!again\b|a (?:week|day|month)\b|so\b|not\b)")
_AFTER = re.compile(rf"[,\s]+(?:but only |only )?(?P<condition>{_MARKER}\s+\S.*)")
_NOT_CONDITION = re.compile(
    r"\b(?:know|see|check|ask|wonder|sure|find out|tell (?:me|you|us)|as|at|hear|look|even|what|just)\s*$"
)
_MERE_OFFER = re.compile(
    r"\bif(?: you if)? (?:you|you'd|you would)\s*"
    r"(?:like|want|wish|prefer|need|have|don't mind|hold|bear|wait|could|can|would)\b"
)
#: "... when she is in and leave you a message": the second deed is no part of the condition.
_SECOND_DEED = re.compile(
    r"\s+and\s+(?:then\s+)?"
    r"(?=(?:leave|let|get|give|tell|send|call|ring|text|e-?mail|write)\s+(?:back to\s+)?you\b)"
)
_NO_DEADLINE = re.compile(
    r"\b(?:not|never|don't) (?:to )?(?:\w+ ){0,3}$"
)  # "tell them not to come before noon"
_UNIT_LAST = re.compile(r"\b(?:week|month|day|year)$", re.IGNORECASE)
_AFTER_IT = re.compile(r"\s+after\b(?! (?:next|tomorrow))")
_LONGEST_CONDITION_WORDS = 16
_IMMEDIATE = re.compile(
    r"\b(?:right now|now|for a (?:moment|second|minute)|just a (?:moment|second|minute)|real quick|quickly)\b"
)
_RECEIVES = re.compile(r"(?:get|receive|have)\b")
_GIVES = re.compile(r"\b(?:you|your)\b")
_FOR_THEMSELVES = re.compile(
    r"(?:have|take) (?:a|another) (?:\w+ )?(?:look|think)\b|(?:think|look) (?:about|around|online)\b"
)
_THREATENS = re.compile(
    r"(?:cancel|leave|switch|complain|go (?:to|somewhere|elsewhere)|report|change provider)"
)
#: What a customer threatens with is no promise to us; triage hears it.
_THREAT = re.compile(
    r"(?:kill|hurt|harm|shoot|stab|sue)\b|take (?:you|us|them|this|it) to court|see (?:you|them) in court"
    r"|(?:file|bring) (?:a |an |the )?(?:law ?suit|complaint|claim|charges)"
    r"|hear from (?:my|our|the|their) (?:lawyer|attorney|solicitor)"
    r"|report (?:you|this|it) to|go to the (?:press|police|papers)"
)
_OWED = re.compile(
    r"\b(?:voucher|confirmation|receipt|refund|link|copy|invoice|replacement|contract|offer|quote|letter|reply|answer|call"
    r"|e-?mail|text|discount|credit|parcel|package)\b"
)
_NEGATED = re.compile(r"^\s*(?:not|never|no longer)\b")
_LEADING_DUE = re.compile(r"(?:^|\b(?:and|but|so|then|okay|yes)\s+|,\s*)$")
_DEADLINE = re.compile(r"^(?:by|before|until|within|no later|not later|in|on|at)\b", re.IGNORECASE)
_BASE = {
    Kind.WILL: 0.85, Kind.YOU_WILL: 0.8, Kind.OTHERS: 0.75, Kind.THING: 0.65,
    Kind.CAN: 0.65, Kind.LET_ME: 0.6, Kind.DOING: 0.7, Kind.MISHEARD: 0.5,
}  # fmt: skip
_AGENT_ONLY = frozenset({Kind.OTHERS, Kind.THING})


def find_commitments(sentence: Sentence) -> tuple[Commitment, ...]:
    """Return the commitments of a sentence in order."""
    found: list[Commitment] = []
    for cue in find_cues(sentence):
        if found and cue.start < found[-1].main.end:
            continue
        if cue.kind in _AGENT_ONLY and sentence.turn.speaker != "agent":
            continue
        floor = found[-1].whole.end if found else sentence.start
        commitment = _commitment(sentence, cue, floor)
        if commitment is not None:
            found.append(commitment)
    return tuple(found)


def _commitment(sentence: Sentence, cue: Cue, floor: int) -> Commitment | None:
    end = clause_end(sentence, cue.verb_end)
    main_end, condition_after = _split_off_condition(sentence, cue, end)
    words = sentence.lower[cue.verb_start : main_end]
    if _NEGATED.match(words):
        return None
    condition = _condition_before(sentence, cue, floor) or condition_after
    due, lead = _due(sentence, cue, Span(start=cue.verb_start, end=main_end), floor)
    if due is not None and lead is None:
        comma = sentence.lower.find(",", due.end, main_end)
        main_end = comma if comma > 0 else main_end
    if not _believable(sentence, cue, words, due=due, condition=condition):
        return None
    start = min(
        cue.start, condition.start if condition else cue.start, lead if lead is not None else cue.start
    )
    whole_end = max(main_end, condition.end if condition else main_end)
    return Commitment(
        sentence=sentence,
        cue=cue,
        whole=Span(start=start, end=whole_end),
        main=Span(start=cue.start, end=main_end),
        due_said=due.text if due else None,
        condition=sentence.turn.text[condition.start : condition.end] if condition else None,
        confidence=_confidence(cue, due=due, bare=sentence.bare),
    )


def _believable(
    sentence: Sentence, cue: Cue, words: str, *, due: DuePhrase | None, condition: Span | None
) -> bool:
    """Apply what each kind of cue asks for besides its words."""
    if sentence.turn.speaker == "customer" and _THREAT.match(words):
        return False
    verb = words.split(maxsplit=1)[0] if words.split() else ""
    weight = weigh_both(words)
    if cue.kind in (Kind.WILL, Kind.LET_ME):
        return _will_is_meant(sentence, cue, words, weight, due, condition)
    if cue.kind is Kind.YOU_WILL:
        owed = verb in ("get", "have") and sentence.turn.speaker == "agent" and _OWED.search(words)
        return due is not None or verb == "receive" or words.startswith("hear from") or bool(owed)
    if cue.kind is Kind.CAN:
        offered = condition is not None and not _MERE_OFFER.match(sentence.lower, condition.start)
        owes = weight is Weight.PROMISE
        by_day = due is not None and (owes or verb in ("have", "get"))
        return by_day or (offered and owes and sentence.turn.speaker == "agent")
    if cue.kind is Kind.DOING:
        return due is not None and is_promise_verb(verb)
    if cue.kind is Kind.OTHERS:
        return due is not None or re.search(r"\b(?:you|your)\b", words) is not None
    return due is not None or (cue.kind is Kind.MISHEARD and condition is not None)


def _will_is_meant(
    sentence: Sentence, cue: Cue, words: str, weight: Weight, due: DuePhrase | None, condition: Span | None
) -> bool:
    if weight is Weight.NEVER or (sentence.turn.speaker == "customer" and _not_owed(words, condition)):
        return False
    if due is not None:
        return True
    if cue.weak or cue.kind is Kind.LET_ME or _IMMEDIATE.search(words):
        return False
    if weight is Weight.PROMISE:
        return True
    return condition is not None and not _MERE_OFFER.match(sentence.lower, condition.start)


def _not_owed(words: str, condition: Span | None) -> bool:
    """True for what a customer will receive ("I'll get it by Friday") or threatens ("... I'll cancel")."""
    if _FOR_THEMSELVES.match(words) and not _GIVES.search(words):
        return True
    receives = _RECEIVES.match(words) and not _GIVES.search(words) and weigh(words) is not Weight.PROMISE
    return bool(receives or (condition is not None and _THREATENS.match(words)))


def _split_off_condition(sentence: Sentence, cue: Cue, end: int) -> tuple[int, Span | None]:
    """Return where the commitment itself ends, and a condition that follows ("... if it does not come")."""
    match = _AFTER.search(sentence.lower, cue.verb_start, sentence.end)
    if match is None or match.start() > end:
        return end, None
    if _NOT_CONDITION.search(sentence.lower[cue.verb_start : match.start()]):
        return end, None
    start = match.start("condition")
    condition_end = clause_end(sentence, start + len(match["condition"].split()[0]) + 4)
    comma = sentence.lower.find(",", start, condition_end)
    condition_end = comma if comma > 0 else condition_end
    second = _SECOND_DEED.search(sentence.lower, start, condition_end)
    if second is not None:
        return end, Span(start=start, end=second.start())
    return match.start(), Span(start=start, end=max(condition_end, start + 1))


def _condition_before(sentence: Sentence, cue: Cue, floor: int) -> Span | None:
    """Return the condition that leads up to the commitment ("If you sign this week, I'll ...")."""
    markers = list(_BEFORE.finditer(sentence.lower, floor, cue.start))
    for marker in reversed(markers):
        words = sentence.lower[marker.end() : cue.start]
        if _NOT_CONDITION.search(sentence.lower[floor : marker.start()]):
            continue
        if not words.strip() or len(words.split()) > _LONGEST_CONDITION_WORDS:
            continue
        if sentence.bare and _leaves_off(sentence, marker.end(), cue.start):
            continue
        end = marker.start() + len(sentence.lower[marker.start() : cue.start].rstrip(" ,;:-"))
        return Span(start=marker.start(), end=_without_then(sentence.lower, marker.start(), end))
    return None


def _leaves_off(sentence: Sentence, start: int, cue_start: int) -> bool:
    """True when another clause begins between the condition and the commitment, so that they are not one."""
    words = sentence.lower[start:cue_start].split()
    skipped = start + len(" ".join(words[:2]))
    return clause_end(sentence, skipped) < cue_start - 1 - len(words[-1]) if len(words) > 2 else False


def _without_then(lower: str, start: int, end: int) -> int:
    words = lower[start:end]
    return start + len(re.sub(r"[,\s]+(?:then|and|so|(?<!as )well|(?<!say )(?<!says )yes)$", "", words))


def _due(sentence: Sentence, cue: Cue, main: Span, floor: int) -> tuple[DuePhrase | None, int | None]:
    """Return the phrase that says by when, and where it begins if it leads up to the commitment."""
    text = sentence.turn.text
    inside = [_moved(phrase, main.start) for phrase in find_due_phrases(text[main.start : main.end])]
    inside = [phrase for phrase in inside if _is_deadline(phrase, text, main.start)]
    if inside:
        with_day = [phrase for phrase in inside if phrase.has_day] or inside
        deadlines = [phrase for phrase in with_day if _DEADLINE.match(phrase.text)]
        return (deadlines or with_day)[0], None
    ahead = [_moved(phrase, floor) for phrase in find_due_phrases(text[floor : cue.start])]
    if ahead and not text[ahead[-1].end : cue.start].strip(" ,") and ahead[-1].has_day:
        leads = _LEADING_DUE.search(sentence.lower[sentence.start : ahead[-1].start])
        if leads and (not sentence.bare or _DEADLINE.match(ahead[-1].text)):
            return ahead[-1], ahead[-1].start
    return None, None


def _is_deadline(phrase: DuePhrase, text: str, start: int) -> bool:
    """False for "not to come before noon", and for "the week after", which counts from something else."""
    counted = _UNIT_LAST.search(phrase.text) and _AFTER_IT.match(text, phrase.end)
    return not counted and not _NO_DEADLINE.search(text[start : phrase.start].lower())


def _moved(phrase: DuePhrase, by: int) -> DuePhrase:
    return phrase.model_copy(update={"start": phrase.start + by, "end": phrase.end + by})


def _confidence(cue: Cue, *, due: DuePhrase | None, bare: bool) -> float:
    value = _BASE[cue.kind] - (0.1 if due is None else 0) - (0.15 if cue.weak else 0) - (0.05 if bare else 0)
    return round(max(0.2, value), 2)
