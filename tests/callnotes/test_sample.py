from __future__ import annotations

import datetime as dt

from callnotes.sample import load_sample

SAMPLE = load_sample()


def test_the_recording_ships_and_is_small() -> None:
    assert 0 < SAMPLE.audio.stat().st_size < 1_000_000


def test_the_call_holds_what_a_demo_has_to_show() -> None:
    truth = SAMPLE.truth
    ours = [promise for promise in truth.promises if promise.side == "ours"]
    assert len(ours) >= 3
    assert any(promise.side == "theirs" for promise in truth.promises)
    assert any(promise.condition for promise in ours)
    assert any(promise.due_said == "by the end of the month" for promise in ours)
    assert all((truth.order_number, truth.card_number, truth.email, truth.open_question, truth.refused))
    assert truth.meeting is not None
    assert truth.meeting.time


def test_every_true_word_stands_in_the_script() -> None:
    said = {
        who: " ".join(turn.text for turn in SAMPLE.script.turns if turn.speaker == who)
        for who in ("agent", "customer")
    }
    for promise in SAMPLE.truth.promises:
        text = said["agent" if promise.side == "ours" else "customer"]
        for words in (promise.about, promise.due_said, promise.condition):
            assert words is None or words in text


def test_the_agent_speaks_on_the_side_that_the_metadata_names() -> None:
    assert SAMPLE.agent_channel == "right"
    assert SAMPLE.script.agent_channel == SAMPLE.agent_channel


def test_the_call_took_place_in_the_past() -> None:
    assert SAMPLE.started_at < dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert SAMPLE.contact.phone == "+12025550147"
