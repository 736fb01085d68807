"""What the tests in a real browser share: the browser, and the session of the first admin of their `desk`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.journeys import browser as browsers
from tests.journeys.desk import Desk
from tests.journeys.gallery import ADMIN


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def admin(desk: Desk, browser: Browser) -> StorageState:
    """The session of the first admin, made by the link that the server printed."""
    with browser.new_context(base_url=desk.address) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_text("Nobody has an account yet")).to_be_visible()
        browsers.become_first_admin(page, desk, ADMIN)
        return context.storage_state()
