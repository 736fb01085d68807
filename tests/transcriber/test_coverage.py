"""What a transcript says of itself: how much speech, how much of it in words, where not and why."""

import re
from pathlib import Path

import pytest

from models.transcript import Coverage, Gap, Word
from tests.transcriber.listeners import LoudnessEngine
from tests.transcriber.sounds import RecordingFile, Samples, joined, said, silence, write_wav
from transcriber.coverage import doubts_told, partly_covered
from transcriber.engine import Recognised
from transcriber.guard.believe import LOOP, PHRASE, Doubt
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe


class _InventingEngine(LoudnessEngine):
    """Hears the first ten seconds of a piece, then writes what it has read under films."""

    def recognise(self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()) -> Recognised:
        heard = super().recognise(samples[:160_000], language)
        if len(samples) < 320_000:
            return heard
        loop = tuple(
            Word(text=word, start_s=12 + 0.3 * n, end_s=12.2 + 0.3 * n, probability=0.9)
            for n, word in enumerate(["on and"] * 21)
        )
        return heard.model_copy(update={"words": (*heard.words, *loop)})


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> RecordingFile:
    left = joined(silence(1.0), said(24.0), silence(5.0))
    right = joined(silence(26.0), said(3.0, agent=False), silence(1.0))
    return RecordingFile(write_wav(tmp_path_factory.mktemp("covered") / "call.wav", left, right))


def test_what_was_not_believed_is_counted_told_and_a_gap_but_never_quoted(call: RecordingFile) -> None:
    made = transcribe(call, engine=_InventingEngine(), options=TranscribeOptions(agent_channel="left"))
    (gap,) = [gap for gap in made.coverage.gaps if gap.cause == "unbelievable"]
    assert 12.0 < gap.start_s < gap.end_s < 20.0
    assert "on and" not in " ".join((*made.warnings, *(gap.why for gap in made.coverage.gaps)))
    (told,) = [warning for warning in made.warnings if "nobody seems to have said" in warning]
    assert told.startswith("1 passage was recognised")
    covered = made.coverage
    lost = sum(gap.end_s - gap.start_s for gap in covered.gaps)
    assert covered.speech_s == pytest.approx(27.0, abs=1.0)
    assert covered.transcribed_s == pytest.approx(covered.speech_s - lost, abs=0.7)


def test_a_call_of_which_much_is_missing_says_so_first_of_all(call: RecordingFile, tmp_path: Path) -> None:
    class DeafEngine(LoudnessEngine):
        def recognise(
            self, samples: Samples, language: str | None, hotwords: tuple[str, ...] = ()
        ) -> Recognised:
            return super().recognise(samples[:64_000], language)

    left = joined(*(joined(said(6.0, seed=n), silence(0.7)) for n in range(6)))
    path = write_wav(tmp_path / "call.wav", left, joined(silence(37.0), said(2.0, agent=False)))
    made = transcribe(
        RecordingFile(path), engine=DeafEngine(), options=TranscribeOptions(agent_channel="left")
    )
    assert {gap.cause for gap in made.coverage.gaps} == {"unrecognised"}
    assert re.fullmatch(
        r"Only \d\d % of the speech in this recording became words \(not recognised \d\d s\): listen to it"
        r" where it matters\.",
        made.warnings[0],
    )


def test_a_call_that_is_covered_says_nothing_of_it(call: RecordingFile) -> None:
    made = transcribe(call, engine=LoudnessEngine(), options=TranscribeOptions(agent_channel="left"))
    assert made.warnings == ()


def test_the_causes_are_told_the_longest_first() -> None:
    gaps = (
        Gap(start_s=0, end_s=10, why="", cause="unrecognised"),
        Gap(start_s=20, end_s=60, why="", cause="other_language"),
        Gap(start_s=100, end_s=900, why="", cause="cut_off"),
    )
    told = partly_covered(Coverage(speech_s=100, transcribed_s=50, gaps=gaps))
    assert told is not None
    assert "Only 50 %" in told
    assert "(in another language 40 s, not recognised 10 s)" in told


@pytest.mark.parametrize(("speech_s", "words_s"), [(0.0, 0.0), (20.0, 12.0), (600.0, 500.0)])
def test_little_that_is_missing_is_no_warning(speech_s: float, words_s: float) -> None:
    assert partly_covered(Coverage(speech_s=speech_s, transcribed_s=words_s)) is None


def test_doubts_are_counted_by_their_reason() -> None:
    doubts = [Doubt(why=why, start_s=1, end_s=3) for why in (LOOP, PHRASE, PHRASE)]
    assert doubts_told(doubts) == (
        "3 passages were recognised that nobody seems to have said (6 s), and left out:"
        " 2 a phrase that engines are known to invent, 1 repeating itself."
    )
    assert doubts_told([]) is None
