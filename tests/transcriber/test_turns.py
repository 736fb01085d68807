from hypothesis import given
from hypothesis import strategies as st

from models.transcript import Turn, Word
from text.spoken import SaidAs
from transcriber.speakers.naming import Voice
from transcriber.turns import in_written_form, merge_turns


def _words(text: str, start_s: float, *, each_s: float = 0.4) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=word, start_s=start_s + each_s * place, end_s=start_s + each_s * place + 0.3, probability=0.9
        )
        for place, word in enumerate(text.split())
    )


def _said(*voices: tuple[str, tuple[Word, ...]]) -> list[tuple[str, str]]:
    made = merge_turns(tuple(Voice(speaker=name, confidence=1.0, words=words) for name, words in voices))
    return [(turn.speaker, turn.text) for turn in made]


def test_speakers_take_turns_by_time() -> None:
    agent = (*_words("how can i help", 0.0), *_words("which card", 6.0))
    customer = _words("i lost my card", 3.0)
    assert _said(("agent", agent), ("customer", customer)) == [
        ("agent", "how can i help"),
        ("customer", "i lost my card"),
        ("agent", "which card"),
    ]


def test_a_long_pause_begins_a_new_turn_and_a_short_one_does_not() -> None:
    words = (*_words("one moment", 0.0), *_words("please", 1.8), *_words("done", 5.0))
    assert _said(("agent", words)) == [("agent", "one moment please"), ("agent", "done")]


def test_a_word_that_overlaps_keeps_its_channel() -> None:
    agent = _words("i will send you the quote by friday", 0.0)
    customer = _words("yes", 1.0)
    turns = _said(("agent", agent), ("customer", customer))
    assert turns == [("agent", "i will send you the quote by friday"), ("customer", "yes")]


def test_an_aside_does_not_tear_a_sentence_apart() -> None:
    agent = (*_words("i will send you", 0.0), *_words("the quote by friday", 2.4))
    customer = _words("uh-huh", 1.3)
    assert ("agent", "i will send you the quote by friday") in _said(("agent", agent), ("customer", customer))


def test_an_answer_between_two_sentences_keeps_its_place() -> None:
    agent = (*_words("shall i send it", 0.0), *_words("then i will", 2.7))
    customer = _words("yes", 1.9)
    assert [speaker for speaker, _ in _said(("agent", agent), ("customer", customer))] == [
        "agent",
        "customer",
        "agent",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 1), st.floats(0, 60), st.floats(0, 2)), max_size=60),
)
def test_every_word_is_in_exactly_one_turn_and_turns_are_in_order(
    drawn: list[tuple[int, float, float]],
) -> None:
    said: list[list[Word]] = [[], []]
    for number, (speaker, start_s, length_s) in enumerate(sorted(drawn, key=lambda word: word[1])):
        word = Word(text=f"w{number}", start_s=start_s, end_s=start_s + length_s, probability=1.0)
        said[speaker].append(word)
    turns = merge_turns(
        tuple(Voice(speaker=str(n), confidence=1.0, words=tuple(words)) for n, words in enumerate(said))
    )
    for number, words in enumerate(said):
        own = [word for turn in turns if turn.speaker == str(number) for word in turn.words]
        assert own == words
    assert [turn.start_s for turn in turns] == sorted(turn.start_s for turn in turns)
    assert [turn.id for turn in turns] == [f"t{number}" for number in range(1, len(turns) + 1)]
    assert all(turn.text == " ".join(word.text for word in turn.words) for turn in turns)


def test_what_was_heard_stays_beside_its_written_form() -> None:
    voice = Voice(speaker="agent", confidence=1.0, words=_words("the nord wind is twenty five dollars", 0.0))
    turns = (*merge_turns((voice,)), Turn(
        id="t2", speaker="agent", speaker_confidence=1, start_s=9, end_s=10, text="no number"
    ))  # fmt: skip
    terms = (SaidAs(spoken="nord wind", written="Northwind"),)
    written = in_written_form(turns, terms, "en")
    assert [(turn.text, turn.written) for turn in written] == [
        ("the nord wind is twenty five dollars", "the Northwind is $25"),
        ("no number", None),
    ]
    assert written[0].words == voice.words
    elsewhere = turns[0].model_copy(update={"language": "es"})
    assert in_written_form((elsewhere,), (), "en") == (elsewhere,), "only English numbers are understood"
