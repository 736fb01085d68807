from models.transcript import Turn, Word
from transcriber.languages import with_languages


def _turn(number: int, *said: str) -> Turn:
    words = tuple(Word(text=text, start_s=0.0, end_s=0.1, probability=1.0) for text in said)
    return Turn(
        id=f"t{number}",
        speaker="agent",
        speaker_confidence=1,
        start_s=0,
        end_s=1,
        text=" ".join(said),
        words=words,
    )


def test_a_turn_has_the_language_of_most_of_its_words_where_that_is_not_the_main_one() -> None:
    turns = (_turn(1, "one", "two"), _turn(2, "uno", "dos", "two"), _turn(3))
    spanish = {"uno", "dos"}
    marked = with_languages(turns, lambda word: "es" if word.text in spanish else "en", "en")
    assert [turn.language for turn in marked] == [None, "es", None]
