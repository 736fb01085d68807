"""The main job in a real browser: the sample call from its upload to live records in the CRM.

Once by keys, with the page quick; once by clicks on a narrow screen, with JavaScript off. Nothing is
replaced: the server and its worker are the program's own, and the preview engine hears the recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, StorageState, expect

from api.session_cookie import NAME
from callnotes.enqueue import open_queue
from callnotes.sample import load_sample
from callnotes.settings import load_settings
from callnotes.shelves import intake_limits, shelves_of
from lifecycle import grants, intake, links, signing_in
from models.access import Actor
from models.call import CallDetails, Consent
from tests.journeys import browser as browsers
from tests.journeys import live_cases
from tests.journeys.browser import Witness
from tests.journeys.desk import PASSWORD, Desk, open_desk
from tests.journeys.gallery import ADMIN, spoken

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
    pytest.mark.timeout(300),  # a real recording is heard, beside whatever else the machine does
]

AGENT: Final = load_sample().agent
HEARD_WITHIN_MS: Final = 90_000
WRITTEN_WITHIN_MS: Final = 30_000
CUSTOMER: Final = load_sample().contact.name
OTHER_CUSTOMER: Final = "Nadia Ortiz"
EDITED: Final = "Send the third machine with its filters"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk") / "house") as desk:
        yield desk


def test_the_sample_call_is_reviewed_by_keys_alone_and_its_records_are_live(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    witness = Witness(desk.address)
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        witness.watch(context)
        page = context.new_page()
        page.goto("/calls")
        page.get_by_role("link", name="Upload the first call").click()
        _describe_the_call(page, phone="+1 202 555 0147")
        page.locator("#audio").set_input_files(load_sample().audio)
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("link", name="Open the call").click()
        _watch_it_being_heard(page)
        _name_the_contact_by_keys(page)
        rejected = _review_by_keys(page)
        expect(page.locator(".status .badge")).to_have_text("Done", timeout=WRITTEN_WITHIN_MS)
        assert page.evaluate("window.neverLoadedAgain"), "the page looked by itself, and was not loaded again"
        _see_the_records_by_keys(page, rejected)
    assert not witness.elsewhere
    assert not witness.complaints


def test_the_sample_call_is_reviewed_by_mouse_on_a_phone_without_javascript(
    desk: Desk, browser: Browser, admin: StorageState, tmp_path: Path
) -> None:
    witness = Witness(desk.address)
    new_phone = partial(
        browser.new_context,
        base_url=desk.address,
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    )
    with new_phone(storage_state=admin) as context:
        invitation = _invite(context.new_page())
    with new_phone() as context:
        witness.watch(context)
        page = context.new_page()
        page.goto(invitation)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Set password and sign in").click()
        page.get_by_role("link", name="Upload", exact=True).click()
        _describe_the_call(page, phone="+1 202 555 0188")
        page.locator("#audio").set_input_files(_another_recording(tmp_path / "call.mp3"))
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("heading", name="Uploaded")).to_be_visible()
        page.get_by_role("link", name="Open the call").click()
        expect(page.locator(".status strong")).to_be_visible(timeout=HEARD_WITHIN_MS)
        _name_the_contact_by_mouse(page)
        rejected = _review_by_mouse(page)
        expect(page.locator(".status .badge")).to_have_text("Done", timeout=WRITTEN_WITHIN_MS)
        expect(page.locator(".item.reject")).to_have_count(1)
        page.locator("#g-records + ul").get_by_role("link").first.click()
        _see_the_crm(page, OTHER_CUSTOMER, rejected)
    assert not witness.elsewhere
    assert not witness.complaints


def test_swapped_speakers_make_the_notes_again_and_a_click_on_a_word_splits_a_turn(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    witness = Witness(desk.address)
    call_id = _take_in(desk)
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        witness.watch(context)
        page = context.new_page()
        page.goto(f"/calls/{call_id}")
        expect(page.locator(".status strong")).to_be_visible(timeout=WRITTEN_WITHIN_MS)
        expect(page.locator("html")).to_have_class("quick")
        first, promises = page.locator("#t1"), page.locator("section[aria-labelledby=g-ours] .item")
        ours = promises.all_inner_texts()
        expect(first).to_have_class(re.compile(r"\bagent\b"))
        page.evaluate("window.neverLoadedAgain = true")
        page.get_by_role("button", name="Swap speakers").click()
        expect(first).to_have_class(re.compile(r"\bcustomer\b"))
        expect(page.locator(".status strong")).to_be_visible(timeout=WRITTEN_WITHIN_MS)
        assert promises.all_inner_texts() != ours, "what we promised is the customer's now"
        with _a_look_that_comes_late(page, call_id):
            page.get_by_role("button", name="Swap speakers").click()
            expect(first).to_have_class(re.compile(r"\bagent\b"))
        assert "agent" in (first.get_attribute("class") or ""), (
            "an older page does not take the place of a newer one"
        )
        expect(page.locator(".status strong")).to_be_visible(timeout=WRITTEN_WITHIN_MS)
        first.get_by_text("Correct", exact=False).first.click()
        first.locator(".w").nth(2).click()
        expect(first.get_by_label("from word number")).to_have_value("3")
        first.get_by_label("Said by").select_option("S1")
        first.get_by_role("button", name="Correct").click()
        expect(page.locator(".turn.other")).to_have_count(1)
        expect(first.locator(".w")).to_have_count(2)
        expect(page.locator(".status strong")).to_be_visible(timeout=WRITTEN_WITHIN_MS)
        assert page.evaluate("window.neverLoadedAgain")
    assert not witness.elsewhere
    assert not witness.complaints


@contextmanager
def _a_look_that_comes_late(page: Page, call_id: str) -> Iterator[None]:
    """The page asks for itself now, and has the answer after what is done in between."""
    held: list[tuple[Route, APIResponse]] = []
    address = re.compile(f"/calls/{call_id}$")
    page.route(address, lambda route: held.append((route, route.fetch())))
    page.evaluate(
        "import(document.querySelector('script[src*=call]').src.replace('call.js', 'look-again.js'))"
        ".then((looks) => { window.looked = [looks.swap()]; })"
    )
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    yield
    for route, answer in held:
        route.fulfill(response=answer)
    page.unroute(address)
    page.evaluate("window.looked[0]")


def test_nothing_typed_is_lost_offline_by_a_reload_or_beside_others(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    call_id = _take_in(desk)
    with (
        browser.new_context(base_url=desk.address, storage_state=admin) as context,
        browser.new_context(base_url=desk.address) as elsewhere,
    ):
        elsewhere.add_cookies([{"name": NAME, "value": _second(desk), "url": desk.address}])
        page, other = context.new_page(), elsewhere.new_page()
        page.goto(f"/calls/{call_id}")
        expect(page.locator(".status strong")).to_be_visible(timeout=WRITTEN_WITHIN_MS)
        expect(page.locator("html")).to_have_class("quick")
        ids = [str(one.get_attribute("data-item")) for one in page.locator("article.item").all()]
        live_cases.offline(page, ids)
        live_cases.reload(page, ids[2])
        other.goto(f"/calls/{call_id}")
        live_cases.second_reviewer(page, other, ids[2])
        live_cases.clash_while_others_come(page, other, ids[4:6])
        live_cases.late_result(page, other, ids[3], WRITTEN_WITHIN_MS)


def _second(desk: Desk) -> str:
    """Return a session of somebody else who decides on every call."""
    with shelves_of(load_settings(data=desk.folder, environ={})) as shelves:
        link = links.invite(shelves, "second@brightwater.example", "admin", by=ADMIN)
        account = links.use(shelves, link, email="second@brightwater.example", password=PASSWORD)
        grants.give(shelves, account.email, "calls", actor=Actor(name="test", door="command_line"))
        return signing_in.open_session(shelves, account.id, account.email, browser=None)


def _take_in(desk: Desk) -> str:
    """Hand the sample's call in with its transcript, so that nothing has to be heard; return its id."""
    sample = load_sample()
    settings = load_settings(data=desk.folder, environ={})
    with shelves_of(settings) as shelves, open_queue(settings) as enqueue:
        return intake.accept(
            shelves,
            CallDetails(agent=AGENT, started_at=sample.started_at),
            Consent(status="announced", by=AGENT, at=sample.started_at, how="announcement"),
            audio=None,
            transcript=spoken(sample.script),
            limits=intake_limits(settings),
            enqueue=enqueue,
        ).call.id


