from __future__ import annotations

import pytest

from evals.shared_talk import bank_calls, consultations
from evals.silence import PARTS, recordings, talk, wrong
from extractor.conversation import conversation_of
from extractor.engine import Draft, DraftItem, DraftPromise
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from models.conversations import said_of
from models.transcript import Transcript
from tests.extractor.made_up import CONTEXT, Proposes, at

ENGLISH = frozenset({"en"})


@pytest.mark.parametrize("part", PARTS)
def test_what_was_recorded_is_known(part: str) -> None:
    missed = wrong(part)
    assert [kind for one, kind in missed if one.kind == "two_sided"] == []
    assert all(kind != "two_sided" for _, kind in missed)
    assert len(missed) <= 1


def test_no_engine_is_asked_where_nobody_talks_and_no_item_comes_of_it() -> None:
    silent = [one for one in recordings() if one.kind not in ("two_sided", "wrong_language")]
    assert len(silent) >= 50
    for one in silent:
        eager = Proposes(_everything(one.transcript))
        notes = extract(one.transcript, engine=eager, context=CONTEXT)
        wish = (*notes.summary, *notes.follow_ups, *notes.fields) if one.kind == "voicemail" else ()
        assert (eager.asked, notes.items()) == (0, wish), "all there may be is a wish to be called back"
        assert notes.category == notes.conversation != "two_sided"


def _everything(transcript: Transcript) -> Draft:
    """An engine that takes every turn for a promise and a statement."""
    turns = [turn for turn in transcript.turns if turn.text.strip()]
    return Draft(
        summary=tuple(DraftItem(text=turn.text, evidence=at(turn.id, turn.text)) for turn in turns),
        promises=tuple(
            DraftPromise(text=turn.text, evidence=at(turn.id, turn.text), side="ours") for turn in turns
        ),
    )


def test_a_voicemail_is_told_in_one_line() -> None:
    (greeting, *_) = [one for one in recordings() if one.kind == "voicemail"]
    notes = extract(greeting.transcript, engine=RulesEngine(), context=CONTEXT)
    assert notes.warnings == ("Voicemail, no conversation: only the wish to be called back was noted.",)
    assert said_of(notes.conversation) == "Voicemail, no conversation"


def test_an_engine_that_reads_any_language_is_asked_about_any() -> None:
    german = next(one for one in recordings() if one.kind == "wrong_language").transcript
    assert conversation_of(german, languages=None) == "two_sided"
    assert conversation_of(german, languages=frozenset({"de", "en"})) == "two_sided"
    assert conversation_of(german, languages=ENGLISH) == "wrong_language"


@pytest.mark.parametrize("stated", ["de", "und", "", "en", "de-AT"])
def test_english_words_count_more_than_the_language_that_is_stated(stated: str) -> None:
    lines = [
        "A: How can I help you today?",
        "C: I would like to order a new card, please.",
        "A: It is on its way.",
    ]
    assert conversation_of(talk(lines, language=stated), languages=ENGLISH) == "two_sided"


def test_a_stated_language_counts_where_the_words_do_not_tell() -> None:
    lines = ["A: Hei, kuinka voin auttaa?", "C: Laskuni on väärin.", "A: Korjaan sen huomenna."]
    assert conversation_of(talk(lines, language="fi"), languages=ENGLISH) == "wrong_language"


def test_the_longest_turn_is_judged_in_a_moment() -> None:
    long = talk(
        ["A: " + "to press for leave your name enter the " * 8_000, "C: " + "i need to know it " * 8_000]
    )
    assert conversation_of(long, languages=ENGLISH) in ("two_sided", "voicemail")


@pytest.mark.skipif(not bank_calls(), reason="the shared talks are not beside the repository")
def test_no_real_talk_is_taken_for_something_else() -> None:
    talks = {**bank_calls(), **{f"{name} (machine)": one for name, one in bank_calls(machine=True).items()}}
    talks |= consultations()
    assert len(talks) == 20
    kinds = {name: conversation_of(one, languages=ENGLISH) for name, one in talks.items()}
    assert set(kinds.values()) == {"two_sided"}, kinds
