"""The index of words: which texts of a call are found, and finding them, the newest call first.

In: a session, texts of one call; words that are looked for and who asks. Out: `FoundText`s.
Not here: what is put in (lifecycle/reading_texts.py), what was typed (models/words_wanted.py).

Both databases answer from an index, in the order in which texts are wanted; so what is read grows with what
is shown and not with what there is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, cast

from sqlalchemy import delete, insert, select

from models.access import Actor
from models.found_texts import Among, FoundText, Kind, SearchText, State
from models.words_wanted import WordsWanted, folded_words
from storage.database import Session
from storage.tables import CallRow, FoundTextRow
from storage.word_query import mark, seconds_of
from storage.word_statements import (
    SECOND,
    Asked,
    bounds,
    count_up_to,
    of_customer,
    of_newest,
    of_words,
    on_sqlite,
    reach,
)

#: A call has so many texts in the index at most; three hours of talk have some 3,000 turns.
MOST_TEXTS: Final = 4_096
#: PostgreSQL looks through older texts in stretches, each so many times as long as the one before.
_LONGER: Final = 4
#: Stands between text and quote, so that no words in a row run from one into the other.
_GAP: Final = "zz"


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
    asked, (low, high) = Asked(wanted, actor, among), bounds(among, before)
    by_fts5 = session.get_bind().dialect.name == "sqlite"
    if among.customer:
        rows = session.scalars(of_customer(asked, low, high, limit=limit, by_fts5=by_fts5)).all()
    elif by_fts5:
        rows = session.scalars(on_sqlite(asked, low, high, limit=limit)).all()
    else:
        rows = _by_stretches(session, asked, low, high, limit=limit)
    return tuple(
        FoundText(
            number=row.id,
            call_id=row.call_id,
            called_at=datetime.fromtimestamp(row.id // SECOND, UTC),
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


def _by_stretches(
    session: Session, asked: Asked, low: int, high: int, *, limit: int
) -> Sequence[FoundTextRow]:
    """Return the newest texts, found in stretches of time of which each is longer than the one before.

    PostgreSQL's index of words gives its rows in no order: only a stretch keeps it from reading them all.
    Before each one it is tried whether the words stand in so few texts that these are sooner read.
    """
    rows = list(session.scalars(of_newest(asked, low, high, limit=limit)))
    if len(rows) == limit:  # a word of many texts is soonest found among the newest
        return rows
    oldest, begin, end = session.execute(reach(low, high)).one()
    if oldest is None or begin is None or end is None:
        return rows
    span, few = end - begin, limit
    while (wanted := limit - len(rows)) and begin > oldest:
        if (session.scalar(count_up_to(asked, oldest, begin, most=few + 1)) or 0) <= few:
            all_of_them = of_words(asked, oldest, begin, limit=wanted, by_words_alone=True)
            return [*rows, *session.scalars(all_of_them)]
        span, few = span * _LONGER, few * _LONGER
        begin, end = max(oldest, begin - span), begin
        rows += session.scalars(of_words(asked, begin, end, limit=wanted))
    return rows


def _words_of(one: SearchText, whose: tuple[str, ...]) -> str:
    of_it = [mark("k", one.kind), mark("e", one.state)]
    if one.speaker:
        of_it.append(mark("s", one.speaker))
    return " ".join((*folded_words(one.text), _GAP, *folded_words(one.quote or ""), *of_it, *whose))


def _first_number(session: Session, call: CallRow) -> int:
    """Return a number for the first text, with room behind it; a hash tells calls of one second apart."""
    second = seconds_of(call.started_at or call.received_at) * SECOND
    of_call = int.from_bytes(hashlib.sha256(call.id.encode()).digest()[:3], "big") >> 5
    for tried in range(SECOND // MOST_TEXTS):
        begun = second + (of_call + tried) % (SECOND // MOST_TEXTS) * MOST_TEXTS
        taken = select(FoundTextRow.id).where(FoundTextRow.id >= begun, FoundTextRow.id < begun + MOST_TEXTS)
        if session.scalars(taken.limit(1)).first() is None:
            return begun
    fault = "half a million calls of one second have texts that are found"
    raise ValueError(fault)
