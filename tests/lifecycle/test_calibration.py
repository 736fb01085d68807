from __future__ import annotations

import pytest

from lifecycle import calibration, reading, review
from models.access import Actor
from models.errors import InputError
from models.review import Decision
from storage import drafts
from storage.shelves import Shelves
from tests.lifecycle.house import NOW, Queue, notes_of, staged
from tests.lifecycle.test_isotonic import simulated

DANA = Actor(name="dana@example.com", role="manager")


def taught(shelves: Shelves, decisions: int) -> str:
    """Put simulated decisions on the shelves, all of them on one call."""
    call = staged(shelves)
    with shelves.database.transaction() as session:
        for number, one in enumerate(simulated(decisions)):
            drafts.add_decision(
                session,
                Decision(item_id=f"p{number + 100}", verdict=one.verdict, by=DANA.name, at=NOW),
                call_id=call.id,
                notes_version=1,
                judgement=one,
            )
    return call.id


def acts(shelves: Shelves) -> list[tuple[str, str | None]]:
    return [
        (entry.action, entry.detail) for entry in shelves.audit().entries() if "calibration" in entry.action
    ]


def test_a_decision_is_counted_once_with_the_confidence_that_it_was_taken_on(shelves: Shelves) -> None:
    call = staged(shelves)
    for verdict in ("reject", "accept"):
        given = Decision(item_id="p1", verdict=verdict, by=DANA.name, at=NOW)
        review.decide(shelves, call.id, (given,), by=DANA.name, enqueue=Queue())
    assert calibration.learned(shelves).decisions == 1
    assert calibration.learned(shelves).versions == ()


def test_the_summary_and_previews_are_not_counted() -> None:
    notes = notes_of("call_1")
    known = calibration.judgement(notes, "p1")
    assert known is not None
    assert (known.engine, known.kind, known.category, known.confidence) == ("test", "promise", "general", 0.9)
    assert calibration.judgement(notes, "s1") is None
    assert calibration.judgement(notes.model_copy(update={"preview": True}), "p1") is None


def test_with_too_few_decisions_nothing_is_learned_and_the_number_needed_is_said(shelves: Shelves) -> None:
    taught(shelves, 150)
    with pytest.raises(InputError, match="at least 200"):
        calibration.fit(shelves, actor=DANA)
    assert acts(shelves) == []


def test_a_reading_is_shown_only_while_a_person_has_switched_it_on_and_changes_nothing(
    shelves: Shelves,
) -> None:
    call_id = taught(shelves, 400)
    notes = notes_of(call_id).model_copy(update={"engine": "rules", "category": "sales"})
    made = calibration.fit(shelves, actor=DANA)
    assert (made.version, made.in_use, made.decisions) == (1, False, 400)
    assert [(curve.kind, curve.category) for curve in made.curves] == [
        (None, None),
        ("promise", None),
        ("promise", "sales"),
    ]
    assert calibration.readings(shelves, notes) == {}
    calibration.use(shelves, 1, actor=DANA)
    readings = calibration.readings(shelves, notes)
    assert readings["p1"] == pytest.approx(0.81, abs=0.12)
    assert readings["f1"] == pytest.approx(0.64, abs=0.15)  # no curve of its kind: that of all items
    assert calibration.readings(shelves, notes.model_copy(update={"engine": "llm"})) == {}
    stored = reading.dossier(shelves, call_id).notes
    assert stored is not None
    assert stored.promises[0].confidence == 0.9
    second = calibration.fit(shelves, actor=DANA)
    assert second.version == 2
    assert [one.in_use for one in calibration.learned(shelves).versions] == [False, True]
    calibration.use(shelves, None, actor=DANA)
    assert calibration.readings(shelves, notes) == {}
    assert acts(shelves) == [
        ("switched_a_calibration_off", None),
        ("fitted_a_calibration", "version 2"),
        ("switched_a_calibration_on", "version 1"),
        ("fitted_a_calibration", "version 1"),
    ]


def test_it_learns_by_itself_once_there_is_enough_and_again_with_a_quarter_more_and_uses_nothing(
    shelves: Shelves,
) -> None:
    taught(shelves, 150)
    assert calibration.fit_when_due(shelves) is None
    call_id = taught(shelves, 400)
    made = calibration.fit_when_due(shelves)
    assert made is not None
    assert (made.version, made.decisions, made.in_use) == (1, 400, False)
    assert calibration.fit_when_due(shelves) is None, "nothing new was decided"
    notes = notes_of(call_id).model_copy(update={"engine": "rules", "category": "sales"})
    assert calibration.readings(shelves, notes) == {}
    calibration.use(shelves, 1, actor=DANA)
    taught(shelves, 499)
    assert calibration.fit_when_due(shelves) is None
    taught(shelves, 500)
    assert calibration.fit_when_due(shelves) is not None
    assert [one.in_use for one in calibration.learned(shelves).versions] == [False, True]


def test_decisions_of_one_side_alone_teach_nothing_and_are_no_fault(shelves: Shelves) -> None:
    call = staged(shelves)
    known = calibration.judgement(notes_of(call.id), "p1")
    with shelves.database.transaction() as session:
        for number in range(250):
            yes = Decision(item_id=f"p{number + 100}", verdict="accept", by=DANA.name, at=NOW)
            drafts.add_decision(session, yes, call_id=call.id, notes_version=1, judgement=known)
    assert calibration.fit_when_due(shelves) is None


def test_a_version_that_is_not_there_cannot_be_switched_on(shelves: Shelves) -> None:
    taught(shelves, 400)
    calibration.fit(shelves)
    calibration.use(shelves, 1, actor=DANA)
    with pytest.raises(InputError):
        calibration.use(shelves, 7, actor=DANA)
    assert calibration.learned(shelves).versions[0].in_use
