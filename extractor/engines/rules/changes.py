"""Follows a promise through the call: moved to another day, or taken back, it stays one promise.

In: promises in the order in which they were made, each with its sentence; all sentences. Out: `DraftPromise`s
with their history.
Not here: what shows that a change was really said (extractor/promise_history.py).
"""

from __future__ import annotations

import re

from extractor.engine import DraftChange, DraftEvidence, DraftPromise
from extractor.engines.rules.moved_by_maker import moved_by_maker
from extractor.engines.rules.passages import SIDE_OF, Sentence, clause_end, clause_starts
from extractor.engines.rules.promise_words import ANOTHER, content, only_points, own_words
from extractor.engines.rules.proposed_days import keeping_the_time, proposed_day
from extractor.engines.rules.wording import as_sentence, from_to, turned, when, without_time
from models.frozen import Frozen
from text.evidence.substance import has_substance
from text.spoken import units

_REVISES = re.compile(
    r"\b(?:instead|rather|actually|wait|sorry|correction|make (?:it|that)|after all|no[,.]? not)\b"
)
_OBJECTS = re.compile(
    r"\b(?:can't|cannot|won't|bad|away|doesn't|isn't|not|busy|out of|abroad|at work|later|earlier|instead"
    r"|too (?:late|early)"
    r"|(?:could|can) you (?:do|make|come)|(?:how|what) about|make it|would .* (?:work|be possible|be okay))\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:don't bother|never ?mind|(?:don't|do not|no longer) need|no need|please don't"
    r"|forget (?:about )?(?:it|that|the)"
    r"|leave (?:that|it)\b|(?:don't|won't) have to|scratch that|call (?:that|it) off|drop (?:that|it)\b"
    r"|(?:can't|cannot|won't) (?:\w+ ){0,6}after all|changed my mind|not (?:\w+ ){0,3}after all"
    r"|(?:can't|cannot|won't be able to|not able to|unable to) (?:actually |really )?"
    r"(?:do|offer|give|make|refund|credit|send|promise) (?:that|it|this)\b)"
)
_DROPS_IT = re.compile(r"\b(?:bother|mind|forget|leave|scratch|off|drop)\b")
_BY_RECEIVER = re.compile(
    r"\b(?:don't bother|no need|never ?mind|need|have to|please don't|forget|leave|drop|scratch|call)\b"
)
_BY_MAKER = re.compile(r"\b(?:forget|scratch|drop|call|after all|mind|can't|cannot|won't|not able|unable)\b")
_POINTS = re.compile(
    r"(?:(?:he|she|they|it|we|you)(?:'ll| will| should)|be|come|have it|do (?:it|that))\b", re.IGNORECASE
)
_RIGHT_AFTER = 2
_NEAR_SENTENCES = 8
_FAR_WORDS = 2  # what is taken back later on is named
_BEFORE_SENTENCES = 3


class Made(Frozen):
    """A promise, and the place of the sentence in which it was made last."""

    promise: DraftPromise
    place: int


def followed(made: tuple[Made, ...], spoken: tuple[Sentence, ...]) -> tuple[DraftPromise, ...]:
    """Return the promises in the order of their first words, each with what became of it."""
    kept: list[Made] = []
    waiting = sorted(made, key=lambda one: one.place)
    for place, sentence in enumerate(spoken):
        for one in [one for one in waiting if one.place == place]:
            _add(kept, one, spoken)
        _react(kept, place, sentence, spoken)
    return tuple(one.promise for one in kept)


def _add(kept: list[Made], new: Made, spoken: tuple[Sentence, ...]) -> None:
    for number in range(len(kept) - 1, -1, -1):
        if _repeats(kept[number], new) or _sums_up(kept[number], new, spoken):
            kept[number] = Made(promise=_told_again(kept[number].promise, new.promise), place=new.place)
            return
        if _revises(kept[number], new, spoken):
            after = _at_its_time(kept[number].promise, new, spoken)
            kept[number] = Made(promise=_moved(kept[number].promise, after), place=new.place)
            return
    kept.append(new)


def _repeats(old: Made, new: Made) -> bool:
    """True when the new one only points at the old one, for the same day ("he'll be there on Friday")."""
    before, after = old.promise, new.promise
    if (
        before.side != after.side
        or not (before.due_said and after.due_said)
        or before.standing == "withdrawn"
    ):
        return False
    near = 0 <= new.place - old.place <= _RIGHT_AFTER
    points = _POINTS.match(after.text) is not None or (before.standing == "changed" and only_points(after))
    return near and points and bool(content(before.due_said) & content(after.due_said))


def _sums_up(old: Made, new: Made, spoken: tuple[Sentence, ...]) -> bool:
    """True for "you'll have my photos by noon", of one who had said "I'll send those by noon"."""
    before, after = old.promise, new.promise
    if before.side != after.side or not before.due_said or before.standing == "withdrawn":
        return False
    same_day = before.due_said.lower() == (after.due_said or "").lower()
    about = own_words(after)
    return same_day and bool(about) and about <= _about(old, spoken)


def _told_again(before: DraftPromise, after: DraftPromise) -> DraftPromise:
    due = max(before.due_said or "", after.due_said or "", key=len)
    evidence = tuple(dict.fromkeys((*before.evidence, *after.evidence)))
    text = before.text
    if due != before.due_said:
        text = as_sentence(f"{without_time(text, before.due_said or '')} {when(due)}")
    return before.model_copy(update={"due_said": due, "evidence": evidence, "text": text})


