"""Shown in a made-up language, no page of the desk says anything in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.web import language
from callnotes.sample_call import sample_dossier
from lifecycle import attempts, cancel, drafts, misses, refuse, review
from lifecycle.reading import Dossier
from lifecycle.reading_texts import read_texts
from models.crm import Match
from models.errors import AudioUndecodableError, ModelMissingError
from models.notes import CallNotes, RaisedRisk
from models.retention import RetentionRules
from models.transcript import Coverage, Gap, Transcript
from tests.api.calls import QUOTE, call_in_conflict, new_call
from tests.api.house import House, open_house
from tests.api.pseudo_language import CODE, english_of, in_other_letters, write_catalogue
from tests.api.test_ledger_pages import AWAY, written
from tests.api.test_people_pages import enter
from tests.api.test_versions import second_version
from tests.lifecycle.trust.furnished import FIRST, SECOND, furnish

BOSS: Final = "boss@x1.example"
AGENT: Final = "b1@x1.example"
_BROWSER: Final = {"accept-language": CODE, "sec-fetch-site": "same-origin", "accept": "text/html"}
#: What calls of other tests say, names that an operator gave, the token of the settings: no words of ours.
_DATA: Final = re.compile(
    "|".join(
        (
            *map(escape, (QUOTE, AWAY, "Send the quote", "A quote was promised.", "Head of <Buying>")),
            r"\b(?:I|will|send|the|quote|on|Friday|Chief|Buyer|jobtitle|announcement before the call)\b",
            r"\b(?:settings|general|sales|support|appointment|blue|red|de|en|US|TX|none|standard|off)\b",
            r"\b(?:Review|pbx-hook|ticket-desk)\b",
            r"https?://\S+?(?=[⟦\"])",
            r"“\w+ / \w+ / [\w-]+”",
        )
    )
)
_GAP: Final = "There is sound like speech here, but no words were recognised."


@pytest.fixture(scope="module", autouse=True)
def made_up_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have the desk speak the made-up language beside its own."""
    folder = tmp_path_factory.mktemp("languages")
    write_catalogue(folder)
    caches = (language.languages, language._catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "CATALOGUES", folder)
        for one in caches:
            one.cache_clear()
        yield
    for one in caches:
        one.cache_clear()


def _sample() -> Dossier:
    """Return the sample call in other letters than ours."""
    dossier = sample_dossier()
    assert dossier.transcript
    assert dossier.notes
    assert dossier.match
    return dossier.model_copy(
        update={
            "transcript": Transcript.model_validate(
                in_other_letters(dossier.transcript.model_dump(mode="json"))
            ),
            "notes": CallNotes.model_validate(in_other_letters(dossier.notes.model_dump(mode="json"))),
            "match": Match.model_validate(in_other_letters(dossier.match.model_dump(mode="json"))),
        }
    )


def _heard(house: House, *, seed: int, **changes: Any) -> str:  # noqa: ANN401 - any field of the transcript
    call_id, shelves, heard = (
        new_call(house, seed=seed, agent=AGENT, team="b1"),
        house.doors.shelves,
        _sample().transcript,
    )
    assert heard
    attempts.begin(shelves, call_id, "process", 1)
    drafts.store_transcript(shelves, heard.model_copy(update={"call_id": call_id, **changes}))
    return call_id


def _noted(house: House, *, seed: int, **changes: Any) -> str:  # noqa: ANN401 - any field of the notes
    """Bring the sample call to where a person decides."""
    call_id, shelves, notes = _heard(house, seed=seed), house.doors.shelves, _sample().notes
    assert notes
    drafts.store_notes(shelves, notes.model_copy(update={"call_id": call_id, **changes}))
    drafts.mark_staged(shelves, call_id)
    attempts.succeed(shelves, call_id, "process", 1)
    return call_id


