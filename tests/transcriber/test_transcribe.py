"""Step 1 as a whole: real ffmpeg, real files, a real Whisper model made at test time where words matter."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from models.errors import AudioTooLongError, AudioUndecodableError, CancelledError, SpeechEngineError
from models.ports import Cancelled, PieceStore, Progress
from models.transcript import Transcript
from models.two_legs import packed
from tests.speech_server import speech_server
from tests.transcriber.listeners import KeptPieces, LoudnessEngine, SpeakingEngine
from tests.transcriber.sounds import (
    SAMPLE_CALL,
    RecordingFile,
    Samples,
    converted,
    hiss,
    joined,
    said,
    silence,
    write_wav,
)
from tests.whisper_model import LINES
from transcriber.engine import Recognised, SpeechEngine
from transcriber.engines.faster_whisper import FasterWhisperEngine
from transcriber.engines.remote import RemoteEngine
from transcriber.options import MediaLimits, TranscribeOptions
from transcriber.transcribe import transcribe

_LEFT_IS_AGENT = TranscribeOptions(agent_channel="left", settings_hash="abc")
_BANK_CALL = Path("/work/shared/data/harper_valley/3a20358e1bfc4a17.stereo.flac")


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two channels, 40 s: left speaks at 1..5 and 20..24, right at 8..12 and 30..33."""
    left = joined(silence(1.0), said(4.0), silence(15.0), said(4.0, seed=2), silence(16.0))
    right = joined(silence(8.0), said(4.0, agent=False), silence(18.0), said(3.0, agent=False, seed=2))
    return write_wav(tmp_path_factory.mktemp("calls") / "call.wav", left, right)


