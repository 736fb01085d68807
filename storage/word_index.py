"""The index of words: which texts of a call are found, and finding them, the newest call first.

In: a session, texts of one call; words that are looked for and who asks. Out: `FoundText`s.
Not here: what is put in (lifecycle/reading_texts.py), what was typed (models/words_wanted.py).

It is asked by one statement that both databases answer from an index, and whose rows come in the order in
which they are wanted; so what is read grows with what is shown and not with what there is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
)

from models.access import Actor
from models.found_texts import Among, FoundText, Kind, SearchText, State
from models.words_wanted import WordsWanted, folded_words
from storage.database import Session
from storage.sight import seen_by
from storage.tables import CallRow, FoundTextRow
from storage.word_query import for_fts5, for_tsquery, mark, seconds_of

#: A call has so many texts in the index at most; three hours of talk have some 3,000 turns.
MOST_TEXTS: Final = 4_096

#: A number is the second of the call, then 19 bits that tell calls of one second apart, then 12 for the text.
_SECOND: Final = 2**31
_AFTER_ALL: Final = 2**63 - 1
#: So many texts PostgreSQL looks through before it asks the index of words.
_NEWEST: Final = 1_000
#: Stands between text and quote, so that no words in a row run from one into the other.
_GAP: Final = "zz"

_found_words = table("found_words", column("rowid"))


def replace(session: Session, call: CallRow, texts: Sequence[SearchText]) -> None:
    """Let these texts of the call be found, and none that were before."""
    forget(session, call.id)
    begun = _first_number(session, call)
    whose = tuple(mark(letter, name) for letter, name in (("a", call.agent), ("t", call.team)) if name)
    rows = [
        {**one.model_dump(), "id": begun + place, "call_id": call.id, "words": _words_of(one, whose)}
        for place, one in enumerate(texts[:MOST_TEXTS])
    ]
    if rows:
        session.execute(insert(FoundTextRow), rows)


def forget(session: Session, call_id: str) -> None:
    """Let nothing of the call be found any more."""
    session.execute(delete(FoundTextRow).where(FoundTextRow.call_id == call_id))


def find(
    session: Session,
    wanted: WordsWanted,
    actor: Actor | None,
    *,
    among: Among,
    limit: int,
    before: int | None = None,
) -> tuple[FoundText, ...]:
    """Return the texts that the actor sees, of the newest calls first, from behind number `before`."""
    sqlite = _is_sqlite(session)
    rows: Sequence[FoundTextRow] = ()
    if not sqlite:  # a word of many texts is soonest found among the newest
        rows = session.scalars(_among_newest(wanted, actor, among=among, limit=limit, before=before)).all()
    if len(rows) < limit:
        rows = session.scalars(
            statement(wanted, actor, among=among, limit=limit, before=before, sqlite=sqlite)
        ).all()
    return tuple(
        FoundText(
            number=row.id,
            call_id=row.call_id,
            called_at=datetime.fromtimestamp(row.id // _SECOND, UTC),
            ref=row.ref,
            kind=cast("Kind", row.kind),
            state=cast("State", row.state),
            text=row.text,
            quote=row.quote,
            speaker=row.speaker,
            start_s=row.start_s,
        )
        for row in rows
    )


def statement(
    wanted: WordsWanted,
    actor: Actor | None,
    *,
    among: Among,
    limit: int,
    sqlite: bool,
    before: int | None = None,
) -> Select[FoundTextRow]:
    """Return the one statement by which words are found, as the database wants it."""
    low, high = _bounds(among, before)
    query = _seen_rows(actor, among)
    if sqlite:
        row: ColumnElement[int] = literal_column("found_words.rowid")
        asked = literal_column("found_words").op("MATCH")(for_fts5(wanted, _marks(among), _marks_of(actor)))
        query = query.join(_found_words, row == FoundTextRow.id).where(asked, row >= low, row < high)
        return query.order_by(row.desc()).limit(limit)
    number = cast("ColumnElement[int]", FoundTextRow.id)
    # Apart, or PostgreSQL reads all texts from the newest on in the hope of an early end.
    matching = select(number).where(_holds(wanted, actor, among), number >= low, number < high)
    found = matching.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
    return query.where(number.in_(select(found.c.id))).order_by(number.desc()).limit(limit)


def _among_newest(
    wanted: WordsWanted, actor: Actor | None, *, among: Among, limit: int, before: int | None
) -> Select[FoundTextRow]:
    """Return PostgreSQL's statement that looks through so many of the newest texts, and no further."""
    low, high = _bounds(among, before)
    number = cast("ColumnElement[int]", FoundTextRow.id)
    newest = select(number).where(number >= low, number < high).order_by(number.desc()).limit(_NEWEST)
    query = _seen_rows(actor, among).where(number.in_(newest), _holds(wanted, actor, among))
    return query.order_by(number.desc()).limit(limit)


def _seen_rows(actor: Actor | None, among: Among) -> Select[FoundTextRow]:
    query = select(FoundTextRow).join(CallRow, CallRow.id == FoundTextRow.call_id).where(seen_by(actor))
    if among.customer:
        theirs = (CallRow.customer_phone == among.customer) | (CallRow.customer_email == among.customer)
        query = query.where(theirs)
    return query


def _holds(wanted: WordsWanted, actor: Actor | None, among: Among) -> ColumnElement[bool]:
    words = func.to_tsvector(literal_column("'simple'"), FoundTextRow.words)
    looked_for = for_tsquery(wanted, _marks(among), _marks_of(actor))
    return words.bool_op("@@")(func.to_tsquery(literal_column("'simple'"), looked_for))


def _bounds(among: Among, before: int | None) -> tuple[int, int]:
    low = 0 if among.begin is None else seconds_of(among.begin) * _SECOND
    high = _AFTER_ALL if among.end is None else seconds_of(among.end) * _SECOND
    return low, high if before is None else min(high, before)


def _marks(among: Among) -> tuple[str, ...]:
    named = {"k": among.kind, "e": among.state, "s": among.speaker, "a": among.agent, "t": among.team}
    return tuple(mark(letter, word) for letter, word in named.items() if word)


def _marks_of(actor: Actor | None) -> tuple[str, ...]:
    """Return marks of which each text that the actor sees has one; none where all are seen."""
    if actor is None or actor.sees_every_call:
        return ()
    return (mark("a", actor.name), *(mark("t", team) for team in actor.sees_teams))


def _words_of(one: SearchText, whose: tuple[str, ...]) -> str:
    of_it = [mark("k", one.kind), mark("e", one.state)]
    if one.speaker:
        of_it.append(mark("s", one.speaker))
    return " ".join((*folded_words(one.text), _GAP, *folded_words(one.quote or ""), *of_it, *whose))


def _first_number(session: Session, call: CallRow) -> int:
    """Return a number for the first text, with room behind it; a hash tells calls of one second apart."""
    second = seconds_of(call.started_at or call.received_at) * _SECOND
    of_call = int.from_bytes(hashlib.sha256(call.id.encode()).digest()[:3], "big") >> 5
    for tried in range(_SECOND // MOST_TEXTS):
        begun = second + (of_call + tried) % (_SECOND // MOST_TEXTS) * MOST_TEXTS
        taken = select(FoundTextRow.id).where(FoundTextRow.id >= begun, FoundTextRow.id < begun + MOST_TEXTS)
        if session.scalars(taken.limit(1)).first() is None:
            return begun
    fault = "half a million calls of one second have texts that are found"
    raise ValueError(fault)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
