"""The system's own Chromium, and a witness of all that it asked for and complained of.

Out: `chromium()`, `Witness`, and the first admin. No browser is ever downloaded.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.journeys.desk import PASSWORD, Desk

PROGRAM: Final = shutil.which("chromium")
WHY_NOT: Final = "Chromium is not on PATH (on Debian: apt install chromium)"
PATIENCE_MS: Final = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser until the context ends; what is expected may take as long as a busy machine takes."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=PROGRAM, args=["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Witness:
    """Notes what the pages of a context asked for elsewhere, and every error that the browser told of."""

    address: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of this context from now on."""
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._asked)
        context.on("console", self._told)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _asked(self, request: Request) -> None:
        wanted, ours = urlsplit(request.url), urlsplit(self.address)
        if wanted.scheme in {"data", "blob"}:
            return
        if (wanted.scheme, wanted.netloc) != (ours.scheme, ours.netloc):
            self.elsewhere.append(request.url)

    def _told(self, message: ConsoleMessage) -> None:
        """A page that is itself the answer to a fault is told of as an error by the browser, and is none."""
        its_own_status = (
            message.text.startswith("Failed to load resource: the server responded with a status of ")
            and message.page is not None
            and message.location["url"] == message.page.url
        )
        cut_off = "ERR_INTERNET_DISCONNECTED" in message.text  # the test did so
        if message.type == "error" and not its_own_status and not cut_off:
            self.complaints.append(f"{message.location['url']}: {message.text}")


def become_first_admin(page: Page, desk: Desk, email: str) -> None:
    """Make the first admin by the link that the server printed, and end on the empty list of calls."""
    page.goto(desk.first_link)
    page.get_by_label("Your e-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_text("No calls yet.")).to_be_visible()
