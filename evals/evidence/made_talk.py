"""Made-up talk, full of what an alteration could get at: money, doses, times, conditions, roles, names.

In: a random generator. Out: turns as (speaker, text), as recognisers write: some with punctuation, some bare,
numbers now in words, now in digits, fillers and stutters in between.
"""

from __future__ import annotations

import random
from typing import Final

NAMES: Final = (
    "Maria", "Daniel", "Okafor", "Reed", "Brightwater", "Sanchez", "Priya", "Northwind", "Kowalski", "Yusuf",
    "Elena", "Hartmann", "Jean", "Gene", "Karen", "Aaron", "Marie", "Alan", "Ellen", "Stewart",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
ORDINALS: Final = (
    ("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"),
    ("sixth", "6th"), ("ninth", "9th"), ("twelfth", "12th"), ("thirteenth", "13th"), ("fifteenth", "15th"),
    ("twentieth", "20th"), ("twenty first", "21st"), ("thirtieth", "30th"),
)  # fmt: skip
FILLERS: Final = ("um,", "uh,", "er,", "uh", "um", "you know,", "I mean,")
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_SAID: Final = (
    ("agent", "I'll send {name} the quote for {money} by {day} so that you can sign it"),
    ("agent", "if you sign by {day} we'll deliver {number} boxes to your office on {month} {ordinal}"),
    ("customer", "my order number is {digits} and it hasn't arrived since {day}"),
    ("agent", "{name} can't come on {day} but the technician will be there at {time}"),
    ("agent", "please take {number} {dose} of it twice a day, and not more than {number} tablets"),
    ("customer", "we used to pay {money} a month but now it's {money}"),
    ("agent", "we don't ship on {day} unless {name} approves it before {time}"),
    ("customer", "I'd pay the {money} if you could take off the late fee of {money}"),
    ("agent", "you'll get an email from {name} with {number} pictures of the broken machine"),
    ("customer", "it isn't only the printer that's broken, the scanner won't start either"),
    ("agent", "{name} told {name} that the refund is {percent} of the price"),
    ("customer", "I never said that I would cancel the contract before {month} {ordinal}"),
    ("agent", "the appointment is moved from {day} to {day} at {time}, and you owe us nothing"),
    ("customer", "well, try to fix it before {day}, we were told that it's covered"),
    ("agent", "the warranty covers {number} months and it doesn't include the filters"),
    ("agent", "as long as you're insured, we can lend you a car for {number} days"),
    ("customer", "you can call me at {digits}, I mean after {time}, not before"),
    ("agent", "I've asked {name} for the new price and she won't change it before {month}"),
    ("customer", "call me on {day} please, or I'm going to call {name} myself"),
    ("agent", "the doctor gives {number} {dose} in the morning and {number} {dose} at night"),
    ("customer", "someone you know at the bank charged me {money} on the {ordinal} of {month}"),
    ("agent", "that's not what I mean, the fee is waived only for members"),
    ("agent", "we might have it by {day}, but I can't promise that it will be there"),
    ("customer", "they shouldn't have billed {name} for {number} hours, it was {number}"),
)  # fmt: skip


def made_turns(rng: random.Random) -> list[tuple[str, str]]:
    """Return a call of one turn per sentence, some turns of two."""
    turns: list[tuple[str, str]] = []
    for who, sentence in rng.sample(_SAID, len(_SAID)):
        text = _heard(rng, _filled(rng, sentence))
        if turns and turns[-1][0] == who and rng.random() < 0.7:
            turns[-1] = (who, f"{turns[-1][1]} {text}")
        else:
            turns.append((who, text))
    return turns


def in_words(number: int) -> str:
    """Return a whole number below a million as it is said."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_ONES[number // 100]} hundred" + (f" {in_words(number % 100)}" if number % 100 else "")
    return f"{in_words(number // 1000)} thousand" + (f" {in_words(number % 1000)}" if number % 1000 else "")


def digit_words(digits: str) -> str:
    """Return digits read one by one."""
    return " ".join(_ONES[int(digit)] for digit in digits)


def _filled(rng: random.Random, sentence: str) -> str:
    while "{" in sentence:
        before, rest = sentence.split("{", 1)
        slot, after = rest.split("}", 1)
        sentence = before + _SLOTS[slot](rng) + after
    return sentence


def _number(rng: random.Random) -> str:
    number = rng.choice([rng.randrange(2, 100), rng.randrange(2, 20), rng.randrange(100, 2000)])
    return rng.choice([in_words(number), f"{number:,}" if number > 999 else str(number)])


def _money(rng: random.Random) -> str:
    number = rng.choice([rng.randrange(2, 100), rng.randrange(100, 10_000), 100 * rng.randrange(11, 99)])
    spoken = f"{in_words(number)} dollars"
    return rng.choice([spoken, f"${number:,}", f"${number}", f"{number} dollars"])


def _time(rng: random.Random) -> str:
    hour = rng.randrange(1, 12)
    minutes = rng.choice([0, 0, 15, 30, 45])
    half = rng.choice(["a", "p"])
    spoken = in_words(hour) + (f" {in_words(minutes)}" if minutes else "")
    written = f"{hour}:{minutes:02}" if minutes else str(hour)
    return rng.choice([
        f"{spoken} {half} m", f"{spoken} {half}.m.", f"{written} {half}.m.", f"{written}{half}m",
        f"{written} {half.upper()}M",
    ])  # fmt: skip


def _digits(rng: random.Random) -> str:
    digits = "".join(str(rng.randrange(10)) for _ in range(rng.choice([5, 6, 10])))
    grouped = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits
    return rng.choice([digit_words(digits), digits, grouped])


_SLOTS: Final = {
    "name": lambda rng: rng.choice(NAMES),
    "day": lambda rng: rng.choice(DAYS),
    "month": lambda rng: rng.choice(MONTHS),
    "ordinal": lambda rng: rng.choice(rng.choice(ORDINALS)),
    "dose": lambda rng: rng.choice(["milligrams", "mg", "milliliters", "ml", "drops", "units"]),
    "percent": lambda rng: rng.choice(["twenty percent", "20%", "15 percent", "fifty percent", "7.5%"]),
    "number": _number,
    "money": _money,
    "time": _time,
    "digits": _digits,
}


def _heard(rng: random.Random, sentence: str) -> str:
    words: list[str] = []
    for word in sentence.split():
        inside = words and _is_figure(words[-1]) and _is_figure(word)
        if rng.random() < 0.06 and not inside:
            words.append(rng.choice(FILLERS))
        words.append(word)
        if rng.random() < 0.02 and word.isalpha() and word.lower() not in _NOT_STUTTERED:
            words.append(word)
    text = " ".join(words)
    bare = rng.random() < 0.4
    if bare:
        return " ".join(
            word.strip(",.") if not word.endswith(".m.") else word for word in text.lower().split()
        )
    return f"{text[0].upper()}{text[1:]}."


def _is_figure(word: str) -> bool:
    return word.lower().strip(",.") in _NOT_STUTTERED or word[0] in "$0123456789"


_NOT_STUTTERED: Final = frozenset({
    *_ONES, *_TENS, "hundred", "thousand", "a", "p", "m", *(one for one, _ in ORDINALS), "first",
})  # fmt: skip
