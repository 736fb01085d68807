"""The tour is taken by keys alone from the first sign-in on, and whole without JavaScript, in any window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from api.web.tour_page import STEPS
from tests.journeys import browser as browsers
from tests.journeys.browser import Witness
from tests.journeys.desk import Desk, open_desk

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
    pytest.mark.timeout(300),
]

#: Where the framed part begins and the step's own words end, and how wide and high the window is.
_SEEN: Final = """() => {
  const lit = document.querySelector(".lit").getBoundingClientRect();
  const told = document.querySelector(".told").getBoundingClientRect();
  const root = document.documentElement;
  return { told: told.top, gap: lit.top - told.bottom, wide: root.scrollWidth, high: innerHeight };
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("tour") / "house", with_worker=False) as desk:
        yield desk


def _at(page: Page, step: int) -> None:
    """Expect this step, with the focus on its heading, so that a screen reader begins there."""
    expect(page).to_have_title(f"Tour, step {step} of 7 · Call notes")
    heading = page.get_by_role("heading", name=re.compile(f"Step {step} of 7:"))
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()


def _tab_to(page: Page, name: str) -> None:
    """Go on by Tab until the link or button of this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def test_the_tour_is_taken_by_keys_alone_and_offered_once(
    desk: Desk, browser: Browser, admin: StorageState
) -> None:
    witness = Witness(desk.address)
    with browser.new_context(base_url=desk.address, storage_state=admin) as context:
        witness.watch(context)
        page = context.new_page()
        page.goto("/calls")
        _tab_to(page, "Start the tour")
        page.keyboard.press("Enter")
        for step, key in enumerate(("ArrowRight", "Enter", "a", "A", "ArrowRight", "z"), 1):
            _at(page, step)
            accepted = page.locator(".item.accept")
            expect(accepted).to_have_count(1 if STEPS[step - 1] in {"rest", "writes", "undo"} else 0)
            page.keyboard.press(key)
        _at(page, 7)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        _at(page, 6)
        page.keyboard.press("ArrowRight")
        _at(page, 7)
        page.keyboard.press("Enter")
        expect(page.get_by_text("No calls yet.")).to_be_visible()
        expect(page.get_by_text("Start the tour")).to_have_count(0)
        page.goto("/guide")
        _tab_to(page, "Start the tour")
        page.keyboard.press("Enter")
        _at(page, 1)
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile("/calls$"))
    assert not witness.elsewhere
    assert not witness.complaints


def test_the_tour_works_without_javascript(desk: Desk, browser: Browser, admin: StorageState) -> None:
    with browser.new_context(
        base_url=desk.address, storage_state=admin, java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/tour#step")
        for step in range(1, 7):
            _at(page, step)
            page.get_by_role("link", name="Next").press("Enter")
        _at(page, 7)
        page.get_by_role("link", name="Back").press("Enter")
        _at(page, 6)
        page.get_by_role("button", name="Leave the tour").press("Enter")
        expect(page).to_have_url(re.compile("/calls$"))


@pytest.mark.parametrize(
    ("width", "height", "language"), [(320, 640, "de"), (390, 844, "en"), (1440, 900, "de")]
)
def test_a_step_and_what_it_speaks_of_are_in_sight_together(
    desk: Desk, browser: Browser, admin: StorageState, width: int, height: int, language: str
) -> None:
    with browser.new_context(
        base_url=desk.address,
        storage_state=admin,
        locale=language,
        viewport={"width": width, "height": height},
    ) as context:
        page = context.new_page()
        for step in range(1, len(STEPS) + 1):
            page.goto(f"/tour?step={step}#step")
            expect(page.locator("html")).to_have_attribute("lang", language)
            seen = page.evaluate(_SEEN)
            assert seen["wide"] == width, f"step {step} is wider than its window"
            assert seen["told"] >= 0, f"the words of step {step} begin above the window"
            part = page.locator(".lit")
            expect(part).to_be_in_viewport()
            assert 0 <= seen["gap"] <= 40, f"what step {step} speaks of is not right below it"
