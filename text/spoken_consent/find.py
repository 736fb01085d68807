"""Finds what is said about the recording: a disclosure, a clear refusal by the customer, or a doubtful one.

In: `Transcript`. Out: `SpokenConsent`s in the order of the call. Plain rules; a model is never asked.
A refusal is clear only where the customer surely said it, of this call, and never took it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from models.notes import Evidence
from models.spoken_consent import SpokenConsent
from models.transcript import Transcript, Turn, Word
from text.spoken_consent.folded import Sentence, sentences
from text.spoken_consent.wordings import (
    DISCLOSURES,
    FOR_A_WHILE,
    PERHAPS,
    REFUSALS,
    REPEATED,
    TAKEN_BACK,
    TOLD,
    UNSURE,
)

#: How surely the customer must be the one who said it, and each of its words be heard.
SURE_OF_SPEAKER: Final = 0.9
SURE_OF_WORD: Final = 0.5
_TAKEN_BACK: Final = "the customer seems to have taken it back"
_NOT_DISCLOSED: Final = re.compile(r"\b(?:not|never|n'?t|nicht|kein\w*|no|pas|if|wenn|si)\b")


def spoken_consent(transcript: Transcript) -> tuple[SpokenConsent, ...]:
    """Return all that is said in the call about its recording."""
    found: list[SpokenConsent] = []
    for number, turn in enumerate(transcript.turns):
        for one in _in_turn(turn):
            taken_back = one.is_clear_refusal and _is_taken_back(transcript.turns[number:])
            found.append(one.model_copy(update={"doubt": _TAKEN_BACK}) if taken_back else one)
    return tuple(found)


def _in_turn(turn: Turn) -> Iterator[SpokenConsent]:
    for sentence in sentences(turn.text):
        refusal = _refusal(turn, sentence)
        if refusal is not None:
            yield refusal
            continue
        match = None if turn.speaker == "customer" else _first(DISCLOSURES, sentence.text)
        if match is not None and not _NOT_DISCLOSED.search(sentence.text[: match.end()]):
            yield SpokenConsent(kind="disclosure", evidence=_evidence(turn, sentence))


def _refusal(turn: Turn, sentence: Sentence) -> SpokenConsent | None:
    """Return what this sentence refuses; of the agent only the repeating of a refusal counts."""
    if turn.speaker == "agent":
        said = REPEATED.search(sentence.text)
        if said is None or UNSURE.search(sentence.text[: said.start()]):
            return None
        return SpokenConsent(kind="refusal", evidence=_evidence(turn, sentence), doubt="the agent repeats it")
    match = _first(REFUSALS, sentence.text)
    perhaps = match or _first(PERHAPS, sentence.text)
    if perhaps is None or TOLD.search(sentence.text[: perhaps.start() + 1]):
        return None
    evidence = _evidence(turn, sentence)
    told = "it is short or may be about something else" if match is None else None
    doubt = told or _doubt(turn, sentence, perhaps)
    return SpokenConsent(kind="refusal", evidence=evidence, doubt=doubt)


def _doubt(turn: Turn, sentence: Sentence, match: re.Match[str]) -> str | None:
    """Return what speaks against a clear refusal, or None."""
    asks = "you" in match[0] or "please" in sentence.text  # "could you stop recording?" is no question
    if turn.speaker != "customer" or turn.speaker_confidence < SURE_OF_SPEAKER:
        return "it is not certain who said it"
    if UNSURE.search(sentence.text):
        return "it may be about another case or another thing than this call"
    if FOR_A_WHILE.search(sentence.text[match.start() :]):
        return "it may be meant for a moment only"
    if sentence.text.endswith("?") and not asks:
        return "it is a question"
    heard = _words_of(turn, *sentence.original(match.start(), match.end()))
    if any(min(word.probability, word.speaker_confidence or 1.0) < SURE_OF_WORD for word in heard):
        return "the words were not surely heard"
    return None


def _is_taken_back(rest: Iterable[Turn]) -> bool:
    own = (turn for turn in rest if turn.speaker == "customer")
    return any(TAKEN_BACK.search(sentence.text) for turn in own for sentence in sentences(turn.text))


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(text)) is not None), None)


def _evidence(turn: Turn, sentence: Sentence) -> Evidence:
    """Return the sentence as it stands in the turn, with its time where words have times."""
    start, end = sentence.original(0, len(sentence.text))
    words = _words_of(turn, start, end)
    return Evidence(
        turn_id=turn.id,
        quote=turn.text[start:end],
        speaker=turn.speaker,
        start_s=words[0].start_s if words else turn.start_s,
        end_s=words[-1].end_s if words else turn.end_s,
    )


def _words_of(turn: Turn, start: int, end: int) -> tuple[Word, ...]:
    """Return the words that stand between these places of the turn's text; none where it has none."""
    found: list[Word] = []
    place = 0
    for word in turn.words:
        begin = turn.text.find(word.text.strip(), place)
        if begin < 0:
            return ()
        place = begin + len(word.text.strip())
        if begin < end and place > start:
            found.append(word)
    return tuple(found)
