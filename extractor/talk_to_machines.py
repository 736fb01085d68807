"""Finds turns that speak to a machine instead of to the other person: "ignore all previous instructions".

In: turns. Out: the ids of those turns. English, and the common forms in other languages, all of them in
talk_to_machines.txt. Hidden signs, look-alike letters and spaced-out words are undone first. Nothing hangs on
finding every one: what is found is a warning and a flag; what is believed, the evidence decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.transcript import Turn

_LOOK_ALIKE: Final = str.maketrans("аеорсухіјԁѕһӏοατιν", "aeopcyxijdshloativ")
_LEET: Final = str.maketrans("013457@$", "oieastas")
_FILE: Final = Path(__file__).with_suffix(".txt")
_PATTERNS: Final = tuple(
    re.compile(line)
    for line in _FILE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
)
#: Signs that no recogniser writes: they hide words from people, or show them in another order.
_NEVER_SAID: Final = re.compile(
    r"[\u200b\u2060-\u2064\ufeff\u00ad]|[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]{1,2}"
)
_HIDDEN_ONES: Final = 2
_LETTER_BY_LETTER: Final = re.compile(r"\b(?:\w ){20,}")  # longer than any name that is spelled
_TOGETHER: Final = 3  # an instruction may be said over so many turns
_SPACED: Final = re.compile(r"\b(?:\w[ .\-_*]){4,}\w\b")


def turns_to_machines(turns: Sequence[Turn]) -> frozenset[str]:
    """Return the ids of the turns in which words speak to a machine, alone or over up to three turns."""
    plain = [plainly(turn.text) for turn in turns]
    found = {
        turn.id for turn, text in zip(turns, plain, strict=True) if _speaks(text) or _is_disguised(turn.text)
    }
    for at in range(len(turns) - 1):
        for end in range(at + 2, min(at + _TOGETHER, len(turns)) + 1):
            part = turns[at:end]
            if not any(turn.id in found for turn in part) and _speaks(" ".join(plain[at:end])):
                found |= {turn.id for turn in part}
    return frozenset(found)


def plainly(text: str) -> str:
    """Return a text without what hides words from a search: signs nobody sees, words in single letters."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = " ".join(unicodedata.normalize("NFKC", seen).casefold().split())
    return _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), plain)


def _is_disguised(text: str) -> bool:
    return len(_NEVER_SAID.findall(text)) >= _HIDDEN_ONES or _LETTER_BY_LETTER.search(text) is not None


def _speaks(text: str) -> bool:
    if any(pattern.search(text) for pattern in _PATTERNS):
        return True
    undone = text.translate(_LOOK_ALIKE).translate(_LEET)
    return undone != text and any(pattern.search(undone) for pattern in _PATTERNS)
