from dataclasses import replace

import numpy as np
import pytest

from models.transcript import Word
from tests.transcriber.listeners import KeptPieces, LoudnessEngine
from tests.transcriber.sounds import RATE, silence, voice
from transcriber.cutting import Piece
from transcriber.engine import Recognised
from transcriber.hearing import Hearing


def _piece(start_s: float = 10.0, seconds: float = 4.0, *, channel: int = 0, seed: int = 1) -> Piece:
    return Piece(
        channel=channel,
        start_sample=round(start_s * RATE),
        samples=voice(seconds, seed=seed),
        speech=((start_s, start_s + seconds),),
    )


def _hearing(
    engine: LoudnessEngine,
    *,
    language: str | None = None,
    pieces: KeptPieces | None = None,
    settings: str = "",
) -> Hearing:
    return Hearing(engine, language=language, settings_hash=settings, pieces=pieces)


def test_words_get_their_time_in_the_recording() -> None:
    words = _hearing(LoudnessEngine()).hear(_piece(10.0))
    assert words[0].start_s == pytest.approx(10.0)
    assert words[-1].end_s <= 14.0


def test_a_word_beyond_the_end_of_its_piece_is_brought_back() -> None:
    class LateEngine(LoudnessEngine):
        def recognise(
            self, samples: object, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            late = Word(text="late", start_s=28.0, end_s=29.0, probability=1.0)
            return Recognised(words=(late,), language="en", language_probability=1.0)

    (word,) = _hearing(LateEngine()).hear(_piece(10.0, 4.0))
    assert (word.start_s, word.end_s) == (14.0, 14.0)


def test_the_language_is_asked_for_until_it_is_sure_and_then_kept() -> None:
    engine = LoudnessEngine(language="de", probabilities=(0.3, 0.9, 0.9))
    hearing = _hearing(engine)
    for number in range(4):
        hearing.hear(_piece(10.0 * number))
    assert [language for _, language in engine.asked] == [None, None, "de", "de"]
    assert (hearing.language, hearing.language_probability) == ("de", 0.9)


def test_an_unsure_language_is_settled_after_three_pieces() -> None:
    engine = LoudnessEngine(language="nl", probabilities=(0.2, 0.3, 0.25, 0.1))
    hearing = _hearing(engine)
    for number in range(5):
        hearing.hear(_piece(10.0 * number))
    assert [language for _, language in engine.asked] == [None, None, None, "nl", "nl"]
    assert hearing.language_probability == 0.3


def test_a_given_language_is_never_questioned() -> None:
    engine = LoudnessEngine(language="de", probabilities=(0.1,))
    hearing = _hearing(engine, language="fr")
    hearing.hear(_piece())
    assert engine.asked[0][1] == "fr"
    assert (hearing.language, hearing.language_probability) == ("fr", 1.0)


def test_a_kept_piece_is_not_recognised_again_and_says_the_same() -> None:
    kept = KeptPieces()
    first, again = LoudnessEngine(), LoudnessEngine()
    words = _hearing(first, pieces=kept).hear(_piece())
    assert _hearing(again, pieces=kept).hear(_piece()) == words
    assert again.asked == []


@pytest.mark.parametrize(
    "other",
    [
        {"piece": _piece(11.0)},
        {"piece": _piece(channel=1)},
        {"piece": _piece(seed=2)},
        {"settings": "other"},
        {"language": "de"},
        {"model": "bigger"},
    ],
    ids=["time", "channel", "sound", "settings", "language", "model"],
)
def test_whatever_changes_the_words_changes_the_key(other: dict[str, object]) -> None:
    kept = KeptPieces()
    _hearing(LoudnessEngine(), pieces=kept).hear(_piece())
    engine = LoudnessEngine()
    engine.model = str(other.get("model", engine.model))
    language, settings = other.get("language"), str(other.get("settings", ""))
    hearing = _hearing(
        engine, language=language if isinstance(language, str) else None, pieces=kept, settings=settings
    )
    piece = other.get("piece", _piece())
    assert isinstance(piece, Piece)
    hearing.hear(piece)
    assert len(engine.asked) == 1


def test_keys_and_gaps_hold_no_words() -> None:
    kept = KeptPieces()
    _hearing(LoudnessEngine(), pieces=kept).hear(_piece())
    assert all(key.startswith("piece:") and "hum" not in key for key in kept.kept)


def test_speech_without_a_word_is_a_gap() -> None:
    quiet = Piece(channel=0, start_sample=0, samples=silence(5.0), speech=((0.5, 1.0), (2.0, 5.0)))
    hearing = _hearing(LoudnessEngine())
    assert hearing.hear(quiet) == ()
    assert [(gap.start_s, gap.end_s) for gap in hearing.unheard] == [(2.0, 5.0)]
    assert hearing.speech_s == pytest.approx(3.5)


def test_an_engine_gets_plain_samples() -> None:
    piece = _piece()
    assert piece.samples.dtype == np.float32
    assert piece.samples.ndim == 1


class PolyglotEngine(LoudnessEngine):
    """Hears each piece in (language, how sure, word probability); a wrong language makes words unlikely."""

    def __init__(self, *pieces: tuple[str, float, float]) -> None:
        super().__init__()
        self._pieces = {round(0.01 * number, 2): piece for number, piece in enumerate(pieces, 1)}

    def recognise(
        self, samples: np.ndarray, language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        spoken, sure, probability = self._pieces[round(float(samples[0]), 2)]
        self.asked.append((len(samples), language))
        asked = language or spoken
        word = Word(
            text=f"word-{asked}",
            start_s=0.5,
            end_s=1.0,
            probability=probability if asked == spoken else probability / 3,
        )
        return Recognised(
            words=(word,),
            language=asked,
            language_probability=1.0 if language else sure,
            detected=spoken,
            detected_probability=sure,
        )


def _numbered(number: int, *, channel: int = 0, seconds: float = 4.0) -> Piece:
    """A piece whose first sample tells the engine which one it is."""
    piece = _piece(10.0 * number, seconds, channel=channel)
    piece.samples[0] = 0.01 * number
    return piece


def test_each_channel_has_its_own_language() -> None:
    hearing = _hearing(PolyglotEngine(("en", 0.9, 0.9), ("es", 0.9, 0.9), ("en", 0.9, 0.9)))
    words = [
        word
        for number, channel in ((1, 0), (2, 1), (3, 0))
        for word in hearing.hear(_numbered(number, channel=channel))
    ]
    assert [hearing.language_of(word) for word in words] == ["en", "es", "en"]
    assert (hearing.language, hearing.language_probability) == ("en", 0.9)
    assert [warning for warning in hearing.warnings if "en, es" in warning]


def test_a_piece_that_is_surely_in_another_language_is_heard_in_that_one() -> None:
    engine = PolyglotEngine(("en", 0.9, 0.9), ("es", 0.95, 0.9), ("en", 0.9, 0.9))
    hearing = _hearing(engine)
    words = [word.text for number in (1, 2, 3) for word in hearing.hear(_numbered(number))]
    assert words == ["word-en", "word-es", "word-en"]
    assert [language for _, language in engine.asked] == [None, "en", "es", "en"]


@pytest.mark.parametrize(
    ("sure", "seconds"), [(0.7, 4.0), (0.95, 1.0)], ids=["not sure", "too short to be sure"]
)
def test_what_may_be_another_language_stays_in_the_channels_one(sure: float, seconds: float) -> None:
    hearing = _hearing(PolyglotEngine(("en", 0.9, 0.9), ("es", sure, 0.9)))
    hearing.hear(_numbered(1))
    (word,) = hearing.hear(_numbered(2, seconds=seconds))
    assert word.text == "word-en"
    assert hearing.warnings == ()


def test_speech_in_another_language_than_the_one_told_is_a_gap_where_its_words_are_unlikely() -> None:
    hearing = _hearing(PolyglotEngine(("en", 0.9, 0.9), ("es", 0.95, 0.9)), language="en")
    assert hearing.hear(_numbered(1))
    assert hearing.hear(_numbered(2)) == ()
    (gap,) = hearing.unheard
    assert (gap.start_s, gap.end_s, gap.cause) == (20.0, 24.0, "other_language")
    assert "es" in gap.why
    assert hearing.language == "en"
    assert [warning for warning in hearing.warnings if "left out" in warning]


def test_likely_words_stay_whatever_the_sound_is_taken_for() -> None:
    class SureOfItsWords(PolyglotEngine):
        def recognise(
            self, samples: np.ndarray, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            heard = super().recognise(samples, language, hotwords)
            words = tuple(replace(word, probability=0.9) for word in heard.words)
            return heard.model_copy(update={"words": words})

    hearing = _hearing(SureOfItsWords(("cy", 0.95, 0.9)), language="en")
    assert hearing.hear(_numbered(1))
    assert hearing.unheard == []


def test_languages_come_out_the_same_after_a_restart_in_the_middle() -> None:
    pieces = (("en", 0.4, 0.9), ("en", 0.9, 0.9), ("es", 0.95, 0.9), ("en", 0.9, 0.9))
    order = ((1, 0), (2, 1), (3, 0), (4, 1))

    def heard_with(store: KeptPieces, upto: int) -> tuple[object, ...]:
        hearing = _hearing(PolyglotEngine(*pieces), pieces=store)
        words = tuple(
            word
            for number, channel in order[:upto]
            for word in hearing.hear(_numbered(number, channel=channel))
        )
        marked = tuple(hearing.language_of(word) for word in words)
        return words, marked, hearing.language, hearing.language_probability, hearing.warnings

    undisturbed = heard_with(KeptPieces(), 4)
    for crashed_after in range(4):
        store = KeptPieces()
        heard_with(store, crashed_after)
        assert heard_with(store, 4) == undisturbed


def test_hotwords_reach_the_engine_and_are_part_of_the_key() -> None:
    class Listening(LoudnessEngine):
        def recognise(
            self, samples: np.ndarray, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            told.append(hotwords)
            return super().recognise(samples, language, hotwords)

    told: list[tuple[str, ...]] = []
    kept = KeptPieces()
    for hotwords in (("Northwind",), ("Northwind",), ("Contoso", "Northwind")):
        Hearing(Listening(), language="en", settings_hash="", pieces=kept, hotwords=hotwords).hear(_piece())
    assert told == [("Northwind",), ("Contoso", "Northwind")]


def test_where_the_sound_went_is_remembered_also_of_a_kept_piece() -> None:
    class Remote(LoudnessEngine):
        def recognise(
            self, samples: np.ndarray, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            heard = super().recognise(samples, language, hotwords)
            return heard.model_copy(update={"sent_to": "gpu.example", "warnings": ("Times are rough.",)})

    kept = KeptPieces()
    for _ in range(2):
        hearing = _hearing(Remote(), pieces=kept)
        hearing.hear(_piece())
        hearing.hear(_piece(20.0))
        assert hearing.sent_to == "gpu.example"
        assert hearing.warnings == (
            "The audio was sent to gpu.example for recognition.",
            "Times are rough.",
        )
