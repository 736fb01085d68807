"""Weekly counts say what the decisions say, for whom they are shown, and at what cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from lifecycle import review, take_back, undo
from lifecycle.add_item import AddedItem, add_item
from lifecycle.trust_board import board, count_anew, crossed, side_by_side
from models.access import Actor
from models.errors import InputError
from models.review import Decision, Verdict
from models.tallies import CROSSED_FACETS, week_of
from storage import trust_tallies
from storage.shelves import Shelves
from storage.tables import TrustTallyRow
from tests.databases import run_again
from tests.lifecycle.house import NOW, WAV, Queue, staged
from tests.lifecycle.trust.counted import MODEL, RULES, decided, served

AUDITOR = Actor(name="ada@example.com", role="auditor")
LEAD = Actor(name="leo@example.com", role="lead", teams=("blue",))


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    """The shelves at one moment, so that the weeks are the same whenever this runs."""
    return replace(shelves, clock=lambda: NOW)


def counts(shelves: Shelves) -> set[tuple[object, ...]]:
    with shelves.database.reading() as session:
        return {
            (row.facet, row.week, row.value, row.team, row.measure, row.bucket, row.count)
            for row in session.scalars(select(TrustTallyRow)) if row.count
        }  # fmt: skip


def decide(shelves: Shelves, call_id: str, verdict: Verdict, words: str | None = None) -> None:
    one = Decision(item_id="p1", verdict=verdict, text=words, by="sam@example.com", at=NOW)
    review.decide(shelves, call_id, (one,), by="sam@example.com", enqueue=Queue())


def test_a_decision_counts_once_whatever_it_becomes_and_the_counts_can_be_made_anew(shelves: Shelves) -> None:
    call = staged(shelves)
    other = staged(shelves, audio=WAV + b"another")
    decide(shelves, call.id, "reject")
    decide(shelves, call.id, "accept")
    decide(shelves, other.id, "edit", "Call back on Monday")
    shown = board(shelves, actor=AUDITOR)
    assert (shown.whole.items, shown.edits) == (2, (("day", 1),))
    assert shown.whole.accepted is not None
    assert (shown.whole.accepted.count, shown.whole.accepted.of) == (1, 2)
    undo.undo(shelves, other.id, by="sam@example.com")
    assert board(shelves, actor=AUDITOR).whole.items == 1
    decide(shelves, other.id, "edit", "Call back on Monday")
    review.decide(shelves, call.id, (), accept_rest=True, by="sam@example.com", enqueue=Queue())
    shown = board(shelves, actor=AUDITOR)
    assert shown.whole.draft is not None
    assert shown.whole.review is not None
    assert (shown.whole.draft.calls, shown.whole.review.calls) == (2, 1)
    assert [one.value for one in shown.groups["field"]] == ["city"]
    assert {one.value: one.figures.items for one in shown.groups["speaker"]} == {"agent": 3, "customer": 1}
    assert [one.value for one in shown.groups["version"]] == ["test / none / 1"]
    assert [(step.from_confidence, step.decisions) for step in shown.confidence] == [(0.8, 2), (0.9, 2)]
    added = AddedItem(kind="follow_up", turn_id="t2", quote="My new city is Leeds.")
    add_item(shelves, other.id, added, by="sam@example.com", read_due=None)
    shown = board(shelves, actor=AUDITOR)
    assert (shown.whole.missed, shown.whole.items) == (1, 4)
    assert {one.value: one.figures.missed for one in shown.groups["channels"]} == {"two": 1}
    kept = counts(shelves)
    assert count_anew(shelves, actor=AUDITOR) == len(kept)
    assert counts(shelves) == kept


def test_decisions_of_before_are_crossed_by_the_migration_as_they_are_kept_since(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (), accept_rest=True, by="sam@example.com", enqueue=Queue())
    other = staged(shelves, audio=WAV + b"another")
    decide(shelves, other.id, "reject")
    decide(shelves, other.id, "edit", "Call back on Monday")
    added = AddedItem(kind="follow_up", turn_id="t2", quote="My new city is Leeds.")
    add_item(shelves, other.id, added, by="sam@example.com", read_due=None)
    kept = counts(shelves)
    assert {str(one[0]) for one in kept if str(one[0]).startswith("made_")} == set(CROSSED_FACETS.values())
    with shelves.database.transaction() as session:
        session.execute(text("DELETE FROM trust_tallies WHERE facet LIKE 'made%'"))
        run_again("0057_versions_are_crossed_with_groups", session.connection())
    assert counts(shelves) == kept


def test_a_version_that_serves_a_language_worse_is_marked_there_and_too_few_are_told_as_such(
    shelves: Shelves,
) -> None:
    german, other = RULES._replace(language="de"), MODEL._replace(language="de")
    decided(shelves, NOW, accept=180, edit=10, reject=10, speaker="agent", changed="day")
    decided(shelves, NOW, german, accept=30, edit=20, reject=10, speaker="customer", changed="number")
    decided(shelves, NOW, MODEL, accept=90, edit=5, reject=5, speaker="agent", changed="owner")
    decided(shelves, NOW, other, accept=57, edit=3, reject=0, speaker="agent", field="city", changed="value")
    decided(shelves, NOW, RULES._replace(language="fr"), accept=29)
    found = crossed(shelves, actor=AUDITOR).across
    rules, llm = "rules / rules / rules-4", "llm / qwen3-8b / notes-1a2b"
    assert {(one.made, one.group): (one.items, one.worse, one.better) for one in found["language"]} == {
        (rules, "en"): (200, (), ("groups",)),
        (llm, "en"): (100, (), ()),
        (rules, "de"): (60, ("groups", "versions"), ()),
        (llm, "de"): (60, (), ("versions",)),
        (rules, "fr"): (29, (), ()),
    }
    assert [one.group for one in found["language"]] == ["en", "en", "de", "de", "fr"]
    french, worst = found["language"][-1], found["language"][2]
    assert (french.accepted, french.edited, french.rejected) == (None, None, None)
    assert worst.accepted is not None
    assert worst.edited is not None
    assert (worst.accepted.rate, worst.edited.count) == (0.5, 20)
    assert worst.accepted.low < 0.5 < worst.accepted.high
    edits = {(one.made, one.group): (one.edited, one.worse) for one in found["changed"]}
    number, nothing = edits[rules, "number"], edits[llm, "number"]
    assert number[0] is not None
    assert nothing[0] is not None
    assert (number[0].count, number[0].of, number[1]) == (20, 289, ("versions",))
    assert (nothing[0].count, nothing[0].of, nothing[1]) == (0, 160, ())
    assert [(one.made, one.group, one.items) for one in found["field"]] == [(llm, "city", 60)]
    assert {(one.made, one.group): one.items for one in found["speaker"]}[rules, "customer"] == 60
    templates = crossed(shelves, "template", actor=AUDITOR).across["channels"]
    assert [(one.made, one.group, one.items) for one in templates] == [("sales", "two", 449)]
    assert crossed(shelves, actor=LEAD, weeks=1).across == found
    with pytest.raises(InputError):
        crossed(shelves, actor=LEAD, team="red")


def test_what_is_taken_back_and_decided_again_was_reviewed_once(shelves: Shelves) -> None:
    patient = replace(shelves, undo=timedelta(minutes=5))
    call = staged(patient)
    for attempt in range(2):
        review.decide(patient, call.id, (), accept_rest=True, by="sam@example.com", enqueue=Queue())
        if attempt == 0:
            take_back.take_back(patient, call.id, by="sam@example.com")
    reviewed = board(patient, actor=AUDITOR).whole.review
    assert reviewed is not None
    assert reviewed.calls == 1


def test_a_lead_sees_the_figures_of_the_own_teams_and_a_group_served_worse_is_marked(
    shelves: Shelves,
) -> None:
    german = RULES._replace(language="de")
    red = MODEL._replace(team="red")
    decided(shelves, NOW, accept=180, edit=10, reject=10)
    decided(shelves, NOW, german, accept=30, edit=20, reject=10)
    served(shelves, NOW, calls=100)
    served(shelves, NOW, german, calls=40, review_s=400.0, coverage=60)
    decided(shelves, NOW, red, accept=50)
    mine = board(shelves, actor=LEAD)
    assert (mine.teams, mine.whole.items) == (("blue",), 260)
    assert [one.value for one in mine.groups["team"]] == ["blue"]
    marks = {one.value: (one.worse, one.better) for one in mine.groups["language"]}
    assert marks["de"] == (("accepted", "read_whole", "review"), ())
    assert marks["en"] == ((), ("accepted", "read_whole", "review"))
    assert {one.value: one.worse for one in mine.groups["channels"]} == {"two": ()}
    with pytest.raises(InputError):
        board(shelves, actor=LEAD, team="red")
    with pytest.raises(InputError):
        board(shelves, actor=LEAD, weeks=0)
    every = board(shelves, actor=AUDITOR, weeks=2)
    assert [(one.week, one.figures.items) for one in every.weeks] == [
        (week_of(NOW - timedelta(weeks=1)), 0), (week_of(NOW), 310),
    ]  # fmt: skip
    assert board(shelves, actor=AUDITOR, team="red").whole.items == 50
    both = {one.measure: one for one in side_by_side(
        shelves, "version", "rules / rules / rules-4", "llm / qwen3-8b / notes-1a2b", actor=AUDITOR
    )}  # fmt: skip
    accepted = both["accepted"]
    assert accepted.first == pytest.approx(210 / 260)
    assert accepted.second == 1.0
    assert 0 < accepted.low < accepted.difference < accepted.high
    assert accepted.is_apart
    for facet, second in (("version", "nobody"), ("all", "x")):
        with pytest.raises(InputError):
            side_by_side(shelves, facet, "rules / rules / rules-4", second, actor=AUDITOR)


def test_the_page_is_read_from_the_key_of_the_counts(shelves: Shelves) -> None:
    asked = trust_tallies.statement("kind", (week_of(NOW - timedelta(weeks=1)), week_of(NOW)), ("blue",))
    on_sqlite = shelves.database.path is not None
    with shelves.database.reading() as session:
        if not on_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))  # so few rows are sooner read whole
        connection = session.connection()
        told = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
        plan = " ".join(str(row[-1]) for row in connection.execute(text(f"{how} {told}")))
    by_key = "USING PRIMARY KEY (facet=? AND week=?)" if on_sqlite else "pk_trust_tallies"
    assert by_key in plan
