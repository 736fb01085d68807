from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineUnknownError
from tests.contracts.speech_engine import Samples, SpeechEngineContract
from tests.speech_server import speech_server
from tests.transcriber.listeners import LoudnessEngine
from tests.transcriber.sounds import SAMPLE_CALL, voice
from transcriber.engine import SpeechEngine
from transcriber.engines.faster_whisper import FasterWhisperEngine
from transcriber.engines.preview import PreviewEngine
from transcriber.engines.remote import RemoteEngine


@pytest.fixture(scope="module")
def call() -> Samples:
    """Seven seconds of the agent of the sample call."""
    import faster_whisper

    _, agent = faster_whisper.decode_audio(str(SAMPLE_CALL), split_stereo=True)
    return np.asarray(agent[43 * 16000 : 50 * 16000], dtype=np.float32)


class TestLoudnessEngine(SpeechEngineContract):
    @pytest.fixture
    def engine(self) -> SpeechEngine:
        return LoudnessEngine()

    @pytest.fixture
    def speech(self) -> Samples:
        return voice(4.0)


class TestWhisperThatSpeaks(SpeechEngineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, scripted_whisper: Path) -> SpeechEngine:
        return FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, threads=1)

    @pytest.fixture
    def speech(self, call: Samples) -> Samples:
        return call


class TestWhisperThatBabbles(SpeechEngineContract):
    """Random weights: every answer is doubtful, so each piece is decoded twice."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls, random_whisper: Path) -> SpeechEngine:
        return FasterWhisperEngine(str(random_whisper), model_dir=random_whisper.parent, workers=2, threads=1)

    @pytest.fixture
    def speech(self, call: Samples) -> Samples:
        return call


class TestPreviewEngine(SpeechEngineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> SpeechEngine:
        try:
            return PreviewEngine()
        except EngineUnknownError as error:
            pytest.skip(error.message)

    @pytest.fixture
    def speech(self, call: Samples) -> Samples:
        return call[2 * 16000 : 4 * 16000]


class TestRemoteEngine(SpeechEngineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Iterator[SpeechEngine]:
        with speech_server() as server:
            made = RemoteEngine(
                url=server.url, hosts=("127.0.0.1",), key=None, model="whisper-1", timeout_s=10
            )
            yield made
            made.close()

    @pytest.fixture
    def speech(self, call: Samples) -> Samples:
        return call


class TestRemoteEngineWithoutTimesOfWords(SpeechEngineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Iterator[SpeechEngine]:
        with speech_server(kind="vllm") as server:
            made = RemoteEngine(
                url=server.url, hosts=("127.0.0.1",), key=None, model="whisper-1", timeout_s=10
            )
            yield made
            made.close()

    @pytest.fixture
    def speech(self, call: Samples) -> Samples:
        return call
