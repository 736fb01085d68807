"""Reads the texts of calls into the search: items of the newest notes as they stand, turns where so set.

In: shelves, how far the search reaches. Out: how many calls were read. One call is one transaction, so a
kill loses nothing, and a change made meanwhile has the call read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import structlog

from lifecycle.stage import stage_of
from models.errors import StorageError
from models.found_texts import Kind, SearchReach, SearchText, State
from models.notes import CallNotes, Field, Item
from models.review import Decision
from models.stages import END_STAGES, Stage
from models.transcript import Transcript
from storage import drafts
from storage.call_keys import is_of_another_key
from storage.database import Session
from storage.found_texts import begin_anew, is_any_to_read, next_to_read, reach_of, was_read
from storage.shelves import Shelves
from storage.tables import CallRow
from storage.word_index import replace

_log = structlog.get_logger(__name__)

_GROUPS: Final[tuple[tuple[Kind, str], ...]] = (
    ("summary", "summary"), ("topic", "topics"), ("promise", "promises"), ("follow_up", "follow_ups"),
    ("open_question", "open_questions"), ("field", "fields"),
)  # fmt: skip
#: So many calls that cannot be opened end a round: then the key of the house is another one.
_MOST_CLOSED: Final = 100
_STATES: Final[dict[str, State]] = {"accept": "confirmed", "edit": "confirmed", "reject": "rejected"}


def read_texts(shelves: Shelves, reach: SearchReach) -> int:
    """Read every call whose texts changed, or all of them once where the setting changed."""
    with shelves.database.reading() as session:
        known, waiting = reach_of(session) == reach, is_any_to_read(session)
    if not known:
        with shelves.database.transaction() as session:
            begin_anew(session, reach)
        shelves.database.wash()
        _log.info("search_begun_anew", reach=reach)
    elif not waiting:
        return 0
    count, closed = 0, set[str]()
    while len(closed) < _MOST_CLOSED and _read_one(shelves, reach, closed):
        count += 1
    if closed:
        _log.warning("texts_not_read", calls=len(closed), cause="another master key")
    return count - len(closed)


def texts_of(
    notes: CallNotes | None, decisions: tuple[Decision, ...], transcript: Transcript | None
) -> tuple[SearchText, ...]:
    """Return what of a call is found: items in the words that count, then turns."""
    decided = {one.item_id: one for one in decisions}
    items = tuple(_items(notes, decided)) if notes is not None else ()
    return (*items, *(_turns(transcript) if transcript is not None else ()))


def _read_one(shelves: Shelves, reach: SearchReach, closed: set[str]) -> bool:
    """Read a call; False where there is none. One that cannot be opened goes to `closed`, and waits on."""
    with shelves.database.transaction() as session:
        row = next_to_read(session, besides=closed)
        if row is None:
            return False
        try:
            texts = () if reach == "off" or _is_over(row) else _read(session, row, reach)
        except StorageError as error:
            if not is_of_another_key(error):
                raise
            closed.add(row.id)
        else:
            was_read(session, row.id)
            replace(session, row, texts)
    return True


def _read(session: Session, row: CallRow, reach: SearchReach) -> tuple[SearchText, ...]:
    drafted, heard = drafts.notes(session, row.id), None
    if reach == "transcripts":
        heard = drafts.transcript(session, row.id)
    decided = drafts.decisions(session, row.id, drafted[0].number) if drafted else ()
    return texts_of(drafted[1] if drafted else None, decided, heard[1] if heard else None)


def _is_over(row: CallRow) -> bool:
    """True for a call of which nothing is kept."""
    return stage_of(row) in END_STAGES - {Stage.SETTLED, Stage.CANCELLED, Stage.REFUSED}


def _items(notes: CallNotes, decided: dict[str, Decision]) -> Iterator[SearchText]:
    for kind, group in _GROUPS:
        for item in getattr(notes, group):
            decision = decided.get(item.id)
            counts = decision.worded(item) if decision else item
            yield SearchText(
                ref=item.id,
                kind=kind,
                state=_STATES[decision.verdict] if decision else "waiting",
                text=_told(counts),
                quote=" … ".join(one.quote for one in item.evidence),
                speaker=item.evidence[0].speaker,
                start_s=item.evidence[0].start_s,
            )


def _told(item: Item) -> str:
    return f"{item.name}: {item.value}" if isinstance(item, Field) else item.text


def _turns(transcript: Transcript) -> Iterator[SearchText]:
    for turn in transcript.turns:
        yield SearchText(
            ref=turn.id, kind="turn", state="said", text=turn.text, speaker=turn.speaker, start_s=turn.start_s
        )
