import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.errors import ModelMissingError, SpeechEngineError
from tests.transcriber.sounds import SAMPLE_CALL, silence
from tests.whisper_model import LINES, make_scripted_model
from transcriber.engines.faster_whisper import (
    FasterWhisperEngine,
    _doubt,
    _is_doubtful,
    _why,
    fetch_model,
    model_on_disk,
)

_SAID = " ".join(LINES).split()


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    """Ten seconds of a voice that the model's own voice detector takes for one."""
    import faster_whisper

    _, agent = faster_whisper.decode_audio(str(SAMPLE_CALL), split_stereo=True)
    return np.asarray(agent[40 * 16000 : 50 * 16000], dtype=np.float32)


@pytest.fixture(scope="module")
def engine(scripted_whisper: Path) -> FasterWhisperEngine:
    return FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, threads=1)


def test_a_real_whisper_model_says_its_words_with_times_and_probabilities(
    engine: FasterWhisperEngine, speech: np.ndarray
) -> None:
    heard = engine.recognise(speech, None)
    assert [word.text for word in heard.words] == _SAID
    assert all(type(word.start_s) is float and type(word.probability) is float for word in heard.words)
    assert all(word.start_s <= word.end_s for word in heard.words)
    assert all(word.probability > 0.9 for word in heard.words)


def test_the_model_says_how_sure_it_was_of_each_segment(
    engine: FasterWhisperEngine, speech: np.ndarray
) -> None:
    heard = engine.recognise(speech, "en")
    (segment,) = heard.segments
    assert segment.start_s <= heard.words[0].start_s
    assert segment.end_s >= heard.words[-1].end_s
    assert segment.log_probability == pytest.approx(0.0, abs=0.2)
    assert segment.no_speech_probability < 0.1


def test_word_times_come_from_attention(engine: FasterWhisperEngine, speech: np.ndarray) -> None:
    starts = [word.start_s for word in engine.recognise(speech, "en").words]
    assert starts == sorted(starts)
    assert starts[-1] > 2.0


def test_the_language_is_found_out_and_told(engine: FasterWhisperEngine, speech: np.ndarray) -> None:
    heard = engine.recognise(speech, None)
    assert heard.language == "en"
    assert 0.9 < heard.language_probability <= 1.0


def test_less_than_a_window_gives_no_words(engine: FasterWhisperEngine) -> None:
    assert engine.recognise(silence(0.05), "en").words == ()


def test_whatever_a_model_says_is_a_valid_transcript(random_whisper: Path, speech: np.ndarray) -> None:
    engine = FasterWhisperEngine(str(random_whisper), model_dir=random_whisper.parent, threads=1)
    heard = engine.recognise(speech[: 3 * 16000], None)
    assert all(0.0 <= word.probability <= 1.0 and word.text for word in heard.words)


def test_what_the_model_doubts_is_decoded_again_the_same_way_each_time(
    random_whisper: Path, speech: np.ndarray
) -> None:
    engine = FasterWhisperEngine(str(random_whisper), model_dir=random_whisper.parent, threads=1)
    first = engine.recognise(speech, "en")
    assert {segment.log_probability < -1.0 for segment in first.segments} == {True}
    other = FasterWhisperEngine(str(random_whisper), model_dir=random_whisper.parent, threads=1)
    other.recognise(speech[: 4 * 16000], "en")  # a worker that has heard something else before
    assert other.recognise(speech, "en") == first


def test_of_two_answers_the_one_with_less_doubt_is_taken_and_then_the_more_probable_one() -> None:
    def answer(*parts: tuple[float, float]) -> Any:  # noqa: ANN401 - stands in for faster-whisper's segments
        return tuple(SimpleNamespace(avg_logprob=sure, compression_ratio=ratio) for sure, ratio in parts)

    looping, improbable = answer((-0.1, 9.0), (-0.2, 1.2)), answer((-1.4, 1.1), (-0.3, 1.3))
    believable, worse = answer((-0.9, 1.1)), answer((-2.0, 1.1))
    assert min(looping, believable, key=_doubt) is believable
    assert min(looping, improbable, key=_doubt) is looping
    assert min(worse, improbable, key=_doubt) is improbable
    assert not any(_is_doubtful(segment) for segment in believable)


def test_the_sound_says_its_language_also_when_another_one_was_asked_for(
    engine: FasterWhisperEngine, speech: np.ndarray
) -> None:
    heard = engine.recognise(speech, "de")
    assert (heard.language, heard.detected) == ("de", "en")
    assert heard.detected_probability > 0.9


def test_the_model_is_loaded_as_the_settings_say(scripted_whisper: Path, speech: np.ndarray) -> None:
    def loaded(**options: Any) -> Any:  # noqa: ANN401 - CTranslate2 has no types
        engine = FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, **options)
        assert engine.recognise(speech, "en").words
        assert engine._loaded is not None
        return engine._loaded.model

    throughput = loaded(workers=2, threads=1)
    assert (throughput.device, throughput.num_workers) == ("cpu", 2)
    assert throughput.compute_type.startswith("int8")
    assert loaded(compute_type="float32").compute_type == "float32"


