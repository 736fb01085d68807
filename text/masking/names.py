"""Names of people: what follows "my name is", a title or a question for the name, then wherever it is said.

In: a call as it was said, names known beforehand. Out: finds of kind NAME; a part of a name ("Jane" of
"Jane Doe") is the same person. Only asked for when the settings say so: a name that is also a word ("will")
counts only where it is written with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from text.masking.find import Find
from text.masking.said import Said

_INTRODUCED: Final = re.compile(
    r"\b(?:my (?:full |first |last |sur)?name(?:s| is)|name is|(?:first|last|sur) ?name(?: is|s)?"
    r"|speaking (?:with|to)|this is|i am|im|its|mein name ist|ich heiße|ich bin|me llamo|mi nombre es|soy"
    r"|je mappelle|mon nom est|je suis|hi|hello|thanks|thank you|hallo|hola|bonjour)\b"
)
_SURE: Final = re.compile(r"name|llamo|nombre|mappelle|heiße|nom est|speaking")
_TITLE: Final = re.compile(
    r"\b(?:mr|mrs|ms|miss|mister|missus|dr|doctor|herr|frau|señora?|monsieur|madame|mme)\b"
)
_ASKED: Final = re.compile(
    r"\b(?:your (?:full |first |last |sur)?name|who am i speaking|wie (?:heißen|ist ihr name)|su nombre"
    r"|votre nom|ihr(?:en)? name)\b"
)
_CONFIRMS: Final = frozenset({"speaking", "calling", "here", "from", "with", "at"})
_NO_NAME: Final = frozenset({
    "a", "an", "and", "the", "i", "im", "is", "it", "its", "how", "can", "may", "from", "with", "here",
    "calling", "speaking", "for", "of", "at", "to", "in", "on", "you", "your", "my", "me", "we", "our",
    "that", "this", "what", "yes", "no", "not", "so", "sure", "okay", "ok", "um", "uh", "well", "please",
    "thank", "thanks", "sorry", "hi", "hello", "good", "morning", "afternoon", "evening", "there", "very",
    "again", "much", "just", "about", "have", "would", "like", "need", "was", "do", "does", "did", "be",
    "but", "or", "if", "when", "where", "who", "why", "account", "number", "first", "last", "name", "one",
    "today", "are", "great", "fine", "right", "und", "der", "die", "das", "ich", "wie", "y", "el", "la",
    "et", "le", "je", "de", "all", "because", "let", "yeah", "yep", "thats", "sir",
})  # fmt: skip
_WORDS_TOO: Final = frozenset({
    "will", "may", "mark", "grace", "hope", "faith", "joy", "bill", "rose", "art", "brown", "green",
    "white", "black", "young", "long", "page", "price", "rich", "king", "wood", "stone", "hill", "day",
    "field", "ward", "sue", "pat", "rob", "drew", "june", "april", "august", "dawn", "summer", "frank",
    "ray", "max", "lane", "park", "banks", "cook", "baker", "miller", "smith", "church", "best", "little",
    "small", "short", "rice", "ruby", "amber",
})  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*")
_LONGEST = 3
_SHORTEST_PART = 3


def names(said: Said, known: Iterable[str]) -> Iterator[Find]:
    """Yield every place where a known or introduced person is named."""
    people: dict[str, str] = {}
    for name in (*known, *_introduced(said)):
        whole = " ".join(name.lower().split())
        for part in (whole, *whole.split()):
            if len(part) >= _SHORTEST_PART and part not in _NO_NAME:
                people.setdefault(part, whole)
    if not people:
        return
    for number, text in enumerate(said.texts):
        cased = text != text.lower()
        yield from _named(number, text, people, cased=cased)


def _named(number: int, text: str, people: dict[str, str], *, cased: bool) -> Iterator[Find]:
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            stretch = text[word.start() : words[at + length - 1].end()]
            said = " ".join(stretch.lower().split())
            bare = said.removesuffix("'s").removesuffix("’s")
            if bare not in people:
                continue
            if length == 1 and not _counts(stretch, bare, cased=cased):
                continue
            yield Find("NAME", number, word.start(), word.start() + len(stretch), people[bare])
            break


def _counts(written: str, word: str, *, cased: bool) -> bool:
    return written[0].isupper() if cased else word not in _WORDS_TOO


def _introduced(said: Said) -> Iterator[str]:
    asked_in = -9  # nobody asked yet
    for number, turn in enumerate(said.tokens):
        text, places = said.joined(number)
        for match in (*_INTRODUCED.finditer(text), *_TITLE.finditer(text)):
            sure = _SURE.search(match.group()) is not None or _TITLE.fullmatch(match.group()) is not None
            yield from _name_at(said, number, places[match.end() - 1] + 1, sure=sure)
        if number - asked_in in {1, 2} and turn and len(turn) <= _LONGEST + 2:
            yield from _name_at(said, number, _first_word(turn), sure=True)
        if _ASKED.search(text):
            asked_in = number


def _first_word(turn: Sequence[object]) -> int:
    return next((at for at, token in enumerate(turn) if getattr(token, "word", "") not in _NO_NAME), 0)


def _name_at(said: Said, number: int, start: int, *, sure: bool) -> Iterator[str]:
    """The name that begins here, if one does: capitals where the turn has any, else plain words."""
    text, turn = said.texts[number], said.tokens[number]
    cased = any(sign.isupper() for sign in text.replace("I", ""))
    taken: list[str] = []
    for token in turn[start : start + _LONGEST]:
        first, last = said.places[number][token.place]
        raw = text[first:last]
        word = raw.strip(".,;:!?\"'()")
        if (
            not word
            or token.word in _NO_NAME
            or not word.replace("-", "").replace("'", "").replace("’", "").isalpha()
        ):
            break
        if cased and not word[0].isupper():
            break
        taken.append(word)
        if raw[-1] in ".,;:!?":
            break
    after = turn[start + len(taken)].word if start + len(taken) < len(turn) else ""
    if taken and (sure or cased or after in _CONFIRMS):
        yield " ".join(taken)
