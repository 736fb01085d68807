"""Every way in which a server or a model misbehaves, on a loopback server: salvage, repair or a clear end."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from evals.scripted_llm import Says, ScriptedLlm, Speaker, scripted_llm
from extractor.engine import DraftResult
from extractor.engines.falling_back import FallingBack
from extractor.engines.llm import LlmEngine
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from models.errors import CallNotesError, LlmAnswerError, LlmRefusedError, LlmUnreachableError
from tests.extractor.answers import answer, as_text, item, promise
from tests.extractor.llm_engines import CONTEXT, chat_on, draft_of, engine_on
from tests.text.calls import call

CALL = call(
    ("agent", "Good morning, this is Laura. I'll send you the quote by Friday."),
    ("customer", "Great, thank you very much."),
    ("agent", "Have a nice day."),
)
MADE = promise("Send the quote", 1, "I'll send you the quote by Friday", due_said="by Friday")
GOOD = as_text(promises=[MADE], agent_name="Laura")
HTML = Says(body=b"<!doctype html><html>hello</html>", headers={"Content-Type": "text/html"})


def draft(llm: ScriptedLlm, **options: Any) -> DraftResult:  # noqa: ANN401 - the engine's options
    return draft_of(llm, CALL, **options)


def way_of(request: dict[str, Any]) -> str:
    form = request.get("response_format", {}).get("type")
    return (
        "tools" if "tools" in request else {"json_schema": "schema", "json_object": "json"}.get(form, "plain")
    )


def refusing(*refusals: tuple[str, str], good: str = GOOD) -> Speaker:
    """A server that refuses requests of a way, or with a key, each with its message."""

    def speak(request: dict[str, Any]) -> Says:
        for what, message in refusals:
            if what in request or what == way_of(request):
                return Says(status=400, error={"message": message})
        return Says(good, as_tool=way_of(request) == "tools")

    return speak


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{GOOD}\n```",
        f"<think>The customer wants {{a quote}}.</think>\n{GOOD}",
        f"thinking aloud without a beginning</think>{GOOD}",
        f"<think>{as_text()}</think>{GOOD}",
        f"Here are the notes you asked for:\n\n{GOOD}\n\nAnything else?",
        f'{{"note": 1}} {GOOD}',
        GOOD[:-1] + ",}",
    ],
    ids=[
        "fence",
        "thought",
        "open thought",
        "notes in a thought",
        "prose",
        "two objects",
        "extra comma",
    ],
)
def test_an_answer_is_found_within_fences_thoughts_and_prose(content: str) -> None:
    with scripted_llm(Says(content)) as llm:
        result = draft(llm)
    assert len(result.draft.promises) == 1
    assert result.usage.calls == 1


@pytest.mark.parametrize(
    "first",
    [
        Says("I cannot find any JSON."),
        Says(GOOD[:200], finish="length"),
        Says(""),
        Says(None),
        Says('{"promises": []}'),
        Says('{"name": "Laura", "steps": ["call"], "ok": true}'),
        Says(as_text(promises=[{"text": "x"}])),
        Says("[1, 2]"),
        Says(None, refusal="I will not"),
        Says("", finish="content_filter"),
    ],
    ids=[
        "prose", "cut off", "empty", "null", "one key", "another schema", "half an item", "a list", "refusal",
        "filtered",
    ],
)  # fmt: skip
def test_one_repair_turn_mends_an_answer_that_cannot_be_read(first: Says) -> None:
    with scripted_llm(first, Says(GOOD)) as llm:
        result = draft(llm)
    assert len(result.draft.promises) == 1
    assert (result.usage.calls, result.usage.completion_tokens) == (2, 20)
    roles = [message["role"] for message in llm.requests[1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert llm.requests[1]["messages"][-1]["content"].startswith("Your answer could not be read")


def test_after_one_repair_a_bad_answer_is_an_error_that_can_be_retried() -> None:
    with scripted_llm(Says("no"), Says("still no")) as llm, pytest.raises(LlmAnswerError) as failed:
        draft(llm)
    assert len(llm.requests) == 2
    assert failed.value.retryable


def test_a_model_that_declines_twice_is_an_answer_error() -> None:
    with scripted_llm(Says(None, refusal="I will not")) as llm, pytest.raises(LlmAnswerError) as failed:
        draft(llm)
    assert "declined" in failed.value.message
    assert "I will not" not in failed.value.message


def test_wrong_enums_and_loose_types_are_brought_to_the_shape_without_another_question() -> None:
    loose = answer(
        topics=[item("The quote", 1, "I'll send you the quote", outcome="promised")],
        promises=[{
            "text": "Send the quote", "confidence": "90%", "side": "Ours", "why": "it was said",
            "evidence": {"turn": "[1]", "quote": "I'll send you the quote by Friday"},
        }],
        follow_ups=[item("Send it", 1, "I'll send you", side="ours", kind="letter", from_promise="0")],
        category="aftersales", risk="enormous", mood="fine",
    )  # fmt: skip
    with scripted_llm(Says(json.dumps(loose))) as llm:
        result = draft(llm)
    made = result.draft
    assert result.usage.calls == 1
    assert (made.topics[0].outcome, made.category) == (None, None)
    assert (made.promises[0].side, made.promises[0].confidence) == ("ours", 0.9)
    assert made.promises[0].evidence[0].turn_id == "t1"
    assert (made.follow_ups[0].kind, made.follow_ups[0].from_promise) == ("task", 0)


def test_an_item_whose_side_is_not_known_is_left_out_and_told_of() -> None:
    sides = as_text(promises=[MADE, {**MADE, "side": "both"}])
    with scripted_llm(Says(sides)) as llm:
        result = draft(llm)
    assert (len(result.draft.promises), result.usage.calls) == (1, 2)
    assert result.warnings == ("One claim of the language model did not fit the form and could not be used.",)


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (Says(status=429, headers={"retry-after": "0"}), LlmUnreachableError),
        (Says(status=429), LlmUnreachableError),
        (Says(status=429, error={"code": "insufficient_quota"}), LlmRefusedError),
        (Says(status=500), LlmUnreachableError),
        (Says(status=502, body=b"<html>bad gateway</html>"), LlmUnreachableError),
        (Says(status=503), LlmUnreachableError),
        (Says(status=401), LlmRefusedError),
        (Says(status=403), LlmRefusedError),
        (Says(status=404), LlmRefusedError),
        (Says(status=400), LlmRefusedError),
        (Says(status=413), LlmRefusedError),
        (Says(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), LlmRefusedError),
        (HTML, LlmAnswerError),
        (Says(body=b"{not json"), LlmAnswerError),
        (Says(body=b"\xff\xfe\x00"), LlmAnswerError),
        (Says(body=b"[]"), LlmAnswerError),
        (Says(body=b""), LlmAnswerError),
        (Says(body=b'{"choices": []}'), LlmAnswerError),
        (Says(body=b"data: {broken\n\n", streamed=True), LlmAnswerError),
        (Says(body=b"data: [DONE]\n\n", streamed=True), LlmAnswerError),
        (Says(GOOD, broken_after=40), LlmUnreachableError),
        (Says(GOOD, broken_after=0), LlmUnreachableError),
    ],
)
def test_every_failure_of_the_server_is_one_of_our_errors(says: Says, error: type[CallNotesError]) -> None:
    with scripted_llm(says) as llm, pytest.raises(error) as failed:
        draft(llm)
    assert failed.value.message.endswith(".")
    assert "made up" not in failed.value.message


def test_a_busy_server_is_asked_again_after_the_pause_that_it_wishes() -> None:
    busy = Says(status=429, headers={"retry-after": "7"})
    pauses: list[float] = []
    with scripted_llm(busy, Says(status=429, headers={"retry-after-ms": "250"}), Says(GOOD)) as llm:
        assert draft(llm, tries=3, pauses=pauses).usage.calls == 1
    assert pauses == [7.0, 0.25]


def test_without_a_wish_the_pauses_double_and_end() -> None:
    pauses: list[float] = []
    with scripted_llm(Says(status=503)) as llm, pytest.raises(LlmUnreachableError):
        draft(llm, tries=4, pauses=pauses)
    assert pauses == [0.5, 1.0, 2.0]
    assert len(llm.requests) == 4


def test_a_server_that_wishes_an_hour_is_left_to_a_later_attempt() -> None:
    pauses: list[float] = []
    with scripted_llm(Says(status=429, headers={"retry-after": "3600"})) as llm:
        with pytest.raises(LlmUnreachableError):
            draft(llm, tries=3, pauses=pauses)
        assert (pauses, len(llm.requests)) == ([], 1)


@pytest.mark.parametrize(
    "first",
    [Says(status=500), Says(GOOD, broken_after=60), Says(GOOD, delay_s=0.4)],
    ids=["500", "dropped", "late"],
)
def test_what_may_pass_is_tried_again(first: Says) -> None:
    with scripted_llm(first, Says(GOOD)) as llm:
        assert len(draft(llm, tries=2, timeout_s=0.25).draft.promises) == 1
    assert way_of(llm.requests[1]) == "schema"


@pytest.mark.parametrize(
    "hanging", [Says(GOOD, delay_s=1.0), Says(GOOD, drip_s=0.02)], ids=["silent", "dripping"]
)
def test_a_server_that_hangs_is_left_in_time(hanging: Says) -> None:
    began = time.monotonic()
    with scripted_llm(hanging) as llm, pytest.raises(LlmUnreachableError) as failed:
        draft(llm, timeout_s=0.2)
    assert time.monotonic() - began < 4
    assert "CALLNOTES_LLM_TIMEOUT_S" in failed.value.message


def test_a_body_without_end_is_not_read_to_its_end() -> None:
    with scripted_llm(Says(body=b"x" * (17 * 2**20))) as llm, pytest.raises(LlmAnswerError):
        draft(llm)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with scripted_llm(Says(GOOD)) as llm:
        pass
    with pytest.raises(LlmUnreachableError) as failed:
        draft(llm)
    assert "CALLNOTES_LLM_URL" in failed.value.message


@pytest.mark.parametrize(
    ("refusals", "way"),
    [
        ((), "schema"),
        ((("schema", "response_format json_schema is not supported"),), "json"),
        ((("response_format", "Unknown parameter: response_format"),), "tools"),
        ((("response_format", "unknown key"), ("tools", "tools are not supported")), "plain"),
        ((("response_format", "Bad Request"), ("tools", "Bad Request")), "plain"),
    ],
)
def test_the_surest_way_to_have_json_is_found_out_once_and_remembered(
    refusals: tuple[tuple[str, str], ...], way: str
) -> None:
    with scripted_llm(speaker=refusing(*refusals)) as llm:
        made = engine_on(llm)
        for _ in range(2):
            (found,) = extract(CALL, engine=made, context=CONTEXT).promises
            assert found.due is not None
        made.close()
    ways = [way_of(request) for request in llm.requests]
    assert ways[-2:] == [way, way]
    last, before = llm.requests[-1], llm.requests[-2]
    assert last == before, "the second call asks nothing twice"
    written_out = '"additionalProperties":false' in last["messages"][0]["content"]
    assert written_out == (way in {"json", "plain"})


def test_a_server_that_breaks_on_schemas_with_500_is_asked_in_the_next_way() -> None:
    def breaks(request: dict[str, Any]) -> Says:
        return Says(status=500) if way_of(request) == "schema" else Says(GOOD)

    with scripted_llm(speaker=breaks) as llm:
        assert len(draft(llm, tries=2).draft.promises) == 1
    assert [way_of(request) for request in llm.requests] == ["schema", "schema", "json"]


def test_a_server_that_does_not_heed_its_schema_is_asked_in_the_next_way_from_then_on() -> None:
    def heedless(request: dict[str, Any]) -> Says:
        return Says("Laura will send a quote.") if way_of(request) == "schema" else Says(GOOD)

    with scripted_llm(speaker=heedless) as llm:
        made = engine_on(llm)
        for _ in range(2):
            assert len(extract(CALL, engine=made, context=CONTEXT).promises) == 1
        made.close()
    assert [way_of(request) for request in llm.requests] == ["schema", "json", "json"]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("temperature", "Unsupported value: 'temperature' does not support 0"),
        ("seed", "Unrecognized request argument supplied: seed"),
        ("max_tokens", "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
    ],
)
def test_an_option_that_a_server_refuses_is_dropped_once_and_remembered(key: str, message: str) -> None:
    with scripted_llm(speaker=refusing((key, message))) as llm:
        made = engine_on(llm)
        for _ in range(2):
            extract(CALL, engine=made, context=CONTEXT)
        made.close()
    assert [key in request for request in llm.requests] == [True, False, False]
    assert [way_of(request) for request in llm.requests] == ["schema"] * 3
    assert ("max_completion_tokens" in llm.requests[-1]) == (key == "max_tokens")


def test_a_server_that_writes_no_long_answers_is_asked_for_shorter_ones() -> None:
    def short(request: dict[str, Any]) -> Says:
        if request["max_tokens"] > 1_000:
            return Says(status=400, error={"message": "max_tokens is too large: at most 1000 can be written"})
        return Says(GOOD)

    with scripted_llm(speaker=short) as llm:
        draft(llm)
    assert [request["max_tokens"] for request in llm.requests] == [2048, 1000]


def test_a_model_without_a_system_role_gets_the_task_from_the_user() -> None:
    def unruly(request: dict[str, Any]) -> Says:
        if request["messages"][0]["role"] == "system":
            return Says(status=400, error={"message": "System role not supported"})
        return Says(GOOD)

    with scripted_llm(speaker=unruly) as llm:
        assert len(draft(llm).draft.promises) == 1
    (message,) = llm.requests[-1]["messages"]
    assert message["role"] == "user"
    assert message["content"].startswith("You take notes")
    assert message["content"].endswith("</transcript>")


def test_a_server_that_only_streams_is_understood_and_remembered() -> None:
    def streams(request: dict[str, Any]) -> Says:
        if not request.get("stream"):
            return Says(status=400, error={"message": "this server only supports stream=true"})
        return Says(GOOD, streamed=True)

    with scripted_llm(speaker=streams) as llm:
        made = engine_on(llm)
        for _ in range(2):
            assert len(extract(CALL, engine=made, context=CONTEXT).promises) == 1
        made.close()
    assert [bool(request.get("stream")) for request in llm.requests] == [False, True, True]


def test_a_stream_that_nobody_asked_for_is_put_together() -> None:
    with scripted_llm(Says(GOOD, streamed=True)) as llm:
        result = draft(llm)
    assert len(result.draft.promises) == 1
    assert (result.usage.calls, result.usage.completion_tokens, result.model) == (1, 10, "scripted-1")


def test_a_stream_that_ends_without_its_end_is_an_answer_that_was_cut_off() -> None:
    with scripted_llm(Says(GOOD[:150], streamed=True, finish=None), Says(GOOD)) as llm:
        assert len(draft(llm).draft.promises) == 1
    assert "cut off" in llm.requests[1]["messages"][-1]["content"]


def test_a_redirect_is_not_followed_since_it_would_carry_the_call_elsewhere() -> None:
    with scripted_llm(Says(GOOD)) as elsewhere:
        away = Says(status=307, headers={"Location": f"{elsewhere.url}/chat/completions"})
        with scripted_llm(away) as llm, pytest.raises(LlmRefusedError):
            draft(llm)
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "says", [Says(status=503), Says(status=401), Says("no")], ids=["unreachable", "refused", "no notes"]
)
def test_where_it_is_set_the_rules_engine_takes_the_notes_and_they_say_so(says: Says) -> None:
    with scripted_llm(says) as llm:
        made = FallingBack(engine_on(llm), RulesEngine())
        notes = extract(CALL, engine=made, context=CONTEXT)
    assert (notes.engine, made.name) == ("rules", "llm")
    assert len(notes.promises) == 1
    assert any("The language model failed (llm." in line for line in notes.warnings)


def test_the_first_engine_is_enough_when_it_answers() -> None:
    with scripted_llm(Says(GOOD)) as llm:
        notes = extract(CALL, engine=FallingBack(engine_on(llm), RulesEngine()), context=CONTEXT)
    assert notes.engine == "llm"
    assert not any("failed" in line for line in notes.warnings)


def test_an_engine_that_is_gone_lets_go_of_its_connections() -> None:
    with scripted_llm(Says(GOOD)) as llm:
        chat = chat_on(llm.url)
        LlmEngine(chat).close()
        LlmEngine(chat).close()
    assert not chat.close.alive