def _describe_the_call(page: Page, *, phone: str) -> None:
    page.get_by_label("The recording was announced").check()
    page.get_by_label("How it was given").fill("Announcement before the call")
    page.get_by_text("About the calls").click()
    page.get_by_label("Customer's phone or e-mail").fill(phone)
    page.get_by_label("Call took place").fill("2026-03-11T10:06")
    page.get_by_label("Direction").select_option("inbound")
    page.get_by_label("Agent's channel").select_option("right")


def _watch_it_being_heard(page: Page) -> None:
    """See the bar move twice and the notes come, with the page never loaded again."""
    page.evaluate("window.neverLoadedAgain = true")
    bar = page.locator("#live progress")
    expect(bar).to_be_visible(timeout=HEARD_WITHIN_MS)
    before = float(bar.get_attribute("value") or 0)
    page.wait_for_function(
        "before => Number(document.querySelector('#live progress')?.value) > before",
        arg=before,
        timeout=HEARD_WITHIN_MS,
    )
    expect(page.locator(".status strong")).to_be_visible(timeout=HEARD_WITHIN_MS)
    assert page.evaluate("window.neverLoadedAgain")


def _name_the_contact_by_keys(page: Page) -> None:
    expect(page.locator("html")).to_have_class("quick")  # the page hears keys once its module has come
    page.keyboard.press("A")
    expect(page.locator("input[name=name]")).to_be_focused()  # nothing is confirmed for nobody
    page.keyboard.type(CUSTOMER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("is made when the notes are confirmed")).to_be_visible()
    page.evaluate("window.neverLoadedAgain = true")


