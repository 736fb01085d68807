"""Text as HubSpot holds it, and back: HTML with escapes, breaks and one link, 65,536 characters at most."""

from __future__ import annotations

import html
import re
from typing import Final

from crm_sync.how_to_decide import PAGE

#: HubSpot's limit for the body of a note (reference 1.2).
LONGEST: Final = 65_536
_REST: Final = "<br>The rest stands in Call notes."
_BREAK: Final = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]+>")
_INDENT: Final = re.compile(r"^ +", re.MULTILINE)
_LINK: Final = re.compile(rf"(?<=<br>{re.escape(PAGE)} )(https?://[^\s<\"]+)")
_INSIDE: Final = re.compile(r"&[^;\s]{0,9}$|<[^>]{0,9}$")


def as_html(text: str) -> str:
    """Return text as HTML that shows it as it is; what is too long ends with where the rest stands.

    The line that leads to the call's page is a link: no words of a call can stand at the beginning of a line.
    """
    shown = _INDENT.sub(lambda found: "&nbsp;" * len(found[0]), html.escape(text, quote=False))
    shown = shown.replace("\t", "&#9;").replace("\n", "<br>")
    linked = _LINK.sub(r'<a href="\1">\1</a>', shown)
    if len(linked) <= LONGEST:
        return linked
    return _INSIDE.sub("", shown[: LONGEST - len(_REST)]) + _REST


def as_text(shown: str) -> str:
    """Return what a person reads in this HTML, also where an editor has rewritten it."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", shown)).replace("&nbsp;", " "))
