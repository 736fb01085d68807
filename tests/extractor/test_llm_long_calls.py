"""Long calls: read whole in parts that fit the model, nothing twice, and what could not be read is named."""

from __future__ import annotations

import re
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest

from evals.scripted_llm import Says, ScriptedLlm, scripted_llm, tokens_of
from extractor.engine import DraftResult
from extractor.engines.llm import Limits
from extractor.engines.llm.answer import Answer
from extractor.engines.llm.merging import merged
from extractor.engines.llm.wanted import Wanted
from extractor.extract import extract
from models.errors import LlmAnswerError, LlmRefusedError
from models.transcript import Transcript
from tests.extractor.answers import answer, as_text, item, promise
from tests.extractor.llm_engines import CONTEXT, draft_of, engine_on
from tests.text.calls import call

_LINE = re.compile(r"^\[(\d+)\] (\w+)(?: \(goes on\))?: (.*)$", re.MULTILINE)


def talk(turns: int, words: int = 12, /, **planted: str) -> Transcript:
    """A call of so many turns; `planted` are sentences by the turn's number (t3="...")."""
    filler = "something of no weight " * (words // 4)
    said = [planted.get(f"t{n}") or f"turn {n} says {filler}" for n in range(1, turns + 1)]
    return call(*[(("agent", "customer")[n % 2], text) for n, text in enumerate(said)])


def lines_of(request: dict[str, Any]) -> list[tuple[int, str, str]]:
    """The lines that a request shows, as (number, speaker, text)."""
    said = request["messages"][1]["content"].partition("<transcript>")[2]
    return [(int(number), speaker, text) for number, speaker, text in _LINE.findall(said)]


def notes_every_promise(request: dict[str, Any]) -> Says:
    """A model that notes each sentence with "I will" as a promise, in words of its own for each part."""
    lines = lines_of(request)
    made = [
        promise(f"{text.rstrip('.')}", number, text, side="ours" if speaker == "agent" else "theirs")
        for number, speaker, text in lines
        if "I will" in text
    ]
    first = lines[0]
    return Says(as_text(promises=made, summary=[item(first[2][:60], first[0], first[2][:60])]))


def read(llm: ScriptedLlm, transcript: Transcript, **options: Any) -> DraftResult:  # noqa: ANN401 - the engine's
    return draft_of(llm, transcript, **options)


def test_a_long_call_is_read_in_overlapping_parts_and_put_together() -> None:
    long = talk(300, t1="I will send you the papers on Friday.", t150="I will call you about the roof.")
    done: list[tuple[float, float]] = []
    with scripted_llm(speaker=notes_every_promise, context=8_192) as llm:
        made = engine_on(llm)
        result = made.draft(
            long, CONTEXT, progress=lambda now, total: done.append((now, total)), cancelled=lambda: False
        )
        made.close()
    shown = [[number for number, _speaker, _text in lines_of(request)] for request in llm.requests]
    parts = len(shown)
    assert parts > 2
    assert {number for part in shown for number in part} == set(range(1, 301))
    assert all(later[0] < earlier[-1] for earlier, later in pairwise(shown))
    assert done == [(n, parts) for n in range(parts + 1)]
    assert [one.evidence[0].turn_id for one in result.draft.promises] == ["t1", "t150"]
    assert (result.coverage.turns_read, result.coverage.gaps) == (300, ())
    assert llm.refused_for_length == 0
    assert f"turns 1 to {shown[0][-1]} of 300" in llm.requests[0]["messages"][1]["content"]


def test_what_two_parts_both_tell_in_other_words_is_told_once_and_the_fuller_one_stays() -> None:
    long = talk(120)
    with scripted_llm(speaker=lambda _request: Says(as_text()), context=8_192) as llm:
        read(llm, long)
    shared = lines_of(llm.requests[1])[0][0]
    turn = f"t{shared}"
    planted = {turn: "I will send you the signed contract by Friday."}
    long = talk(120, 12, **planted)
    side = "ours" if shared % 2 else "theirs"

    def tells_twice(request: dict[str, Any]) -> Says:
        if shared not in {number for number, _speaker, _text in lines_of(request)}:
            return Says(as_text())
        first = lines_of(request)[0][0] == 1
        quote = "I will send you the signed contract" if first else "send you the signed contract by Friday"
        text = "Send the contract" if first else "The signed papers go out before the weekend"
        due = None if first else "by Friday"
        said = promise(text, shared, quote, side=side, due_said=due)
        step = item(text, shared, quote, side=side, kind="email", due_said=due, from_promise=0)
        return Says(as_text(promises=[said], follow_ups=[step]))

    with scripted_llm(speaker=tells_twice, context=8_192) as llm:
        drafted = read(llm, long).draft
    assert len(llm.requests) > 1
    assert [one.due_said for one in drafted.promises] == ["by Friday"]
    assert [one.from_promise for one in drafted.follow_ups] == [0]


def test_two_promises_of_one_turn_are_two_in_every_part() -> None:
    both = [
        promise("Send the quote", 1, "I will send you the quote by Friday"),
        promise("Send the bill", 1, "I will send you the bill by Monday"),
    ]
    said = call(
        ("agent", "I will send you the quote by Friday. I will send you the bill by Monday."),
        ("customer", "Good."),
    )
    drafts = [
        Answer.model_validate(answer(promises=order)).draft({1: "t1"}, lambda text, _turn: text, Wanted())
        for order in (both, both[::-1])
    ]
    assert [one.text for one in merged(drafts, said).promises] == ["Send the quote", "Send the bill"]


def test_a_turn_longer_than_a_part_is_read_in_pieces_and_its_end_is_found() -> None:
    endless = " ".join(f"word{n}" for n in range(4_000))
    said = call(
        ("customer", f"{endless} I will pay the whole bill on Monday"),
        ("agent", "Thank you."),
        ("agent", "x" * 6_000),
    )

    def finds(request: dict[str, Any]) -> Says:
        made = promise("Pay the bill", 1, "I will pay the whole bill on Monday", side="theirs")
        said_here = any("pay the whole bill" in text for _number, _speaker, text in lines_of(request))
        return Says(as_text(promises=[made] if said_here else []))

    with scripted_llm(speaker=finds, context=8_192) as llm:
        made = engine_on(llm)
        notes = extract(said, engine=made, context=CONTEXT)
        made.close()
    assert [one.evidence[0].turn_id for one in notes.promises] == ["t1"]
    assert (notes.coverage.turns_read, llm.refused_for_length) == (3, 0)
    shown = [line for request in llm.requests for line in lines_of(request)]
    seen = " ".join(text for number, _speaker, text in shown if number == 1)
    assert all(f"word{n} " in seen for n in range(0, 4_000, 100))


def test_a_part_that_cannot_be_read_is_named_and_the_rest_is_noted() -> None:
    long = talk(300, t1="I will send you the papers on Friday.", t299="I will ring you on Monday.")

    def stumbles(request: dict[str, Any]) -> Says:
        numbers = [number for number, _speaker, _text in lines_of(request)]
        return Says("no notes") if 150 in numbers else notes_every_promise(request)

    with scripted_llm(speaker=stumbles, context=8_192) as llm:
        made = engine_on(llm)
        notes = extract(long, engine=made, context=CONTEXT)
        made.close()
    (gap,) = notes.coverage.gaps
    assert "t150" in gap.turn_ids
    assert notes.coverage.turns_read == 300 - len(gap.turn_ids) < 300
    assert len(notes.promises) == 2
    named = f"{len(gap.turn_ids)} turns from {gap.turn_ids[0]} to"
    assert any(line.startswith(named) for line in notes.warnings)
    in_gap = [[number for number, *_ in lines_of(request)] for request in llm.requests]
    read_elsewhere = {number for part in in_gap if 150 not in part for number in part}
    assert not {f"t{number}" for number in read_elsewhere} & set(gap.turn_ids)


def test_a_call_of_which_no_part_can_be_read_has_failed() -> None:
    with scripted_llm(Says("no")) as llm, pytest.raises(LlmAnswerError):
        read(llm, talk(300))


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(requests=1), "CALLNOTES_LLM_MAX_REQUESTS"),
        (Limits(tokens=12_000), "CALLNOTES_LLM_MAX_TOKENS"),
        (Limits(seconds=0.0), "CALLNOTES_LLM_MAX_SECONDS"),
    ],
)
def test_the_cost_of_a_call_is_bounded_and_what_was_not_read_is_named(limits: Limits, named: str) -> None:
    long = talk(500)
    with scripted_llm(speaker=notes_every_promise, context=8_192) as llm:
        if limits.seconds == 0:
            with pytest.raises(LlmRefusedError) as failed:
                read(llm, long, limits=limits)
            assert named in failed.value.message
            return
        result = read(llm, long, limits=limits)
    assert result.usage.calls <= limits.requests
    assert result.usage.prompt_tokens + result.usage.completion_tokens <= limits.tokens
    assert 0 < result.coverage.turns_read < 500
    assert all(named in gap.why for gap in result.coverage.gaps)


