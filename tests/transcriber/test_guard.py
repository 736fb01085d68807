"""The guard: invented text goes, the same words stay where somebody says them."""

import itertools

import pytest

from evals.nonspeech.clips import clip
from models.transcript import Word
from tests.transcriber.sounds import Samples, joined, said, silence
from transcriber.cutting import Piece
from transcriber.engine import Recognised, Segment
from transcriber.gate import WINDOW_S, Listener, pass_gate
from transcriber.guard.believe import LOOP, NO_SOUND, PHRASE, UNSURE, believe
from transcriber.guard.loops import loops
from transcriber.guard.phrases import Known, known, listed

_PHRASES = tuple((phrase.replace("*", " Amara"), kind) for phrase, kind in listed())


def _piece(sound: Samples) -> Piece:
    """Return the whole sound as one piece, with the speech that the gate finds in it."""
    listener = Listener()
    listener.feed(sound)
    speech = pass_gate(listener.finish())
    runs, certain = (
        tuple((run.start * WINDOW_S, run.end * WINDOW_S) for run in found)
        for found in (speech.runs, speech.certain)
    )
    return Piece(channel=0, start_sample=0, samples=sound, speech=runs, certain=certain)


def _heard(
    text: str, start_s: float = 1.0, *, each_s: float = 0.3, segments: tuple[Segment, ...] = ()
) -> Recognised:
    words = tuple(
        Word(text=word, start_s=start_s + each_s * n, end_s=start_s + each_s * (n + 1), probability=0.9)
        for n, word in enumerate(text.split())
    )
    return Recognised(words=words, language="en", language_probability=0.9, segments=segments)


@pytest.fixture(scope="module")
def spoken() -> Piece:
    return _piece(joined(silence(1.0), said(12.0), silence(1.0)))


def _text(heard: Recognised) -> str:
    return " ".join(word.text for word in heard.words)


@pytest.mark.parametrize(
    "kind", ["silence", "pink", "ringing", "dtmf", "band", "saxophone", "buzz", "music box"]
)
def test_no_listed_phrase_leaks_where_nobody_speaks(kind: str) -> None:
    piece = _piece(clip(kind, 30_001, 14.0).samples)
    leaked = [
        phrase
        for number, (phrase, _) in enumerate(_PHRASES)
        if believe(piece, _heard(phrase + ".", 1.0 + number % 10))[0].words
    ]
    assert len(_PHRASES) >= 200
    assert leaked == []


def test_no_listed_phrase_is_dropped_where_somebody_says_it(spoken: Piece) -> None:
    dropped = [
        phrase
        for number, (phrase, _) in enumerate(_PHRASES)
        if believe(spoken, _heard(phrase + ".", 1.5 + number % 9))[1]
    ]
    assert dropped == []


@pytest.mark.parametrize("text", ["Thank you.", "Bye-bye.", "Okay."])
def test_what_people_do_say_needs_no_certain_speech(text: str) -> None:
    faint = Piece(0, 0, silence(4.0), speech=((0.8, 1.6),))
    assert believe(faint, _heard(text))[1] == ()
    assert [doubt.why for doubt in believe(faint, _heard("Thanks for watching!"))[1]] == [PHRASE]


def test_an_invented_sentence_goes_and_the_one_before_it_stays() -> None:
    piece = Piece(0, 0, silence(8.0), speech=((0.5, 3.0),), certain=((0.5, 3.0),))
    kept, (doubt,) = believe(
        piece, _heard("We will call you tomorrow. Subtitles by the community.", 0.6, each_s=0.4)
    )
    assert _text(kept) == "We will call you tomorrow."
    assert (doubt.start_s, doubt.end_s) == (2.6, 4.2)


def test_a_listed_phrase_within_a_sentence_is_only_part_of_it() -> None:
    piece = Piece(0, 0, silence(8.0), speech=((0.5, 3.0),))
    text = "please subscribe my colleague to the newsletter"
    assert _text(believe(piece, _heard(text))[0]) == text


@pytest.mark.parametrize(
    ("no_speech", "log_probability", "kept"),
    [(0.9, -1.5, False), (0.9, -0.3, True), (0.1, -1.5, True)],
    ids=["both", "only no speech", "only improbable"],
)
def test_a_segment_goes_when_it_is_improbable_and_probably_no_speech(
    spoken: Piece, no_speech: float, log_probability: float, kept: bool
) -> None:
    segment = Segment(
        start_s=1.0, end_s=4.0, no_speech_probability=no_speech, log_probability=log_probability
    )
    heard, doubts = believe(spoken, _heard("we need a quote by friday", segments=(segment,)))
    assert bool(heard.words) is kept
    assert [doubt.why for doubt in doubts] == ([] if kept else [UNSURE])


def test_words_with_no_sound_of_speech_under_them_go() -> None:
    piece = Piece(0, 0, silence(9.0), speech=((0.5, 2.0),), certain=((0.5, 2.0),))
    kept, doubts = believe(piece, _heard("one thing more and then there was none at all", 1.0, each_s=0.5))
    assert _text(kept) == "one thing more"
    assert [doubt.why for doubt in doubts] == [NO_SOUND]


def test_of_a_loop_the_first_time_stays(spoken: Piece) -> None:
    text = "so I was " + "going to the " * 9 + "bank"
    kept, (doubt,) = believe(spoken, _heard(text, each_s=0.2))
    assert _text(kept) == "so I was going to the bank"
    assert doubt.why == LOOP


@pytest.mark.parametrize(
    "text",
    [
        "no no no no no that is fine",
        "bye bye bye bye",
        "four two four two four two four two four two four two four two four two",
        "zero zero zero zero zero zero zero zero zero zero",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "that is fine that is fine yes that is fine",
    ],
)
def test_people_repeat_themselves_and_numbers_do(text: str) -> None:
    assert loops(tuple(text.split())) == ()


@pytest.mark.parametrize("unit", ["yeah", "thank you", "I'm sorry.", "let me see what I can do"])
def test_long_loops_of_any_unit_are_found(unit: str) -> None:
    words = unit.split()
    assert loops(("well", *words * 12, "bye")) == ((1 + len(words), 1 + 12 * len(words)),)


def test_the_list_knows_no_case_points_or_spaces() -> None:
    assert known("  THANKS, for Watching!! ") is Known.NEVER_SAID
    assert known("Thank you.") is Known.ALSO_SAID
    assert known("字幕由 Amara.org 社区提供") is Known.NEVER_SAID
    assert known("we watched the video") is None
    assert known("...") is None


def test_no_phrase_is_listed_twice() -> None:
    plain = [known(phrase) for phrase, _ in _PHRASES]
    assert None not in plain
    assert not [one for one, count in itertools.groupby(sorted(listed())) if len(list(count)) > 1]


def test_silence_in_a_piece_changes_nothing_for_words_that_are_said(spoken: Piece) -> None:
    heard = _heard("hello this is the agent speaking how can I help you", 1.2)
    assert believe(spoken, heard) == (heard, ())
