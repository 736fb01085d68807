"""What must not be lost in a real browser: without a connection, after a reload, beside a second reviewer.

In: an open page of a call that waits, and the page of somebody else. Out: nothing, or AssertionError.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

_TYPED = "Typed by hand and not to be lost"


def offline(page: Page, ids: list[str]) -> None:
    """Decide twice without a connection: both stand as not sent yet, and come once it is back."""
    first, second = ids[:2]
    page.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator(f"#i-{first} .unsent-mark")).to_be_visible()
    _type(page, second)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#unsent span")).to_have_text("2")
    page.context.set_offline(False)
    expect(page.locator(f"#i-{first}")).to_have_class(re.compile(r"\breject\b"))
    expect(page.locator(f"#t-{second}")).to_contain_text(_TYPED)
    expect(page.locator("#unsent")).to_be_hidden()


def reload(page: Page, item: str) -> None:
    """What was typed stands in its field again."""
    _type(page, item)
    page.reload()
    expect(page.locator(f"#i-{item} textarea")).to_have_value(_TYPED)
    expect(page.locator("#typed")).to_be_visible()


def second_reviewer(page: Page, other: Page, item: str) -> None:
    """Each sees the other; what one decides comes while the other types, and stands beside it."""
    expect(page.locator(".others")).to_contain_text("second@brightwater.example")
    expect(page.locator(f"#i-{item} textarea")).to_have_value(_TYPED)
    other.locator(f"#i-{item}").get_by_role("button", name="Reject", exact=True).click()
    expect(other.locator(f"#i-{item}")).to_have_class(re.compile(r"\breject\b"))
    expect(page.locator(f"#i-{item}")).to_have_attribute(
        "data-changed-meanwhile", re.compile("rejected", re.IGNORECASE)
    )
    page.locator(f"#i-{item} textarea").focus()
    page.keyboard.press("Control+Enter")
    clash = page.locator(".clash")
    for _ in range(2):  # as it comes, and again after a reload
        expect(clash).to_contain_text(_TYPED)
        expect(clash).to_contain_text("second@brightwater.example")
        page.reload()
    expect(clash).to_have_count(1)
    clash.get_by_role("button", name="Keep mine").click()
    expect(clash).to_have_count(0)
    expect(page.locator(f"#t-{item}")).to_contain_text(_TYPED)
    expect(other.locator(f"#t-{item}")).to_contain_text(_TYPED)


def clash_while_others_come(page: Page, other: Page, ids: list[str]) -> None:
    """Of two decisions without a connection the first clashes; it stays in sight when the second comes."""
    first, second = ids
    page.context.set_offline(True)
    for item in ids:
        page.locator(f"#i-{item}").focus()
        page.keyboard.press("a")
        expect(page.locator(f"#i-{item} .unsent-mark")).to_be_visible()
    other.locator(f"#i-{first}").get_by_role("button", name="Reject", exact=True).click()
    expect(other.locator(f"#i-{first}")).to_have_class(re.compile(r"\breject\b"))
    page.context.set_offline(False)
    expect(page.locator(f"#i-{second}")).to_have_class(re.compile(r"\baccept\b"))
    expect(page.locator("#said")).not_to_contain_text("Not sent yet")
    clash = page.locator(f".clash[data-item-of={first}]")
    expect(clash).to_be_visible()
    page.reload()
    expect(clash).to_be_visible()
    clash.get_by_role("button", name="Keep mine").click()
    expect(clash).to_have_count(0)
    expect(page.locator(f"#i-{first}")).to_have_class(re.compile(r"\baccept\b"))
    page.reload()
    expect(page.locator(f"#i-{first}")).to_have_class(re.compile(r"\baccept\b"))
    expect(clash).to_have_count(0)


def late_result(page: Page, other: Page, item: str, within_ms: float) -> None:
    """The notes are made again while somebody types: the text is in sight, whatever became of its item."""
    _type(page, item)
    other.get_by_label("Give up the").first.check()
    other.get_by_role("button", name="Swap speakers").click()
    expect(other.locator("#t1")).to_have_class(re.compile(r"\bcustomer\b"))
    expect(other.locator(".status strong")).to_be_visible(timeout=within_ms)
    page.locator(f"#i-{item} textarea").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".clash")).to_contain_text(_TYPED)


def _type(page: Page, item: str) -> None:
    page.locator(f"#i-{item}").focus()
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(_TYPED)
