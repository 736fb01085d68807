"""Everything that can happen between a house and HubSpot, in any order: workers, people, failures and time.

Each rule does one thing to one call of the world; what must hold is judged after each (judgement.py).
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable
from typing import Final

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_sync.keys import note_key, review_key
from lifecycle import consent, link, reading, recovery, retry, review, take_back
from lifecycle.enqueue import Work
from models.errors import CallNotesError
from models.review import Decision, Verdict
from tests.hubspot_simulator.faults import What
from tests.lifecycle.house import DECLINED, Queue
from tests.pipeline.interleavings.judgement import judge, judge_healed
from tests.pipeline.interleavings.stepped import DiedError
from tests.pipeline.interleavings.world import SAM, World, folder, made

_CALL = some.integers(0, 1)
_DEATH = some.none() | some.integers(0, 30)
_FAULTS: Final[tuple[What, ...]] = (
    "429", "429-secondly", "423", "477", "500", "502", "503", "reset", "lost", "lost", "lost",
)  # fmt: skip
_PLACES: Final = ("", "batch/upsert", "associations", r"contacts/\d+$", "batch/read", "notes", "tasks")
_QUEUE: Final = Queue()
_ROUNDS: Final = 60


class HubSpotMachine(RuleBasedStateMachine):
    """Two calls, three contacts, and all that people, networks and time do to them."""

    steps = 0

    @initialize(unique=some.booleans(), known=some.booleans(), staged=some.booleans())
    def begin(self, *, unique: bool, known: bool, staged: bool) -> None:
        self.folder = folder()
        self.world = World(shutil.copytree(made(), self.folder / "house"), unique=unique)
        self.marks = itertools.count(1)
        for number in range(2):
            self.world.begin(number, known=known or number == 0)
        if staged:
            self.work_on(seconds=0.0)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self._heal()
                judge_healed(self.world)
            finally:
                self.world.close()
                shutil.rmtree(self.folder, ignore_errors=True)

    @invariant()
    def all_is_well(self) -> None:
        type(self).steps += 1
        judge(self.world)

    # -- workers

    @rule(which=some.integers(0, 3), steps=some.integers(1, 9), dies_after=_DEATH)
    def work(self, which: int, steps: int, dies_after: int | None) -> None:
        self.world.clock.sleep(1)
        due = self.world.worker.due()
        if due:
            self._work(due, which, steps, dies_after)

    @rule(seconds=some.sampled_from((0.0, 10.0, 400.0)))
    def work_on(self, seconds: float) -> None:
        self.world.clock.sleep(seconds)
        for _ in range(6):
            for work in self.world.worker.due():
                self._work([work], 0, 1_000, None)

    @rule(dies_after=_DEATH, wait_s=some.sampled_from((0.0, 70.0, 1000.0)))
    def look(self, dies_after: int | None, wait_s: float) -> None:
        self.world.clock.sleep(wait_s)
        with contextlib.suppress(DiedError):
            self.world.look(dies_after=dies_after)

    @rule(seconds=some.sampled_from((2.0, 40.0, 400.0, 4_000.0, 90_000.0)))
    def wait(self, seconds: float) -> None:
        self.world.clock.sleep(seconds)

    # -- the network and the portal

    @rule(
        what=some.sampled_from(_FAULTS),
        method=some.sampled_from(("*", "POST", "PUT", "PATCH", "DELETE")),
        path=some.sampled_from(_PLACES),
        times=some.integers(1, 4),
    )
    def fail(self, what: What, method: str, path: str, times: int) -> None:
        self.world.portal.faults.add(what, method=method, path=path, times=times)

    @rule(lag_s=some.sampled_from((0.0, 30.0)))
    def answer_again(self, lag_s: float) -> None:
        self.world.portal.faults.clear()
        self.world.portal.search.lag_s = lag_s

    # -- people at the desk

    @rule(
        call=_CALL,
        item=some.sampled_from(("p1", "f1", "c1")),
        verdict=some.sampled_from(("accept", "edit", "reject")),
    )
    def decide(self, call: int, item: str, verdict: Verdict) -> None:
        text = f"In my words {next(self.marks)}" if verdict == "edit" else None
        self._decide(
            call, (Decision(item_id=item, verdict=verdict, text=text, by=SAM, at=self.world.clock()),)
        )

    @rule(call=_CALL, yes=some.booleans())
    def decide_rest(self, call: int, *, yes: bool) -> None:
        self._decide(call, (), yes=yes)

    @rule(call=_CALL)
    def take_back(self, call: int) -> None:
        self._at_desk(lambda call_id: take_back.take_back(self.world.shelves, call_id, by=SAM), call)

    @rule(call=_CALL, contact=some.integers(0, 3))
    def link(self, call: int, contact: int) -> None:
        ids = (*self.world.contacts, None)

        def linked(call_id: str) -> None:
            link.link_contact(
                self.world.shelves, call_id, ids[contact], name="Jo New", by=SAM, enqueue=_QUEUE
            )
            self.world.said[call_id].wished |= ids[contact] is None

        self._at_desk(linked, call)

    @rule(call=_CALL)
    def retry(self, call: int) -> None:
        self._at_desk(lambda call_id: retry.retry(self.world.shelves, call_id, enqueue=_QUEUE), call)

    @rule(call=_CALL, sure=some.integers(0, 4))
    def decline(self, call: int, sure: int) -> None:
        if sure:
            return

        def declined(call_id: str) -> None:
            said = DECLINED.model_copy(update={"at": self.world.clock()})
            consent.record(self.world.shelves, call_id, said, enqueue=_QUEUE)
            self.world.said[call_id].declined = True

        self._at_desk(declined, call)

    # -- people, and others, in HubSpot

    @rule(
        call=_CALL,
        value=some.sampled_from(("confirmed", "rejected", "pending")),
        who=some.sampled_from(("laura", "laura", "AUTOMATION_PLATFORM", "IMPORT")),
    )
    def set_status(self, call: int, value: str, who: str) -> None:
        world, call_id = self.world, self._id(call)
        task = world.live("tasks", review_key(call_id))
        if task is None or task.value("hs_task_status") == "COMPLETED":
            return
        person = world.laura if who == "laura" else world.portal.act_as_user(source=who)
        if task.value("cn_review_status") != value:
            world.said[call_id].there.append(value if who == "laura" else who)
        person.set("tasks", task.id, cn_review_status=value)
        world.said[call_id].touched.add(review_key(call_id))

    @rule(call=_CALL, whole=some.booleans())
    def edit_note(self, call: int, *, whole: bool) -> None:
        call_id = self._id(call)
        note = self.world.live("notes", note_key(call_id))
        if note is None or note.value("cn_review_status") == "rejected":
            return
        mark, said = f"edit-{next(self.marks)}-", self.world.said[call_id]
        said.touched.add(note_key(call_id))
        said.edits = [mark] if whole else [*said.edits, mark]
        body = f"<p>{mark}</p>" if whole else f"{note.value('hs_note_body')}<p>{mark}</p>"
        self.world.laura.set("notes", note.id, hs_note_body=body)

    @rule(call=_CALL, kind=some.sampled_from(("notes", "tasks")), sure=some.integers(0, 2))
    def delete(self, call: int, kind: str, sure: int) -> None:
        call_id = self._id(call)
        key = note_key(call_id) if kind == "notes" else review_key(call_id)
        entry = self.world.live(kind, key)
        if entry is not None and not sure:
            self.world.laura.delete(kind, entry.id)
            self.world.said[call_id].deleted.add(kind)
            self.world.said[call_id].touched.add(key)
            if kind == "notes":
                self.world.said[call_id].edits = []

    @rule(
        call=_CALL, item=some.sampled_from(("p1", "f1")), name=some.sampled_from(("done", "named", "owned"))
    )
    def edit_follow_up(self, call: int, item: str, name: str) -> None:
        key = f"{self._id(call)}:fu:{item}"
        entry = self.world.live("tasks", key)
        if entry is not None:
            values = {
                "done": {"hs_task_status": "COMPLETED"},
                "named": {"hs_task_subject": f"Named by hand {next(self.marks)}"},
                "owned": {"hubspot_owner_id": "7777"},
            }[name]
            self.world.laura.set("tasks", entry.id, **values)
            self.world.said[self._id(call)].touched.add(key)

    @rule(contact=some.integers(0, 2), value=some.sampled_from(("", "Leeds", "Bath", "Hull", "Ely")))
    def type_city(self, contact: int, value: str) -> None:
        self.world.laura.set("contacts", self.world.contacts[contact], city=value)
        self.world.contacts_touched = True

    @rule(winner=some.integers(0, 2), loser=some.integers(0, 2), sure=some.integers(0, 2))
    def merge(self, winner: int, loser: int, sure: int) -> None:
        records, ids = self.world.portal.records, self.world.contacts
        first, second = (records.get("contacts", ids[one]).id for one in (winner, loser))
        if first != second and not sure:
            self.world.contacts_touched = self.world.merged = True
            self.world.laura.merge("contacts", first, second)

    # -- healing

    def _heal(self) -> None:
        """Let everything answer again, and let the workers do all that is owed."""
        world = self.world
        world.portal.faults.clear()
        world.portal.search.lag_s = 0.0
        for done in range(_ROUNDS):
            for work in world.worker.due():
                self._work([work], 0, 1_000, None)
            self._retried()
            world.clock.sleep(1_200)
            world.look()
            owed = recovery.owed(world.shelves)
            if done > 1 and not owed and not world.worker.begun and not world.worker.due():
                return
        raise AssertionError(f"never at rest: {recovery.owed(world.shelves)} {world.worker.begun}")

    def _retried(self) -> None:
        for call_id in self.world.calls:
            attempt = self.world.now(call_id).attempt
            if attempt is not None and attempt.code not in {"crm.contact_not_found", "crm.contact_needed"}:
                self._at_desk(
                    lambda one: retry.retry(self.world.shelves, one, enqueue=_QUEUE),
                    self.world.calls.index(call_id),
                )

    # -- parts of rules

    def _work(self, due: list[Work], which: int, steps: int, dies_after: int | None) -> None:
        """A settlement waits for records that are just being written; so what writes them goes first."""
        work = due[which % len(due)]
        if work.verb == "settle":
            work = next((one for one in due if one.call_id == work.call_id and one.verb == "process"), work)
        self.world.worker.go_on(work, steps=steps, dies_after=dies_after)

    def _id(self, call: int) -> str:
        return self.world.calls[call % len(self.world.calls)]

    def _decide(self, call: int, decisions: tuple[Decision, ...], *, yes: bool | None = None) -> None:
        world = self.world

        def decided(call_id: str) -> None:
            review.decide(
                world.shelves,
                call_id,
                decisions,
                accept_rest=yes is True,
                reject_rest=yes is False,
                by=SAM,
                enqueue=_QUEUE,
            )
            said = world.said[call_id].decided
            for one in decisions:
                said[one.item_id] = (one.verdict, one.text)
            if yes is not None:
                for one in reading.decisions(world.shelves, call_id):
                    if one.by == SAM:
                        said.setdefault(one.item_id, (one.verdict, one.text))

        self._at_desk(decided, call)

    def _at_desk(self, act: Callable[[str], object], call: int) -> None:
        """Do this at the desk; what the house refuses was not done."""
        self.world.clock.sleep(1)
        with contextlib.suppress(CallNotesError):
            act(self._id(call))
