"""The `llm` engine against llama.cpp: the schema holds, and a random model's claims are not believed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extractor.engine import CallContext
from extractor.engines.llm import LlmEngine
from extractor.engines.llm.context_size import gauge_of, measure
from extractor.extract import extract
from models.transcript import Transcript
from tests.extractor.llm_engines import chat_on
from tests.llm_server import CONTEXT_TOKENS, MODEL_NAME
from tests.text.calls import call
from text.evidence import assert_proven

CONTEXT = CallContext(started_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC), zone=ZoneInfo("UTC"))
CALLS = [
    call(
        ("agent", "I will send you the quote by Friday."),
        ("customer", "Thanks, I'll call you on Monday then."),
    ),
    call(
        *[
            (("agent", "customer")[n % 2], f"this is sentence {n}, to send to you, will you?")
            for n in range(12)
        ]
    ),
]


@pytest.mark.parametrize("said", CALLS, ids=["short", "longer"])
def test_a_strict_answer_comes_back_and_nothing_unproven_is_believed(
    llm_server: str, said: Transcript
) -> None:
    engine = LlmEngine(chat_on(llm_server, timeout_s=60, model=MODEL_NAME))
    drafted = engine.draft(said, CONTEXT, progress=lambda _done, _total: None, cancelled=lambda: False)
    notes = extract(said, engine=engine, context=CONTEXT)
    engine.close()
    assert len(drafted.draft.promises) > 0, "the random model claims something"
    assert_proven(notes, said)
    assert len(notes.items()) + len(notes.discarded) > 0
    assert notes.promises == ()
    assert notes.model == MODEL_NAME
    assert notes.usage.calls == 1
    assert notes.usage.prompt_tokens > 0
    assert notes.usage.completion_tokens > 0


def test_the_context_and_the_tokens_are_asked_from_the_server(llm_server: str) -> None:
    chat = chat_on(llm_server, timeout_s=60, model=MODEL_NAME)
    gauge = gauge_of(chat, context_tokens=None)
    text = "We will send the order to you by Friday, is that all right?"
    measure(chat, gauge, text)
    chat.close()
    assert gauge.context_tokens == CONTEXT_TOKENS
    assert gauge.tokens(text) >= len(text) * 0.5, "its tokens are single signs but for eleven words"
