"""Text as HubSpot holds it, and back: HTML with escapes and line breaks, 65,536 characters at most."""

from __future__ import annotations

import html
import re
from typing import Final

#: HubSpot's limit for the body of a note (reference 1.2).
LONGEST: Final = 65_536
_REST: Final = "<br>The rest stands in Call notes."
_BREAK: Final = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]+>")
_INSIDE: Final = re.compile(r"&[^;\s]{0,9}$|<[^>]{0,9}$")


def as_html(text: str) -> str:
    """Return text as HTML that shows it as it is; what is too long ends with where the rest stands."""
    shown = html.escape(text, quote=False).replace("\t", "&#9;").replace("\n", "<br>")
    if len(shown) <= LONGEST:
        return shown
    return _INSIDE.sub("", shown[: LONGEST - len(_REST)]) + _REST


def as_text(shown: str) -> str:
    """Return what a person reads in this HTML, also where an editor has rewritten it."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", shown)))
