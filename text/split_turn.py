"""Splits a turn in two before one of its words: text, words and times.

In: a turn and the number of a word, counted from 1. Out: the turn as it was up to there, and the rest.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from models.errors import InputError
from models.transcript import Turn
from text.spoken import written_form

_TOKEN: Final = re.compile(r"\S+")


def split_turn(turn: Turn, word: int, *, new_id: str, language: str) -> tuple[Turn, Turn]:
    """Return both halves; the first one keeps the id. `language` is that of the transcript.

    A written form that our own rules made is made again for each half; one with words of a vocabulary in it
    is divided where the turn is. It is left out where that would part what was written in another way.

    A turn without words is counted in the words of its text, and its time divided by their length. Raises
    InputError where there is no such word, or where the words do not stand in the text one by one.
    """
    at = _beginning(turn, word)
    kept, rest = turn.text[:at].rstrip(), turn.text[at:]
    if not kept.strip() or not rest.strip():
        raise InputError("A turn is split before one of its words, the second or a later one; name another.")
    first, later = turn.words[: word - 1], turn.words[word - 1 :]
    if turn.words:
        ended_s = max(turn.start_s, *(one.end_s for one in first))
        began_s = max(turn.start_s, min(one.start_s for one in later))
    else:
        ended_s = began_s = turn.start_s + (turn.end_s - turn.start_s) * at / len(turn.text)
    earlier = {"text": kept, "words": first, "end_s": ended_s}
    after = {
        "id": new_id,
        "text": rest,
        "words": later,
        "start_s": began_s,
        "end_s": max(began_s, turn.end_s),
    }
    written = _written_halves(turn, kept, rest, turn.language or language)
    return (
        turn.model_copy(update=earlier | {"written": None if written[0] == kept else written[0]}),
        turn.model_copy(update=after | {"written": None if written[1] == rest else written[1]}),
    )


def _written_halves(turn: Turn, kept: str, rest: str, language: str) -> tuple[str, str]:
    """Return how each half is written; as it was said, where nobody knows."""
    if turn.written is None:
        return kept, rest
    if turn.written == written_form(turn.text, language=language):
        return written_form(kept, language=language), written_form(rest, language=language)
    said, written = turn.text.split(), turn.written.split()
    place = len(kept.split())
    alike = SequenceMatcher(None, said, written, autojunk=False).get_matching_blocks()
    cuts = {one.b + place - one.a for one in alike if one.size and one.a <= place <= one.a + one.size}
    if len(cuts) != 1:
        return kept, rest
    cut = cuts.pop()
    return " ".join(written[:cut]), " ".join(written[cut:])


def _beginning(turn: Turn, word: int) -> int:
    """Return where in the text this word begins."""
    places = _places(turn)
    if not 2 <= word <= len(places):
        raise InputError(
            "The turn has no such word to be split at; count its words from 1, and name another."
        )
    return places[word - 1]


def _places(turn: Turn) -> list[int]:
    """Return where each word begins in the text."""
    if not turn.words:
        return [token.start() for token in _TOKEN.finditer(turn.text)]
    places, at = [], 0
    for word in turn.words:
        said = word.text.strip()
        place = turn.text.find(said, at)
        if place < 0:
            raise InputError(
                "The words of this turn do not stand in its text one by one, so it cannot be split; "
                "give the whole turn to one speaker."
            )
        places.append(place)
        at = place + len(said)
    return places
