from __future__ import annotations

import pytest

from callnotes.sample.script import Script
from evals.promises import Score, score_promises
from evals.scripted import HELD_OUT, all_scripts, notes_of
from evals.transcripts import as_written
from models.notes import CallNotes

SCRIPTS = {script.name: script for script in all_scripts()}


def written(name: str) -> tuple[Script, CallNotes]:
    script = SCRIPTS[name]
    return script, notes_of(script, as_written(script))


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_promise_of_a_written_call_is_found_and_none_is_invented(name: str) -> None:
    script, notes = written(name)
    score = score_promises(notes, script.truth)
    assert score == Score(true=score.true, found=score.true, matched=score.true, exact=score.true)
    assert score.true >= 4


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_claim_of_the_rules_engine_passes_the_evidence_check(name: str) -> None:
    assert written(name)[1].discarded == ()


@pytest.mark.parametrize("name", [name for name, script in SCRIPTS.items() if script.truth.order_number])
def test_a_number_that_was_asked_for_becomes_a_field(name: str) -> None:
    script, notes = written(name)
    assert script.truth.order_number in [field.value for field in notes.fields]


@pytest.mark.parametrize("name", [name for name, script in SCRIPTS.items() if script.truth.meeting])
def test_a_meeting_that_both_agreed_on_becomes_a_follow_up(name: str) -> None:
    script, notes = written(name)
    meeting = script.truth.meeting
    assert meeting is not None
    found = [
        (date, one.due.time)
        for one in notes.follow_ups
        if one.due and one.kind in ("meeting", "call")
        for date in (one.due.date, *one.due.alternatives)
    ]
    assert (meeting.date, meeting.time) in found


@pytest.mark.parametrize("name", [name for name, script in SCRIPTS.items() if script.truth.refused])
def test_what_was_refused_becomes_a_refused_topic(name: str) -> None:
    script, notes = written(name)
    refused = [
        evidence.quote for topic in notes.topics if topic.outcome == "refused" for evidence in topic.evidence
    ]
    words = str(script.truth.refused).split()
    assert any(all(word in quote for word in words) for quote in refused)


@pytest.mark.parametrize("name", [name for name, script in SCRIPTS.items() if script.truth.open_question])
def test_what_nobody_could_answer_becomes_an_open_question(name: str) -> None:
    script, notes = written(name)
    assert str(script.truth.open_question)[4:] in " ".join(question.text for question in notes.open_questions)


def test_a_claim_of_the_wrong_side_scores_nothing() -> None:
    script, notes = written("coffee_machine")
    turned = [
        promise.model_copy(update={"side": "theirs" if promise.side == "ours" else "ours"})
        for promise in notes.promises
    ]
    score = score_promises(notes.model_copy(update={"promises": tuple(turned)}), script.truth)
    assert (score.found, score.matched, score.exact) == (4, 0, 0)


def test_a_claim_with_another_day_is_right_but_not_exact() -> None:
    script, notes = written("coffee_machine")
    dateless = [promise.model_copy(update={"due": None}) for promise in notes.promises]
    score = score_promises(notes.model_copy(update={"promises": tuple(dateless)}), script.truth)
    assert (score.matched, score.exact) == (4, 0)


def test_an_invented_claim_costs_precision() -> None:
    script, notes = written("coffee_machine")
    invented = notes.promises[0].model_copy(update={"text": "Paint the roof", "due": None, "evidence": ()})
    score = score_promises(notes.model_copy(update={"promises": (*notes.promises, invented)}), script.truth)
    assert score.precision == pytest.approx(4 / 5)
    assert score.recall == 1.0


def test_the_held_out_calls_are_among_the_scripts() -> None:
    assert set(SCRIPTS) > HELD_OUT