@pytest.mark.parametrize(
    ("about", "context"),
    [
        ({"/props": {"default_generation_settings": {"n_ctx": 6_000}}}, 6_000),
        ({"/v1/models": {"data": [{"id": "m", "max_model_len": 7_000}]}}, 7_000),
        ({"/v1/models": {"data": [{"id": "o", "n_ctx": 900}, {"id": "m", "n_ctx": 7_500}]}}, 7_500),
        ({"/v1/models": {"data": [{"id": "x", "meta": {"n_ctx_train": 6_500}}]}}, 6_500),
        ({"/v1/models": {"data": [{"id": "m", "n_ctx_train": 32_000, "n_ctx": 6_100}]}}, 6_100),
        ({"/v1/models": {"data": []}, "/api/ps": {"models": [{"name": "m", "num_ctx": 6_200}]}}, 6_200),
        ({"/v1/models": ["odd"], "/props": "odd"}, 8_192),
        ({}, 8_192),
    ],
)  # fmt: skip
def test_the_context_is_asked_from_the_server_and_no_request_is_over_it(
    about: dict[str, Any], context: int
) -> None:
    with scripted_llm(speaker=notes_every_promise, context=context, about=about) as llm:
        made = engine_on(llm)
        for _ in range(2):
            assert extract(talk(200), engine=made, context=CONTEXT).coverage.turns_read == 200
        made.close()
    assert llm.refused_for_length == 0
    largest = max(tokens_of(request) + request["max_tokens"] for request in llm.requests)
    assert largest > context / 3
    assert llm.asked_about.count("/props") == 1, "the context is asked for once"


