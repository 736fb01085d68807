"""The statements that find words, as each database wants them; each is answered from an index.

In: what is asked, between which numbers of texts. Out: statements whose rows come with the newest call first.
Not here: what is put in, and how an answer is made of statements (word_index.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table, union_all
from sqlalchemy.orm import aliased

from models.access import Actor
from models.found_texts import Among
from models.words_wanted import WordsWanted
from storage.sight import seen_by
from storage.tables import CallRow, FoundTextRow
from storage.word_query import for_fts5, for_tsquery, mark, seconds_of

#: A number is the second of the call, then so many numbers for the texts of that second.
SECOND: Final = 2**31
_AFTER_ALL: Final = 2**63 - 1
#: So many texts PostgreSQL looks through before it asks the index of words.
_NEWEST: Final = 1_000

_found_words = table("found_words", column("rowid"))
_ROW: Final[ColumnElement[int]] = literal_column("found_words.rowid")

#: `FoundTextRow`, or an alias of it.
_Texts = type[FoundTextRow]


@dataclass(frozen=True)
class Asked:
    """The words that are looked for, who asks, and among which texts."""

    wanted: WordsWanted
    actor: Actor | None
    among: Among


def bounds(among: Among, before: int | None) -> tuple[int, int]:
    """Return the first number that is looked at, and the first behind the last one."""
    low = 0 if among.begin is None else _number(among.begin)
    high = _AFTER_ALL if among.end is None else _number(among.end)
    return low, high if before is None else min(high, before)


def on_sqlite(asked: Asked, low: int, high: int, *, limit: int) -> Select[FoundTextRow]:
    """Return SQLite's one statement: FTS5 gives its rows in the order of their numbers."""
    matching = (_matches(asked), low <= _ROW, high > _ROW)
    query = select(FoundTextRow).join(_found_words, FoundTextRow.id == _ROW)
    return query.where(*matching, *_seen(asked, FoundTextRow)).order_by(_ROW.desc()).limit(limit)


def of_customer(asked: Asked, low: int, high: int, *, limit: int, by_fts5: bool) -> Select[FoundTextRow]:
    """Return the statement that looks for the words through all texts of one customer's calls.

    What it reads grows with that customer's calls, however many other texts have the words.
    """
    customer = asked.among.customer
    known_as = (CallRow.customer_phone, CallRow.customer_email)
    calls = union_all(
        *(select(CallRow.id).where(known == customer, seen_by(asked.actor)) for known in known_as)
    )
    number = _id(FoundTextRow)
    query = select(FoundTextRow).where(FoundTextRow.call_id.in_(calls), number >= low, number < high)
    texts = aliased(FoundTextRow, query.cte("theirs").prefix_with("MATERIALIZED"))
    holds = _is_matched(asked, texts) if by_fts5 else _holds(asked, texts)
    return select(texts).where(holds).order_by(_id(texts).desc()).limit(limit)


def of_newest(asked: Asked, low: int, high: int, *, limit: int) -> Select[FoundTextRow]:
    """Return PostgreSQL's statement that looks through so many of the newest texts, and no further."""
    newest = aliased(FoundTextRow, _newest(FoundTextRow, low, high).subquery("newest"))
    query = select(newest).where(_holds(asked, newest), *_seen(asked, newest))
    return query.order_by(_id(newest).desc()).limit(limit)


def of_words(
    asked: Asked, low: int, high: int, *, limit: int, by_words_alone: bool = False
) -> Select[FoundTextRow]:
    """Return PostgreSQL's statement that finds by the index of words what lies between two numbers.

    It is led to all matches between them, `by_words_alone` to all there are. These are apart, or it reads all
    texts from the newest on in the hope of an early end; and they are sorted before one after the other is
    asked whether it is seen.
    """
    matching = select(FoundTextRow).where(*_matching(asked, low, high, by_words_alone=by_words_alone))
    found = aliased(FoundTextRow, matching.cte("found").prefix_with("MATERIALIZED", dialect="postgresql"))
    ordered = select(found).order_by(_id(found).desc()).offset(0).subquery("ordered")
    texts = aliased(FoundTextRow, ordered)
    return select(texts).where(*_seen(asked, texts)).order_by(_id(texts).desc()).limit(limit)


def count_up_to(asked: Asked, low: int, high: int, *, most: int) -> Select[int]:
    """Return PostgreSQL's query for how many texts between two numbers have the words, at most so many."""
    some = select(FoundTextRow.id).where(*_matching(asked, low, high, by_words_alone=True)).limit(most)
    return select(func.count()).select_from(some.subquery("some"))


def reach(low: int, high: int) -> Select[int | None, int | None, int | None]:
    """Return the query for the least number of all, and the least and greatest of the newest texts."""
    number = _id(FoundTextRow)
    newest = _newest(number, low, high).subquery("newest")
    least = select(func.min(number)).where(number >= low, number < high).scalar_subquery()
    return select(least, func.min(newest.c.id), func.max(newest.c.id))


def _newest(what: Any, low: int, high: int) -> Select[Any]:  # noqa: ANN401 - a row, or its number
    number = _id(FoundTextRow)
    return select(what).where(number >= low, number < high).order_by(number.desc()).limit(_NEWEST)


def _seen(asked: Asked, texts: _Texts) -> tuple[ColumnElement[bool], ...]:
    """Return what is asked of the call of each text by itself: joined, all that are seen may be read."""
    if asked.actor is None or asked.actor.sees_every_call:
        return ()
    call = select(CallRow.id).where(CallRow.id == texts.call_id, seen_by(asked.actor))
    return (call.scalar_subquery().is_not(None),)


def _matching(asked: Asked, low: int, high: int, *, by_words_alone: bool) -> tuple[ColumnElement[bool], ...]:
    number = _id(FoundTextRow) + 0 if by_words_alone else _id(FoundTextRow)
    return _holds(asked, FoundTextRow), number >= low, number < high


def _matches(asked: Asked) -> ColumnElement[bool]:
    words = for_fts5(asked.wanted, _marks(asked.among), _marks_of(asked.actor))
    return literal_column("found_words").op("MATCH")(words)


def _is_matched(asked: Asked, texts: _Texts) -> ColumnElement[bool]:
    return select(_ROW).select_from(_found_words).where(_matches(asked), texts.id == _ROW).exists()


def _holds(asked: Asked, texts: _Texts) -> ColumnElement[bool]:
    words = func.to_tsvector(literal_column("'simple'"), texts.words)
    looked_for = for_tsquery(asked.wanted, _marks(asked.among), _marks_of(asked.actor))
    return words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), looked_for))


def _id(texts: _Texts) -> ColumnElement[int]:
    return cast("ColumnElement[int]", texts.id)


def _number(moment: datetime) -> int:
    return seconds_of(moment) * SECOND


def _marks(among: Among) -> tuple[str, ...]:
    named = {"k": among.kind, "e": among.state, "s": among.speaker, "a": among.agent, "t": among.team}
    return tuple(mark(letter, word) for letter, word in named.items() if word)


def _marks_of(actor: Actor | None) -> Sequence[str]:
    """Return marks of which each text that the actor sees has one; none where all are seen."""
    if actor is None or actor.sees_every_call:
        return ()
    return (mark("a", actor.name), *(mark("t", team) for team in actor.sees_teams))
