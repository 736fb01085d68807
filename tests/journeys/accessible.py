"""Holds what a browser shows against axe-core's rules.

In: a page, the rules. Out: what breaks them, in words. Source: https://github.com/dequelabs/axe-core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE: Final[str] = Axe().axe_script
#: The script is long: a document reads it once, and only what is wrong comes back.
_RUN: Final = """([options, within]) => axe.run(within ?? document, options)
  .then(({ violations }) => violations.map((one) =>
  `${one.id}: ${one.help} (${one.nodes.map((node) => node.html.slice(0, 300)).join(" | ")})`))"""


def violations(page: Page, options: Mapping[str, object], within: str | None = None) -> list[str]:
    """Return each rule that the page breaks, or this part of it, with the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN, [options, within])
    return found
