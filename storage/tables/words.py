"""Tables of the search: texts as they are found, calls whose texts are to be read anew, searches kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table

#: SQLite numbers its rows by this and nothing else; the index of words goes by that number.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class FoundTextRow(Table):
    """One text that can be found: an item of the newest notes, or a turn; in clear, unlike what it is from.

    `id` rises with the moment of the call, so that the newest come first without sorting. `words` is what
    is compared: folded words, then marks for whom and of what it is. The index over it is no table of ours:
    FTS5 on SQLite, an expression index on PostgreSQL (migration 0033).
    """

    __tablename__ = "found_texts"

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    speaker: Mapped[str | None]
    start_s: Mapped[float | None]
    text: Mapped[str]
    quote: Mapped[str | None]
    words: Mapped[str]


class ToReadRow(Table):
    """A call whose texts changed since the search read them."""

    __tablename__ = "texts_to_read"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)


class SearchReachRow(Table):
    """What the search holds: the word of the setting by which all texts were read last.

    `unsettled` while words of removed texts may still lie in the index: a trigger of SQLite says so.
    """

    __tablename__ = "search_reach"

    id: Mapped[int] = mapped_column(primary_key=True)
    reach: Mapped[str]
    unsettled: Mapped[bool]


class SavedSearchRow(Table):
    """A search that a person kept, under a name of that person's."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    query: Mapped[str]
    made_at: Mapped[datetime]
