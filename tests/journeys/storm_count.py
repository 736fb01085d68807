"""Counts after a storm what is lost, doubled and stuck, from the calls, their attempts and the embedded CRM.

In: a house at rest. Out: `Count`, with a sentence for every fault.
Lost: a call or a record that is not there. Doubled: one more than there should be. Stuck: a call that does
not rest in the stage it should, or work of it that did not end well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from callnotes.shelves import shelves_of
from crm_sync.keys import note_key, review_key
from lifecycle import reading
from models.stages import Stage
from storage.crm_reading import CrmContents, read_crm
from storage.shelves import Shelves
from storage.tables import AttemptRow
from tests.journeys.stormy_house import KNOWN, StormyHouse, phone_of

#: The ear hears one promise of the agent and one of the customer in every call; each becomes a task.
FOLLOW_UPS: Final = 2


@dataclass(frozen=True)
class Count:
    """The numbers of a storm, and a sentence for each fault."""

    calls: int
    kills: int
    power_cuts: int
    lost: int
    doubled: int
    stuck: int
    hung: int
    seconds: float
    faults: tuple[str, ...]

    def line(self) -> str:
        """Return the numbers in one line."""
        return (
            f"{self.calls} calls, {self.kills} kills, {self.power_cuts} restarts of PostgreSQL, "
            f"{self.lost} lost, {self.doubled} doubled, {self.stuck} stuck, {self.hung} hung, "
            f"{self.seconds:.0f} s"
        )


def count(house: StormyHouse, *, kills: int, power_cuts: int, hung: int, seconds: float) -> Count:
    """Compare what is there with what should be."""
    with shelves_of(house.settings) as shelves:
        found = {call.id: call for call in reading.calls(shelves)}
        unfinished = _unfinished(shelves)
        crm = read_crm(shelves.database)
    rest = {call_id for call_id, call in found.items() if call.stage is _wanted_stage(house, call_id)}
    lost = [f"lost: call {call_id}" for call_id in house.calls if call_id not in found]
    stuck = [f"stuck: call {one} is {call.stage.value}" for one, call in found.items() if one not in rest]
    stuck += [f"stuck: {line}" for line in unfinished]
    stuck += [f"stuck: {line}" for line in _in_another_state(house, crm, rest)]
    there = _records(crm)
    lost += [f"lost: {one}" for one in (_wanted_records(house, rest) - there).elements()]
    doubled = [f"doubled: {one}" for one in (there - _wanted_records(house, house.calls)).elements()]
    hanging = ["hung: a worker did not end when it was told to"] * hung
    return Count(
        calls=len(found),
        kills=kills,
        power_cuts=power_cuts,
        lost=len(lost),
        doubled=len(doubled),
        stuck=len(stuck),
        hung=hung,
        seconds=seconds,
        faults=(*lost, *doubled, *stuck, *hanging),
    )


def _wanted_stage(house: StormyHouse, call_id: str) -> Stage:
    return Stage.SETTLED if call_id in house.to_decide else Stage.STAGED


def _unfinished(shelves: Shelves) -> list[str]:
    with shelves.database.reading() as session:
        rows = session.scalars(select(AttemptRow).where(AttemptRow.state != "done"))
        return [f"{row.verb} of {row.call_id} is {row.state} at {row.step}: {row.code}" for row in rows]


def _wanted_records(house: StormyHouse, calls: Collection[str]) -> Counter[str]:
    """What the CRM should hold for these calls: a word for each record, as often as it should be there."""
    wanted: Counter[str] = Counter()
    for number, call_id in enumerate(house.calls):
        if call_id not in calls:
            continue
        wanted[note_key(call_id)] = wanted[review_key(call_id)] = 1
        if call_id in house.to_decide:
            wanted[f"follow-up of {call_id}"] = FOLLOW_UPS
            wanted[f"contact {phone_of(number)}"] = 1
    wanted[f"contact {KNOWN}"] = 1
    return wanted


def _records(crm: CrmContents) -> Counter[str]:
    there = Counter(note.key for note in crm.notes)
    there.update(task.key if task.kind == "review" else f"follow-up of {task.call_id}" for task in crm.tasks)
    there.update(f"contact {contact.phone}" for contact in crm.contacts)
    return there


def _in_another_state(house: StormyHouse, crm: CrmContents, rest: Collection[str]) -> list[str]:
    """The records of calls at rest that are not what the call's stage says: pending or live, open or done."""
    states = {note.key: note.status for note in crm.notes}
    states |= {task.key: task.status for task in crm.tasks if task.kind == "review"}
    wanted: dict[str, str] = {}
    for call_id in rest:
        decided = call_id in house.to_decide
        wanted[note_key(call_id)] = "live" if decided else "pending"
        wanted[review_key(call_id)] = "done" if decided else "review"
    return [f"{key} is {states[key]}" for key, state in wanted.items() if states.get(key, state) != state]
