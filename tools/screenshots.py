"""Pictures of every page of the desk, light and dark, on phone and desktop; or those of the README.

Usage: python -m tools.screenshots [FOLDER] [--readme]

In: nothing; servers of its own are started and furnished; needs the program chromium. Out: pictures in FOLDER
(default: var/screenshots, docs/images). Strict: it ends with an error when a page does not come up, is wider
than its window, or asks for anything elsewhere.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

import structlog
from playwright.sync_api import Browser

from tests.journeys import browser as browsers
from tests.journeys.browser import Witness
from tests.journeys.gallery import Gallery, open_gallery
from tests.journeys.pages import ROWS, Row, brought_up, looks

ROOT: Final = Path(__file__).resolve().parent.parent

#: The pictures of the README: the page, the window's width, and how it looks.
README: Final = {
    "desk-call": ("call-staged", 1440, "light"),
    "desk-calls": ("calls", 1440, "light"),
    "desk-phone": ("call-staged", 390, "dark"),
}


def take_all(folder: Path, gallery: Gallery, browser: Browser) -> None:
    """Write a picture of each page, as long as the page is, at each width and in each scheme."""
    for row in ROWS:
        witness = Witness(gallery.addresses[row.house])
        with brought_up(row, gallery, browser, witness) as page:
            for width, scheme in looks(page):
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    raise SystemExit(f"{row.name} is {wide} px wide in a window of {width} px")
                page.screenshot(path=folder / f"{row.name}-{width}-{scheme}.png", full_page=True)
        _judge(row, witness)
        print(row.name)


def take_for_readme(folder: Path, gallery: Gallery, browser: Browser) -> None:
    """Write the pictures of the README: what one window shows."""
    rows = {row.name: row for row in ROWS}
    for name, (shown, wanted_width, wanted_scheme) in README.items():
        witness = Witness(gallery.addresses[rows[shown].house])
        with brought_up(rows[shown], gallery, browser, witness) as page:
            for width, scheme in looks(page):
                if (width, scheme) == (wanted_width, wanted_scheme):
                    page.screenshot(path=folder / f"{name}.png")
        _judge(rows[shown], witness)
        print(name)


def _judge(row: Row, witness: Witness) -> None:
    if witness.elsewhere or witness.complaints:
        raise SystemExit(f"{row.name}: {witness.elsewhere} {witness.complaints}")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every page of the desk.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--readme", action="store_true", help="the pictures of the README instead")
    asked = parser.parse_args()
    if browsers.PROGRAM is None:
        raise SystemExit(browsers.WHY_NOT)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    folder = asked.folder or ROOT / ("docs/images" if asked.readme else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="callnotes-screenshots-") as house,
        open_gallery(Path(house)) as gallery,
        browsers.chromium() as browser,
    ):
        (take_for_readme if asked.readme else take_all)(folder, gallery, browser)
    print(f"The pictures are in {folder}")


if __name__ == "__main__":
    main()
