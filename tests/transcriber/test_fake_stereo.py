"""One signal on two channels is found whatever was done to it; two people are never taken for one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.transcriber.fake_stereo import fake_stereo, load
from tests.transcriber.sounds import RATE, SAMPLE_CALL, Samples
from transcriber.channels.compare import ChannelComparison

_DATA = Path("/work/shared/data")
_REAL = [
    SAMPLE_CALL,
    *sorted((_DATA / "harper_valley").glob("*.flac")),
    *sorted((_DATA / "audio_samples").glob("*stereo*")),
]


def _same(sound: Samples) -> bool:
    comparison = ChannelComparison()
    for start in range(0, len(sound), RATE):
        comparison.add(sound[start : start + RATE])
    return comparison.relation().same


@pytest.mark.parametrize("seed", range(14))
def test_one_signal_twice_is_found(seed: int, tmp_path: Path) -> None:
    done, sound = fake_stereo(seed, tmp_path)
    assert _same(sound), done


@pytest.mark.soak
def test_one_signal_twice_is_found_in_all_of_200_variants(tmp_path: Path) -> None:
    missed = [
        done for done, sound in (fake_stereo(seed, tmp_path) for seed in range(200)) if not _same(sound)
    ]
    assert missed == []


def _later(sound: Samples, samples: int) -> Samples:
    return np.concatenate((np.zeros(samples, dtype=np.float32), sound[: len(sound) - samples]))


def _variants(sound: Samples) -> Iterator[tuple[str, Samples]]:
    yield "as it is", sound
    for level_db in (-20, -12):
        gain = np.float32(10 ** (level_db / 20))
        yield f"cross-talk {level_db} dB", np.add(sound, gain * sound[:, ::-1], dtype=np.float32)
        echoed = sound.copy()
        echoed[:, 1] += gain * (_later(sound[:, 0], 1600) + 0.5 * _later(sound[:, 0], 2000))
        yield f"echo {level_db} dB", echoed
        if len(sound) < 20 * RATE:
            continue  # a few seconds, in which one side says nothing of its own, are one side's
        quiet = sound.copy()
        loudness = [float(np.abs(second).mean()) for second in _seconds(sound[:, 1])]
        quiet[:, 1] *= np.float32(0.001)
        start = int(np.argmax(loudness)) * RATE
        quiet[start : start + RATE, 1] = sound[start : start + RATE, 1]
        quiet[:, 1] += gain * sound[:, 0]
        yield f"one side says one second, cross-talk {level_db} dB", quiet


def _seconds(channel: Samples) -> list[Samples]:
    return [channel[start : start + RATE] for start in range(0, len(channel), RATE)]


@pytest.mark.parametrize("path", [path for path in _REAL if path.is_file()], ids=lambda path: path.name[:16])
def test_two_people_are_never_one(path: Path) -> None:
    assert [name for name, sound in _variants(load(path, channels=2)) if _same(sound)] == []