def _review_by_keys(page: Page) -> str:
    """Accept, edit and reject by one key each, then accept the rest; return the text that was rejected."""
    press = page.keyboard.press
    expect(page.locator("html")).to_have_class("quick")  # the page hears keys once its module has come
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Escape")
    press("j")
    expect(page.locator(".item.here")).to_have_count(1)
    first, here = page.locator(".item").first, page.locator(".item.here")
    press("p")
    page.wait_for_function("!document.querySelector('#player').paused")
    press("Space")
    page.wait_for_function("document.querySelector('#player').paused")
    press("a")
    expect(first).to_have_class(re.compile(r"\baccept\b"))
    expect(first).not_to_have_class(re.compile(r"\bhere\b"))
    edited = str(here.get_attribute("data-item"))
    press("e")
    press("ControlOrMeta+a")
    page.keyboard.type(EDITED)
    press("Control+Enter")
    expect(page.locator(f"#i-{edited}")).to_have_class(re.compile(r"\bedit\b"))
    expect(page.locator(f"#t-{edited}")).to_contain_text(EDITED)
    expect(here).not_to_have_attribute("data-item", edited)
    rejected = str(here.get_attribute("data-item"))
    text = str(page.locator(f"#t-{rejected}").text_content()).split("\n")[0].strip().removeprefix(rejected)
    press("r")
    expect(page.locator(f"#i-{rejected}")).to_have_class(re.compile(r"\breject\b"))
    press("A")
    _accept_what_is_doubtful(page)
    return text.strip()


def _see_the_records_by_keys(page: Page, rejected: str) -> None:
    _tab_to(page, "#g-records + ul a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/crm#*")
    _see_the_crm(page, CUSTOMER, rejected)


def _name_the_contact_by_mouse(page: Page) -> None:
    page.get_by_label("New contact").fill(OTHER_CUSTOMER)
    page.get_by_role("button", name="Make it when confirmed").click()
    expect(page.get_by_text("is made when the notes are confirmed")).to_be_visible()


def _review_by_mouse(page: Page) -> str:
    ids = [str(one.get_attribute("data-item")) for one in page.locator(".item").all()]
    accepted, edited, rejected = (page.locator(f"#i-{one}") for one in ids[:3])
    accepted.get_by_role("button", name="Accept").click()
    expect(accepted).to_have_class(re.compile(r"\baccept\b"))
    edited.get_by_text("Edit", exact=True).click()
    edited.get_by_label("New text of").fill(EDITED)
    edited.get_by_role("button", name="Keep this text").click()
    expect(edited).to_have_class(re.compile(r"\bedit\b"))
    text = str(rejected.locator(".text").text_content()).split("\n")[0].strip().removeprefix(ids[2])
    rejected.get_by_role("button", name="Reject", exact=True).click()
    expect(rejected).to_have_class(re.compile(r"\breject\b"))
    page.get_by_role("button", name="Accept the rest").click()
    _accept_what_is_doubtful(page)
    return text.strip()


def _accept_what_is_doubtful(page: Page) -> None:
    """What may be due on another day stays open with the rest, and is accepted by itself."""
    doubt = page.locator(".marks .badge", has_text="which")
    expect(page.locator(".item.open").filter(has_not=doubt)).to_have_count(0)
    doubtful = [str(one.get_attribute("id")) for one in page.locator(".item.open").all()]
    for one in doubtful:
        page.locator(f"#{one}").get_by_role("button", name="Accept").click()
        expect(page.locator(f"#{one}")).to_have_class(re.compile(r"\baccept\b"))


def _see_the_crm(page: Page, customer: str, rejected: str) -> None:
    """The note is live and says what was confirmed, and the contact's page has it with its tasks."""
    note = page.locator(".crm-record:target")
    expect(note.locator(".badge")).to_have_text("Live")
    note.locator("summary").click()
    expect(note).to_contain_text(EDITED)
    expect(note).not_to_contain_text(rejected)
    expect(page.locator(".crm-pending")).to_have_count(0)
    page.get_by_role("link", name=customer).first.click()
    expect(page.get_by_role("heading", name=customer)).to_be_visible()
    expect(page.locator(".crm-record .badge", has_text="Live").first).to_be_visible()
    expect(page.locator(".crm-record .badge", has_text="Follow-up").first).to_be_visible()


def _invite(page: Page) -> str:
    """Invite the agent without JavaScript, and return the one-time link that the page shows."""
    page.goto("/people")
    form = page.locator("form[action='/people']")
    form.get_by_label("E-mail").fill(AGENT)
    form.get_by_label("Role").select_option("agent")
    form.get_by_role("button").click()
    return str(page.locator("code.secret").text_content())


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(400):
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no key leads to {wanted}")


def _another_recording(path: Path) -> Path:
    """The first half of the sound: another recording, so another call, and sooner heard."""
    sound = load_sample().audio.read_bytes()
    path.write_bytes(sound[: len(sound) // 2])
    return path
