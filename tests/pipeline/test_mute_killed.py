"""Killed at each edge, silencing card data leaves nothing plain or half done, and in the end is done once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from callnotes.settings import Settings
from callnotes.workshop import workshop_of
from lifecycle import reading
from models.call import Recording
from models.ports import AudioSource
from models.two_legs import packed
from pipeline.mute_cards import mute_cards
from pipeline.workshop import Workshop
from storage.audio import AudioShelf, Incoming
from tests.journeys.mortal import settings_in
from tests.pipeline.test_mute_cards import (
    FROM_S,
    MARGIN_S,
    TO_S,
    heard,
    is_silent_within_and_whole_elsewhere,
    kept,
    samples,
    taken_in,
    tone,
)
from tests.processes import FORKS
from tests.transcriber.sounds import write_wav


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class DyingSource:
    source: AudioSource

    @contextmanager
    def lend(self) -> Iterator[Path]:
        with self.source.lend() as path:
            assert path.stat().st_size > 0
            die()
            yield path


@dataclass(frozen=True)
class DyingIncoming(Incoming):
    edge: str = ""

    def keep(self) -> None:
        super().keep()
        if self.edge == "on the shelf":
            die()


@dataclass(frozen=True)
class DyingShelf(AudioShelf):
    edge: str = ""

    def source(self, recording: Recording) -> AudioSource:
        found = super().source(recording)
        return DyingSource(found) if self.edge == "lent" else found

    @contextmanager
    def incoming(
        self, stream: Iterable[bytes], *, max_bytes: int, media_type: str = "application/octet-stream"
    ) -> Iterator[Incoming]:
        if self.edge == "silenced":
            die()
        portions = self._half(stream) if self.edge == "half written" else stream
        with super().incoming(portions, max_bytes=max_bytes, media_type=media_type) as whole:
            if self.edge == "received":
                die()
            yield DyingIncoming(**vars(whole), edge=self.edge)

    def delete(self, sha256: str) -> None:
        if self.edge == "committed":
            die()
        super().delete(sha256)
        if self.edge == "deleted":
            die()

    def _half(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        first = next(iter(stream))
        yield first[: len(first) // 2]
        die()


def _dies(settings: Settings, call_id: str, edge: str) -> None:
    """Take the step up to this edge. Runs in a process of its own."""
    with workshop_of(settings) as shop:
        shelf = DyingShelf(shop.shelves.audio.root, shop.shelves.audio.key, edge)
        mute_cards(replace(shop, shelves=replace(shop.shelves, audio=shelf)), call_id)


def _killed_at(edge: str, settings: Settings, call_id: str) -> int:
    process = FORKS.Process(target=_dies, args=(settings, call_id, edge))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, edge
    assert process.pid is not None
    return process.pid


def _plain_copies(pid: int, shelf: AudioShelf) -> list[Path]:
    """Return what the process with this number lent and did not take back."""
    rooms = (Path("/dev/shm"), shelf.root / "lent")
    return [folder for room in rooms for folder in room.glob(f"callnotes-*{pid}-*")]


STEREO, LEGS = "both sides in one file", "a file for each side"


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", None)) as opened:
        yield opened


def _came_as(layout: str, folder: Path, sides: tuple[NDArray[np.float32], ...]) -> Path:
    if layout == STEREO:
        return write_wav(folder / "call.wav", *sides)
    legs = [write_wav(folder / f"{number}.wav", side) for number, side in enumerate(sides)]
    both = folder / "call.legs"
    both.write_bytes(b"".join(packed([legs[0].read_bytes()], [legs[1].read_bytes()])))
    return both


#: The edges of the step, in its order; at each the process is gone before anything more happens.
@pytest.mark.parametrize(
    ("layout", "edges"),
    [
        (STEREO, ("lent", "silenced", "half written", "on the shelf", "committed")),
        (LEGS, ("received", "deleted")),
    ],
)
def test_killed_at_each_edge_it_leaves_nothing_plain_or_half_and_is_done_once(
    workshop: Workshop, tmp_path: Path, layout: str, edges: tuple[str, ...]
) -> None:
    came = _came_as(layout, tmp_path, (tone(440.0), tone(700.0)))
    call = taken_in(workshop, tmp_path, came).call
    heard(workshop, call.id)
    shelves, settings = workshop.shelves, settings_in(tmp_path / "house", None)
    assert call.recording is not None
    first = call.recording.stored_as
    for edge in edges:
        pid = _killed_at(edge, settings, call.id)
        shelves.sweep()  # as a worker does when it starts
        assert _plain_copies(pid, shelves.audio) == [], edge
        assert not list((shelves.audio.root / "incoming").glob("*")), edge
        muted = _events(workshop, call.id)
        assert muted == (1 if edge in {"committed", "deleted"} else 0), edge
        assert (shelves.audio.kept() == (first,)) is (muted == 0), edge
    assert mute_cards(workshop, call.id).state == "done"
    now = kept(workshop, call.id)
    assert shelves.audio.kept() == (now.recording.stored_as,)
    assert _events(workshop, call.id) == 1
    is_silent_within_and_whole_elsewhere(samples(came), now.samples, FROM_S - MARGIN_S, TO_S + MARGIN_S)
    assert now.samples.shape[1:] == (2,), "each side is still a side"
    part = b"".join(shelves.audio.part(now.recording, len(now.content) // 2, len(now.content) // 2 + 1000))
    assert part == now.content[len(now.content) // 2 :][:1000]


def _events(workshop: Workshop, call_id: str) -> int:
    return sum(one.kind == "audio_muted" for one in reading.dossier(workshop.shelves, call_id).events)
