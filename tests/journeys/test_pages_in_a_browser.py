"""Every page of the desk in a real browser, on phone and desktop, light and dark.

Where Chromium is absent the tests skip; no browser is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from api.web import add_pages
from tests.journeys import browser as browsers
from tests.journeys.browser import Witness
from tests.journeys.gallery import Gallery, open_gallery
from tests.journeys.pages import NO_PAGES, ROWS, Row, brought_up, in_german, looks, size

#: Every rule that axe-core has on by itself (WCAG 2.0 to 2.1 A and AA, good practice), and that of 2.2 AA.
_ALL: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
#: What axe holds a page against in each of its looks. Darkness changes colours alone, and the wide page shows
#: whatever the narrow one does: in German, where that can be.
_RULES: Final = {
    (390, "light"): _ALL,
    (1440, "light"): _ALL,
    (1440, "dark"): {
        "resultTypes": ["violations"],
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    },
}

_WIDTH: Final = "document.documentElement.scrollWidth"
#: How many scripts hold the page up, and the bytes of script above 60,000.
_QUICK: Final = """() => [
  document.querySelectorAll("script:not([type=module]):not([type='application/json'])").length,
  Math.max(0, performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js"))
    .reduce((sum, one) => sum + one.decodedBodySize, 0) - 60000),
]"""

pytestmark = [
    pytest.mark.skipif(browsers.PROGRAM is None, reason=browsers.WHY_NOT),
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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_page_is_whole_for_everybody_on_phone_and_desktop_in_light_and_dark(
    row: Row, gallery: Gallery, browser: Browser
) -> None:
    witness, axe = Witness(gallery.address_for(row.fresh)), Axe()
    with brought_up(row, gallery, browser, witness) as page:
        assert page.evaluate(_QUICK) == [0, 0], "a script holds the page up, or scripts are too many"
        for width, scheme in looks(page):
            if (width, scheme) == (1440, "light") and in_german(row, page):
                page.set_viewport_size(size(390))
                assert page.evaluate(_WIDTH) <= 390, "wider than 390 px in German"
                page.set_viewport_size(size(width))
            rules = _RULES.get((width, scheme))
            if rules is not None:
                found = axe.run(page, options=rules)
                assert not found.response["violations"], f"{width} {scheme}: {found.generate_report()}"
            assert page.evaluate(_WIDTH) <= width, f"wider than {width} px"
    assert not witness.elsewhere
    assert not witness.complaints


def test_what_was_typed_stays_when_the_session_has_ended(gallery: Gallery, browser: Browser) -> None:
    row = next(row for row in ROWS if row.name == "call-edit")
    with brought_up(row, gallery, browser, Witness(gallery.address_for(row.fresh))) as page:
        field = page.locator("details.edit[open] textarea")
        field.fill("Send two machines, not one")
        page.context.clear_cookies()
        page.locator("details.edit[open]").get_by_role("button", name="Keep this text").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible()
        expect(field).to_have_value("Send two machines, not one")
