"""Two legs of a call in one recording become two channels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lifecycle.first_bytes import identify
from models.errors import AudioNotMediaError, AudioUndecodableError
from models.two_legs import MEDIA_TYPE, packed
from tests.transcriber.sounds import HIGH_VOICE, RATE, Samples, converted, hiss, voice, write_wav
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import StreamFacts
from transcriber.media.sound import sound_of
from transcriber.options import MediaLimits
from transcriber.survey import survey


def _legs(folder: Path, first: Path, second: Path) -> Path:
    path = folder / "recording"
    path.write_bytes(b"".join(packed([first.read_bytes()], [second.read_bytes()])))
    return path


def _heard(path: Path) -> tuple[StreamFacts, Samples]:
    with sound_of(find_ffmpeg(), path, MediaLimits()) as sound:
        return sound.facts, np.concatenate(list(sound.decoded()))


def test_legs_of_other_formats_rates_and_lengths_become_left_and_right(tmp_path: Path) -> None:
    long = converted(write_wav(tmp_path / "a.wav", voice(4.0)), "long.flac", "-ar", "8000")
    short = write_wav(tmp_path / "b.wav", voice(2.5, HIGH_VOICE))
    path = _legs(tmp_path, long, short)
    assert identify([path.read_bytes()])[0] == MEDIA_TYPE
    facts, decoded = _heard(path)
    assert (facts.channels, facts.declared_s) == (2, 4.0)
    assert decoded.shape == (4 * RATE, 2)
    assert np.abs(decoded[: int(2.5 * RATE), 1] - voice(2.5, HIGH_VOICE)).max() < 1e-3
    assert not decoded[int(2.5 * RATE) :, 1].any(), "the shorter leg ends in silence"
    assert np.corrcoef(decoded[:, 0], voice(4.0))[0, 1] > 0.95
    assert sorted(left.name for left in tmp_path.iterdir()) == ["a.wav", "b.wav", "long.flac", "recording"]


def test_a_leg_of_two_channels_is_mixed(tmp_path: Path) -> None:
    wide = write_wav(tmp_path / "a.wav", voice(1.0), hiss(1.0, 0.02))
    _, decoded = _heard(_legs(tmp_path, wide, write_wav(tmp_path / "b.wav", hiss(1.0))))
    assert np.abs(decoded[:, 0] - (voice(1.0) + hiss(1.0, 0.02)) / 2).max() < 1e-3


def test_the_same_leg_twice_is_one_channel_like_any_fake_stereo(tmp_path: Path) -> None:
    leg = write_wav(tmp_path / "a.wav", voice(3.0))
    with sound_of(find_ffmpeg(), _legs(tmp_path, leg, leg), MediaLimits()) as sound:
        assert survey(sound.decoded(), lambda: False).same


def test_a_leg_that_cannot_be_decoded_refuses_the_recording(tmp_path: Path) -> None:
    leg = write_wav(tmp_path / "a.wav", voice(1.0))
    (tmp_path / "text").write_text("no sound at all")
    with pytest.raises(AudioUndecodableError):
        _heard(_legs(tmp_path, leg, tmp_path / "text"))


@pytest.mark.parametrize("change", [-1, 1])
def test_a_torn_file_of_two_legs_is_refused(tmp_path: Path, change: int) -> None:
    leg = write_wav(tmp_path / "a.wav", voice(1.0))
    path = _legs(tmp_path, leg, leg)
    path.write_bytes(path.read_bytes()[:-1] if change < 0 else path.read_bytes() + b"x")
    with pytest.raises(AudioUndecodableError, match="torn"):
        _heard(path)


def test_the_door_looks_at_the_first_leg_too_and_takes_no_legs_of_legs() -> None:
    wave = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)
    for inner in (b"#EXTM3U\n" * 20, b"".join(packed([wave], [wave]))):
        with pytest.raises(AudioNotMediaError):
            identify(packed([inner], [wave]))
