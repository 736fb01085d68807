"""What every speech engine must do; `Hearing` rests on it.

Subclass `SpeechEngineContract` in a test module and give it the fixtures `engine`, and `speech`: some seconds
in which this engine hears words.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import CallNotesError
from tests.transcriber.sounds import silence
from transcriber.engine import Recognised, SpeechEngine

Samples = NDArray[np.float32]


class SpeechEngineContract:
    """The same piece gives the same words, whatever was asked before, with times inside the piece."""

    def test_words_have_text_and_times_inside_the_piece_in_order(
        self, engine: SpeechEngine, speech: Samples
    ) -> None:
        heard = engine.recognise(speech, "en")
        assert heard.words
        starts = [word.start_s for word in heard.words]
        assert starts == sorted(starts)
        assert all(word.text.strip() == word.text != "" for word in heard.words)
        assert all(0 <= word.start_s <= word.end_s <= len(speech) / 16_000 for word in heard.words)
        assert all(segment.end_s <= len(speech) / 16_000 for segment in heard.segments)

    def test_words_of_a_short_piece_lie_inside_it_too(self, engine: SpeechEngine, speech: Samples) -> None:
        piece = speech[:16_000]
        assert all(word.end_s <= 1.0 for word in engine.recognise(piece, "en").words)

    def test_nothing_to_hear_is_no_words(self, engine: SpeechEngine) -> None:
        for samples in (0, 1, 160):
            assert engine.recognise(np.zeros(samples, dtype=np.float32), "en").words == ()

    def test_silence_breaks_nothing(self, engine: SpeechEngine) -> None:
        for seconds in (0.3, 2.0):
            assert isinstance(engine.recognise(silence(seconds), None), Recognised)

    def test_the_language_that_was_asked_for_is_that_of_the_words(
        self, engine: SpeechEngine, speech: Samples
    ) -> None:
        assert engine.recognise(speech, "en").language == "en"

    def test_without_a_language_the_engine_says_which_it_found(
        self, engine: SpeechEngine, speech: Samples
    ) -> None:
        heard = engine.recognise(speech, None)
        assert heard.language
        assert 0.0 <= heard.language_probability <= 1.0
        assert (heard.detected is None) == (heard.detected_probability == 0.0)

    def test_a_language_that_nobody_speaks_gives_words_or_an_error_of_ours(
        self, engine: SpeechEngine, speech: Samples
    ) -> None:
        message = ""
        try:
            engine.recognise(speech, "qq")
        except CallNotesError as error:
            message = error.message
        assert "qq" not in message
        assert "\n" not in message

    @pytest.mark.parametrize("count", [1, 1_000])
    def test_hotwords_are_taken_however_many(self, engine: SpeechEngine, speech: Samples, count: int) -> None:
        hotwords = tuple(f"Northwind{number}" for number in range(count))
        assert isinstance(engine.recognise(speech, "en", hotwords), Recognised)

    def test_nothing_is_kept_between_pieces(self, engine: SpeechEngine, speech: Samples) -> None:
        first = engine.recognise(speech, "en")
        engine.recognise(speech[: 2 * 16_000], None, ("Northwind",))
        assert engine.recognise(speech, "en") == first

    def test_threads_do_not_disturb_each_other(self, engine: SpeechEngine, speech: Samples) -> None:
        alone = engine.recognise(speech, "en")
        with ThreadPoolExecutor(3) as pool:
            together = [pool.submit(engine.recognise, speech, "en") for _ in range(3)]
        assert [heard.result() for heard in together] == [alone] * 3

    def test_the_samples_are_left_as_they_were(self, engine: SpeechEngine, speech: Samples) -> None:
        before = speech.copy()
        engine.recognise(speech, "en")
        assert np.array_equal(speech, before)

    def test_what_was_heard_can_be_kept_as_text(self, engine: SpeechEngine, speech: Samples) -> None:
        heard = engine.recognise(speech, "en")
        assert Recognised.model_validate_json(heard.model_dump_json()) == heard
