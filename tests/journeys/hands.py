"""A person with a keyboard and without a mouse: presses keys, and sees at each stop where the focus is.

In: a page. Out: the page after the keys; AssertionError where the focus cannot be seen, lies under something
(WCAG 2.4.7, 2.4.11), is on a target below 24 px (2.5.8), or is lost after something was done (3.2).
Nothing is clicked, and no script moves the focus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Locator, Page, expect

_MOST_STOPS: Final = 150
#: What is wrong with where the focus is; the browser's own player and its marks are left to the browser.
_STOP: Final = """(wanted) => {
  const at = document.activeElement, faults = [];
  if (!at || at === document.body) return { there: false, faults };
  const shade = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (from) => {
    for (let one = from; one; one = one.parentElement) {
      const colour = shade(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const look = getComputedStyle(at);
  if (at.tagName !== "AUDIO") {
    const [one, other] = [light(shade(look.outlineColor)), light(behind(at.parentElement))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const drawn = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    if (!drawn || contrast < 3) faults.push("is not seen");
  }
  const line = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const [x, y] = [line.left + line.width / 2, line.top + Math.min(line.height, innerHeight) / 2];
  const hit = document.elementFromPoint(x, y);
  if (!hit || !(at.contains(hit) || (hit.tagName === "LABEL" && hit.contains(at)))) {
    faults.push(`is out of sight, or under ${hit?.className || hit?.tagName}`);
  }
  const target = (at.closest("label") ?? at).getBoundingClientRect();
  const acts = at.matches("a, button, summary, input, select, textarea") && look.display !== "inline";
  if (acts && (target.width < 24 || target.height < 24)) {
    faults.push(`is ${Math.round(target.width)} by ${Math.round(target.height)} px small`);
  }
  const name = `${at.tagName} ${at.name ?? ""} ${at.textContent.trim().slice(0, 40)}`;
  return { there: at === wanted, faults: faults.map((fault) => `${name} ${fault}`) };
}"""
#: Where the focus is: on something, or where the address's `#` leads to.
_KEPT: Final = """() => document.activeElement !== document.body
  || Boolean(location.hash && document.getElementById(location.hash.slice(1)))"""


@dataclass
class Hands:
    """Presses keys on a page."""

    page: Page

    def reach(self, wanted: Locator, *, back: bool = False) -> None:
        """Go by Tab, or by Shift-Tab, to this element, and look at every stop on the way."""
        element = wanted.element_handle()
        for _ in range(_MOST_STOPS):
            stop = self.page.evaluate(_STOP, element)
            assert not stop["faults"], f"{self.page.url}: {stop['faults']}"
            if stop["there"]:
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{self.page.url}: no key leads to {wanted}")

    def fill(self, label: str, text: str) -> None:
        """Go to the field of this label and type over what it holds."""
        self.reach(self._field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, words: str) -> None:
        """Go to the list of this label and choose by the first letters of what stands there."""
        field = self._field(label)
        self.reach(field)
        self.page.keyboard.type(words)
        chosen = field.evaluate("one => one.options[one.selectedIndex].text.trim()")
        assert chosen.lower().startswith(words.lower()), f"{chosen!r} is chosen"

    def day(self, label: str, day: str) -> None:
        """Go to the field of this label and type the day, as this browser writes it: month, day, year."""
        self.reach(self._field(label))
        self.page.keyboard.type(day)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label).filter(visible=True).first

    def press(self, button: str, *, key: str = "Enter") -> None:
        """Go to the button or the summary that says this and press a key on it."""
        role = self.page.get_by_role("button", name=button, exact=True)
        self.reach(role.or_(self.page.locator("summary", has_text=button)).filter(visible=True).first)
        self.page.keyboard.press(key)

    def send(self, button: str | None = None) -> None:
        """Send the form, by its button or from the field; what comes of it has the focus or tells where."""
        if button:
            self.reach(self.page.get_by_role("button", name=button, exact=True).filter(visible=True).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.page.evaluate(_KEPT), f"{self.page.url}: the focus is lost"

    def follow(self, link: str) -> None:
        """Go to the link that says this and open it."""
        self.reach(self.page.get_by_role("link", name=link).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def hears(self, text: str) -> None:
        """See that what has the focus says this: a screen reader reads it out."""
        expect(self.page.locator(":focus")).to_contain_text(text)