def _revises(old: Made, new: Made, spoken: tuple[Sentence, ...]) -> bool:
    """True when the new promise is the old one for another day."""
    before, after = old.promise, new.promise
    if (
        before.side != after.side
        or before.standing == "withdrawn"
        or not (before.due_said and after.due_said)
    ):
        return False
    if before.due_said.lower() == after.due_said.lower() or new.place - old.place > _NEAR_SENTENCES:
        return False
    if old.place == new.place:
        return False
    shared = content(before.text) & content(after.text) - content(before.due_said) - content(after.due_said)
    if not shared and not only_points(after):
        return False
    between = spoken[old.place + 1 : new.place]
    objected = any(
        one.turn.speaker != spoken[old.place].turn.speaker and _OBJECTS.search(one.text.lower())
        for one in between
    )
    asked_for = only_points(after) and _asked_for(new, spoken) and not ANOTHER.search(after.text)
    doubted = any(_own_doubt(one, new, spoken) for one in between)
    return bool(objected or _REVISES.search(spoken[new.place].words) or doubted or asked_for)


def _asked_for(new: Made, spoken: tuple[Sentence, ...]) -> bool:
    """True for a promise that the other side asked for, and that was met with a yes."""
    turn_id = new.promise.evidence[0].turn_id
    asking = next((one.turn.speaker for one in spoken if one.turn.id == turn_id), None)
    return asking is not None and SIDE_OF.get(asking) != new.promise.side


def _own_doubt(sentence: Sentence, new: Made, spoken: tuple[Sentence, ...]) -> bool:
    same = sentence.turn.speaker == spoken[new.place].turn.speaker
    return same and _REVISES.search(sentence.text.lower()) is not None


def _at_its_time(before: DraftPromise, new: Made, spoken: tuple[Sentence, ...]) -> DraftPromise:
    """Return the new promise; where the other side asked for another day only, at the hour of before."""
    return keeping_the_time(before, new.promise) if _asked_for(new, spoken) else new.promise


def _moved(before: DraftPromise, after: DraftPromise) -> DraftPromise:
    old_due, new_due = before.due_said or "", after.due_said or ""
    text = without_time(without_time(before.text, old_due), before.time_said or "")
    kept = f" {when(after.time_said)}" if after.time_said else ""
    change = DraftChange(
        text=from_to(old_due, new_due),
        evidence=after.evidence,
        due_replaced=before.due_said,
    )
    return before.model_copy(
        update={
            "text": as_sentence(f"{text} {when(new_due)}{kept}"),
            "due_said": new_due,
            "time_said": after.time_said,
            "evidence": tuple(dict.fromkeys((*before.evidence, *after.evidence))),
            "condition": after.condition or before.condition,
            "confidence": min(before.confidence, after.confidence),
            "standing": "changed",
            "history": (*before.history, change),
        }
    )


def _react(kept: list[Made], place: int, sentence: Sentence, spoken: tuple[Sentence, ...]) -> None:
    """Take a promise back, or move it, where this sentence says so without a new promise."""
    open_ones = [number for number in range(len(kept) - 1, -1, -1) if _may_change(kept[number], place)]
    for by_name, number in ((by_name, number) for by_name in (True, False) for number in open_ones):
        one = kept[number]
        change = _taken_back(one, place, sentence, spoken, by_name=by_name)
        if change is not None:
            update = {"standing": "withdrawn", "history": (*one.promise.history, change)}
            kept[number] = Made(promise=one.promise.model_copy(update=update), place=one.place)
            return
    for number in open_ones:
        one = kept[number]
        near = place - one.place <= _NEAR_SENTENCES
        moved = proposed_day(one.promise, one.place, place, spoken) if near else None
        moved = moved or moved_by_maker(one.promise, one.place, place, spoken)
        if moved is not None:
            kept[number] = Made(promise=_moved(one.promise, moved), place=place + 1)
            return


def _may_change(one: Made, place: int) -> bool:
    return one.place < place and one.promise.standing != "withdrawn"


def _taken_back(
    one: Made, place: int, sentence: Sentence, spoken: tuple[Sentence, ...], *, by_name: bool
) -> DraftChange | None:
    """Return the words that take it back: those that name it, or those that only answer it."""
    if sentence.question:
        return None
    for start in clause_starts(sentence):
        end = clause_end(sentence, start + 1)
        words = sentence.lower[start:end]
        match = _TAKES_BACK.search(words)
        if match is None or not has_substance(units(words), whole=False):
            continue
        own = SIDE_OF.get(sentence.turn.speaker) == one.promise.side
        if not (_BY_MAKER if own else _BY_RECEIVER).search(match.group()):
            continue
        about = content(sentence.words)
        named = _about(one, spoken) & about
        at_once = place == one.place + 1 if own else _comes_right_after(one, place, spoken)
        near = place - one.place <= _NEAR_SENTENCES
        is_named = len(named) >= (1 if near else _FAR_WORDS)
        if is_named if by_name else _DROPS_IT.search(match.group()) and at_once:
            return DraftChange(
                text=as_sentence(turned(sentence.turn.text[start:end], SIDE_OF[sentence.turn.speaker])),
                evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=sentence.turn.text[start:end]),),
                due_replaced=one.promise.due_said,
            )
    return None


def _comes_right_after(one: Made, place: int, spoken: tuple[Sentence, ...]) -> bool:
    """True where the reply to the promise begins: in the turn after it."""
    promised, reply = spoken[one.place].turn, spoken[place].turn
    between = {sentence.turn.id for sentence in spoken[one.place + 1 : place]} - {promised.id, reply.id}
    return reply.id != promised.id and not between


def _about(one: Made, spoken: tuple[Sentence, ...]) -> set[str]:
    """Return what a promise is about; one that only points ("post it") is about what was said before it."""
    if len(own_words(one.promise)) > 1:
        return own_words(one.promise)
    before = " ".join(sentence.text for sentence in spoken[max(0, one.place - _BEFORE_SENTENCES) : one.place])
    return own_words(one.promise) | content(before)
