"""Finds another day that the other side asks for, and to which the one who promised agrees.

In: a promise, a sentence after it, all sentences. Out: the promise on its new day, or None.
A new day keeps the hour that was promised.
"""

from __future__ import annotations

import re

from extractor.agreeing import says_yes
from extractor.dates import DuePhrase, find_due_phrases
from extractor.engine import DraftPromise
from extractor.engines.rules.moved_meetings import agreed_quotes, time_words
from extractor.engines.rules.passages import SIDE_OF, Sentence
from extractor.engines.rules.promise_words import ANAPHORA, ANOTHER, content, own_words

_PROPOSES = re.compile(
    r"\b(?:(?:could|can|would) you (?:do|make it|come|move)|(?:how|what) about|make it|would\b.*\b(?:work"
    r"|possible|be (?:ok|fine))"
    r"|is\b.*\bpossible|rather)\b"
)
#: What may ask for another day, or for another thing on that day.
_ASKS = re.compile(
    r"\b(?:instead|prefer|please|any chance|would you mind|need (?:it|that|them) by"
    r"|(?:could|can|would) you|you (?:could|can)|would|better|let's|(?:can|could|shall) we (?:do|make"
    r"|say|move|push)"
    r"|(?:move|push) (?:it|that))\b"
)
#: Asks what will be, and proposes nothing: "will it arrive on Wednesday?".
_INFORMS = re.compile(
    r"(?:(?:and|so|but|okay|then)\b[,\s]*)*(?:will|does|do|did|is|was|are|has|have|when|what)\s"
    r"(?!(?:it|that) possible|there any|about)"
)
_COMMITS = re.compile(r"\b(?:i|we)(?:'ll| will|'m going to| am going to)\b")
_ASKING = frozenset((
    "could", "can", "would", "shall", "any", "chance", "how", "what", "about", "mind", "rather",
    "prefer", "work", "possible", "maybe", "perhaps", "late", "early", "too", "is", "day", "do",
    "move", "push", "say", "sorry", "but", "actually", "think", "i'd", "we'd", "i'm", "let's",
    "why", "if", "just", "better", "fine", "good", "okay", "for", "by", "until", "let'",
))  # fmt: skip
_SUITS = re.compile(
    r"\b(?:works|(?:is|(?<=day)'s) (?:fine|good|okay|ok|great|perfect|possible)|suits|(?<!no )can do"
    r"|(?<!no )(?<!not )\w+day (?:it is|then))\b"
)


def proposed_day(
    promise: DraftPromise, since: int, place: int, spoken: tuple[Sentence, ...]
) -> DraftPromise | None:
    """Return the promise on the day that the other side proposes at `place` and the promising side agrees to.

    Where the promising side spoke of another day since it promised, at `since`, that other thing is meant.
    """
    sentence = spoken[place]
    if SIDE_OF.get(sentence.turn.speaker) == promise.side or not promise.due_said:
        return None
    day = _day(sentence)
    words = sentence.words
    if day is None or _COMMITS.search(words) or _spoke_of_another_day(promise, spoken[since + 1 : place]):
        return None
    part = _part_with(day, sentence)
    asks = _ASKS.search(part) or (sentence.question and not _INFORMS.match(words))
    if not _PROPOSES.search(part) and not (asks and _same_thing(promise, part, day)):
        return None
    answer = next((later for later in spoken[place + 1 :] if later.turn.id != sentence.turn.id), None)
    if answer is None or SIDE_OF.get(answer.turn.speaker) != promise.side or day.text == promise.due_said:
        return None
    if not (says_yes(answer.text) or _SUITS.search(answer.text.lower())):
        return None
    quotes = agreed_quotes(sentence, answer)
    after = promise.model_copy(update={"due_said": day.text, "time_said": None, "evidence": quotes})
    return keeping_the_time(promise, after)


def _spoke_of_another_day(promise: DraftPromise, between: tuple[Sentence, ...]) -> bool:
    said = content(promise.due_said or "")
    own = [one for one in between if SIDE_OF.get(one.turn.speaker) == promise.side]
    days = [(one, day) for one in own if (day := _day(one)) is not None]
    return any(not said & (content(day.text) | content(one.turn.text)) for one, day in days)


def _same_thing(promise: DraftPromise, words: str, day: DuePhrase) -> bool:
    """True for a proposal that names nothing but a day, or points at what was promised."""
    if ANOTHER.search(words):
        return False
    named = content(words) - content(day.text) - _ASKING - own_words(promise)
    return not named or ANAPHORA.search(words) is not None


def _part_with(day: DuePhrase, sentence: Sentence) -> str:
    """Return what stands between the commas around this day: "ring me on Wednesday please"."""
    words = sentence.text.lower().replace("\u2019", "'")
    begins = words.rfind(",", 0, day.start) + 1
    ends = words.find(",", day.end)
    return words[begins : ends if ends > 0 else len(words)]


def _day(sentence: Sentence) -> DuePhrase | None:
    phrases = [phrase for phrase in find_due_phrases(sentence.text) if phrase.has_day]
    return phrases[-1] if phrases else None


def keeping_the_time(before: DraftPromise, after: DraftPromise) -> DraftPromise:
    """Return a promise on its new day at the time of day that was promised, where no other one was named."""
    named = any(phrase.has_time for phrase in find_due_phrases(after.due_said or ""))
    kept = before.time_said or time_words(before.due_said or "", day=False)
    return after if named or kept is None else after.model_copy(update={"time_said": kept})
