"""The `llm` engine against llama.cpp: the schema holds, and a random model's claims are not believed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extractor.engine import CallContext
from extractor.engines.llm import LlmEngine
from extractor.extract import extract
from models.errors import LlmRefusedError
from models.transcript import Transcript
from tests.llm_server import MODEL_NAME
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
    engine = LlmEngine(base_url=llm_server, api_key=None, model=MODEL_NAME, timeout_s=60)
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


def test_a_call_that_is_too_long_for_the_server_is_refused_by_name(llm_server: str) -> None:
    engine = LlmEngine(
        base_url=llm_server,
        api_key=None,
        model=MODEL_NAME,
        timeout_s=60,
        max_retries=0,
        budget_characters=10**6,
    )
    endless = call(*[(("agent", "customer")[n % 2], "and so on " * 100) for n in range(40)])
    with pytest.raises(LlmRefusedError):
        extract(endless, engine=engine, context=CONTEXT)
    engine.close()
