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