def test_a_cuda_device_that_is_not_there_names_the_setting(
    scripted_whisper: Path, speech: np.ndarray
) -> None:
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a CUDA device")
    engine = FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, device="cuda")
    with pytest.raises(SpeechEngineError, match="CALLNOTES_SPEECH_DEVICE"):
        engine.recognise(speech, "en")
    auto = FasterWhisperEngine(str(scripted_whisper), model_dir=scripted_whisper.parent, device="auto")
    assert auto.recognise(speech, "en").words


def test_a_form_of_numbers_that_the_device_lacks_names_the_setting(
    scripted_whisper: Path, speech: np.ndarray
) -> None:
    engine = FasterWhisperEngine(
        str(scripted_whisper), model_dir=scripted_whisper.parent, compute_type="int8_float16"
    )
    with pytest.raises(SpeechEngineError, match="CALLNOTES_SPEECH_COMPUTE"):
        engine.recognise(speech, "en")


def test_a_library_that_is_missing_at_the_first_word_is_told_like_one_at_the_start() -> None:
    late = RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")
    assert "CALLNOTES_SPEECH_DEVICE" in _why(late, otherwise="")
    assert _why(RuntimeError("bad weights"), otherwise="Broken.") == "Broken."


def test_one_engine_serves_several_threads(engine: FasterWhisperEngine, speech: np.ndarray) -> None:
    heard: list[list[str]] = []
    threads = [
        threading.Thread(
            target=lambda: heard.append([word.text for word in engine.recognise(speech, "en").words])
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [_SAID] * 3


def test_other_lines_make_another_model(tmp_path: Path, speech: np.ndarray) -> None:
    folder = make_scripted_model(
        tmp_path / "model", ("Please hold the line.", "The line is busy, the line is long.")
    )
    heard = FasterWhisperEngine(str(folder), model_dir=tmp_path, threads=1).recognise(speech, "en")
    assert " ".join(word.text for word in heard.words) == (
        "Please hold the line. The line is busy, the line is long."
    )


def test_a_model_in_the_models_folder_is_found_by_its_name(tmp_path: Path, speech: np.ndarray) -> None:
    make_scripted_model(tmp_path / "small")
    assert model_on_disk("small", tmp_path)
    assert fetch_model("small", tmp_path) == tmp_path / "small"
    engine = FasterWhisperEngine("small", model_dir=tmp_path, threads=1)
    assert engine.model == "small"
    assert engine.recognise(speech, "en").words


def test_a_fetched_model_is_found_in_the_hubs_own_layout(tmp_path: Path) -> None:
    cache = tmp_path / "models--Systran--faster-whisper-tiny"
    snapshot = make_scripted_model(cache / "snapshots" / "abc123")
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("abc123")
    assert model_on_disk("tiny", tmp_path)
    assert fetch_model("tiny", tmp_path) == snapshot


def test_half_a_model_is_no_model(tmp_path: Path) -> None:
    folder = make_scripted_model(tmp_path / "small")
    (folder / "tokenizer.json").unlink()
    assert not model_on_disk("small", tmp_path)


def test_a_missing_model_names_the_command_and_the_setting(tmp_path: Path, speech: np.ndarray) -> None:
    engine = FasterWhisperEngine("small", model_dir=tmp_path, download=False)
    with pytest.raises(ModelMissingError) as raised:
        engine.recognise(speech, None)
    assert raised.value.message == (
        "The speech model is neither on disk nor to be had from the model hub: run `callnotes fetch-models`"
        " where the hub can be reached, or set CALLNOTES_SPEECH_MODEL to the folder of a model"
        " (docs/models.md)."
    )
    assert raised.value.retryable


@pytest.mark.parametrize("model", ["/no/such/folder", "../elsewhere", "no such model"])
def test_a_folder_that_is_not_there_is_never_asked_for_at_the_hub(tmp_path: Path, model: str) -> None:
    with pytest.raises(ModelMissingError):
        fetch_model(model, tmp_path)


def test_a_name_that_the_hub_does_not_know_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        fetch_model("gigantic", tmp_path)


def test_without_a_hub_the_missing_model_is_told_at_once(tmp_path: Path) -> None:
    asking = (
        "from pathlib import Path; from models.errors import ModelMissingError\n"
        "from transcriber.engines.faster_whisper import FasterWhisperEngine\n"
        "import numpy\n"
        f"engine = FasterWhisperEngine('small', model_dir=Path({str(tmp_path)!r}), download=True)\n"
        "try: engine.recognise(numpy.zeros(16000, 'f4'), None)\n"
        "except ModelMissingError as error: print(error.code)\n"
    )
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", asking], env=offline, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "speech.model_missing"


def test_a_broken_model_says_how_to_mend_it(tmp_path: Path, speech: np.ndarray) -> None:
    folder = make_scripted_model(tmp_path / "small")
    (folder / "model.bin").write_bytes(b"not a model")
    with pytest.raises(SpeechEngineError, match="fetch-models"):
        FasterWhisperEngine("small", model_dir=tmp_path).recognise(speech, None)


def test_making_the_engine_loads_nothing_heavy() -> None:
    asking = (
        "import sys, transcriber.engine, transcriber.engines.faster_whisper, transcriber.engines.preview\n"
        "heavy = {'ctranslate2', 'faster_whisper', 'huggingface_hub', 'pocketsphinx', 'onnxruntime'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asking], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
