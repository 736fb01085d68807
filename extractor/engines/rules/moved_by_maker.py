"""Finds where the one who promised names another day themselves ("Tuesday won't work. It'll be Thursday").

In: a promise, a sentence after it, all sentences. Out: the promise on its new day, or None.
Not here: another day that the other side asks for (proposed_days.py), a promise made anew (changes.py).
"""

from __future__ import annotations

import re

from extractor.dates import DuePhrase, find_due_phrases
from extractor.engine import DraftEvidence, DraftPromise
from extractor.engines.rules.passages import SIDE_OF, Sentence
from extractor.engines.rules.promise_words import content, own_words

_FAILS = re.compile(
    r"\b(?:won't|can't|cannot|isn't going to|aren't going to|not going to|no longer|doesn't|not be able to)\s"
    r"(?:(?!know|say|tell|promise)\w+ ){0,2}?"
    r"(?:work|be possible|happen|make|manage|do|come|arrive|be there|suit)\b"
)
_DENIED = re.compile(r"\b(?:not|n't|can't|cannot|won't|isn't|instead of|rather than)\b")
_HOUR = frozenset(("between", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "noon"))
_NEAR_SENTENCES = 8
_WITHIN = 4


def moved_by_maker(
    promise: DraftPromise, since: int, place: int, spoken: tuple[Sentence, ...]
) -> DraftPromise | None:
    """Return the promise on the day that its maker names once the first one has fallen through.

    The sentence at `place` has to say that the promised day fails. Further away than a few sentences from
    `since`, where it was promised, its turn has to name what was promised as well.
    """
    sentence = spoken[place]
    fails = _FAILS.search(sentence.lower, sentence.start, sentence.end)
    if fails is None or sentence.question or SIDE_OF.get(sentence.turn.speaker) != promise.side:
        return None
    words = content(sentence.text)
    if not (content(promise.due_said or "") - _HOUR) & words:
        return None
    if place - since > _NEAR_SENTENCES and not own_words(promise) & content(sentence.turn.text):
        return None
    for later in spoken[place : place + 1 + _WITHIN]:
        start = fails.end() if later is sentence else later.start
        day = None if later.question or later.turn.speaker != sentence.turn.speaker else _day(later, start)
        if day is not None and not content(day.text) & content(promise.due_said or "") - _HOUR:
            quotes = tuple(
                DraftEvidence(turn_id=one.turn.id, quote=one.text.strip())
                for one in dict.fromkeys((sentence, later))
            )
            return promise.model_copy(update={"due_said": day.text, "time_said": None, "evidence": quotes})
    return None


def _day(sentence: Sentence, start: int) -> DuePhrase | None:
    """Return the day that is named from this place on, unless it is denied."""
    text = sentence.turn.text[start : sentence.end]
    days = [phrase for phrase in find_due_phrases(text) if phrase.has_day]
    return days[0] if days and not _DENIED.search(text[: days[0].start].lower()) else None