def _doubtful() -> dict[str, Any]:
    """A transcript of three voices that are unsure, with gaps."""
    heard = _sample().transcript
    assert heard
    end_s = heard.duration_s
    gap = Gap(start_s=end_s, end_s=end_s + 9, why=_GAP, cause="other_language")
    return {
        "channels": 1,
        "turns": tuple(
            one.model_copy(update={"speaker": f"S{place % 3 + 1}", "speaker_confidence": 0.5})
            for place, one in enumerate(heard.turns)
        ),
        "coverage": Coverage(speech_s=end_s + 9, transcribed_s=end_s, gaps=(gap,) * 4),
        "warnings": ("One channel: the speakers were estimated from their voices.",),
        "sent_to": "speech.example.com",
    }


def _risky() -> dict[str, Any]:
    notes = _sample().notes
    assert notes
    legal = RaisedRisk(
        rule="legal", tier="high", why="A lawyer was mentioned.", evidence=notes.promises[0].evidence
    )
    return {"risk": "high", "raised": (legal,), "not_found": ("номер",), "masked": {"card": 1, "email": 2}}


def _furnished(house: House) -> dict[str, str]:
    """Bring calls into every state that a person can meet, and say which is which."""
    shelves = house.doors.shelves
    known = {
        "conflict": call_in_conflict(house, seed=1),
        "versions": second_version(house, seed=2),
        "staged": _noted(house, seed=3),
        "risky": _noted(house, seed=4, **_risky()),
        "unread": _noted(house, seed=5, unread_language="fr", conversation="voicemail"),
        "settled": _noted(house, seed=6),
        "doubtful": _heard(house, seed=7, **_doubtful()),
        "consent": new_call(house, seed=8, consent="unknown"),
        "refused": new_call(house, seed=9),
        "cancelled": new_call(house, seed=10),
        "working": new_call(house, seed=11),
        "failed": new_call(house, seed=12),
    }
    empty = AudioUndecodableError("The recording is empty: send the file again.")
    refuse.refuse(shelves, known["refused"], empty)
    cancel.cancel(shelves, known["cancelled"])
    for name in ("working", "failed"):
        attempts.begin(shelves, known[name], "process", 1)
    attempts.progress(shelves, known["working"], "process", done_s=47, total_s=110)
    gone = ModelMissingError("The preview engine is not installed: install the extra named `demo`.")
    attempts.fail(
        shelves, known["failed"], "process", 1, step="transcribe", code=gone.code, message=gone.message,
        retryable=True, retry_in_s=600,
    )  # fmt: skip
    written(house, known["staged"])
    furnish(shelves)
    return known


def _looked_at(
    browser: TestClient, known: dict[str, str], way: str, form: dict[str, str] | None = None
) -> set[str]:
    way = way.format_map(known)
    if form is None:
        answer = browser.get(way, headers=_BROWSER)
    else:
        sent = {name: value.format_map(known) for name, value in form.items()}
        answer = browser.post(way, data=sent, headers=_BROWSER)
    assert f'<html lang="{CODE}">' in answer.text, way
    return {f"{way}: {line}" for line in english_of(_DATA.sub("", answer.text))}


