import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineUnknownError
from tests.transcriber.sounds import Samples, hiss, joined, read_wav, silence

pytest.importorskip("pocketsphinx", reason="the demo extra is not installed")

from transcriber.engines.preview import PreviewEngine

_FLITE = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


@pytest.fixture(scope="module")
def engine() -> PreviewEngine:
    return PreviewEngine()


def _spoken(folder: Path, text: str, spoken_by: str) -> Samples:
    path = folder / "said.wav"
    subprocess.run(["flite", "-voice", spoken_by, "-t", text, "-o", str(path)], check=True)
    return read_wav(path)


def test_it_says_that_it_is_a_preview(engine: PreviewEngine) -> None:
    assert (engine.name, engine.preview) == ("preview", True)


@_FLITE
@pytest.mark.parametrize("spoken_by", ["slt", "rms", "awb"])
def test_a_synthetic_voice_is_mostly_understood(
    engine: PreviewEngine, tmp_path: Path, spoken_by: str
) -> None:
    text = "I will send you the new machine by Friday. Is there anything else I can do for you today?"
    said = _spoken(tmp_path, text, spoken_by)
    heard = [word.text for word in engine.recognise(said, None).words]
    wanted = text.lower().replace(".", "").replace("?", "").split()
    assert len(set(heard) & set(wanted)) / len(set(wanted)) > 0.7


@_FLITE
def test_words_have_times_within_the_sound_and_probabilities(engine: PreviewEngine, tmp_path: Path) -> None:
    said = joined(silence(1.0), _spoken(tmp_path, "good morning thank you for calling", "slt"), silence(1.0))
    words = engine.recognise(said, "en").words
    assert words[0].start_s > 0.8
    assert words[-1].end_s <= len(said) / 16000
    assert all(one.end_s <= other.start_s + 0.011 for one, other in pairwise(words))
    assert all(0.0 <= word.probability <= 1.0 for word in words)


@_FLITE
def test_quiet_speech_is_heard_as_well_as_loud(engine: PreviewEngine, tmp_path: Path) -> None:
    said = _spoken(tmp_path, "what is the order number please", "slt")
    loud, quiet = (
        [word.text for word in engine.recognise(said * np.float32(gain), None).words] for gain in (1.0, 0.03)
    )
    assert quiet == loud


@_FLITE
def test_no_filler_or_variant_mark_is_a_word(engine: PreviewEngine, tmp_path: Path) -> None:
    said = joined(
        hiss(1.0, 0.01), _spoken(tmp_path, "the data was read to a live audience", "rms"), hiss(1.0, 0.01)
    )
    for word in engine.recognise(said, None).words:
        assert not set(word.text) & set("<>[]()+")


def test_silence_and_hiss_give_no_words(engine: PreviewEngine) -> None:
    assert engine.recognise(silence(3.0), None).words == ()
    assert engine.recognise(hiss(3.0, 0.01), None).words == ()
    assert engine.recognise(silence(0.001), None).words == ()


def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(EngineUnknownError, match="demo"):
        PreviewEngine()