def test_a_context_that_is_set_is_not_asked_for() -> None:
    about = {"/props": {"default_generation_settings": {"n_ctx": 2_000}}}
    with scripted_llm(speaker=notes_every_promise, context=16_000, about=about) as llm:
        assert read(llm, talk(200), context_tokens=16_000).coverage.turns_read == 200
    assert len(llm.requests) == 1
    assert "/props" not in llm.asked_about


def test_a_server_that_counts_tokens_is_asked_for_its_count() -> None:
    """A tokeniser of single signs: the reckoning alone would be far too low."""
    about = {"/tokenize": lambda body: {"tokens": list(body["content"])}}
    with scripted_llm(speaker=notes_every_promise, about=about) as llm:
        read(llm, talk(400), context_tokens=30_000)
        counted = len(llm.requests)
    with scripted_llm(speaker=notes_every_promise) as llm:
        read(llm, talk(400), context_tokens=30_000)
    assert counted > len(llm.requests)


def test_a_context_smaller_than_the_server_says_is_learned_and_the_part_is_cut_in_two() -> None:
    about = {"/props": {"default_generation_settings": {"n_ctx": 16_000}}}
    with scripted_llm(speaker=notes_every_promise, context=8_000, about=about) as llm:
        made = engine_on(llm)
        assert extract(talk(400), engine=made, context=CONTEXT).coverage.turns_read == 400
        first = llm.refused_for_length
        assert first > 0
        assert extract(talk(400), engine=made, context=CONTEXT).coverage.turns_read == 400
        made.close()
    assert llm.refused_for_length == first, "the second call already knows"


def test_a_server_that_silently_reads_only_a_part_is_found_out() -> None:
    """Ollama cuts a prompt that is too long and says nothing; its count of tokens tells."""

    def cuts(request: dict[str, Any]) -> Says:
        whole = tokens_of(request)
        return Says(as_text(), counted=min(whole, 2_500))

    with scripted_llm(speaker=cuts) as llm:
        result = read(llm, talk(400, 20), context_tokens=30_000)
    words = [len(request["messages"][1]["content"].split()) for request in llm.requests]
    assert max(words) > 5_000 > min(words)
    assert result.coverage.turns_read == 400


def test_a_context_too_small_for_anything_is_a_clear_end() -> None:
    with scripted_llm(Says(as_text())) as llm, pytest.raises(LlmRefusedError) as failed:
        read(llm, talk(10), context_tokens=1_000)
    assert "CALLNOTES_LLM_CONTEXT_TOKENS" in failed.value.message
    assert llm.requests == []


def test_an_answer_that_never_fits_is_had_for_half_the_part_and_at_last_as_far_as_it_goes() -> None:
    whole = as_text(promises=[promise("Send it", 1, "I will send it on Friday")])
    cut = Says(whole[: whole.index("follow_ups") - 3], finish="length")
    said = talk(8, t1="I will send it on Friday then.")
    with scripted_llm(cut) as llm:
        result = read(llm, said)
    assert result.coverage.turns_read == 8
    assert {one.text for one in result.draft.promises} == {"Send it"}
    assert any("was cut off" in line for line in result.warnings)


@pytest.mark.parametrize("turns", [300, pytest.param(3_000, marks=pytest.mark.soak)])
def test_a_call_of_hours_is_read_whole_with_flat_memory_and_nothing_twice(turns: int) -> None:
    """3,000 turns are 60,000 words, three hours of talk."""
    long = talk(
        turns, 20, t1="I will send you the first paper on Friday.",
        **{f"t{turns}": "I will send you the last paper on Monday."},
    )  # fmt: skip
    assert sum(len(turn.text.split()) for turn in long.turns) > turns * 20
    context = 8_192 if turns == 3_000 else 6_144
    with scripted_llm(speaker=notes_every_promise, context=context) as llm:
        made = engine_on(llm, context_tokens=context)
        tracemalloc.start()
        notes = extract(long, engine=made, context=CONTEXT)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        made.close()
    assert (notes.coverage.turns_read, notes.coverage.gaps) == (turns, ())
    assert [one.evidence[0].turn_id for one in notes.promises] == ["t1", f"t{turns}"]
    assert len({one.text for one in notes.items()}) == len(notes.items())
    assert 3 <= len(notes.summary) <= 6
    assert llm.refused_for_length == 0
    assert notes.usage.calls == len(llm.requests) > 5
    assert peak < 60e6, "the test server keeps every request; the engine keeps none"
