"""Speakers corrected on the page without JavaScript and at the API; what the page shows of a transcript."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from lifecycle import drafts, reading
from models.notes import CallNotes
from models.stages import Stage
from models.transcript import Coverage, Gap, Transcript, Turn, Word
from tests.api.calls import CALLS, new_call, staged_call
from tests.api.house import House
from tests.api.test_upload_page import ADMIN, DANA, SAME_ORIGIN, enter

_DANA: Final = "dana@example.com"


def _post(house: House, call_id: str, **form: str) -> Any:  # noqa: ANN401 - an answer
    headers = SAME_ORIGIN | {"Accept": "text/html"}
    browser = enter(house, DANA)
    return browser.post(f"/calls/{call_id}/speakers", data=form, headers=headers, follow_redirects=False)


def _turns(house: House, call_id: str) -> list[tuple[str, str, str]]:
    transcript = reading.transcript(house.doors.shelves, call_id)
    assert transcript is not None
    return [(turn.id, turn.speaker, turn.text) for turn in transcript.turns]


def _told(house: House, **changes: object) -> str:
    """Return what the page says of a call with a hand-made transcript."""
    call_id = new_call(house, agent=_DANA)
    words = ("twenty", "one", "machines")
    turn = Turn(
        id="t1",
        speaker="S1",
        speaker_confidence=0.9,
        start_s=0,
        end_s=3,
        text=" ".join(words),
        words=tuple(
            Word(
                text=word,
                start_s=at,
                end_s=at + 1,
                probability=0.9,
                speaker_confidence=0.3 if at == 1 else None,
            )
            for at, word in enumerate(words)
        ),
        written="21 machines",
        language="de",
    )
    made = {
        "call_id": call_id,
        "language": "en",
        "duration_s": 9,
        "channels": 1,
        "engine": "e",
        "model": "m",
        "turns": (turn,),
        "coverage": Coverage(speech_s=3, transcribed_s=3),
    }
    drafts.store_transcript(house.doors.shelves, Transcript.model_validate(made | changes))
    return str(enter(house, DANA).get(f"/calls/{call_id}").text)


def test_one_click_swaps_the_speakers_and_the_notes_are_made_again(house: House) -> None:
    call_id = staged_call(house, agent=_DANA)
    page = enter(house, DANA).get(f"/calls/{call_id}").text
    assert "Swap speakers" in page
    (heard,) = set(re.findall(r'name="heard" value="(\d+)"', page))
    answer = _post(house, call_id, correct="swap", heard=heard, decided="0")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/calls/{call_id}")
    assert [speaker for _, speaker, _ in _turns(house, call_id)] == ["customer"]
    assert house.enqueued[-1] == (call_id, "process", 2)
    waiting = enter(house, DANA).get(f"/calls/{call_id}").text
    assert "Making notes" in waiting
    assert "The notes come here" in waiting


def test_a_turn_is_given_whole_or_from_a_word_on(house: House) -> None:
    call_id = staged_call(house, agent=_DANA)
    assert (
        _post(house, call_id, correct="turn", turn="t1", to="customer", word="")
        .headers["location"]
        .endswith("#t1")
    )
    assert _post(house, call_id, correct="turn", turn="t1", to="S1", word="4").status_code == 303
    assert _turns(house, call_id) == [("t1", "customer", "I will send"), ("t2", "S1", "the quote on Friday.")]


def test_speakers_are_named_and_merged(house: House) -> None:
    call_id = staged_call(house, agent=_DANA)
    _post(house, call_id, correct="turn", turn="t1", to="S1", word="2")
    assert [one for _, one, _ in _turns(house, call_id)] == ["agent", "S1"]
    _post(house, call_id, correct="name", speaker="S1", to="customer")
    assert [one for _, one, _ in _turns(house, call_id)] == ["agent", "customer"]
    _post(house, call_id, correct="merge", speaker="customer", into="agent")
    assert [one for _, one, _ in _turns(house, call_id)] == ["agent", "agent"]


@pytest.mark.parametrize(
    "form",
    [
        {"correct": "guess"},
        {"correct": "name", "speaker": "agent", "to": "boss"},
        {"correct": "turn", "turn": "t9", "to": "agent"},
        {"correct": "turn", "turn": "t1", "to": "agent", "word": "one"},
        {"correct": "turn", "turn": "t1", "to": "agent", "word": "90"},
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(house: House, form: dict[str, str]) -> None:
    call_id = staged_call(house, agent=_DANA)
    answer = _post(house, call_id, **form)
    assert answer.status_code == 422
    assert "--" not in answer.text.split('id="problem"')[1].split("</p>")[0]
    assert reading.call(house.doors.shelves, call_id).stage is Stage.STAGED


def test_a_page_that_shows_the_speakers_of_before_corrects_and_decides_nothing(house: House) -> None:
    call_id = staged_call(house, agent=_DANA)
    _post(house, call_id, correct="swap", heard="1")
    assert _post(house, call_id, correct="swap", heard="1").status_code == 409
    decided = enter(house, DANA).post(
        f"/calls/{call_id}/decide",
        data={"item": "p1", "verdict": "accept", "heard": "1"},
        headers=SAME_ORIGIN,
    )
    assert decided.status_code == 409
    assert "corrected meanwhile" in decided.text


def test_decisions_are_given_up_by_a_tick_and_only_those_that_were_seen(house: House) -> None:
    call_id = staged_call(house, agent=_DANA)
    decide = {"item": "p1", "verdict": "accept"}
    enter(house, ADMIN).post(f"/calls/{call_id}/decide", data=decide, headers=SAME_ORIGIN)
    assert "Give up the 1 decision" in enter(house, DANA).get(f"/calls/{call_id}").text
    refused = _post(house, call_id, correct="swap", heard="1", decided="1")
    assert refused.status_code == 409
    assert "tick the box" in refused.text
    assert _post(house, call_id, correct="swap", heard="1", decided="0", anew="yes").status_code == 409
    assert _post(house, call_id, correct="swap", heard="1", decided="1", anew="yes").status_code == 303


def test_the_api_corrects_several_things_at_once_and_says_what_it_refuses(house: House) -> None:
    call_id = staged_call(house)
    body: dict[str, object] = {
        "by": "dana@example.com",
        "corrections": [{"kind": "swap"}, {"kind": "split", "turn": "t1", "word": 4, "to": "S1"}],
        "transcript_version": 1,
    }
    assert house.client.post(f"{CALLS}/{call_id}/speakers", json=body).json()["stage"] == "transcribed"
    again = house.client.post(f"{CALLS}/{call_id}/speakers", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "speakers.corrected_meanwhile")
    shown = house.client.get(f"{CALLS}/{call_id}").json()
    assert (shown["transcript_version"], shown["notes"]) == (2, None)
    assert [turn["speaker"] for turn in shown["transcript"]["turns"]] == ["customer", "S1"]
    wrongs: tuple[dict[str, object], ...] = (
        {"corrections": []},
        {"corrections": [{"kind": "name", "speaker": "S1", "to": "boss"}]},
        {"corrections": [{"kind": "swap", "to": "agent"}]},
    )
    for wrong in wrongs:
        assert house.client.post(f"{CALLS}/{call_id}/speakers", json=body | wrong).status_code == 422


def test_the_api_decides_nothing_on_notes_of_speakers_before(house: House) -> None:
    call_id = staged_call(house)
    swap = {"by": "dana@example.com", "corrections": [{"kind": "swap"}]}
    house.client.post(f"{CALLS}/{call_id}/speakers", json=swap)
    decide = {"by": "dana@example.com", "accept": ["p1"], "transcript_version": 1}
    refused = house.client.post(f"{CALLS}/{call_id}/review", json=decide)
    assert refused.json()["code"] == "speakers.corrected_meanwhile"


def test_the_page_shows_the_written_form_and_keeps_what_was_heard_for_playing(house: House) -> None:
    page = _told(house)
    assert '<p lang="de">21 machines</p>' in page
    assert "As heard:" in page
    assert 'data-start="2.0">machines</span>' in page
    assert "language: de" in page


def test_the_page_marks_words_whose_speaker_is_unsure_in_words_too(house: House) -> None:
    page = _told(house)
    assert "who said this is unsure" in page
    assert "Who said the words with a" in page
    assert page.count('class="unsure-words"') == 2, "one run of words, and what the mark means"


def test_the_page_names_gaps_with_their_cause_and_where_the_audio_went(house: House) -> None:
    gaps = [Gap(start_s=3, end_s=8, why="It is in French.", cause="other_language")]
    page = _told(
        house, sent_to="speech.example.com", coverage=Coverage(speech_s=8, transcribed_s=3, gaps=gaps)
    )
    assert "0:03 to 0:08 · Another language: It is in French." in page
    assert "The audio was sent to speech.example.com" in page
    assert "0:03 of 0:08 of speech heard" in page


def test_many_gaps_are_told_in_one_line_that_opens(house: House) -> None:
    many = [Gap(start_s=at, end_s=at + 1, why="Noise.", cause="unrecognised") for at in range(5)]
    assert "5 stretches without words" in _told(
        house, coverage=Coverage(speech_s=8, transcribed_s=3, gaps=many)
    )


def test_an_item_that_hangs_on_a_corrected_turn_says_so_and_what_it_was(house: House) -> None:
    call_id, shelves = staged_call(house, agent=_DANA), house.doors.shelves
    notes = reading.notes(shelves, call_id)
    assert notes is not None
    assert "data-mended" not in enter(house, DANA).get(f"/calls/{call_id}").text
    _post(house, call_id, correct="swap", heard="1", decided="0")
    anew = notes.model_dump_json().replace('"speaker":"agent"', '"speaker":"customer"')
    drafts.store_notes(shelves, CallNotes.model_validate_json(anew))
    page = enter(house, DANA).get(f"/calls/{call_id}").text
    assert re.search(
        r"Who said this was changed \(last by dana@example\.com, .+; before it was: Agent\.", page
    )
    _post(house, call_id, correct="turn", turn="t1", word="4", to="S1", heard="2", decided="0")
    known = [(one.turn_id, one.before) for one in reading.dossier(shelves, call_id).mended]
    assert known == [("t1", "agent"), ("t2", "agent")], "what the machine heard, also of a part"
    for heard, turn in (("3", "t1"), ("4", "t2")):
        _post(house, call_id, correct="turn", turn=turn, to="agent", word="", heard=heard, decided="0")
    assert reading.dossier(shelves, call_id).mended == (), "mended back it is as it was"
