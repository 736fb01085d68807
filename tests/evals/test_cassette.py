"""A run of a model is recorded once and replayed with no server; another prompt is a miss that is counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.cassette import Recording, Replay, read_cassette
from evals.llm import report
from evals.scripted_llm import Says, scripted_llm
from extractor.engines.llm import LlmEngine
from extractor.extract import extract
from models.errors import LlmAnswerError
from tests.extractor.answers import as_text, promise
from tests.extractor.llm_engines import CONTEXT, chat_on
from tests.text.calls import call

CALL = call(
    ("agent", "I'll send you the quote by Friday to 512-555-0123."), ("customer", "Thank you, very kind.")
)
GOOD = as_text(
    promises=[promise("Send the quote", 1, "I'll send you the quote by Friday", due_said="by Friday")]
)


def test_a_recorded_answer_is_replayed_and_nothing_personal_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    with scripted_llm(Says("no JSON"), Says(GOOD)) as llm:
        recording = Recording(chat_on(llm.url), file)
        notes = extract(CALL, engine=LlmEngine(recording), context=CONTEXT)
        again = extract(CALL, engine=LlmEngine(recording), context=CONTEXT)
        recording.close()
        assert len(llm.requests) == 2, "what is recorded is not asked again"
    assert again == notes
    replay = Replay(file)
    assert extract(CALL, engine=LlmEngine(replay), context=CONTEXT) == notes
    assert (replay.hits, replay.misses, len(read_cassette(file))) == (2, 0, 2)
    assert "0123" not in re.sub(r'"seconds": [^,}]+', "", file.read_text()), "a time may hold any digits"


def test_another_prompt_or_call_is_a_miss(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    with scripted_llm(Says(GOOD)) as llm:
        recording = Recording(chat_on(llm.url), file)
        extract(CALL, engine=LlmEngine(recording), context=CONTEXT)
        recording.close()
    replay = Replay(file)
    german = CONTEXT.model_copy(update={"notes_language": "de"})
    with pytest.raises(LlmAnswerError, match="record it again"):
        extract(CALL, engine=LlmEngine(replay), context=german)
    assert (replay.hits, replay.misses) == (0, 1)


def test_the_gold_calls_are_scored_from_recorded_answers_alone(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    with scripted_llm(Says(as_text())) as llm:
        recorded = report(Recording(chat_on(llm.url), file))
    replay = Replay(file)
    replayed = report(replay)
    assert replay.hits == len(read_cassette(file)) > 0
    assert replayed.startswith(recorded.rpartition("\n")[0])
    assert replayed.endswith(f"recorded answers: {replay.hits} found, 0 missing")
