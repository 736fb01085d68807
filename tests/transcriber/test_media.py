import os
import time
from pathlib import Path

import numpy as np
import pytest

from models.errors import (
    AudioEmptyError,
    AudioTooLongError,
    AudioUndecodableError,
    MediaToolError,
)
from tests.transcriber.sounds import RATE, Samples, converted, hiss, program, silence, voice, write_wav
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits

_LIMITS = MediaLimits()


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wav(tmp_path_factory.mktemp("media") / "call.wav", voice(6.0), hiss(6.0, 0.02))


def _decoded(path: Path, limits: MediaLimits = _LIMITS) -> Samples:
    facts = probe(find_ffmpeg(), path, limits)
    return np.concatenate(list(Decoding(find_ffmpeg(), path, facts, limits)))


def test_ffmpeg_on_path_is_taken_before_the_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg() == own


def test_without_ffmpeg_on_path_the_wheel_brings_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert os.access(find_ffmpeg(), os.X_OK)


def test_without_any_ffmpeg_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "")
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(MediaToolError, match="put one on PATH") as raised:
        find_ffmpeg()
    assert raised.value.retryable


def test_samples_come_out_as_they_went_in(call: Path) -> None:
    decoded = _decoded(call)
    assert decoded.shape == (6 * RATE, 2)
    assert np.abs(decoded[:, 0] - voice(6.0)).max() < 1e-3


def test_blocks_do_not_depend_on_how_the_pipe_was_filled(call: Path) -> None:
    facts = probe(find_ffmpeg(), call, _LIMITS)
    sizes = [len(block) for block in Decoding(find_ffmpeg(), call, facts, _LIMITS)]
    assert sizes == [RATE] * 6


def test_of_more_than_two_channels_the_first_two_are_read(tmp_path: Path) -> None:
    one, two, more = voice(2.0), hiss(2.0, 0.03), silence(2.0)
    recording = write_wav(tmp_path / "many.wav", one, two, more, more)
    facts = probe(find_ffmpeg(), recording, _LIMITS)
    assert facts.channels == 4
    decoded = _decoded(recording)
    assert decoded.shape[1] == 2
    assert np.abs(decoded[:, 0] - one).max() < 1e-3
    assert np.abs(decoded[:, 1] - two).max() < 1e-3


def test_the_sound_of_a_film_is_read_and_its_pictures_are_not_decoded(call: Path) -> None:
    pictures = ("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5", "-t", "9", "-map", "1:v", "-map", "0:a")
    film = converted(call, "film.mp4", *pictures)
    facts = probe(find_ffmpeg(), film, _LIMITS)
    decoding = Decoding(find_ffmpeg(), film, facts, _LIMITS)
    assert sum(len(block) for block in decoding) / RATE == pytest.approx(6.0, abs=0.2)
    assert decoding.errors == 0
    assert facts.declared_s is None


def test_a_second_sound_track_is_counted(call: Path) -> None:
    both = converted(call, "both.mka", "-map", "0:a", "-map", "0:a")
    assert probe(find_ffmpeg(), both, _LIMITS).sound_tracks == 2


def test_a_streamed_wav_states_no_length(call: Path, tmp_path: Path) -> None:
    streamed = bytearray(call.read_bytes())
    streamed[4:8] = streamed[40:44] = b"\xff\xff\xff\xff"
    path = tmp_path / "streamed.wav"
    path.write_bytes(bytes(streamed))
    assert probe(find_ffmpeg(), path, _LIMITS).declared_s is None
    assert len(_decoded(path)) == 6 * RATE


def test_damage_in_the_middle_does_not_shift_what_follows(call: Path, tmp_path: Path) -> None:
    damaged = bytearray(converted(call, "whole.flac").read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 6000] = os.urandom(6000)
    path = tmp_path / "damaged.flac"
    path.write_bytes(bytes(damaged))
    facts = probe(find_ffmpeg(), path, _LIMITS)
    decoding = Decoding(find_ffmpeg(), path, facts, _LIMITS)
    decoded = np.concatenate(list(decoding))
    assert decoding.errors > 0
    assert len(decoded) / RATE == pytest.approx(6.0, abs=0.3)
    assert np.corrcoef(decoded[5 * RATE : 6 * RATE - 4000, 0], voice(6.0)[5 * RATE : -4000])[0, 1] > 0.95


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioEmptyError):
        probe(find_ffmpeg(), tmp_path / "empty.wav", _LIMITS)


@pytest.mark.parametrize("content", [b"hello\n", b"RIFF\x24\x00\x00\x00WAVEfmt ", bytes(range(256)) * 40])
def test_what_cannot_be_decoded_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "call.wav").write_bytes(content)
    with pytest.raises(AudioUndecodableError) as raised:
        probe(find_ffmpeg(), tmp_path / "call.wav", _LIMITS)
    assert raised.value.message.count(".") == 1
    assert "send it as WAV" in raised.value.message


def test_a_stream_without_samples_is_refused(tmp_path: Path) -> None:
    nothing = write_wav(tmp_path / "nothing.wav", silence(0.0))
    with pytest.raises(AudioUndecodableError):
        _decoded(nothing)


def test_the_limit_counts_what_was_decoded_not_what_the_header_says(tmp_path: Path) -> None:
    bomb = converted(write_wav(tmp_path / "bomb.wav", silence(120.0)), "bomb.flac")
    assert bomb.stat().st_size < 100_000
    with pytest.raises(AudioTooLongError):
        _decoded(bomb, MediaLimits(max_duration_s=60.0))


def test_what_is_too_long_is_refused_for_that_though_ffmpeg_came_to_its_own_end(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", voice(3.5))
    facts = probe(find_ffmpeg(), call, _LIMITS)
    decoding = Decoding(find_ffmpeg(), call, facts, MediaLimits(max_duration_s=2.0))
    with pytest.raises(AudioTooLongError):
        _read_slowly(decoding)


def _read_slowly(decoding: Decoding) -> None:
    for _ in decoding:
        time.sleep(0.3)  # ffmpeg is done long before its reader
