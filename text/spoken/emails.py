"""E-mail addresses as people spell them on the phone: "m dot reed at north wind dot com".

In: text. Out: the addresses with their places in that text. Written addresses are found too.
How many words before "at" belong to the address cannot be known: joined by "dot" or spelled in single letters
they do, else only the last one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from text.spoken.atoms import Atom, atoms
from text.spoken.vocabulary import DIGITS

_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ENDINGS = frozenset({
    "com", "org", "net", "edu", "gov", "info", "io", "co", "uk", "de", "fr", "es", "it", "nl", "at", "ch",
    "eu", "us", "ca", "biz", "dev", "app", "example", "test", "invalid",
})  # fmt: skip
_AT = frozenset({"at", "arroba", "arobase", "klammeraffe", "ät"})
_DOTS = frozenset({"dot", "punkt", "punto", "point"})
_SIGNS = {
    "dot": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+",
    "punkt": ".", "unterstrich": "_", "bindestrich": "-", "punto": ".", "guion": "-", "guión": "-",
    "point": ".", "tiret": "-",
}  # fmt: skip
_MAX_HOST_WORDS = 4
_NO_PART = frozenset({
    "is", "at", "the", "my", "email", "address", "its", "ist", "es", "est", "meine", "adresse",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpokenEmail:
    """An address in lower case, and the character range of the words that spell it."""

    address: str
    start: int
    end: int


def spoken_emails(text: str) -> tuple[SpokenEmail, ...]:
    """Return every address that is written or spelled in this text, in order."""
    found = [
        SpokenEmail(match.group().lower(), match.start(), match.end()) for match in _WRITTEN.finditer(text)
    ]
    pieces = atoms(text)
    for at, piece in enumerate(pieces):
        if piece.word in _AT:
            spelled = _spelled(pieces, at)
            if spelled is not None:
                found.append(spelled)
    return tuple(sorted(found, key=lambda email: email.start))


def _spelled(pieces: Sequence[Atom], at: int) -> SpokenEmail | None:
    end = _host_end(pieces, at + 1)
    first = _local_start(pieces, at)
    if end is None or first == at:
        return None
    address = f"{_join(pieces[first:at])}@{_join(pieces[at + 1 : end])}"
    return SpokenEmail(address, pieces[first].start, pieces[end - 1].end)


def _host_end(pieces: Sequence[Atom], first: int) -> int | None:
    """Return the place after the last ending ("dot com", "dot co dot uk"), or None without one nearby."""
    end = None
    place = first
    while place + 1 < len(pieces) and place - first <= 2 * _MAX_HOST_WORDS:
        if pieces[place].word in _AT or pieces[place].ends_sentence:
            break
        after = pieces[place + 1].word
        if place > first and pieces[place].word in _DOTS:
            if after in _ENDINGS:
                end = place + 2
            elif end is not None:
                break
        elif end is not None and place >= end:
            break
        place += 1
    return end


def _local_start(pieces: Sequence[Atom], at: int) -> int:
    """Walk back from "at" over parts joined by signs and over letters spelled one by one."""
    place = at - 1
    if place < 0 or pieces[place].word in _NO_PART or pieces[place].ends_sentence:
        return at
    while place > 0:
        before = pieces[place - 1]
        if before.word in _SIGNS and place >= 2:
            place -= 2
        elif not before.ends_clause and _belongs(before, pieces[place]):
            place -= 1
        else:
            break
    return place


def _belongs(before: Atom, part: Atom) -> bool:
    """True for a letter or a digit spelled out, and for the word that digits follow ("maria nine two")."""
    if len(before.word) == 1:
        return before.word != "a" or len(part.word) == 1
    if before.word in DIGITS or before.digits:
        return True
    return (part.word in DIGITS or part.digits) and before.word not in _NO_PART


def _join(spelled: Sequence[Atom]) -> str:
    return "".join(_SIGNS.get(atom.word) or str(DIGITS.get(atom.word, atom.word)) for atom in spelled)
