from pathlib import Path

import numpy as np
import pytest

from models.errors import CancelledError
from tests.transcriber.sounds import HIGH_VOICE, Samples, converted, hiss, joined, silence, voice, write_wav
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits
from transcriber.survey import Survey, survey


def _look(path: Path) -> Survey:
    facts = probe(find_ffmpeg(), path, MediaLimits())
    return survey(Decoding(find_ffmpeg(), path, facts, MediaLimits()), lambda: False)


_SAID: Samples = joined(voice(3.0), silence(1.0), voice(2.0, seed=2))


@pytest.mark.parametrize("gain", [1.0, 0.2, -1.0], ids=["alike", "quieter", "inverted"])
def test_one_signal_on_two_channels_is_seen(tmp_path: Path, gain: float) -> None:
    look = _look(write_wav(tmp_path / "call.wav", _SAID, (_SAID * np.float32(gain)).astype(np.float32)))
    assert look.same
    assert look.listen_to == (0,)


def test_one_signal_on_two_channels_is_seen_through_compression(tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "call.wav", _SAID, _SAID * np.float32(0.7))
    assert _look(converted(wav, "call.mp3", "-b:a", "48k")).same


def test_the_louder_one_of_two_alike_channels_is_heard(tmp_path: Path) -> None:
    look = _look(write_wav(tmp_path / "call.wav", _SAID * np.float32(0.1), _SAID))
    assert look.listen_to == (1,)


def test_two_people_are_two_channels(tmp_path: Path) -> None:
    other = joined(silence(3.0), voice(3.0, HIGH_VOICE))
    look = _look(write_wav(tmp_path / "call.wav", _SAID, other))
    assert not look.same
    assert look.listen_to == (0, 1)


def test_two_people_who_hear_each_other_faintly_stay_two_channels(tmp_path: Path) -> None:
    other = joined(silence(3.0), voice(3.0, HIGH_VOICE))
    bleed = np.float32(0.15)
    look = _look(write_wav(tmp_path / "call.wav", _SAID + bleed * other, other + bleed * _SAID))
    assert look.listen_to == (0, 1)


def test_a_silent_channel_beside_a_spoken_one_is_left_out(tmp_path: Path) -> None:
    look = _look(write_wav(tmp_path / "call.wav", silence(6.0), _SAID))
    assert look.dead
    assert look.listen_to == (1,)


def test_a_channel_with_nothing_but_line_noise_is_still_listened_to(tmp_path: Path) -> None:
    look = _look(write_wav(tmp_path / "call.wav", hiss(6.0, 0.003), _SAID))
    assert not look.dead
    assert look.listen_to == (0, 1)


def test_the_length_is_what_was_decoded(tmp_path: Path) -> None:
    assert _look(write_wav(tmp_path / "call.wav", _SAID)).duration_s == pytest.approx(6.0)


def test_a_cancelled_call_is_not_looked_at_further(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.wav", _SAID)
    facts = probe(find_ffmpeg(), path, MediaLimits())
    with pytest.raises(CancelledError):
        survey(Decoding(find_ffmpeg(), path, facts, MediaLimits()), lambda: True)
