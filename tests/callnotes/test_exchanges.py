"""What a language model was asked about a call is shown as a person asks for it, and who looked is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from evals.scripted_llm import Says, scripted_llm
from tests.callnotes.house import House

CONSENT = ("--consent", "announced", "--consent-by", "ivr", "--consent-how", "announcement 3")
NOTHING = Says(
    '{"summary": [], "topics": [], "promises": [], "follow_ups": [], "open_questions": [], "fields": []}'
)


def test_exchanges_are_shown_masked_with_their_answers_and_who_looked_is_noted(
    house: House, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_LLM_KEEP_EXCHANGES", "true")
    spoken.write_text(spoken.read_text().replace("471936", "471936, my mail is ann@example.com"))
    with scripted_llm(NOTHING) as llm:
        monkeypatch.setenv("CALLNOTES_LLM_URL", llm.url)
        said = house("submit", "--transcript", spoken, *CONSENT, "--engine", "llm", "--wait", "--json")
    assert said.code == 0, said.err
    call_id = said.document[0]["id"]
    shown = house("exchanges", call_id)
    assert shown.code == 0, shown.err
    assert "answer:" in shown.out
    assert "replacement machine" in shown.out
    assert "[EMAIL_1]" in shown.out
    assert "ann@example.com" not in shown.out
    kept = house("exchanges", call_id[:12], "--json").document
    assert [(one["call_id"], one["answer"]) for one in kept] == [(call_id, NOTHING.content)] * len(kept)
    assert len(kept) == len(llm.bodies)
    shelves = shelves_of(load_settings(data=house.folder))
    assert len(shelves.audit().entries(action="saw_exchanges")) == 1, "once, however often within a while"


def test_where_nothing_is_kept_the_command_says_how_to_keep_it(house: House, spoken: Path) -> None:
    said = house("submit", "--transcript", spoken, *CONSENT, "--engine", "rules", "--json")
    assert "CALLNOTES_LLM_KEEP_EXCHANGES" in house("exchanges", said.document[0]["id"]).out
    assert house("exchanges", "call_none").code == 2
