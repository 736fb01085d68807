"""What a person types to find words in calls, read once, so that both databases are asked the same.

In: text such as `refund "on monday" invoic* -cancelled`. Out: `WordsWanted`.
Not here: how a database is asked (storage/word_index.py).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from models.errors import InputError
from models.frozen import Frozen

#: So many words are looked for at most; nobody types more by hand.
MOST_WORDS: Final = 20

#: A word: letters and digits, without the signs around them.
WORD: Final = re.compile(r"[^\W_]+")
_PART: Final = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


class Term(Frozen):
    """Words that must stand one after the other; of a `beginning` the last one may go on."""

    words: tuple[str, ...]
    beginning: bool = False


class WordsWanted(Frozen):
    """All of `wanted` and none of `unwanted`."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: without accents, capitals and signs.

    "Müller's 2nd call" is "muller", "s", "2nd", "call"; `ß` is "ss".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(WORD.findall(bare))


def words_wanted(text: str) -> WordsWanted:
    """Read what was typed: words, "words in a row", begin* and -without.

    Raises InputError where no word is looked for, or more than `MOST_WORDS`.
    """
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, in_a_row, typed in _PART.findall(text.replace("“", '"').replace("”", '"')):
        said = in_a_row or typed
        words = folded_words(said)
        if words:
            term = Term(words=words, beginning=said.rstrip().endswith("*"))
            (unwanted if minus else wanted).append(term)
    if not wanted:
        raise InputError("No word to look for; type at least one word of what was said or noted.")
    if sum(len(term.words) for term in (*wanted, *unwanted)) > MOST_WORDS:
        raise InputError(f"More than {MOST_WORDS} words were typed; look for fewer of them.")
    return WordsWanted(wanted=tuple(wanted), unwanted=tuple(unwanted))
