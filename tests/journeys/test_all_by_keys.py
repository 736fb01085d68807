"""Every flow of the desk by keys alone, from the first field to what came of it; that of a call has its own.

Where Chromium is absent the tests skip; no browser is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from api.session_cookie import NAME
from callnotes.export_promises import promises_exported
from lifecycle.misses import enter_misses
from lifecycle.promise_signs import note_signs
from lifecycle.reading_texts import read_texts
from models.crm_activity import CrmActivity
from storage.tables import SampleCaseRow
from tests.api.calls import staged_call
from tests.api.house import SECRET, wav
from tests.api.people import PASSWORD as ANNS_PASSWORD
from tests.api.people import account_of
from tests.api.test_misses import decide
from tests.journeys import browser as browsers
from tests.journeys.browser import Witness
from tests.journeys.hands import Hands
from tests.journeys.small_houses import OWNER, SmallHouse, small_house
from tests.lifecycle.house import NOW
from tests.lifecycle.promised import promised
from tests.lifecycle.trust.counted import decided

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
]

Open = Callable[[str], Hands]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHouse]:
    """A house with calls that were decided and calls that wait."""
    folder = tmp_path_factory.mktemp("keys") / "house"
    with small_house(
        folder, export_promises=promises_exported, provider_secrets={"twilio": (SECRET,)}
    ) as desk:
        for seed in range(3):
            decide(desk.house, "reject" if seed else "accept", seed=seed, team="blue", agent=OWNER)
        staged_call(desk.house, seed=9, customer="+12025550148", team="blue", agent=OWNER)
        enter_misses(desk.house.doors.shelves)
        read_texts(desk.house.doors.shelves, "notes")
        yield desk


@pytest.fixture
def hands(desk: SmallHouse, browser: Browser) -> Iterator[Open]:
    """Opens pages for the house's owner, in a low window; nothing moves by itself there."""
    witness = Witness(desk.address)
    with browser.new_context(
        base_url=desk.address,
        locale="en-US",
        reduced_motion="reduce",
        viewport={"width": 1000, "height": 640},
    ) as context:
        witness.watch(context)
        context.add_cookies([{"name": NAME, "value": desk.session, "url": desk.address}])
        hands = Hands(context.new_page())

        def open_page(path: str) -> Hands:
            hands.page.goto(path)
            return hands

        yield open_page
    assert not witness.elsewhere
    assert not witness.complaints


