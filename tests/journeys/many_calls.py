"""Many calls with ten items each, laid into an empty database: what lists and searches are tried on.

In: an open database, how many calls. Out: calls with attempts, promises and words that are found, as the
program writes them, each with a key of its own. Every need and every standing of a promise has the same part
of them, but few are due today; nine of ten calls are one agent's, with one customer and in one team.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, text

from models.found_texts import SearchText
from models.notes import Evidence
from models.obligations import Words
from storage.call_keys import purpose_of
from storage.database import Database, Session, master_key_of
from storage.promise_rows import purpose_of as purpose_of_words
from storage.sealing_key import SealingKey
from storage.tables import (
    AttemptRow,
    AttentionRow,
    CallKeyRow,
    CallRow,
    CrmContactRow,
    ExternalIdRow,
    PromiseRow,
)
from storage.word_index import replace

ITEMS: Final = 10
BEGUN: Final = datetime(2023, 1, 1, tzinfo=UTC)
AGENT: Final = "agent0@example.com"
TEAM: Final = "team 0"
CONTACT: Final = "contact_0"

_PORTION: Final = 500
_CALLS_OF_A_CONTACT: Final = 4
_STAGES: Final = ("settled", "staged", "queued", "queued")
_STATES: Final = (None, "done", "running", "failed")
#: Standing of an item: its state, and in how many days from now it is due, or was closed.
_STANDINGS: Final = (("open", -3), ("open", 9), ("kept", -5), ("broken", -6), ("cancelled", -7))
_DUE_TODAY: Final = 60


def fill(database: Database, calls: int, *, now: datetime) -> None:
    """Put this many calls with ten items each into the database, and let it count what it has."""
    with database.transaction() as session:
        session.execute(
            insert(CrmContactRow), [_contact(number) for number in range(calls // _CALLS_OF_A_CONTACT)]
        )
    for begin in range(0, calls, _PORTION):
        numbers = range(begin, min(calls, begin + _PORTION))
        with database.transaction() as session:
            session.execute(insert(CallRow), [_call(number) for number in numbers])
            session.execute(insert(AttentionRow), [_attention(number) for number in numbers])
            session.execute(insert(AttemptRow), list(_attempts(numbers)))
            session.execute(insert(ExternalIdRow), [_name(number) for number in numbers])
            keys = {number: SealingKey.new() for number in numbers}
            session.execute(insert(CallKeyRow), list(_wrapped(session, keys)))
            rows = [
                _promise(number, place, keys[number], now) for number in numbers for place in range(ITEMS)
            ]
            session.execute(insert(PromiseRow), rows)
            for number in numbers:
                replace(session, session.get_one(CallRow, call_id(number)), _texts(number))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As PostgreSQL's own worker does: what it saw whole it answers from an index alone.
        connection.execute(text("ANALYZE" if database.path else "VACUUM ANALYZE"))


def call_id(number: int) -> str:
    """Return the id of this call."""
    return f"call_{number:016x}"


def _is_of_one(number: int) -> bool:
    return number % 10 != 0


def _call(number: int) -> dict[str, Any]:
    moment = BEGUN + timedelta(minutes=15 * number)
    other = number % 100 + 1
    return {
        "id": call_id(number), "stage": _STAGES[number % 4], "stage_at": moment, "started_at": moment,
        "received_at": moment, "agent_channel": "auto", "consent_status": "granted",
        "agent": AGENT if _is_of_one(number) else f"agent{other}@example.com",
        "team": TEAM if _is_of_one(number) else f"team {other % 10 + 1}",
        "contact_id": CONTACT if _is_of_one(number) else f"contact_{number // _CALLS_OF_A_CONTACT}",
        "customer_phone": f"+1512{number % 10_000_000:07}", "duration_s": 300.0,
        "urgent": _urgent(number),
    }  # fmt: skip


def _urgent(number: int) -> int:
    """Most are urgent, so that a list of them is full soon."""
    return 0 if number // 4 % 10 == 0 else 2


def _attention(number: int) -> dict[str, Any]:
    return {
        "call_id": call_id(number), "risk": "high" if _urgent(number) else "low", "urgency": "normal",
        "unsure": number // 4 % 2, "gaps": number // 8 % 2, "due": None,
    }  # fmt: skip


def _contact(number: int) -> dict[str, Any]:
    return {
        "id": f"contact_{number}",
        "key": f"k{number}",
        "name": f"Robin Vale{number}",
        "phone": f"+1512{number * _CALLS_OF_A_CONTACT:07}",
        "email": f"robin{number}@example.com" if number % 10 == 0 else None,
        "created_at": BEGUN,
    }


def _attempts(numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        if (state := _STATES[number % 4]) is not None:
            yield {
                "call_id": call_id(number), "verb": "process", "number": 1, "kind": "recognition",
                "state": state, "asked_at": BEGUN,
            }  # fmt: skip


def _name(number: int) -> dict[str, Any]:
    return {"external_id": f"pbx-{number}", "call_id": call_id(number), "added_at": BEGUN}


def _wrapped(session: Session, keys: dict[int, SealingKey]) -> Iterator[dict[str, Any]]:
    master = master_key_of(session)
    for number, key in keys.items():
        purpose = purpose_of(call_id(number))
        yield {"call_id": call_id(number), "wrapped": master.seal(key.secret, purpose=purpose)}


def _promise(number: int, place: int, key: SealingKey, now: datetime) -> dict[str, Any]:
    call, item = call_id(number), f"p{place}"
    at = number * ITEMS + place
    state, days = ("open", 0) if at < _DUE_TODAY else _STANDINGS[at % len(_STANDINGS)]
    begins = now.replace(hour=0, minute=0) + timedelta(days=days)
    due_at = begins + timedelta(days=1)
    ours = _call(number)
    proof = Evidence(turn_id="t1", quote="I will send them", speaker="agent", start_s=1, end_s=2)
    words = Words(text=f"Send the papers {number}", evidence=proof)
    return {
        "call_id": call, "item_id": item, "notes_version": 1, "kind": ("promise", "call", "task")[place % 3],
        "side": ("ours", "theirs")[place % 2],
        "sealed": key.seal(words.model_dump_json().encode(), purpose=purpose_of_words(call, item)),
        "owner": ours["agent"], "agent": ours["agent"], "team": ours["team"], "risk": "low",
        "contact_id": ours["contact_id"], "category": "support", "promised_at": ours["started_at"],
        "confirmed_by": ours["agent"], "confirmed_at": ours["started_at"], "due_from": begins,
        "due_on": f"{begins:%Y-%m-%d}", "due_at": due_at, "state": state, "sort_at": due_at, "revision": 0,
    }  # fmt: skip


def _texts(number: int) -> tuple[SearchText, ...]:
    return tuple(
        SearchText(
            ref=f"p{place}",
            kind="promise",
            state="waiting",
            text=f"We keep the promise number {at % 1000} of some{at % 100} and only{at}",
            quote="I will send it on Friday",
            speaker="agent",
            start_s=1.0,
        )
        for place, at in enumerate(range(number * ITEMS, (number + 1) * ITEMS))
    )
