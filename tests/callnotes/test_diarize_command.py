"""`callnotes diarize`: a list, JSON and RTTM; and nothing of how voices sound is ever kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.transcriber.sounds import Samples, hiss, joined, said, write_wav
from text.formats.rttm import read_rttm
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import sound_of
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VoiceCollector
from transcriber.survey import survey
from transcriber.transcribe import pieces_of


def _dialogue() -> Samples:
    return joined(*(joined(said(3.0, agent=n % 2 == 0, seed=n), hiss(0.8, 0.0005)) for n in range(4)))


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", _dialogue())


def test_the_command_tells_who_speaks_when_in_three_forms(house: House, call: Path) -> None:
    document = house("diarize", call, "--speakers", "2", "--json").document
    assert document["speakers"] == ["S1", "S2"]
    lines = read_rttm(house("diarize", call, "--speakers", "2", "--rttm").out)
    told = [(one["speaker"], one["start_s"]) for one in document["stretches"]]
    assert [(line.speaker, line.start_s) for line in lines] == told
    listed = house("diarize", call, "--speakers", "2")
    assert listed.code == 0
    assert listed.out.count("S1") >= 2
    assert listed.out.count("S2") >= 2


def test_the_number_of_speakers_is_taken_at_its_word(house: House, call: Path) -> None:
    assert house("diarize", call, "--speakers", "1", "--json").document["speakers"] == ["S1"]


@pytest.mark.parametrize("options", [("--speakers", "0"), ("--speakers", "7"), ("--rttm", "--json")])
def test_what_makes_no_sense_is_refused(house: House, call: Path, options: tuple[str, ...]) -> None:
    refused = house("diarize", call, *options)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("callnotes: ")


def test_no_voice_print_is_in_the_house_after_a_call(house: House, call: Path) -> None:
    pytest.importorskip("pocketsphinx", reason="the demo extra is not installed")
    made = house("submit", call, "--consent", "announced", "--engine", "preview", "--wait", "--json")
    assert made.code == 0, made.err
    turns = house("show", made.document[0]["id"], "--json").document["transcript"]["turns"]
    assert turns, "the call was heard, its voices told apart"
    prints = _prints(call)
    assert len(prints) >= 8 * 4
    kept = b"".join(path.read_bytes() for path in sorted(house.folder.rglob("*")) if path.is_file())
    assert turns[0]["id"].encode() in kept
    assert [one for one in prints if one in kept] == []


def _prints(call: Path) -> list[bytes]:
    """Return how the voices of this call sound, as the step knows it, in every form that could be kept."""
    collector = VoiceCollector()
    options = TranscribeOptions()
    with sound_of(find_ffmpeg(), call, options.limits) as sound:
        for piece in pieces_of(sound.decoded(), survey(sound.decoded(), lambda: False)):
            collector.add(piece)
    voices = [mean for _, sounds in collector._sounds.all().parts() for mean in sounds.mean]
    numbers = [float(number) for voice in voices for number in voice[:4]]
    binary = [voice[:3].astype(kind).tobytes() for voice in voices for kind in ("<f8", "<f4", ">f8", ">f4")]
    return [*binary, *(f"{number:.8f}"[:8].encode() for number in numbers)]