def test_a_person_signs_in_after_a_wrong_password_and_signs_out(hands: Open, desk: SmallHouse) -> None:
    account_of(desk.house, "ann@example.com", "agent")
    page = hands("/login").page
    page.context.clear_cookies()
    ann = hands("/promises")
    for password in ("not the password", ANNS_PASSWORD):
        ann.fill("E-mail", "ann@example.com")
        ann.fill("Password", password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if password != ANNS_PASSWORD:
            ann.hears("wrong")
    expect(page).to_have_url(re.compile("/promises$"))
    ann.reach(page.get_by_role("link", name="To do"))
    ann.reach(page.get_by_role("button", name="Sign out"), back=True)
    with page.expect_navigation():
        page.keyboard.press("Space")
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_the_account_is_looked_after(hands: Open, desk: SmallHouse) -> None:
    account_of(desk.house, "bea@example.com", "agent")
    page = hands("/login").page
    page.context.clear_cookies()
    bea = hands("/account")
    bea.fill("E-mail", "bea@example.com")
    bea.fill("Password", ANNS_PASSWORD)
    bea.page.keyboard.press("Enter")
    bea.fill("Current password", ANNS_PASSWORD)
    bea.fill("New password", "another long sentence")
    bea.send()
    bea.hears("password")
    bea.reach(page.get_by_label("Send me the daily mail"))
    page.keyboard.press("Space")
    bea.send("Save")
    bea.send("Make a calendar address")
    bea.hears("Copy this address now")
    bea.choose("Language of the pages", "Deutsch")
    bea.send("Save")
    expect(page.get_by_role("heading", name="Konto")).to_be_visible()


def test_a_recording_is_uploaded_and_its_call_opened(hands: Open) -> None:
    anna = hands("/upload")
    page = anna.page
    anna.reach(page.get_by_label("The recording was announced"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("The recording was announced")).to_be_checked()
    anna.fill("How it was given", "Announcement before the call")
    anna.press("About the calls")
    anna.fill("Customer's phone or e-mail", "+1 202 555 0147")
    chooser = page.locator("#audio")
    anna.reach(chooser)  # its window is the system's: the file is put in where the keys have come to
    chooser.set_input_files({"name": "call.wav", "mimeType": "audio/wav", "buffer": wav(seed=77)})
    anna.press("Upload")
    expect(page.get_by_role("link", name="Open the call")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")
    anna.follow("Open the call")
    expect(page.get_by_role("heading", name="+1 202-555-0147")).to_be_visible()


def test_a_promise_is_found_given_away_postponed_and_kept(hands: Open, desk: SmallHouse) -> None:
    promised(desk.house.doors.shelves, 1, agent=OWNER)
    nick = hands("/promises")
    nick.press("Filter")
    nick.choose("Whose promise", "Ours")
    nick.choose("Kind", "Promise")
    nick.send("Show")
    nick.follow("Call back")
    nick.press("Give it to another person")
    nick.fill("E-mail of the person", OWNER)
    nick.send("Give it away")
    nick.hears(f"Given to {OWNER}")
    nick.press("Postpone it")
    nick.day("New day", "12242026")
    nick.fill("Why", "They are away until then")
    nick.send()
    nick.hears("Postponed to")
    nick.press("It was kept")
    nick.choose("What shows it", "My note")
    nick.fill("In words", "I called, and they were glad")
    nick.send("Mark it as kept")
    nick.hears("Marked as kept")
    nick.press("Open it again")
    nick.fill("Why", "They had not been reached")
    nick.send()
    nick.hears("Opened again")


def test_a_sign_that_a_promise_was_kept_is_confirmed(hands: Open, desk: SmallHouse) -> None:
    shelves = desk.house.doors.shelves
    call = promised(shelves, 2, agent=OWNER, contact="contact_2")
    note = CrmActivity(
        kind="note", external_id="n1", key=None, text="I called back yesterday.", at=NOW + timedelta(days=3)
    )
    note_signs(shelves, "contact_2", (note,))
    nick = hands(f"/promises/{call.id}/p1")
    nick.send("Yes, it was kept")
    nick.hears("Marked as kept")


def test_a_sample_is_drawn_and_judged_to_its_end(hands: Open) -> None:
    judge = hands("/samples")
    page = judge.page
    judge.fill("Seed", "by keys")
    judge.choose("Of items", "decided or not")
    judge.fill("At random", "3")
    judge.send()
    for _ in range(3):
        judge.hears("Case")
        judge.reach(page.get_by_role("button", name=re.compile("^1 ")))
        with page.expect_navigation():
            page.keyboard.press("Enter")
    judge.hears("What came of it")
    judge.reach(page.get_by_role("region", name="Agreement with the agents"))


def test_a_digit_rules_on_a_case_and_in_a_note_it_is_written(hands: Open, desk: SmallHouse) -> None:
    judge = hands("/samples")
    page = judge.page
    judge.fill("Seed", "by digits")
    judge.choose("Of items", "decided or not")
    judge.fill("At random", "2")
    judge.send()
    judge.fill("Note", "at 4 p.m.")
    expect(page.get_by_text("0 of 2 judged")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("at 4 p.m.")
    judge.reach(page.get_by_role("button", name=re.compile("^1 ")))
    page.keyboard.press("9")  # no ruling has this number
    with page.expect_navigation():
        page.keyboard.press("7")
    judge.hears("Case 2")
    expect(page.get_by_text("1 of 2 judged")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("1")
    judge.hears("What came of it")
    expect(page.get_by_text("at 4 p.m.")).to_be_visible()
    sample = page.url.partition("/samples/")[2].partition("#")[0]
    with desk.house.doors.shelves.database.reading() as session:
        kept = select(SampleCaseRow.ruling).where(SampleCaseRow.sample_id == sample)
        assert session.scalars(kept.order_by(SampleCaseRow.place)).all() == ["not_said", "right"]


def test_a_near_miss_is_given_to_somebody_and_ended(hands: Open) -> None:
    judge = hands("/misses")
    judge.press("Give it to somebody, or more time")
    judge.fill("E-mail of the person", OWNER)
    judge.day("Due", "12312026")
    judge.send()
    judge.hears("Person and day are saved")
    judge.press("End it")
    judge.fill("What was found, and done", "The script was taught the word")
    judge.send("Fixed")
    judge.hears("Ended as fixed")


def test_words_are_searched_heard_and_the_search_is_kept(hands: Open) -> None:
    sam = hands("/search")
    sam.fill("Words in notes and promises", "quote")
    sam.send()
    expect(sam.page.get_by_role("list", name="Found")).to_be_focused()
    sam.fill("Keep this search as", "Quotes")
    sam.send()
    expect(sam.page.get_by_role("navigation", name="Searches that you keep")).to_be_focused()
    sam.follow("Quotes")
    sam.follow("Hear it")
    expect(sam.page.locator(".item.here")).to_be_focused()
    sam.page.go_back()
    sam.send("Forget the search Quotes")
    expect(sam.page.get_by_role("searchbox")).to_be_focused()


def test_consent_is_tried_an_opt_out_is_kept_and_a_passport_shown(hands: Open) -> None:
    olga = hands("/consent")
    olga.fill("Customer", "+1 512 555 0123")
    olga.send()
    olga.hears("Decided by")
    olga.follow("People who opted out")
    olga.fill("Phone or e-mail", "+1 202 555 0199")
    olga.fill("Reason", "asked for it by e-mail")
    olga.send()
    olga.hears("Is on the list now.")
    olga.send("Take +12025550199 off the list")
    olga.hears("list")
    olga = hands("/consent/passport")
    olga.fill("Phone or e-mail", "+1 202 555 0148")
    olga.page.keyboard.press("Enter")
    expect(olga.page.get_by_text("Consent of").first).to_be_visible()


def test_a_person_is_erased_after_a_dry_run_and_a_certificate_says_so(hands: Open) -> None:
    olga = hands("/erasures")
    olga.fill("Call id, phone, e-mail, or contact:ID of the CRM", "+1 202 555 0148")
    olga.fill("Why it is erased", "asked for by letter")
    olga.send()
    olga.hears("A dry run: nothing was erased. Of this person 1 call would go.")
    olga.send("Erase for good")
    expect(olga.page.get_by_role("heading", name="Certificate of erasure")).to_be_visible()
    olga.follow("Data")
    olga.fill("Call id, phone or e-mail", "+1 202 555 0142")
    olga.fill("Why it is held", "a complaint is open")
    olga.send("Hold")
    olga.hears("held")


def test_notes_of_a_team_are_switched_with_a_reason(hands: Open) -> None:
    olga = hands("/trust")
    button = olga.page.get_by_role("button", name="Switch", exact=True)
    olga.choose("Drafted by", "rules only")
    olga.fill("Why", "The new model was not looked at yet")
    olga.send("Switch")
    expect(olga.page.get_by_text("The new model was not looked at yet").first).to_be_visible()
    olga.reach(button)


def test_versions_stand_side_by_side_within_what_is_chosen(hands: Open, desk: SmallHouse) -> None:
    decided(desk.house.doors.shelves, desk.house.doors.shelves.clock(), accept=90, edit=30, changed="owner")
    olga = hands("/trust")
    olga.choose("Side by side", "prompt versions")
    olga.choose("Within each", "What edits changed")
    olga.send("Show side by side")
    row = olga.page.get_by_role("row", name="rules-4 120 25 %")
    expect(row).to_contain_text("18–33")
    expect(row.locator("xpath=preceding-sibling::tr[1]")).to_have_text("who has to do it")


def test_a_person_is_invited_and_moved_to_another_role(hands: Open, desk: SmallHouse) -> None:
    account_of(desk.house, "cleo@example.com", "agent")
    olga = hands("/people")
    olga.fill("E-mail", "dave@example.com")
    olga.choose("Role", "lead")
    olga.fill("Teams, separated by commas", "blue")
    olga.page.keyboard.press("Escape")  # the list of teams
    olga.send("Make a one-time link")
    olga.hears("works once")
    olga.send("End the link")
    olga.hears("dave@example.com")
    card = olga.page.locator("section", has=olga.page.get_by_role("heading", name="cleo@example.com"))
    olga.reach(card.get_by_label("Role"))
    olga.page.keyboard.type("manager")
    olga.reach(card.get_by_role("button", name="Save"))
    with olga.page.expect_navigation():
        olga.page.keyboard.press("Space")
    olga.hears("cleo@example.com")


def test_a_token_is_made_and_revoked(hands: Open) -> None:
    olga = hands("/tokens")
    olga.fill("Name", "nightly-export")
    olga.reach(olga.page.get_by_label("calls:read"))
    olga.page.keyboard.press("Space")
    olga.choose("Expires", "never")
    olga.send("Make the token")
    olga.hears("Copy this token now")
    olga.send("Revoke")
    olga.hears("revoked")


def test_a_hook_is_tested(hands: Open) -> None:
    olga = hands("/hooks")
    olga.reach(olga.page.get_by_role("button", name=re.compile("^Send a test to")).first)
    with olga.page.expect_navigation():
        olga.page.keyboard.press("Enter")
    olga.hears("Accepted, test.")
    olga.press("How to set it up")
    expect(olga.page.locator("details[open] ol").first).to_be_visible()


def test_an_address_is_added_paused_and_removed(hands: Open) -> None:
    olga = hands("/outgoing")
    olga.fill("Name", "ticket-desk")
    olga.fill("Address", "https://example.com/hooks/callnotes")
    olga.send("Add the endpoint")
    olga.hears("It is not shown again")
    olga.send("Pause ticket-desk")
    olga.hears("ticket-desk")
    olga.send("Remove ticket-desk")
    olga.hears("ticket-desk")
