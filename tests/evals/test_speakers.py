from __future__ import annotations

import pytest

from evals.speakers import SaidTurn, diarization_error, speaker_word_errors, wrong_speakers
from tests.evals.made_up_talk import talk

#: What meeteval 0.4.3 counts for the seeds 0 to 39 (it has no wheels, so that it is no dependency here).
_BY_MEETEVAL = [
    6,
    41,
    3,
    34,
    22,
    13,
    4,
    3,
    4,
    26,
    2,
    7,
    8,
    3,
    3,
    2,
    5,
    5,
    3,
    2,
    3,
    2,
    5,
    9,
    8,
    7,
    1,
    11,
    1,
    5,
    27,
    1,
    1,
    20,
    6,
    51,
    5,
    0,
    4,
    17,
]


def turns(*said: tuple[str, str]) -> list[SaidTurn]:
    return [
        SaidTurn(speaker=speaker, start_s=float(at), end_s=at + 1.0, text=text)
        for at, (speaker, text) in enumerate(said)
    ]


def test_cpwer_counts_what_meeteval_counts() -> None:
    counts = []
    for seed in range(len(_BY_MEETEVAL)):
        said, heard = talk(seed)
        ours = turns(*((f"S{at}", " ".join(words)) for at, words in enumerate(said)))
        theirs = turns(*((f"X{at}", " ".join(words)) for at, words in enumerate(heard)))
        counts.append(speaker_word_errors(ours, theirs).errors)
    assert counts == _BY_MEETEVAL


def test_names_of_speakers_need_not_agree() -> None:
    said = turns(("caller", "good morning to you"), ("agent", "how are you"))
    heard = turns(("S1", "good morning to you"), ("S2", "how are you"))
    assert wrong_speakers(said, heard).rate == 0.0
    assert speaker_word_errors(said, heard).rate == 0.0


def test_words_given_to_the_other_speaker_are_counted_however_they_were_heard() -> None:
    said = turns(("caller", "good morning to you"), ("agent", "how are you today"))
    heard = turns(("S1", "good morning to"), ("S2", "you how were you today"))
    assert wrong_speakers(said, heard).model_dump() == {"words": 8, "wrong": 1}
    assert speaker_word_errors(said, heard).errors == 3


def test_a_speaker_too_many_takes_words_from_nobody_else() -> None:
    said = turns(("caller", "good morning"), ("agent", "how are you"))
    heard = turns(("S1", "good morning"), ("S2", "how are"), ("S3", "you"))
    assert wrong_speakers(said, heard).wrong == 1
    assert speaker_word_errors(said, heard).errors == 2
    assert wrong_speakers(said, []).rate == 0.0
    assert speaker_word_errors(said, []).rate == 1.0


def test_diarization_error_counts_missed_false_and_confused_time() -> None:
    said = [("caller", 0.0, 4.0), ("agent", 4.0, 10.0)]
    assert diarization_error(said, [("B", 0.0, 4.0), ("A", 4.0, 10.0)]) == 0.0
    assert diarization_error(said, [("B", 0.0, 4.0), ("A", 4.0, 9.0)], collar_s=0.0) == pytest.approx(0.1)
    assert diarization_error(said, [("A", 0.0, 5.0), ("B", 5.0, 12.0)], collar_s=0.0) == pytest.approx(0.3)


def test_a_collar_forgives_a_quarter_of_a_second_on_each_side() -> None:
    said = [("caller", 0.0, 4.0), ("agent", 4.0, 10.0)]
    late = [("B", 0.0, 4.24), ("A", 4.24, 10.0)]
    later = [("B", 0.0, 4.26), ("A", 4.26, 10.0)]
    assert diarization_error(said, late, collar_s=0.25) == 0.0
    assert diarization_error(said, later, collar_s=0.25) > 0.0


def test_too_many_speakers_are_told_rather_than_tried() -> None:
    many = turns(*((f"S{at}", "word") for at in range(8)))
    with pytest.raises(ValueError, match="matched"):
        speaker_word_errors(many, many)
