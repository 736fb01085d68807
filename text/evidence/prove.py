"""Decides whether a quote stands in the stated turn of a transcript, and gives the speaker's own words.

In: turn id, quote, `Transcript`. Out: `Evidence` (the words as they stand there, their time) or `Refusal`.
Forgiven: casing, punctuation, apostrophes, fillers, a word said twice, number forms. Refused: all else.
Not here: what becomes of a refused claim (extractor/extract.py discards and counts it).
"""

from __future__ import annotations

from models.frozen import Frozen
from models.notes import Evidence
from models.transcript import Transcript, Turn
from text.evidence.difference import difference
from text.evidence.matching import Span, must_hold, spans
from text.evidence.substance import has_substance
from text.evidence.timing import stretch
from text.evidence.widening import widened
from text.spoken.units import Unit, units, words

_MAX_QUOTE_CHARACTERS = 2_000
_MIN_UNITS_TO_LOCATE = 4


class Refusal(Frozen):
    """Why a quote is not accepted; the sentence holds none of its words."""

    why: str


def prove(turn_id: str, quote: str, transcript: Transcript) -> Evidence | Refusal:
    """Return the evidence that this quote is, or why it is none.

    The quote must stand in that very turn. Its stored form is the transcript's own words; when they stand
    there several times, the first place counts.
    """
    turn = transcript.turn(turn_id)
    if turn is None:
        return Refusal(why="The transcript has no such turn.")
    if len(quote) > _MAX_QUOTE_CHARACTERS:
        return Refusal(why="The quote is too long to be one.")
    wanted, said = units(quote), units(turn.text)
    found = spans(wanted, said)
    if not found:
        return Refusal(why=difference(wanted, said))
    if not has_substance(wanted, whole=_is_whole(found[0], said)):
        return Refusal(why="The quote says too little to prove anything.")
    return evidence_at(turn, said, found[0])


def locate(quote: str, transcript: Transcript, *, speaker: str) -> Evidence | None:
    """Return the evidence for a quote whose turn is not known, if this speaker said it in exactly one place.

    Engines now and then name a neighbouring turn; the words themselves still have to stand there, at least
    four of them, and nowhere else.
    """
    wanted = units(quote)
    if len(wanted) < _MIN_UNITS_TO_LOCATE or len(quote) > _MAX_QUOTE_CHARACTERS:
        return None
    needed = must_hold(wanted)
    places = [
        (turn, said, span)
        for turn in transcript.turns
        if turn.speaker == speaker and needed <= words(turn.text)
        for said in (units(turn.text),)
        for span in spans(wanted, said)
    ]
    if len(places) != 1 or not has_substance(wanted, whole=False):
        return None
    return evidence_at(*places[0])


def evidence_at(turn: Turn, said: tuple[Unit, ...], span: Span) -> Evidence:
    """Return the evidence for this span of the turn: whole tokens of the speaker's words, with their time.

    A word right before it that turns it round ("not", "if", "used to") is taken in.
    """
    span = widened(turn.text, said, span)
    start, end = _whole_tokens(turn.text, said[span.first].start, said[span.last].end)
    start_s, end_s = stretch(turn, start, end)
    return Evidence(
        turn_id=turn.id, quote=turn.text[start:end], speaker=turn.speaker, start_s=start_s, end_s=end_s
    )


def _is_whole(span: Span, said: tuple[Unit, ...]) -> bool:
    return span.first == 0 and span.last == len(said) - 1


def _whole_tokens(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace() and text[start - 1] not in "—–…/":
        start -= 1
    while end < len(text) and not text[end].isspace() and text[end] not in "—–…/":
        end += 1
    return start, end
