"""Words that are looked for, in the language of each database's index.

In: `WordsWanted`, marks of which all must be there, marks of which one must be. Out: an expression of FTS5
or a tsquery. Every word in it is made of letters and digits alone, so nothing typed is ever an operator.
Sources: https://sqlite.org/fts5.html (section 3), https://www.postgresql.org/docs/15/datatype-textsearch.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from models.words_wanted import Term, WordsWanted, folded_words

#: In 2106.
_LAST_SECOND: Final = 2**32 - 1


def mark(letter: str, word: str) -> str:
    """Return the word by which a text is found as one of this kind, speaker, agent or team."""
    plain = "".join(folded_words(word))
    known = plain if len(plain) <= 16 and letter in "kes" else hashlib.sha256(word.encode()).hexdigest()[:16]
    return f"zz{letter}{known}"


def seconds_of(moment: datetime) -> int:
    """Return the second of a moment since 1970, within the 32 bits that a number has for it."""
    return min(max(0, int(moment.timestamp())), _LAST_SECOND)


def for_fts5(wanted: WordsWanted, all_of: Sequence[str], one_of: Sequence[str]) -> str:
    """Return the expression of SQLite's FTS5."""
    asked = [_row(term) for term in wanted.wanted] + [f'"{one}"' for one in all_of]
    if one_of:
        asked.append("(" + " OR ".join(f'"{one}"' for one in one_of) + ")")
    whole = " AND ".join(asked)
    unwanted = " OR ".join(_row(term) for term in wanted.unwanted)
    return f"({whole}) NOT ({unwanted})" if unwanted else whole


def for_tsquery(wanted: WordsWanted, all_of: Sequence[str], one_of: Sequence[str]) -> str:
    """Return PostgreSQL's tsquery."""
    asked = [_following(term) for term in wanted.wanted] + [f"'{one}'" for one in all_of]
    if one_of:
        asked.append("(" + " | ".join(f"'{one}'" for one in one_of) + ")")
    return " & ".join((*asked, *(f"!({_following(term)})" for term in wanted.unwanted)))


def _row(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.beginning else "")


def _following(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.beginning:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"
