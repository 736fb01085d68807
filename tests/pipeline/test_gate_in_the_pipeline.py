"""The gate is in the pipeline itself: a step that is asked for a call without consent does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callnotes.workshop import workshop_of
from lifecycle import consent, reading
from models.call import Consent, ConsentStatus, Recording
from models.ports import AudioSource
from models.stages import Stage
from pipeline.process_call import make_transcript, pass_gate
from pipeline.workshop import Workshop
from storage.audio import AudioShelf
from tests.journeys.arrivals import submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import PlainEar, two_channel_call


class DeafEar(PlainEar):
    """An engine that must not be asked."""

    def __init__(self) -> None:
        super().__init__(before=self._never)
        self.asked = 0

    def _never(self) -> None:
        self.asked += 1


@pytest.fixture
def ear() -> DeafEar:
    return DeafEar()


@pytest.fixture
def workshop(tmp_path: Path, database_url: str | None, ear: DeafEar) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", database_url)) as opened:
        yield replace(opened, speech_engine=lambda _name: ear)


def accepted(workshop: Workshop, tmp_path: Path, status: ConsentStatus) -> str:
    settings = settings_in(tmp_path / "house")
    return submit(
        workshop.shelves,
        settings,
        two_channel_call(tmp_path / "call.wav", seed=2),
        enqueue=lambda _work: None,
        status=status,
    ).id


@pytest.mark.parametrize("status", ["unknown", "declined"])
def test_the_steps_themselves_refuse_a_call_without_consent(
    workshop: Workshop, ear: DeafEar, tmp_path: Path, status: ConsentStatus
) -> None:
    call_id = accepted(workshop, tmp_path, status)
    with _audio_may_not_be_lent(workshop, tmp_path / "house") as watched:
        assert pass_gate(watched, call_id).state == "halted"
        assert make_transcript(watched, call_id).state == "halted"
    assert ear.asked == 0
    assert reading.transcript(workshop.shelves, call_id) is None


def test_a_decline_after_the_gate_still_stops_the_decoder(
    workshop: Workshop, ear: DeafEar, tmp_path: Path
) -> None:
    call_id = accepted(workshop, tmp_path, "granted")
    assert pass_gate(workshop, call_id).state == "done"
    consent.record(
        workshop.shelves,
        call_id,
        Consent(status="declined", by="customer", at=datetime(2026, 11, 18, tzinfo=UTC), how="said so"),
        enqueue=lambda _work: None,
    )
    assert make_transcript(workshop, call_id).state == "halted"
    assert ear.asked == 0
    call = reading.call(workshop.shelves, call_id)
    assert call.stage is Stage.DECLINED
    assert call.recording is None


@contextmanager
def _audio_may_not_be_lent(workshop: Workshop, folder: Path) -> Iterator[Workshop]:
    class Sealed(AudioShelf):
        def source(self, recording: Recording) -> AudioSource:
            pytest.fail("the audio was asked for")

    audio = workshop.shelves.audio
    yield replace(workshop, shelves=replace(workshop.shelves, audio=Sealed(folder, audio.key)))
