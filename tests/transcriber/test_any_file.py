"""Every kind of file that a telephone system, a meeting or a phone writes: whole, and cut in the middle."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from lifecycle.first_bytes import identify
from models.errors import AudioUndecodableError
from tests.transcriber.sounds import RATE, Samples, converted, hiss, silence, voice, write_wav
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import StreamFacts, probe
from transcriber.options import MediaLimits
from transcriber.voice import levels

_LENGTH_S = 4.0
_MONO = ("-ac", "1")
_PHONE = ("-ar", "8000")


class _Kind(NamedTuple):
    """How a file is written, and the length that half of one states; False: half of it cannot be decoded."""

    name: str
    options: tuple[str, ...] = ()
    half_states: float | bool | None = _LENGTH_S
    channels: int = 2


_KINDS = (
    _Kind("pcm16.wav"),
    _Kind("pcm24.wav", ("-c:a", "pcm_s24le")),
    _Kind("float.wav", ("-c:a", "pcm_f32le")),
    _Kind("mulaw.wav", (*_PHONE, "-c:a", "pcm_mulaw")),
    _Kind("alaw.wav", (*_PHONE, "-c:a", "pcm_alaw")),
    _Kind("ima.wav", ("-c:a", "adpcm_ima_wav")),
    _Kind("microsoft.wav", ("-c:a", "adpcm_ms")),
    _Kind("g726.wav", (*_PHONE, *_MONO, "-c:a", "g726"), channels=1),
    _Kind("rf64.wav", ("-rf64", "always")),
    _Kind("call.mp3"),
    _Kind("call.m4a", half_states=False),
    _Kind("fragmented.mp4", ("-movflags", "frag_keyframe+empty_moov")),
    _Kind("index_first.mp4", ("-movflags", "faststart")),
    _Kind("phone.3gp", (*_PHONE, *_MONO, "-c:a", "libopencore_amrnb"), half_states=False, channels=1),
    _Kind("vorbis.ogg", ("-c:a", "libvorbis"), half_states=None),
    _Kind("call.opus", half_states=None),
    _Kind("call.flac"),
    _Kind("call.webm"),
    _Kind("call.mkv"),
    _Kind("phone.amr", (*_PHONE, *_MONO), half_states=None, channels=1),
    _Kind("call.au"),
    _Kind("call.aiff"),
    _Kind("call.caf"),
    _Kind("call.w64"),
    _Kind("call.wma"),
    _Kind("call.aac", half_states=None),
)
_LIMITS = MediaLimits()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make all of them by one ffmpeg; a kind without an encoder here fails alone, and its test skips."""
    folder = tmp_path_factory.mktemp("kinds")
    call = write_wav(folder / "call.wav", voice(_LENGTH_S), hiss(_LENGTH_S, 0.02))
    tool = str(find_ffmpeg())
    known = subprocess.run(
        (tool, "-hide_banner", "-encoders"), check=True, capture_output=True
    ).stdout.decode()
    outputs: list[str] = []
    for kind in _KINDS:
        if all(
            name in known
            for option, name in zip(kind.options, kind.options[1:], strict=False)
            if option == "-c:a"
        ):
            outputs += [*kind.options, str(folder / kind.name)]
    subprocess.run((tool, "-y", "-loglevel", "error", "-i", str(call), *outputs), check=True, timeout=60)
    return folder


