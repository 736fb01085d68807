import numpy as np
import pytest

from tests.transcriber.sounds import hiss, joined, silence, voice
from transcriber.voice import LevelCount, levels, speech_stretches


def _counted(*parts: np.ndarray) -> LevelCount:
    count = LevelCount()
    for part in parts:
        count.add(levels(part))
    return count


def test_speech_between_silences_is_found_where_it_is() -> None:
    sound = joined(silence(1.0), voice(2.0), silence(1.0), voice(1.0), silence(0.5))
    found = speech_stretches(levels(sound), _counted(sound).speech_from_db())
    edges = [edge / 50 for one in found for edge in one]
    assert edges == pytest.approx([1.0, 3.0, 4.0, 5.0], abs=0.1)


@pytest.mark.parametrize(
    "steady",
    [silence(4.0), hiss(4.0), 0.3 * np.sin(np.arange(64000) * 440 * 2 * np.pi / 16000).astype(np.float32)],
    ids=["silence", "hiss", "tone"],
)
def test_steady_sound_is_no_speech(steady: np.ndarray) -> None:
    assert speech_stretches(levels(steady), _counted(steady).speech_from_db()) == ()


def test_speech_in_noise_is_still_speech() -> None:
    sound = hiss(6.0, 0.004)
    sound[32000:64000] += voice(2.0)
    found = speech_stretches(levels(sound), _counted(sound).speech_from_db())
    assert len(found) == 1
    assert found[0].start / 50 == pytest.approx(2.0, abs=0.15)


def test_two_short_words_in_ten_minutes_of_noise_are_found() -> None:
    noise = hiss(20.0, 0.002)
    spoken = noise.copy()
    spoken[16000:24000] += voice(0.5)
    count = _counted(*[noise] * 30, spoken)
    assert len(speech_stretches(levels(spoken), count.speech_from_db())) == 1


def test_a_click_is_not_speech() -> None:
    clicked = joined(voice(1.0), silence(3.0))
    clicked[40000:40300] = 0.9
    found = speech_stretches(levels(clicked), _counted(clicked).speech_from_db())
    assert len(found) == 1


def test_a_pause_within_a_sentence_does_not_end_the_speech() -> None:
    sound = joined(voice(1.0), silence(0.2), voice(1.0))
    found = speech_stretches(levels(sound), -50.0)
    assert len(found) == 1


def test_levels_are_counted_alike_however_the_sound_is_divided() -> None:
    sound = joined(voice(3.0), silence(3.0))
    whole = _counted(sound)
    parts = _counted(*np.split(sound, 6))
    assert whole.speech_from_db() == pytest.approx(parts.speech_from_db(), abs=1.0)
