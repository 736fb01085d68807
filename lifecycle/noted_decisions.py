"""Notes in the audit log what a person decided: each item that was named, and the others in one line.

In: the decisions that are new, and how the rest was decided. Out: lines in the log: ids, no text.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from models.access import Actor
from models.review import Decision, Verdict
from storage.database import Session
from storage.shelves import Shelves

_WORDS: Final[dict[Verdict, str]] = {"accept": "confirmed", "edit": "edited", "reject": "rejected"}
_WORDS_FOR_REST: Final[dict[Verdict | None, str]] = {
    "accept": "accepted_the_rest",
    "reject": "rejected_the_rest",
    None: "let_the_summary_follow",
}


def note_decisions(
    shelves: Shelves,
    session: Session,
    actor: Actor | None,
    call_id: str,
    fresh: Collection[Decision],
    *,
    named: Collection[str],
    rest: Verdict | None,
    by: str,
    ended: bool,
) -> None:
    """Note them; `named` are the ids of the items that the person named, `ended` that nothing is open now."""
    log = shelves.audit()
    for one in fresh:
        if one.item_id in named:
            word = _WORDS[one.verdict]
            log.note_in(session, actor, word, call_id=call_id, detail=one.item_id, named=by)
    others = ", ".join(one.item_id for one in fresh if one.item_id not in named)
    if others or (rest is not None and ended):
        word = _WORDS_FOR_REST[rest]
        log.note_in(session, actor, word, call_id=call_id, detail=others or "nothing was left", named=by)
