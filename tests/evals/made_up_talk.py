"""Seeded pairs of what was said and what was heard, with all that the normaliser has to deal with.

In: a seed. Out: text. The same seed gives the same text on every Python, so that counts can be kept.
"""

from __future__ import annotations

import random

_WORDS = (
    "the", "a", "I'll", "you", "can't", "won't", "call", "back", "on", "Monday", "Mr.", "Smith", "um",
    "uh,", "twenty", "five", "dollars", "$25", "25%", "colour", "color", "grey", "organise", "first", "1st",
    "two", "hundred", "and", "ten", "10:30", "e-mail", "[noise]", "(laughs)", "okay", "OK", "it's", "it",
    "is", "let's", "half", "past", "one", "oh", "seven", "double", "gonna", "Ms.", "O'Neil", "naïve",
    "café", "don't", "do", "not", "they've", "they", "have", "1,000", "one thousand", "yeah.", "No!",
    "what?", "quote", "printer",
)  # fmt: skip


def pair(seed: int) -> tuple[str, str]:
    """Return up to sixty words, and the same with up to half of them replaced, left out or put in."""
    chance = random.Random(seed)
    said = [chance.choice(_WORDS) for _ in range(chance.randint(0, 60))]
    harm = chance.random() / 2
    heard: list[str] = []
    for word in said:
        dice = chance.random()
        if dice < harm / 3:
            continue
        heard.append(chance.choice(_WORDS) if dice < 2 * harm / 3 else word)
        if dice > 1 - harm / 3:
            heard.append(chance.choice(_WORDS))
    return " ".join(said), " ".join(heard)


def talk(seed: int) -> tuple[list[list[str]], list[list[str]]]:
    """Return the words of one to four speakers, and of as many or others as somebody heard."""
    chance = random.Random(seed)
    letters = "abcdef"
    said = [
        [chance.choice(letters) for _ in range(chance.randint(1, 25))] for _ in range(chance.randint(1, 4))
    ]
    heard = [list(words) for words in said]
    chance.shuffle(heard)
    for words in heard:
        for _ in range(chance.randint(0, 5)):
            words[chance.randrange(len(words))] = chance.choice(letters)
    if len(heard) > 1 and chance.random() < 0.4:
        last = heard.pop()
        heard[0] += last
    if chance.random() < 0.3:
        heard.append([chance.choice(letters)])
    return said, heard