def _transcript(
    path: Path,
    *,
    engine: SpeechEngine | None = None,
    options: TranscribeOptions = _LEFT_IS_AGENT,
    call_id: str | None = None,
    pieces: PieceStore | None = None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Transcript:
    return transcribe(
        RecordingFile(path),
        engine=engine or LoudnessEngine(),
        options=options,
        call_id=call_id,
        pieces=pieces,
        progress=progress,
        cancelled=cancelled,
    )


def test_two_channels_become_turns_of_agent_and_customer(call: Path) -> None:
    made = _transcript(call, call_id="c1")
    assert [(turn.speaker, round(turn.start_s)) for turn in made.turns] == [
        ("agent", 1),
        ("customer", 8),
        ("agent", 20),
        ("customer", 30),
    ]
    assert (made.call_id, made.channels, made.duration_s, made.language) == ("c1", 2, 40.0, "en")
    assert (made.engine, made.model, made.settings_hash, made.preview) == ("loudness", "none", "abc", False)
    assert made.warnings == ()


def test_what_was_found_as_speech_is_accounted_for(call: Path) -> None:
    covered = _transcript(call).coverage
    assert covered.speech_s == pytest.approx(15.0, abs=0.5)
    assert covered.transcribed_s == covered.speech_s
    assert covered.gaps == ()


@pytest.mark.parametrize("name", ["call.flac", "call.mp3", "call.ogg", "call.m4a"])
def test_the_format_of_the_file_changes_nothing(call: Path, name: str) -> None:
    made = _transcript(converted(call, name))
    assert [turn.speaker for turn in made.turns] == ["agent", "customer", "agent", "customer"]
    starts = [turn.start_s for turn in made.turns]
    assert starts == pytest.approx([1.0, 8.0, 20.0, 30.0], abs=0.4)


def test_one_signal_on_both_channels_is_one_channel(tmp_path: Path) -> None:
    sound = joined(said(3.0), silence(1.0), said(3.0, seed=2))
    engine = LoudnessEngine()
    made = _transcript(write_wav(tmp_path / "call.wav", sound, sound * np.float32(0.5)), engine=engine)
    assert made.channels == 1
    assert len(engine.asked) == 1
    assert made.turns[0].speaker not in {"agent", "customer"}
    assert "Both channels carry the same sound: it was treated as one channel." in made.warnings


def test_a_silent_channel_leaves_a_call_of_one_channel(tmp_path: Path) -> None:
    made = _transcript(write_wav(tmp_path / "call.wav", silence(4.0), said(4.0)))
    assert made.channels == 1
    assert any("One channel is silent" in warning for warning in made.warnings)


def test_two_voices_on_one_channel_become_two_speakers(tmp_path: Path) -> None:
    parts = [joined(said(3.0, agent=turn % 2 == 0, seed=turn), hiss(1.0, 0.0005)) for turn in range(8)]
    made = _transcript(write_wav(tmp_path / "call.wav", joined(*parts)))
    assert [turn.speaker for turn in made.turns] == ["S1", "S2"] * 4
    assert all(0.5 < turn.speaker_confidence < 1.0 for turn in made.turns)
    assert any("estimated from their voices" in warning for warning in made.warnings)


@pytest.mark.parametrize("sound", [silence(5.0), hiss(5.0, 0.02)], ids=["silence", "noise"])
def test_silence_never_becomes_words(tmp_path: Path, sound: Samples) -> None:
    engine = LoudnessEngine()
    made = _transcript(write_wav(tmp_path / "call.wav", sound, sound[::-1]), engine=engine)
    assert engine.asked == []
    assert made.turns == ()
    assert made.language == "und"
    assert "No words were recognised in this recording." in made.warnings


def test_a_file_that_was_cut_off_says_what_is_missing(call: Path, tmp_path: Path) -> None:
    whole = call.read_bytes()
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole[: len(whole) * 6 // 10])
    made = _transcript(cut)
    assert [turn.speaker for turn in made.turns] == ["agent", "customer", "agent"]
    (gap,) = made.coverage.gaps
    assert [gap.start_s, gap.end_s] == pytest.approx([24.0, 40.0], abs=0.1)
    assert any("its end is missing" in warning for warning in made.warnings)


def test_more_channels_and_more_tracks_are_told(call: Path, tmp_path: Path) -> None:
    many = write_wav(tmp_path / "many.wav", said(3.0), hiss(3.0, 0.004), silence(3.0))
    assert any("more than two channels" in warning for warning in _transcript(many).warnings)
    tracks = converted(call, "tracks.mka", "-map", "0:a", "-map", "0:a")
    assert any("several sound tracks" in warning for warning in _transcript(tracks).warnings)


def test_two_legs_in_two_files_are_the_same_call_as_two_channels(call: Path, tmp_path: Path) -> None:
    legs = [converted(call, f"{side}.wav", "-af", f"pan=mono|c0=c{side}").read_bytes() for side in (0, 1)]
    both = tmp_path / "recording"
    both.write_bytes(b"".join(packed([legs[0]], [legs[1]])))
    assert _transcript(both) == _transcript(call)


def test_a_preview_is_marked_as_one(call: Path) -> None:
    engine = LoudnessEngine()
    engine.preview = True
    made = _transcript(call, engine=engine)
    assert made.preview
    assert made.warnings[0] == "Made by the offline preview engine: expect many wrong words."


def test_a_card_number_never_leaves_the_step(tmp_path: Path) -> None:
    digits = "four two four two four two four two four two four two four two four two"
    engine = SpeakingEngine("can you read me the card number", f"it is {digits}")
    left = joined(said(3.0), silence(9.0))
    right = joined(silence(4.0), said(8.0, agent=False))
    made = _transcript(write_wav(tmp_path / "call.wav", left, right), engine=engine)
    assert "four two" not in made.model_dump_json()
    assert made.turns[0].text == "can you read me the card number"


def test_progress_is_told_in_seconds_of_audio_and_reaches_the_end(call: Path) -> None:
    told: list[tuple[float, float]] = []
    _transcript(call, progress=lambda done, total: told.append((done, total)))
    assert [total for _, total in told] == [40.0] * 3
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (40.0, 40.0)


def test_a_cancelled_call_stops_before_its_next_piece(call: Path) -> None:
    engine = LoudnessEngine()
    with pytest.raises(CancelledError):
        _transcript(call, engine=engine, cancelled=lambda: len(engine.asked) == 1)
    assert len(engine.asked) == 1


def test_after_a_crash_only_the_piece_in_work_is_repeated(call: Path) -> None:
    class DyingEngine(LoudnessEngine):
        def recognise(
            self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            if len(self.asked) == 1:
                raise SpeechEngineError("died")
            return super().recognise(samples, language)

    undisturbed = _transcript(call)
    kept = KeptPieces()
    with pytest.raises(SpeechEngineError):
        _transcript(call, engine=DyingEngine(), pieces=kept)
    engine = LoudnessEngine()
    resumed = _transcript(call, engine=engine, pieces=kept)
    assert resumed == undisturbed
    assert len(engine.asked) == 1


def test_a_recording_over_the_limit_is_refused_before_any_recognition(call: Path) -> None:
    engine = LoudnessEngine()
    options = TranscribeOptions(limits=MediaLimits(max_duration_s=30.0))
    with pytest.raises(AudioTooLongError):
        _transcript(call, engine=engine, options=options)
    assert engine.asked == []


def test_what_cannot_be_decoded_is_refused(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"not a recording")
    with pytest.raises(AudioUndecodableError):
        _transcript(tmp_path / "call.wav")


def test_a_longer_call_needs_no_more_memory(tmp_path: Path) -> None:
    minute = joined(*(joined(said(4.0, seed=seed), hiss(1.0, 0.0005)) for seed in range(12)))
    peaks = []
    for minutes in (1, 4):
        path = write_wav(tmp_path / f"{minutes}.wav", np.tile(minute, minutes))
        tracemalloc.start()
        _transcript(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 40 * 1024**2
    assert peaks[1] < peaks[0] + 5 * 1024**2


def _peak_mib(folder: Path, minutes: int, channels: int) -> float:
    """Return the most memory that a process took for a call of this length."""
    minute = [
        joined(
            *(
                joined(said(4.0, agent=(seed + side) % 2 == 0, seed=seed), hiss(1.0, 0.0005))
                for seed in range(12)
            )
        )
        for side in range(channels)
    ]
    path = write_wav(folder / f"{minutes}.wav", *(np.tile(one, minutes) for one in minute))
    command = [sys.executable, "-m", "tests.transcriber.measured_job", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[0])


@pytest.mark.parametrize(
    ("short", "long", "channels"),
    [
        pytest.param(1, 6, 1),
        pytest.param(10, 180, 1, marks=pytest.mark.soak),
        pytest.param(10, 180, 2, marks=pytest.mark.soak),
    ],
)
def test_the_process_of_a_longer_call_is_no_larger(
    tmp_path: Path, short: int, long: int, channels: int
) -> None:
    peaks = [_peak_mib(tmp_path, minutes, channels) for minutes in (short, long)]
    print(f"{short} and {long} minutes, {channels} channel(s): {peaks[0]:.0f} and {peaks[1]:.0f} MiB")
    # What grows is the transcript itself: 19,000 words on one channel, 39,000 on two; a model is not loaded.
    assert peaks[1] <= (1.1 if long < 60 else 1.2) * peaks[0]


@pytest.mark.skipif(not _BANK_CALL.is_file(), reason="the shared recordings are not here")
def test_a_real_bank_call_goes_through_the_preview_engine() -> None:
    pytest.importorskip("pocketsphinx", reason="the demo extra is not installed")
    from transcriber.engines.preview import PreviewEngine

    made = _transcript(_BANK_CALL, engine=PreviewEngine(), options=TranscribeOptions())
    assert {turn.speaker for turn in made.turns} == {"agent", "customer"}
    assert made.turns[0].speaker == "agent"
    assert "how can i help you" in made.turns[0].text
    assert made.preview


def test_a_real_whisper_model_makes_a_real_transcript(scripted_whisper: Path) -> None:
    engine = FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, threads=1)
    made = _transcript(SAMPLE_CALL, engine=engine, options=TranscribeOptions(agent_channel="right"))
    assert (made.engine, made.language, made.channels) == ("faster-whisper", "en", 2)
    assert {turn.speaker for turn in made.turns} == {"agent", "customer"}
    assert " ".join(LINES) in " ".join(turn.text for turn in made.turns if turn.speaker == "agent")
    assert made == Transcript.model_validate_json(made.model_dump_json())


def test_reading_the_protocol_is_cheap() -> None:
    asking = "import sys, transcriber.engine; print('numpy' in sys.modules, 'ffmpeg' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asking], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "False"]


def test_a_transcript_says_that_its_audio_was_sent_away(call: Path) -> None:
    with speech_server() as server:
        engine = RemoteEngine(url=server.url, hosts=("127.0.0.1",), key=None, model="m", timeout_s=10)
        transcript = _transcript(call, engine=engine)
        engine.close()
    assert (transcript.engine, transcript.sent_to) == ("remote", "127.0.0.1")
    assert "The audio was sent to 127.0.0.1 for recognition." in transcript.warnings
    assert {word.text for turn in transcript.turns for word in turn.words} == {"hi", "there"}
    assert _transcript(call).sent_to is None