def _heard(path: Path) -> tuple[StreamFacts, Samples]:
    facts = probe(find_ffmpeg(), path, _LIMITS)
    return facts, np.concatenate(list(Decoding(find_ffmpeg(), path, facts, _LIMITS)))


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.name for kind in _KINDS])
def test_a_file_is_let_in_and_decoded_whole_and_half_of_it_gives_what_is_there(
    files: Path, kind: _Kind
) -> None:
    path = files / kind.name
    if not path.exists():
        pytest.skip("this ffmpeg has no encoder for it")
    content = path.read_bytes()
    identify([content])
    facts, decoded = _heard(path)
    assert facts.channels == kind.channels
    assert not facts.no_end
    assert len(decoded) / RATE == pytest.approx(_LENGTH_S, abs=0.2)
    said = voice(_LENGTH_S)  # where both are mixed to one channel, the hiss is too faint to matter
    assert _alike(decoded[:, 0], said) > 0.8

    half = path.with_name(f"half of {kind.name}")
    half.write_bytes(content[: len(content) // 2])
    if kind.half_states is False:
        with pytest.raises(AudioUndecodableError, match="cut off before its index"):
            _heard(half)
        return
    facts, decoded = _heard(half)
    assert facts.no_end == (content[:4] == b"OggS")
    assert 0.2 * _LENGTH_S < len(decoded) / RATE < 0.75 * _LENGTH_S
    if kind.half_states:
        assert facts.declared_s == pytest.approx(kind.half_states, abs=0.2), (
            "so that the rest is known to be missing"
        )


@pytest.mark.parametrize(("channels", "rate"), [(1, 7350), (1, 8000), (2, 11_025), (3, 48_000), (6, 192_000)])
def test_any_number_of_channels_and_any_rate_come_out_at_sixteen_kilohertz(
    tmp_path: Path, channels: int, rate: int
) -> None:
    recording = write_wav(tmp_path / "call.wav", voice(1.0), *[hiss(1.0, 0.03)] * (channels - 1))
    facts, decoded = _heard(converted(recording, "other.wav", "-ar", str(rate)))
    assert facts.channels == channels
    assert decoded.shape == (RATE, min(2, channels))
    assert _alike(decoded[:, 0], voice(1.0)) > 0.9


def _alike(heard: Samples, said: Samples) -> float:
    """Return how much the loudness of both goes up and down together, codecs being late by up to 0.2 s."""
    loud, true = (levels(np.ascontiguousarray(sound)) for sound in (heard, said))
    length = min(len(loud), len(true)) - 20
    return max(float(np.corrcoef(loud[late : late + length], true[:length])[0, 1]) for late in range(20))


def _gsm_frames(count: int) -> bytes:
    """Return frames of GSM 06.10: four bits of signature and 260 of parameters, all of them valid."""
    chance = np.random.default_rng(6)
    return b"".join(b"\xd3" + chance.integers(0, 256, 32, dtype=np.uint8).tobytes() for _ in range(count))


def test_raw_gsm_is_let_in_and_decoded(tmp_path: Path) -> None:
    path = tmp_path / "call"
    path.write_bytes(_gsm_frames(150))
    assert identify([path.read_bytes()])[0] == "audio/x-gsm"
    _, decoded = _heard(path)
    assert decoded.shape == (3 * RATE, 1)
    path.write_bytes(_gsm_frames(150)[:2000])
    assert len(_heard(path)[1]) / RATE == pytest.approx(1.2, abs=0.1)


def test_gsm_in_wav_is_decoded(tmp_path: Path) -> None:
    blocks = np.random.default_rng(6).integers(0, 256, 65 * 75, dtype=np.uint8).tobytes()
    form = struct.pack("<HHIIHHHH", 0x31, 1, 8000, 1625, 65, 0, 2, 320)
    body = (
        b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(blocks)) + blocks
    )
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    identify([path.read_bytes()])
    assert len(_heard(path)[1]) / RATE == pytest.approx(3.0, abs=0.1)


def test_wide_band_amr_is_decoded(tmp_path: Path) -> None:
    """Made by hand, since nobody ships an encoder: frames of 23.85 kbit/s with parameters of zeros."""
    path = tmp_path / "call.awb"
    path.write_bytes(b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 100)
    assert identify([path.read_bytes()])[0] == "audio/amr"
    assert _heard(path)[1].shape == (2 * RATE, 1)


def test_too_few_samples_a_second_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioUndecodableError, match=r"4,000 samples"):
        _heard(write_wav(tmp_path / "slow.wav", silence(1.0), rate=1000))
