"""The other side, heard faintly, makes no second copy of a sentence."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from models.transcript import Transcript, Word
from tests.transcriber.listeners import LoudnessEngine
from tests.transcriber.reference_listener import (
    ReferenceListener,
    Said,
    tagged,
    words_of_bank_call,
    wrong_and_kept,
)
from tests.transcriber.sounds import (
    RATE,
    RecordingFile,
    Samples,
    hiss,
    joined,
    silence,
    write_wav,
)
from tests.transcriber.sounds import said as spoken
from transcriber.channels.compare import ChannelComparison
from transcriber.channels.crosstalk import without_crosstalk
from transcriber.channels.relation import Leak, Relation
from transcriber.channels.twice_said import Channel, without_copies
from transcriber.cutting import PiecePlan
from transcriber.engine import Recognised
from transcriber.media.decode import Decoding
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits, TranscribeOptions
from transcriber.stretch import Stretch
from transcriber.survey import survey
from transcriber.transcribe import transcribe

_BANK = Path("/work/shared/data/harper_valley")
_CALLS = sorted(_BANK.glob("*.stereo.flac"))
_RIGHT = TranscribeOptions(agent_channel="right")


def _later(sound: Samples, seconds: float) -> Samples:
    by = round(seconds * RATE)
    return np.concatenate((np.zeros(by, dtype=np.float32), sound[: len(sound) - by]))


def _leaking(
    left: Samples, right: Samples, gain: float, delay_s: float, echo_s: float
) -> list[list[Samples]]:
    """Return what either speaker leaves on either channel: a delayed copy, and line echo 6 dB below it."""

    def leak(sound: Samples) -> Samples:
        copy = gain * _later(sound, delay_s)
        return (copy + 0.5 * gain * _later(sound, echo_s) if echo_s else copy).astype(np.float32)

    return [[left, leak(right)], [leak(left), right]]


def _made(folder: Path, said: list[Said], sources: list[list[Samples]]) -> Transcript:
    path = write_wav(folder / "call.wav", *(np.sum(channel, axis=0) for channel in sources))
    facts = probe(find_ffmpeg(), path, MediaLimits())
    look = survey(Decoding(find_ffmpeg(), path, facts, MediaLimits()), lambda: False)
    engine = ReferenceListener(said, sources, look.pieces)
    return transcribe(RecordingFile(path), engine=engine, options=_RIGHT)


def _synthetic() -> tuple[list[Said], Samples, Samples]:
    """Return a call of synthetic voices, 48 s, the two overlapping now and then; a "word" each 0.5 s."""
    sides: list[list[Samples]] = [[hiss(1.0, 0.0005)], [hiss(4.5, 0.0005)]]
    said: list[Said] = []
    for turn in range(12):
        speaker = turn % 2
        start = sum(len(part) for part in sides[speaker]) / RATE
        sides[speaker] += [spoken(4.0, agent=bool(speaker), seed=turn), hiss(3.5, 0.0005)]
        said += [Said(speaker, start + step / 2, start + step / 2 + 0.45, f"w{turn}") for step in range(8)]
    left, right = (joined(*parts) for parts in sides)
    longest = max(len(left), len(right))
    left, right = (np.pad(side, (0, longest - len(side))).astype(np.float32) for side in (left, right))
    return tagged(sorted(said, key=lambda word: word.start_s)), left, right


@pytest.mark.parametrize(
    ("gain_db", "delay_s", "echo_s"), [(-20.0, 0.0, 0.0), (-20.0, 0.03, 0.12), (-14.0, 0.2, 0.0)]
)
def test_a_faint_copy_of_the_other_side_gets_no_words(
    tmp_path: Path, gain_db: float, delay_s: float, echo_s: float
) -> None:
    said, left, right = _synthetic()
    sources = _leaking(left, right, 10 ** (gain_db / 20), delay_s, echo_s)
    made = _made(tmp_path, said, sources)
    wrong, kept = wrong_and_kept(made, said, agent=1)
    assert made.channels == 2
    assert wrong <= 0.005
    assert kept >= 0.99


def test_the_test_can_fail_for_without_care_the_faint_copy_is_heard() -> None:
    said, left, right = _synthetic()
    sources = _leaking(left, right, 0.1, 0.0, 0.0)
    whole = PiecePlan(stretches=(Stretch(0, len(left)),), speech=(), certain=())
    heard = ReferenceListener(said, sources, [[whole]]).recognise(np.sum(sources[0], axis=0), "en")
    assert {word.text.split("#")[1][0] for word in heard.words} == {"0", "1"}


def _file(path: Path) -> Samples:
    command = [
        str(find_ffmpeg()),
        "-loglevel",
        "error",
        "-i",
        str(path),
        "-ar",
        str(RATE),
        "-f",
        "s16le",
        "-",
    ]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return np.frombuffer(raw, "<i2").reshape(-1, 2).astype(np.float32) / np.float32(32768)


@pytest.mark.skipif(not _CALLS, reason="the shared recordings are not here")
@pytest.mark.parametrize("gain_db", [None, -20.0], ids=["as it is", "-20 dB"])
@pytest.mark.parametrize("call", [path.name[:16] for path in _CALLS])
def test_each_word_of_a_real_call_has_its_speaker(tmp_path: Path, call: str, gain_db: float | None) -> None:
    sound = _file(_BANK / f"{call}.stereo.flac")
    said = tagged(words_of_bank_call(_BANK / f"{call}.transcript.json"))
    gain = 0.0 if gain_db is None else 10 ** (gain_db / 20)
    made = _made(tmp_path, said, _leaking(sound[:, 0], sound[:, 1], gain, 0.0, 0.0))
    wrong, kept = wrong_and_kept(made, said, agent=1)
    print(f"{call} {gain_db}: wrong speaker {wrong:.2%}, reference words kept {kept:.1%}")
    assert made.channels == 2
    assert wrong <= (0.0 if gain_db is None else 0.005)


def _relation(sound: Samples) -> Relation:
    comparison = ChannelComparison()
    for start in range(0, len(sound), RATE):
        comparison.add(sound[start : start + RATE])
    return comparison.relation()


def test_the_leaks_of_a_call_are_measured() -> None:
    _, left, right = _synthetic()
    sources = _leaking(left, right, 0.1, 0.05, 0.0)
    found = _relation(np.stack([np.sum(channel, axis=0) for channel in sources], axis=1))
    assert not found.same
    for leak in found.leaks:
        assert leak is not None
        assert leak.gain_db == pytest.approx(-20.0, abs=2.0)
        assert leak.lag_s == pytest.approx(0.05, abs=0.004)


def test_a_call_without_leaks_stays_as_it_is() -> None:
    _, left, right = _synthetic()
    sound = np.stack([left, right], axis=1)
    assert _relation(sound).leaks == (None, None)
    blocks = [sound[:RATE], sound[RATE : 2 * RATE]]
    assert list(without_crosstalk(blocks, (None, None))) == blocks


def test_blocks_keep_their_number_and_length() -> None:
    blocks = [np.ones((RATE, 2), dtype=np.float32), np.ones((777, 2), dtype=np.float32)]
    cleaned = list(without_crosstalk(blocks, (Leak(gain_db=-20.0, lag_s=0.0), None)))
    assert [block.shape for block in cleaned] == [(RATE, 2), (777, 2)]


def _levelled(text: str, level_db: float, start_s: float = 0.0) -> Channel:
    words = tuple(
        Word(text=word, start_s=start_s + place, end_s=start_s + place + 0.5, probability=1.0)
        for place, word in enumerate(text.split())
    )
    return Channel(words, (level_db,) * len(words))


def test_of_a_sentence_recognised_twice_the_fainter_copy_goes() -> None:
    left, right = _levelled("send it by Friday.", -20.0), _levelled("send it by friday", -40.0, 0.1)
    assert without_copies(left, right) == (left.words, (), 4)


@pytest.mark.parametrize(
    "right",
    [
        _levelled("send it by friday", -22.0, 0.1),
        _levelled("send it by friday", -40.0, 5.0),
        _levelled("send it", -40.0, 0.1),
        _levelled("may i have it", -40.0, 0.1),
    ],
    ids=["as loud", "repeated later", "two words", "other words"],
)
def test_what_may_have_been_said_by_both_stays(right: Channel) -> None:
    left = _levelled("send it by friday", -20.0)
    assert without_copies(left, right)[2] == 0


def test_copies_that_were_left_out_are_told(tmp_path: Path) -> None:
    """An engine that hears words in anything: the same ones on both channels."""

    class Parrot(LoudnessEngine):
        def recognise(
            self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            words = _levelled("send it by friday", 0.0).words
            return Recognised(words=words, language="en", language_probability=1.0)

    left = spoken(4.0, seed=1)
    right = joined(spoken(4.0, agent=False) * np.float32(0.1), silence(2.0), spoken(2.0, agent=False))
    made = transcribe(
        RecordingFile(write_wav(tmp_path / "call.wav", left, right)), engine=Parrot(), options=_RIGHT
    )
    assert any("4 words that were recognised there a second time" in warning for warning in made.warnings)
