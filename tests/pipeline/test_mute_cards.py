"""Card data is silenced in the kept recording, all else sounds as before, and what came in is nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import update

from callnotes.shelves import intake_limits
from callnotes.workshop import workshop_of
from lifecycle import consent, drafts, intake, mute, reading
from lifecycle.intake import Accepted
from models.call import CallDetails, Recording
from models.transcript import Coverage, Transcript, Turn, Word
from pipeline.mute_cards import mute_cards, mute_what_is_there
from pipeline.workshop import Workshop
from storage.audio import AudioShelf
from storage.tables import CallRow
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, WAV, Queue
from tests.transcriber.sounds import RATE, converted, write_wav
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import sound_of
from transcriber.options import MediaLimits

FROM_S, TO_S, LASTS_S = 4.0, 5.5, 9.0
MARGIN_S = 0.3


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", None)) as opened:
        yield opened


def tone(hertz: float) -> NDArray[np.float32]:
    at = np.arange(int(LASTS_S * RATE)) / RATE
    return np.asarray(0.4 * np.sin(2 * np.pi * hertz * at), dtype=np.float32)


@pytest.fixture
def tones(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "tones.wav", tone(440.0), tone(700.0))


def taken_in(workshop: Workshop, tmp_path: Path, audio: Path) -> Accepted:
    limits = intake_limits(settings_in(tmp_path / "house"))
    return intake.accept(
        workshop.shelves, CallDetails(), GRANTED, audio=[audio.read_bytes()], transcript=None,
        limits=limits, enqueue=Queue(),
    )  # fmt: skip


def heard(workshop: Workshop, call_id: str, *, timed: bool = True, placed: bool = True) -> None:
    """Keep a transcript in which a card number was said, as the recogniser hears it."""
    digits = ["4242"] * 4
    step = (TO_S - FROM_S) / len(digits)
    words = [Word(text="number", start_s=3.0, end_s=3.4, probability=0.9)]
    words += [
        Word(text=digit, start_s=FROM_S + n * step, end_s=FROM_S + (n + 1) * step, probability=0.9)
        for n, digit in enumerate(digits)
    ]
    turn = Turn(
        id="t1", speaker="customer", speaker_confidence=1.0, start_s=3.0 if placed else 0.0,
        end_s=TO_S if placed else 0.0, text="number " + " ".join(digits), words=tuple(words) if timed else (),
    )  # fmt: skip
    said = Transcript(
        call_id=call_id, language="en", duration_s=LASTS_S, channels=2, engine="test", model="none",
        turns=(turn,), coverage=Coverage(speech_s=2.0, transcribed_s=2.0),
    )  # fmt: skip
    assert consent.gate(workshop.shelves, call_id).answer == "go"
    drafts.store_transcript(workshop.shelves, said)


def samples(path: Path) -> NDArray[np.float32]:
    with sound_of(find_ffmpeg(), path, MediaLimits()) as sound:
        return np.concatenate(list(sound.decoded()))


@dataclass
class Kept:
    recording: Recording
    samples: NDArray[np.float32]
    content: bytes


def kept(workshop: Workshop, call_id: str) -> Kept:
    recording = reading.call(workshop.shelves, call_id).recording
    assert recording is not None
    with workshop.shelves.audio.source(recording).lend() as path:
        return Kept(recording, samples(path), path.read_bytes())


def is_silent_within_and_whole_elsewhere(
    before: NDArray[np.float32], after: NDArray[np.float32], from_s: float, to_s: float
) -> None:
    edge = 0.025
    first, last = int((from_s + edge) * RATE), int((to_s - edge) * RATE)
    assert np.abs(before[first:last]).max() > 0.3
    assert np.abs(after[first:last]).max() == 0.0
    assert len(after) == len(before)
    outside = np.ones(len(before), dtype=np.bool_)
    outside[int((from_s - edge) * RATE) : int((to_s + edge) * RATE)] = False
    assert np.abs(before - after)[outside].max() < 0.001


WAYS = {
    "wav": (),
    "ulaw.wav": ("-acodec", "pcm_mulaw", "-ar", "8000"),
    "mp3": ("-b:a", "64k"),
    "six.wav": ("-af", "pan=6c|c0=c0|c1=c1|c2=c0|c3=c0|c4=c0|c5=c0"),
    "opus": ("-acodec", "libopus", "-b:a", "48k"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_card_number_is_silent_on_both_sides_and_all_else_sounds_as_before(
    workshop: Workshop, tmp_path: Path, tones: Path, way: str
) -> None:
    audio = converted(tones, f"call.{way}", *WAYS[way]) if WAYS[way] else tones
    call_id = taken_in(workshop, tmp_path, audio).call.id
    heard(workshop, call_id)
    assert mute_cards(workshop, call_id).state == "done"
    now = kept(workshop, call_id)
    is_silent_within_and_whole_elsewhere(samples(audio), now.samples, FROM_S - MARGIN_S, TO_S + MARGIN_S)
    assert [(span.start_s, span.end_s) for span in now.recording.muted] == [(3.7, 5.8)]
    event = reading.dossier(workshop.shelves, call_id).events[-1]
    assert (event.kind, event.why) == ("audio_muted", "1 stretch in which card data was said, 2.1 s")


def test_what_came_in_is_nowhere_and_the_same_file_again_brings_no_sound_back(
    workshop: Workshop, tmp_path: Path, tones: Path
) -> None:
    call = taken_in(workshop, tmp_path, tones).call
    assert call.recording is not None
    heard(workshop, call.id)
    mute_cards(workshop, call.id)
    now = kept(workshop, call.id)
    assert workshop.shelves.audio.kept() == (now.recording.stored_as,)
    assert (now.recording.sha256, now.recording.media_type) == (call.recording.sha256, "audio/flac")
    assert now.recording.size_bytes == len(now.content)
    assert b"".join(workshop.shelves.audio.part(now.recording, 0, 4)) == b"fLaC"
    again = taken_in(workshop, tmp_path, tones)
    assert (again.call.id, again.already_there) == (call.id, True)
    assert workshop.shelves.audio.kept() == (now.recording.stored_as,)
    mute_cards(workshop, call.id)
    assert kept(workshop, call.id).recording == now.recording
    assert workshop.shelves.sweep() == 0
    consent.record(
        workshop.shelves, call.id, GRANTED.model_copy(update={"status": "declined"}), enqueue=Queue()
    )
    assert workshop.shelves.audio.kept() == ()


class Killed(BaseException):
    """What ends the work as far as a process can do that to itself."""


class DyingShelf(AudioShelf):
    """A shelf on which the process dies when the recording that came in is to be deleted."""

    def delete(self, sha256: str) -> None:
        raise Killed


def test_killed_before_the_first_recording_is_deleted_it_is_deleted_later(
    workshop: Workshop, tmp_path: Path, tones: Path
) -> None:
    call_id = taken_in(workshop, tmp_path, tones).call.id
    heard(workshop, call_id)
    shelves = workshop.shelves
    dying = replace(shelves, audio=DyingShelf(shelves.audio.root, shelves.audio.key))
    with pytest.raises(Killed):
        mute_cards(replace(workshop, shelves=dying), call_id)
    assert len(shelves.audio.kept()) == 2
    mute_cards(workshop, call_id)
    assert shelves.audio.kept() == (kept(workshop, call_id).recording.stored_as,)


def test_a_turn_whose_words_have_no_times_is_silenced_as_a_whole(
    workshop: Workshop, tmp_path: Path, tones: Path
) -> None:
    call_id = taken_in(workshop, tmp_path, tones).call.id
    heard(workshop, call_id, timed=False)
    mute_cards(workshop, call_id)
    is_silent_within_and_whole_elsewhere(
        samples(tones), kept(workshop, call_id).samples, 3.0 - MARGIN_S, TO_S + MARGIN_S
    )
    why = reading.dossier(workshop.shelves, call_id).events[-1].why
    assert why is not None
    assert why.endswith("whole turns where words have no times")


@pytest.mark.parametrize(("sound", "placed"), [("undecodable", True), ("tones", False)])
def test_where_it_cannot_be_silenced_the_recording_is_removed_and_the_call_says_so(
    workshop: Workshop, tmp_path: Path, tones: Path, sound: str, placed: bool
) -> None:
    audio = tones
    if sound == "undecodable":
        audio = tmp_path / "broken.wav"
        audio.write_bytes(WAV)
    call_id = taken_in(workshop, tmp_path, audio).call.id
    heard(workshop, call_id, timed=placed, placed=placed)
    assert mute_cards(workshop, call_id).state == "done"
    dossier = reading.dossier(workshop.shelves, call_id)
    assert dossier.call.recording is None
    assert dossier.transcript is not None
    assert dossier.events[-1].kind == "audio_removed"
    assert workshop.shelves.audio.kept() == ()


def test_calls_of_before_are_looked_at_once(workshop: Workshop, tmp_path: Path, tones: Path) -> None:
    call_id = taken_in(workshop, tmp_path, tones).call.id
    heard(workshop, call_id)
    mute_what_is_there(workshop)
    assert kept(workshop, call_id).recording.muted == (), "its own work does it"
    with workshop.shelves.database.transaction() as session:
        session.execute(update(CallRow).values(stage="settled"))
    mute_what_is_there(workshop)
    assert len(kept(workshop, call_id).recording.muted) == 1
    assert mute.not_looked_at(workshop.shelves, at_most=9) == ()
