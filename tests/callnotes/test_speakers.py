"""`callnotes speakers`: from a file to notes that are made again, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from callnotes.cli.printing import print_transcript
from callnotes.cli.speakers import read_corrections
from models.corrections import in_words
from models.errors import InputError
from models.transcript import Coverage, Gap, Transcript, Turn
from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted


@pytest.mark.usefixtures("each_database")
def test_one_command_swaps_the_speakers_and_the_notes_are_made_again(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    before = house("show", call_id, "--json").document
    swapped = house("speakers", call_id, "--swap", "--as", "laura@example.com", "--wait")
    assert swapped.code == 0, swapped.err
    assert "Speakers were corrected by a person." in swapped.out
    after = house("show", call_id, "--json").document
    assert (before["transcript_version"], after["transcript_version"]) == (1, 2)
    assert (after["stage"], after["attempt"]) == ("staged", None)
    due = {one["side"]: one["due"]["date"] for one in before["notes"]["promises"]}
    swapped_due = {one["side"]: one["due"]["date"] for one in after["notes"]["promises"]}
    assert swapped_due == {"ours": due["theirs"], "theirs": due["ours"]}
    assert [record["external_id"] for record in after["records"]] == [
        record["external_id"] for record in before["records"]
    ]
    subtitles = house("export", call_id, "--format", "vtt").out
    assert "<v customer>Good morning, this is Laura" in subtitles


def test_without_waiting_the_transcript_is_shown_and_the_call_goes_on(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    given = house("speakers", call_id, "--turn", "t2..t3=customer", "--split", "t4@2=agent")
    assert given.code == 0, given.err
    assert "was corrected; its stage is transcribed" in given.out
    shown = house("show", call_id, "--json").document
    speakers = [turn["speaker"] for turn in shown["transcript"]["turns"]]
    assert {one["turn_id"] for one in shown["mended"]} >= {"t3"}
    assert {one["before"] for one in shown["mended"]} == {"agent", "customer"}
    assert speakers == ["agent", "customer", "customer", "customer", "agent", "agent"]


def test_decisions_stand_against_a_correction_until_they_are_given_up(
    house: House, recording: Path, spoken: Path
) -> None:
    call_id = str(submitted(house, recording, spoken)["id"])
    notes = house("show", call_id, "--json").document["notes"]
    assert house("review", call_id, "--accept", notes["promises"][0]["id"], "--as", "l@example.com").code == 0
    refused = house("speakers", call_id, "--swap")
    assert refused.code == 2
    assert "--decide-anew" in refused.err
    assert house("speakers", call_id, "--swap", "--decide-anew", "--wait").code == 0
    assert house("show", call_id, "--json").document["decisions"] == []


def test_the_options_are_read_in_the_order_in_which_shown_ids_stay_true() -> None:
    said = read_corrections(
        swap=True,
        name=["S1=agent"],
        merge=["S3=S2"],
        turn=["t5=customer", "t6..t9=S4"],
        split=["t5@3=agent", "t5@7=customer"],
    )
    assert [in_words(one) for one in said] == [
        "swap",
        "name S1=agent",
        "merge S3=S2",
        "turn t5=customer",
        "turn t6..t9=S4",
        "split t5@7=customer",
        "split t5@3=agent",
    ]


@pytest.mark.parametrize(
    "option",
    [
        {"name": ["S1"]},
        {"name": ["S1=boss"]},
        {"merge": ["S1"]},
        {"turn": ["t5"]},
        {"split": ["t5=agent"]},
        {"split": ["t5@1=agent"]},
        {},
    ],
)
def test_what_cannot_be_read_is_refused(option: dict[str, list[str]]) -> None:
    options: dict[str, list[str] | None] = {"name": None, "merge": None, "turn": None, "split": None}
    with pytest.raises(InputError):
        read_corrections(swap=False, **(options | option))


def test_show_tells_what_is_not_certain_and_what_left_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    turns = (
        Turn(
            id="t1",
            speaker="S1",
            speaker_confidence=0.5,
            start_s=0,
            end_s=4,
            text="it is twenty one euros",
            written="It is 21 euros.",
        ),
        Turn(id="t2", speaker="S2", speaker_confidence=1, start_s=4, end_s=6, text="danke", language="de"),
    )
    print_transcript(
        Transcript(
            language="en",
            duration_s=20,
            channels=1,
            engine="remote",
            model="m",
            turns=turns,
            coverage=Coverage(
                speech_s=18,
                transcribed_s=6,
                gaps=(Gap(start_s=6, end_s=18, why="Its language is another one.", cause="other_language"),),
            ),
            sent_to="speech.example.com",
        )
    )
    said = capsys.readouterr().out
    assert "The audio was sent to speech.example.com" in said
    assert "00:06 of 00:18 of speech became words." in said
    assert "00:06 to 00:18: Its language is another one." in said
    assert "S1?" in said
    assert "It is 21 euros. (heard: it is twenty one euros)" in said
    assert "[de] danke" in said
