from __future__ import annotations

import pytest

from models.errors import InputError
from text.listening import LANGUAGES, read_hotwords, read_language


def test_every_language_of_whisper_can_be_named_and_no_other() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert frozenset(_LANGUAGE_CODES) == LANGUAGES


@pytest.mark.parametrize(("typed", "code"), [("en", "en"), (" DE ", "de"), ("yue", "yue"), (None, None)])
def test_a_language_is_named_by_its_code(typed: str | None, code: str | None) -> None:
    assert read_language(typed) == code


@pytest.mark.parametrize("typed", ["", "english", "qq", "en-US"])
def test_what_is_no_code_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(InputError, match="such as en or de"):
        read_language(typed)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Northwind, Dana  Meyer ,quote 4417", ("Northwind", "Dana Meyer", "quote 4417")),
        ("one,,one, ", ("one",)),
        ("", ()),
        (None, ()),
    ],
)
def test_hotwords_stand_between_commas(line: str | None, words: tuple[str, ...]) -> None:
    assert read_hotwords(line) == words


@pytest.mark.parametrize("line", ["x" * 81, ",".join(str(number) for number in range(51))])
def test_too_many_or_too_long_hotwords_are_refused(line: str) -> None:
    with pytest.raises(InputError, match="commas"):
        read_hotwords(line)
