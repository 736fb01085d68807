"""Mail domains that anybody can have an address in, so that they say nothing about a company.

In: a domain in lower case. Out: whether it is one of them. The list holds the large providers of each region;
a domain that is missing here makes a needless hint and nothing else.
"""

from __future__ import annotations

from typing import Final

_NAMES: Final = frozenset({
    "126", "163", "aol", "att", "bluewin", "btinternet", "comcast", "daum", "fastmail", "free", "freenet",
    "gmail", "gmx", "googlemail", "hey", "hotmail", "hushmail", "icloud", "laposte", "libero", "live", "mac",
    "mail", "mailbox", "me", "msn", "naver", "orange", "outlook", "pm", "posteo", "proton", "protonmail",
    "qq", "rediffmail", "sbcglobal", "seznam", "sfr", "sina", "sky", "t-online", "terra", "tuta",
    "tutanota", "uol", "bol", "rocketmail", "verizon", "wanadoo", "web", "yahoo", "yandex", "ymail", "zoho",
})  # fmt: skip


def is_free_mail(domain: str) -> bool:
    """True for `gmail.com`, `yahoo.co.uk` and the like."""
    name, _, ending = domain.partition(".")
    return name in _NAMES and ending.count(".") <= 1 and len(ending) <= 6
