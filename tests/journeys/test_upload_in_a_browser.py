"""The upload page with JavaScript: what is wrong is said once, and the chosen files wait for the mending."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, StorageState, expect

from tests.journeys import browser as browsers
from tests.journeys.desk import PASSWORD, Desk, open_desk
from tests.journeys.gallery import ADMIN

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("upload") / "house", with_worker=False) as desk:
        yield desk


def test_one_wrong_field_is_said_once_at_the_field_and_five_files_wait(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        page = context.new_page()
        _choose(page, first=0)
        customer = page.get_by_label("Customer's phone or e-mail")
        page.get_by_text("About the calls").click()
        customer.fill("not a phone")
        page.get_by_text("About the calls").click()
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator(".field-problem")).to_have_count(1)
        expect(customer).to_be_focused()
        expect(customer).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("Waits for “Upload”")).to_have_count(5)
        customer.fill("+1 202 555 0147")
        expect(page.locator(".field-problem")).to_have_count(0)
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("link", name="Open the call")).to_have_count(5)


def test_a_session_that_has_ended_keeps_the_files_until_the_person_is_in_again(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        page = context.new_page()
        _choose(page, first=10)
        context.clear_cookies()
        page.get_by_role("button", name="Upload", exact=True).click()
        problem = page.locator("[data-problem]")
        expect(problem).to_contain_text("You are signed out")
        expect(page.get_by_text("Waits until you are signed in")).to_have_count(5)
        with page.expect_popup() as opened:
            problem.get_by_role("link", name=re.compile("Sign in")).click()
        door = opened.value
        door.get_by_label("E-mail").fill(ADMIN)
        door.get_by_label("Password").fill(PASSWORD)
        door.get_by_role("button", name="Sign in").click()
        expect(door.get_by_role("heading", name="Calls")).to_be_visible()
        page.get_by_role("button", name="Try again 10.wav").click()
        expect(page.get_by_role("link", name="Open the call")).to_have_count(1)
        expect(problem).to_be_hidden()
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("link", name="Open the call")).to_have_count(5)


def test_two_legs_are_one_call_and_go_only_together(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        page = _opened(context.new_page())
        page.get_by_label("The recording was announced").check()  # a call that awaits consent is not heard
        page.get_by_label("How it was given").fill("Announcement before the call")
        page.get_by_text("One call in two files").click()
        page.get_by_label("Left side").set_input_files(_recording(20))
        page.get_by_label("Recordings").set_input_files(_recording(22))
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator("[data-problem]")).to_contain_text("Choose the files of both sides")
        page.get_by_label("Right side").set_input_files(_recording(21))
        expect(page.get_by_text("20.wav, 21.wav")).to_be_visible()
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("link", name="Open the call")).to_have_count(2)
        page.locator("li", has_text="20.wav, 21.wav").get_by_role("link").click()
        expect(page.get_by_role("heading", name="Unknown customer")).to_be_visible()
        expect(page.locator("#other-leg")).to_be_attached()


def test_a_transcript_belongs_to_one_recording_and_goes_up_alone_too(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        page = _opened(context.new_page())
        page.get_by_text("A transcript from elsewhere").click()
        said = b"Agent: I will send you the quote by Friday.\nCustomer: Thank you.\n"
        spoken: FilePayload = {"name": "call.txt", "mimeType": "text/plain", "buffer": said}
        page.get_by_label("Transcript of one call").set_input_files(spoken)
        page.get_by_label("Recordings").set_input_files([_recording(30), _recording(31)])
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator("[data-problem]")).to_contain_text("A transcript belongs to one recording")
        for number in (30, 31):
            page.get_by_role("button", name=f"Remove {number}.wav").click()
        page.get_by_role("button", name="Upload", exact=True).click()
        page.get_by_role("link", name="Open the call").click()
        expect(page.get_by_text("There is no recording: this call came as a transcript.")).to_be_visible()
        expect(page.get_by_text("I will send you the quote by Friday.")).to_be_visible()


def _opened(page: Page) -> Page:
    page.goto("/upload")
    page.get_by_label("I do not know yet").check()
    return page


def _choose(page: Page, *, first: int) -> None:
    _opened(page)
    files = [_recording(number) for number in range(first, first + 5)]
    page.locator("#audio").set_input_files(files)


def _recording(number: int) -> FilePayload:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes([number]) * 16_000)
    return {"name": f"{number}.wav", "mimeType": "audio/wav", "buffer": out.getvalue()}
