"""Who may not see what is personal gets tokens: on pages, from the API, in exports; and hears nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.session_cookie import NAME
from callnotes.exports import exported
from lifecycle import attempts, drafts, links, reading, signing_in, tokens
from models.access import Actor
from models.notes import CallNotes, Evidence, Field, Item, NotesCoverage
from storage import drafts as shelf
from tests.api.calls import new_call, without_id
from tests.api.house import House, open_house
from tests.text.calls import call

PHONE, SPOKEN, EMAIL = "512-555-0123", "five one two five five five oh one two three", "jane@corp.example"
FORMS = ("vtt", "srt", "txt", "rttm", "turns", "md", "json", "csv")
ADMIN = Actor(name="eve@example.com", role="admin", grants=("calls",))
AUDITOR = Actor(name="fay@example.com", role="auditor")
PIECE = "it is five one two"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    with open_house(tmp_path_factory.mktemp("veil")) as open_now:
        yield open_now, _call(open_now)


def _call(house: House) -> str:
    call_id = new_call(house, customer="+15125550123", hotwords=EMAIL, external_id=f"pbx {PHONE}")
    shelves = house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    said = (
        ("agent", "your number please"),
        ("customer", PIECE),
        ("agent", "okay"),
        ("customer", "five five five oh one two three"),
        ("agent", f"so {PHONE}, and I write to {EMAIL} about order number 44712 by Friday"),
    )
    turns = call(*said, timed=True).turns
    transcript = call(*said).model_copy(update={"turns": turns, "call_id": call_id})
    drafts.store_transcript(shelves, transcript)
    proof = Evidence(turn_id="t2", quote=PIECE, speaker="customer", start_s=5, end_s=7.4)
    items = {"evidence": (proof,), "confidence": 0.9}
    drafts.store_notes(
        shelves,
        CallNotes(
            call_id=call_id, engine="llm", model="m", prompt_version="1", language="en",
            summary=(Item(id="s1", text=f"The customer's phone is {PHONE}.", **items),),
            fields=(Field(id="c1", text="The phone", name="phone", value="5125550123", **items),),
            coverage=NotesCoverage(turns=5, turns_read=5), masked={"phone": 1},
        ),
    )  # fmt: skip
    drafts.mark_staged(shelves, call_id)
    return call_id


def leaks(shown: str) -> list[str]:
    every = (PHONE, SPOKEN, EMAIL, PIECE, "five five five oh", "5125550123", "555-0123", "555 0123")
    return [marker for marker in every if marker in shown]


def test_every_export_of_an_auditor_has_tokens_and_of_an_admin_the_words(house: tuple[House, str]) -> None:
    here, call_id = house
    shelves = here.doors.shelves
    seen = reading.dossier(shelves, call_id, seen_by=AUDITOR)
    whole = reading.dossier(shelves, call_id, seen_by=ADMIN)
    assert whole == reading.dossier(shelves, call_id)
    for form in FORMS:
        shown = exported(seen, form, zone=here.doors.zone)
        assert not leaks(shown), (form, leaks(shown))
        assert "[PHONE_1]" in shown.replace("\\", "") or form == "rttm"
        assert form == "rttm" or leaks(exported(whole, form, zone=here.doors.zone))


def test_the_notes_of_an_auditor_keep_what_is_not_personal_and_the_same_tokens(
    house: tuple[House, str],
) -> None:
    here, call_id = house
    notes = reading.dossier(here.doors.shelves, call_id, seen_by=AUDITOR).notes
    assert notes is not None
    assert notes.summary[0].text == "The customer's phone is [PHONE_1]."
    assert notes.summary[0].evidence[0].quote == "it is [PHONE_1]"
    assert notes.fields[0].value == "[PHONE_1]"
    transcript = reading.dossier(here.doors.shelves, call_id, seen_by=AUDITOR).transcript
    assert transcript is not None
    assert (
        transcript.turns[4].text
        == "so [PHONE_1], and I write to [EMAIL_1] about order number 44712 by Friday"
    )


def test_a_token_without_the_scope_gets_tokens_and_one_with_it_the_words(house: tuple[House, str]) -> None:
    here, call_id = house
    shelves = here.doors.shelves
    plain = tokens.make_token(shelves, "plain", ("calls:read",), by="test")
    full = tokens.make_token(shelves, "full", ("calls:read", "personal:read"), by="test")
    for path in ("/api/v1/calls", f"/api/v1/calls/{call_id}"):
        masked = here.client.get(path, headers={"authorization": f"Bearer {plain}"})
        assert masked.status_code == 200
        assert not leaks(masked.text)
        assert "+15125550123" not in masked.text
        assert "+15125550123" in here.client.get(path, headers={"authorization": f"Bearer {full}"}).text


def test_pages_of_an_auditor_show_tokens_and_offer_neither_sound_nor_decisions(
    house: tuple[House, str],
) -> None:
    here, call_id = house
    shelves = here.doors.shelves
    link = links.invite(shelves, AUDITOR.name, "auditor", by="test")
    account = links.use(shelves, link, email=AUDITOR.name, password="a sentence that nobody guesses")
    secret = signing_in.open_session(shelves, account.id, AUDITOR.name, browser=None)
    desk = TestClient(here.client.app, headers={"cookie": f"{NAME}={secret}"}, follow_redirects=False)
    shown = desk.get(f"/calls/{call_id}").text
    assert not leaks(shown)
    assert "[PHONE_1]" in shown
    assert "Masked before anything read it: 1 phone." in shown
    for gone in ("<audio", "/decide", "/link", 'name="rest"'):
        assert gone not in shown
    assert desk.get(f"/calls/{call_id}/audio").status_code == 403
    listed = desk.get("/calls").text
    assert call_id.removeprefix("call_")[:8] in listed or call_id in listed
    assert not leaks(listed)
    assert "555" not in without_id(listed, call_id)
    for asked in ("5550123", EMAIL):
        assert call_id not in desk.get("/calls", params={"q": asked}).text
    assert call_id in desk.get("/calls", params={"q": call_id}).text


def test_versions_and_what_differs_have_tokens_for_who_may_not_see_more(house: tuple[House, str]) -> None:
    here, call_id = house
    shelves = here.doors.shelves
    with shelves.database.transaction() as session:
        stored, parent = shelf.notes(session, call_id), shelf.transcript(session, call_id)
        assert stored is not None
        assert parent is not None
        other = stored[1].model_copy(update={"summary": ()})
        shelf.add_notes(session, other, call_id=call_id, parent=parent[0], at=shelves.clock())
    plain = tokens.make_token(shelves, "plain-again", ("calls:read",), by="test")
    full = tokens.make_token(shelves, "full-again", ("calls:read", "personal:read"), by="test")
    for path in (f"/api/v1/calls/{call_id}/versions", f"/api/v1/calls/{call_id}/diff"):
        masked = here.client.get(path, headers={"authorization": f"Bearer {plain}"})
        assert masked.status_code == 200
        assert not leaks(masked.text)
        assert "[PHONE_1]" in masked.text
        assert leaks(here.client.get(path, headers={"authorization": f"Bearer {full}"}).text)
