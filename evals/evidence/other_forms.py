"""The same words in another form: what a recogniser, a person or a model makes of a true quote.

In: a stretch of a turn. Out: the stretch with other casing, punctuation, fillers, stutters, contractions and
forms of numbers; never other words. The rules are this file's own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

from evals.evidence.made_talk import MONTHS, ORDINALS, digit_words, in_words
from evals.evidence.spoken_number import number_of

_FILLER: Final = re.compile(r"(?<![\w'-])(?:um+|uh+|er|erm|uhm|hmm?)(?![\w'-])[,.]?\s?", re.IGNORECASE)
_ASIDE: Final = re.compile(r"(,? )(?:you know|I mean)(,? )", re.IGNORECASE)
_NO_ASIDE_AFTER: Final = re.compile(
    r"\b(let|do|does|did|as|if|unless|what|how|where|which|who|whether|people|person|thing|than|all|\w+one|"
    r"\w+body|\w+thing)$",
    re.IGNORECASE,
)
_NOISE: Final = re.compile(r"\[(?:noise|laughter|cough)\]\s?")
_STUTTER: Final = re.compile(r"\b([A-Za-z']+)(,? \1(?![\w'-]))+", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<![\w.,:$/-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w,:/%-]|\.\d)")
_DOLLARS: Final = re.compile(r"\$(\d[\d,]*)(?![\d.,]*\d)")
_PERCENT: Final = re.compile(r"(?<![\d.])(\d+)(%| percent)")
_CLOCK: Final = re.compile(r"(?<![\w.:,$])(\d{1,2})(?::(\d\d))? ?([ap])\.? ?m\b\.?", re.IGNORECASE)
_WORDS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_NUMBER_RUN: Final = re.compile(rf"\b(?:{_WORDS})(?: (?:and )?(?:{_WORDS}))*\b(?!['’-])", re.IGNORECASE)
_CLOCK_SAID: Final = re.compile(rf"\b({_WORDS})(?: ({_WORDS}))? ([ap])\.? ?m\b\.?", re.IGNORECASE)
_DOLLARS_SAID: Final = re.compile(r"(?<![\w.,:/$-])(\d{1,3}(?:,\d{3})+|\d+) dollars\b")
_MONTH_DAY: Final = re.compile(
    rf"\b({'|'.join(MONTHS)}) ({'|'.join(one for pair in ORDINALS for one in pair)})\b", re.IGNORECASE
)

_SHORT: Final = {
    "I'll": "I will", "we'll": "we will", "you'll": "you will", "they'll": "they will", "I'm": "I am",
    "you're": "you are", "we're": "we are", "they're": "they are", "I've": "I have", "you've": "you have",
    "we've": "we have", "don't": "do not", "doesn't": "does not", "didn't": "did not", "isn't": "is not",
    "aren't": "are not", "wasn't": "was not", "won't": "will not", "can't": "cannot", "hasn't": "has not",
    "haven't": "have not", "wouldn't": "would not", "couldn't": "could not", "shouldn't": "should not",
}  # fmt: skip
_IS: Final = re.compile(
    r"\b(it|that|there|what|he|she)'s (the|a|an|in|on|not|my|your|only|about|for|going)\b"
)
_IS_APART: Final = re.compile(r"\b(it|that|there|what|he|she) is\b")


def reworded(rng: random.Random, text: str) -> str:
    """Return this stretch as somebody else would write the very same words."""
    for change in rng.sample(_NUMBER_FORMS, len(_NUMBER_FORMS)):
        if rng.random() < 0.6:
            text = change(rng, text)
    for change in rng.sample(_WORD_FORMS, len(_WORD_FORMS)):
        if rng.random() < 0.5:
            text = change(rng, text)
    return _dressed(rng, _with_fillers(rng, text))


def in_full(text: str) -> str:
    """Return the text with its contractions written out, as far as they can be only one thing."""
    for short, long in _SHORT.items():
        text = re.sub(rf"\b{short}\b", long, text, flags=re.IGNORECASE)
    return text


def without_asides(text: str) -> str:
    """Return the text without "you know" and "I mean" where they can be nothing but fillers."""

    def gone(found: re.Match[str]) -> str:
        before = found.string[: found.start()]
        return found[0] if not before or _NO_ASIDE_AFTER.search(before) else " "

    return _ASIDE.sub(gone, text)


def _dressed(rng: random.Random, text: str) -> str:
    """Other casing, punctuation and apostrophes."""
    text = rng.choice([text, text, text.lower(), text.upper(), text.capitalize()])
    if rng.random() < 0.3:
        text = re.sub(r"(?<=[a-zA-Z])[,.?!;](?=\s|$)", "", text)
    if rng.random() < 0.2:
        text = text.replace("'", "")
    elif rng.random() < 0.2:
        text = text.replace("'", "’")
    if rng.random() < 0.1:
        text = re.sub(r"(?<=[a-z]) (?=[a-z])", rng.choice([", ", "  ", "\n"]), text, count=1)
    return rng.choice(["{}", "{}.", '"{}"', "{},", "…{}…", "{}?", "... {}", "“{}”"]).format(text)


def _with_fillers(rng: random.Random, text: str) -> str:
    if rng.random() > 0.25:
        return text
    words = text.split()
    at = rng.randrange(len(words))
    if any(_is_numberish(word) for word in words[max(0, at - 1) : at + 1]):
        return text
    return " ".join([*words[:at], rng.choice(["um", "uh,", "er", "Um,"]), *words[at:]])


_BESIDE: Final = frozenset({"p", "a", "m", "pm", "oh", "o", "double", "triple", "point"})


def _is_numberish(word: str) -> bool:
    return bool(re.search(r"\d", word)) or word.lower().strip(",.") in {*_WORDS.split("|"), *_BESIDE}


# -- numbers


def _digits_to_words(rng: random.Random, text: str) -> str:
    def spoken(found: re.Match[str]) -> str:
        digits = found[1].replace(",", "")
        if len(digits) > 4 and "," not in found[1]:
            return digit_words(digits)
        return in_words(int(digits)) if len(digits) <= 6 and digits[0] != "0" else found[0]

    return _DIGITS.sub(spoken, text) if rng.random() < 0.7 else text


def _words_to_digits(rng: random.Random, text: str) -> str:
    def written(found: re.Match[str]) -> str:
        words = [word for word in found[0].lower().split() if word != "and"]
        number = (
            number_of(words) if "and" not in found[0].lower() or "hundred and" in found[0].lower() else None
        )
        if number is None:
            return found[0]
        if len(number) < 5 and len(words) == len(number) > 1:
            return number if len(words) > 2 else found[0]
        return f"{int(number):,}" if len(words) < len(number) and rng.random() < 0.5 else number

    return _NUMBER_RUN.sub(written, text)


def _dollars_apart(rng: random.Random, text: str) -> str:
    def apart(found: re.Match[str]) -> str:
        number = int(found[1].replace(",", ""))
        spoken = in_words(number) if number < 1_000_000 and rng.random() < 0.5 else found[1]
        return f"{spoken} dollars"

    return _DOLLARS.sub(apart, text)


def _dollars_joined(_rng: random.Random, text: str) -> str:
    return _DOLLARS_SAID.sub(r"$\1", text)


def _percent(rng: random.Random, text: str) -> str:
    return _PERCENT.sub(
        lambda found: rng.choice(
            [f"{found[1]}%", f"{found[1]} percent", f"{in_words(int(found[1]))} percent"]
        ),
        text,
    )


def _clock(rng: random.Random, text: str) -> str:
    def told(found: re.Match[str]) -> str:
        hour, minutes, half = int(found[1]), int(found[2] or 0), found[3].lower()
        return _time(rng, hour, minutes, half)

    return _CLOCK.sub(told, text)


def _clock_said(rng: random.Random, text: str) -> str:
    def told(found: re.Match[str]) -> str:
        hour = number_of([found[1].lower()])
        minutes = number_of([found[2].lower()]) if found[2] else "0"
        if hour is None or minutes is None or not 1 <= int(hour) <= 12 or int(minutes) > 59:
            return found[0]
        if found[2] and int(minutes) < 10:
            return found[0]
        return _time(rng, int(hour), int(minutes), found[3].lower())

    return _CLOCK_SAID.sub(told, text)


def _time(rng: random.Random, hour: int, minutes: int, half: str) -> str:
    spoken = in_words(hour) + (f" {in_words(minutes)}" if minutes else "")
    if 0 < minutes < 10:
        spoken = f"{hour}:{minutes:02}"
    written = f"{hour}:{minutes:02}" if minutes or rng.random() < 0.3 else str(hour)
    mark = rng.choice([f"{half}m", f"{half}.m.", f"{half} m", f"{half.upper()}M"])
    return rng.choice([f"{spoken} {mark}", f"{written} {mark}", f"{written}{mark}"])


def _days(rng: random.Random, text: str) -> str:
    pairs = {**dict(ORDINALS), **{written: said for said, written in ORDINALS}}
    return _MONTH_DAY.sub(lambda found: f"{found[1]} {_day(rng, found[2].lower(), pairs)}", text)


def _day(rng: random.Random, said: str, pairs: dict[str, str]) -> str:
    written = said if said[0].isdigit() else pairs[said]
    return rng.choice([pairs[said], written, re.sub(r"\D", "", written)])


# -- words


def _shorter(_rng: random.Random, text: str) -> str:
    for short, long in _SHORT.items():
        text = re.sub(rf"\b{long}\b(?! not\b)", short, text)
    return text


def _longer(_rng: random.Random, text: str) -> str:
    return in_full(text)


def _is_apart(_rng: random.Random, text: str) -> str:
    return _IS.sub(r"\1 is \2", text)


def _is_joined(_rng: random.Random, text: str) -> str:
    return _IS_APART.sub(r"\1's", text)


def _without_fillers(_rng: random.Random, text: str) -> str:
    return _FILLER.sub("", text)


def _without_asides(_rng: random.Random, text: str) -> str:
    return without_asides(text)


def _without_noise(_rng: random.Random, text: str) -> str:
    return _NOISE.sub("", text)


def _without_stutter(_rng: random.Random, text: str) -> str:
    return _STUTTER.sub(lambda found: found[0] if _is_numberish(found[1]) else found[1], text)


def _spelled(rng: random.Random, text: str) -> str:
    text = re.sub(r"\b[oO][kK]\b", "okay", text) if rng.random() < 0.5 else re.sub(r"\bokay\b", "OK", text)
    return re.sub(r"\bemail\b", "e-mail", text)


_Change = Callable[[random.Random, str], str]
_NUMBER_FORMS: Final[tuple[_Change, ...]] = (
    _digits_to_words, _words_to_digits, _dollars_apart, _dollars_joined, _percent, _clock, _clock_said, _days,
)  # fmt: skip
_WORD_FORMS: Final[tuple[_Change, ...]] = (
    _shorter, _longer, _is_apart, _is_joined, _without_fillers, _without_asides, _without_noise,
    _without_stutter, _spelled,
)  # fmt: skip
