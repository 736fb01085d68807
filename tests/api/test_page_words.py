"""No page speaks command line: every sentence that a room can raise is said in words of the desk."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from api.web.page_words import in_page_words, note_on_a_page
from crm_sync.how_to_decide import how_to_decide
from lifecycle import attempts, reading
from models.access import Actor
from tests.api.calls import new_call, staged_call
from tests.api.house import House
from tests.api.test_upload_page import DANA, SAME_ORIGIN, enter

_ROOT: Final = Path(__file__).parents[2]
_ROOMS: Final = (
    *("api", "lifecycle", "storage", "models", "text", "exchange"),
    *("pipeline", "transcriber", "extractor", "crm_sync"),
)
_BESIDE: Final = ("callnotes/enqueue.py", "callnotes/exports.py")
_COMMAND: Final = re.compile(r"callnotes [a-z]|docs/|CALLNOTES_|(?<![\w-])--[a-z]")
_LOG: Final = re.compile(r"(?:worker|server)'s log|the log (?:shows|says)")
_HTML: Final = {"Accept": "text/html"} | SAME_ORIGIN
#: What no page shows: the purposes of keys, the words of a note for the command line, the table itself.
_NO_SENTENCES: Final = (
    *("how_to_decide.py", "plan_staging.py", "workshop.py", "page_words.py"),
    *("pieces.py", "sealed_file.py", "back_up.py", "upload_ticket.py"),
)


def _texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # labels and docstrings
    inside |= {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in ast.walk(one)}
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in one.values)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in inside:
            yield one.value


def _sentences(of: re.Pattern[str] = _COMMAND) -> list[str]:
    paths = [path for room in _ROOMS for path in sorted((_ROOT / room).rglob("*.py"))]
    paths += [_ROOT / one for one in _BESIDE]
    found = (text for path in paths if path.name not in _NO_SENTENCES for text in _texts(path))
    return [one for one in found if of.search(one)]


def test_the_sentences_of_the_rooms_are_found() -> None:
    assert len(_sentences()) >= 40


def test_no_sentence_sends_a_person_to_a_log_that_is_not_on_the_desk() -> None:
    sentences = _sentences(_LOG)
    assert len(sentences) >= 2
    said = [in_page_words(sentence) for sentence in sentences]
    assert [one for one in said if _LOG.search(one) or "tell whoever runs Call notes" not in one] == []


def test_no_sentence_of_any_room_shows_a_command_an_option_a_setting_or_a_file_of_the_docs() -> None:
    said = [in_page_words(sentence) for sentence in _sentences()]
    assert [one for one in said if _COMMAND.search(one)] == []
    assert [one for one in said if not one.strip()] == []


@pytest.mark.parametrize(
    ("sentence", "on_a_page"),
    [
        (
            "The model's server refuses the key (HTTP 401); check CALLNOTES_LLM_KEY.",
            "The model's server refuses the key (HTTP 401); tell whoever runs Call notes.",
        ),
        (
            "It did not answer in time; retry the call, or raise CALLNOTES_LLM_TIMEOUT_S.",
            "It did not answer in time; retry the call.",
        ),
        (
            "It is unreachable; check CALLNOTES_LLM_URL with callnotes doctor, then retry the call.",
            "It is unreachable; tell whoever runs Call notes.",
        ),
        (
            "This link was used; ask an admin for another, or run `callnotes accounts link`.",
            "This link was used; ask an admin for another.",
        ),
        (
            "No model: run `callnotes fetch-models`, or set CALLNOTES_SPEECH_MODEL (docs/models.md).",
            "No model; tell whoever runs Call notes.",
        ),
        (
            "It broke. Try again with `callnotes retry`, and report it.",
            "It broke. Try again, and report it.",
        ),
        ("Run `callnotes doctor`.", "Tell whoever runs Call notes."),
        ("Choose one - or none.", "Choose one - or none."),
    ],
)
def test_advice_for_the_server_becomes_advice_for_the_reader(sentence: str, on_a_page: str) -> None:
    assert in_page_words(sentence) == on_a_page


@pytest.mark.parametrize(
    ("way", "fields", "said"),
    [
        ("/calls/call_nowhere", None, "The list of calls has all that you see"),
        ("/nowhere", None, "There is no page at this address"),
        ("/welcome/used", None, "ask an admin for another"),
        ("/calls/CALL/decide", {"rest": "accept"}, "say who it was with"),
        ("/calls/CALL/decide", {"item": "p9", "verdict": "accept"}, "load the call again"),
    ],
)
def test_a_page_of_an_error_says_what_to_do_there(
    house: House, way: str, fields: dict[str, str] | None, said: str
) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    browser, way = enter(house, DANA), way.replace("CALL", call_id)
    answer = browser.post(way, data=fields, headers=_HTML) if fields else browser.get(way, headers=_HTML)
    assert answer.status_code >= 400
    assert said.lower() in answer.text.lower()
    assert not any(sign in answer.text for sign in ("callnotes ", "docs/"))


def test_a_settlement_that_waits_for_a_choice_of_contact_shows_the_contacts(house: House) -> None:
    call_id, shelves = staged_call(house), house.doors.shelves
    ada = enter(house, Actor(name="ada@example.com", role="admin", grants=("calls",)))
    ada.post(f"/calls/{call_id}/link", data={"name": "Ann"}, headers=SAME_ORIGIN)
    ada.post(f"/calls/{call_id}/decide", data={"rest": "accept"}, headers=SAME_ORIGIN)
    attempts.begin(shelves, call_id, "settle", 1)
    message = "Several fit; `callnotes link CALL --contact ID` chooses one."
    attempts.fail(
        shelves,
        call_id,
        "settle",
        1,
        step="settle",
        code="review.contact_needed",
        message=message,
        retryable=False,
    )
    text = ada.get(f"/calls/{call_id}").text
    assert "Several fit; choose one of them below." in text
    assert "Who was the call with?" in text


def test_the_crm_and_a_late_decision_say_that_nothing_is_changed_by_hand_yet(house: House) -> None:
    call_id = staged_call(house)
    ada = enter(house, Actor(name="ada@example.com", role="admin", grants=("calls",)))
    assert "nothing here can be changed by hand yet" in ada.get("/crm").text
    ada.post(f"/calls/{call_id}/decide", data={"rest": "reject"}, headers=SAME_ORIGIN)
    late = ada.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"}, headers=_HTML)
    assert late.status_code == 409
    assert "can no longer be decided otherwise" in late.text
    assert "correct it there" not in late.text


def test_a_failed_call_tells_its_agent_nothing_to_type_at_a_server(house: House) -> None:
    call_id, shelves = new_call(house, agent="dana@example.com"), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    attempts.fail(
        shelves,
        call_id,
        "process",
        1,
        step="transcribe",
        code="speech.model_missing",
        message="The speech model is not there: run `callnotes fetch-models` (docs/models.md).",
        retryable=True,
    )
    for way in ("/calls", f"/calls/{call_id}"):
        text = enter(house, DANA).get(way).text
        assert "The speech model is not there; tell whoever runs Call notes." in text
        assert "fetch-models" not in text


def test_a_pending_note_is_shown_without_its_commands(house: House) -> None:
    dossier = reading.dossier(house.doors.shelves, staged_call(house))
    assert dossier.notes is not None
    ways = how_to_decide(
        dossier.call, dossier.notes, linked=False, review_command="callnotes review", review_url=None
    )
    body = "\n".join(("Promised", "[p1] Send the quote", "", *ways))
    assert note_on_a_page(body) == "Promised\n[p1] Send the quote"
    assert note_on_a_page("A live note") == "A live note"