_PAGES: Final = (
    *(
        "/calls",
        "/calls?show=waiting",
        "/calls?q=nobody1",
        "/promises?side=ours",
        "/promises/{settled}/p1",
        "/search",
    ),
    *("/search?q=а", "/search?q=z1", "/upload", "/crm", "/crm/contacts/none", "/guide", "/ledger", "/audit"),
    *("/audit?who=nobody1", "/consent", "/consent?customer=%2B15125550123", "/consent?customer=nobody"),
    *("/consent/opt-outs", "/consent/passport", "/erasures", "/calibration", "/trust", "/samples", "/misses"),
    *("/people", "/tokens", "/outgoing", "/hooks", "/account", "/nothing/here", "/calls/none1", "/login"),
    *("/welcome/none1", "/tour?step=8", *(f"/tour?step={step}" for step in range(1, 8))),
    *("/calls/{staged}/ledger", "/calls/{conflict}/ledger", "/calls/{working}/ledger"),
    *("/calls/{versions}/versions", "/calls/{risky}/versions", "/calls/{working}/versions"),
)
#: What is done by forms, so that pages tell of it.
_ACTS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("/calls/{settled}/link", {"name": "Анна"}),
    ("/calls/{settled}/decide", {"item": "p1", "verdict": "edit", "text": "Ы 12"}),
    ("/calls/{settled}/decide", {"item": "p2", "verdict": "reject", "reason": "It was not said"}),
    ("/calls/{settled}/decide", {"rest": "accept"}),
    ("/calls/{risky}/link", {"name": "Ида"}),
    ("/calls/{risky}/decide", {"rest": "accept"}),
    ("/calls/{staged}/decide", {"item": "p1", "verdict": "edit", "text": "Ы", "due": "Ы"}),
    ("/calls/{staged}/decide", {"item": "p1", "verdict": "edit", "text": "Ы", "due_on": "2026-12-24"}),
    ("/calls/{staged}/speakers", {"correct": "swap"}),
    ("/calls/{versions}/rerun", {"template": "sales", "anew": "yes"}),
    ("/calls/{consent}/consent", {"consent": "granted"}),
    ("/people", {"email": "b2@x1.example", "role": "agent"}),
    ("/people", {"email": "b2", "role": "agent"}),
    ("/people/change", {"email": BOSS, "role": "agent"}),
    ("/tokens", {"name": "a1", "scope": "calls:read", "lasts": "90 days"}),
    ("/outgoing", {"name": "a1", "url": "https://a1.example/x", "event": "call.received"}),
    ("/outgoing", {"name": "a1", "url": "http://a1.example/x"}),
    ("/erasures/holds", {"whom": "{staged}", "reason": "Ы", "until": "2031-03-31"}),
    ("/erasures/holds", {"whom": "nobody", "reason": "Ы"}),
    ("/erasures/foresee", {"whom": "+1 202 555 0163", "reason": "Ы"}),
    ("/erasures/foresee", {"whom": "{staged}", "reason": "Ы"}),
    ("/erasures/foresee", {"whom": "{doubtful}", "reason": "Ы"}),
    ("/erasures", {"whom": "+1 202 555 0163", "reason": "Ы"}),
    ("/consent/opt-outs", {"customer": "+1 202 555 0199", "reason": "Ы"}),
    ("/consent/passport", {"customer": "+1 202 555 0199"}),
    (
        "/samples",
        {"seed": "1", "since": "2000-01-01", "until": "2100-01-01", "random": "9", "of_flagged": "0"},
    ),
    ("/trust/switch", {"team": "b1", "to": "off", "why": "Ы"}),
    ("/account/password", {"current": "1", "new": "2"}),
    ("/account/calendar", {"act": "make"}),
    ("/account/digest", {"wanted": "yes"}),
    ("/hooks/test", {"hook": "twilio"}),
    ("/outgoing/change", {"name": "a1", "act": "pause"}),
    ("/calls/{staged}/release", {"reason": "Ы"}),
    ("/upload", {"consent": "announced"}),
)


def _every_form(house: House) -> Iterator[str]:
    """Yield the address of every form of the desk, for the first item of a call."""
    app = house.client.app
    assert isinstance(app, FastAPI)
    for route in app.routes:
        if (
            isinstance(route, APIRoute)
            and "POST" in (route.methods or ())
            and not route.path.startswith(("/api/", "/logout", "/people/sign-out", "/people/change"))
        ):
            yield route.path.replace("{call_id}", "{unread}").replace("{item_id}", "p1")


def test_no_page_says_anything_that_the_catalogue_lacks(tmp_path: Path) -> None:
    rules = RetentionRules(audio_days=30, calls_days=90)
    with open_house(tmp_path, retention=rules, sample_call=_sample) as house:
        boss, known = enter(house, BOSS, "admin", granted=True), _furnished(house)
        found = {line for way, form in _ACTS for line in _looked_at(boss, known, way, form)}
        review.mark_settled(house.doors.shelves, known["settled"])
        read_texts(house.doors.shelves, "notes")
        misses.enter_misses(house.doors.shelves)
        versions = urlencode({"first": FIRST, "second": SECOND})
        for way in (*_PAGES, f"/trust?{versions}", *(f"/calls/{{{name}}}" for name in known)):
            found |= _looked_at(boss, known, way)
        known |= {"secret": "1", "task_id": "1", "miss_id": "1", "sample_id": "1"}
        for way in _every_form(house):
            found |= _looked_at(boss, known, way, {"nothing": "1"})
    assert not found
