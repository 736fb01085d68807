"""Every page of the desk in a real browser, on phone and desktop, light and dark.

Where Chromium is absent the tests skip; no browser is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from api.web import add_pages
from tests.journeys import browser as browsers
from tests.journeys.accessible import violations
from tests.journeys.browser import Witness
from tests.journeys.gallery import Gallery, open_gallery
from tests.journeys.pages import NO_PAGES, ROWS, STATELESS, Row, brought_up, in_german, looks, size

#: Every rule that axe-core has on by itself (WCAG 2.0 to 2.1 A and AA, good practice), and that of 2.2 AA.
_ALL: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
#: The looks in which axe holds a page against them: narrow and light, then wide, dark, and in German where it
#: can be. All refusals are one page in other words, and are looked at once.
_LOOKED_AT: Final = {(390, "light"), (1440, "dark")}

_WIDTH: Final = "document.documentElement.scrollWidth"
#: How many scripts hold the page up, and the bytes of script above 60,000.
_QUICK: Final = """() => [
  document.querySelectorAll("script:not([type=module]):not([type='application/json'])").length,
  Math.max(0, performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js"))
    .reduce((sum, one) => sum + one.decodedBodySize, 0) - 60000),
]"""

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
    pytest.mark.timeout(300),  # houses are furnished, beside whatever else the machine does
]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with open_gallery(tmp_path_factory.mktemp("gallery")) as opened:
        yield opened


def test_every_page_of_the_desk_has_a_row() -> None:
    routes = {
        route.path
        for room in add_pages._ROOMS
        for route in room.router.routes
        if "GET" in getattr(route, "methods", ())
    }
    assert {row.route for row in ROWS} - {""} == routes - set(NO_PAGES)
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("state", ["empty", "forbidden", "absent"])
def test_every_page_has_a_row_in_each_state_that_it_can_be_in(state: str) -> None:
    pages = {row.route for row in ROWS} - {""}
    if state == "absent":
        pages = {route for route in pages if "{" in route}  # of others there is one, and it is there
    shown = {row.route for row in ROWS if row.state == state} - {""}
    assert not shown & set(STATELESS[state]), "a page that has a row needs no reason why it has none"
    assert pages == shown | set(STATELESS[state])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_page_is_whole_for_everybody_on_phone_and_desktop_in_light_and_dark(
    row: Row, gallery: Gallery, browser: Browser
) -> None:
    witness = Witness(gallery.addresses[row.house])
    with brought_up(row, gallery, browser, witness) as page:
        assert page.evaluate(_QUICK) == [0, 0], "a script holds the page up, or scripts are too many"
        _reflows(page)
        for width, scheme in looks(page):
            refused = row.state in {"forbidden", "absent"}
            if (width, scheme) == (1440, "light") and not refused and in_german(row, page):
                _reflows(page)
                page.set_viewport_size(size(width))
            if (width, scheme) in _LOOKED_AT and not (refused and width == 1440):
                assert not (found := violations(page, _ALL, row.within)), f"{width} {scheme}: {found}"
            assert page.evaluate(_WIDTH) <= width, f"wider than {width} px"
    assert not witness.elsewhere
    assert not witness.complaints


def _reflows(page: Page) -> None:
    """See that a page of 1280 px enlarged fourfold is read without scrolling sideways (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(_WIDTH) <= 320, "wider than 320 px"
    bar = page.locator(".rest").bounding_box() if page.locator(".rest").count() else None
    assert bar is None or bar["height"] < 60, "the bar of a call hides its notes"


def test_what_was_typed_stays_when_the_session_has_ended(gallery: Gallery, browser: Browser) -> None:
    row = next(row for row in ROWS if row.name == "call-edit")
    with brought_up(row, gallery, browser, Witness(gallery.addresses[row.house])) as page:
        field = page.locator("details.edit[open] textarea")
        field.fill("Send two machines, not one")
        page.context.clear_cookies()
        page.locator("details.edit[open]").get_by_role("button", name="Keep this text").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible()
        expect(field).to_have_value("Send two machines, not one")


def test_on_a_phone_the_first_note_of_a_call_is_seen_without_scrolling(
    gallery: Gallery, browser: Browser
) -> None:
    row = next(one for one in ROWS if one.name == "call-staged")
    with brought_up(row, gallery, browser, Witness(gallery.addresses[row.house])) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("scrollTo(0, 0)")
        note, bar = page.locator(".sentence").first.bounding_box(), page.locator(".rest").bounding_box()
    assert note
    assert bar
    assert note["y"] + note["height"] <= bar["y"]
