"""What an update of ours leaves as people made it in HubSpot: a note's text, what they set on a task, a call.

In: an operation, our values for it, the record that is there. Out: the values that may be written.
Two texts are the same when they show the same, however HubSpot or its editor wrote the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, Final

from crm_sync.adapters.hubspot.portal_schema import STATUS
from crm_sync.adapters.hubspot.wording import as_html, as_text
from crm_sync.only_proposed import only_proposed
from models.crm import Activity, PutCall, PutNote, PutTask

BODY: Final = "hs_note_body"
#: Tags that only lay lines out; an editor puts others in their place.
_LAYOUT: Final = frozenset({"br", "p", "div", "span", "body", "html"})
_APPS: Final = frozenset({"INTEGRATION", "API"})
_SAME_TAG: Final = {"strong": "b", "em": "i"}
#: Where a line ends: at a break, and where a block begins or ends.
_LINE_ENDS: Final = re.compile(
    r"(<br\s*/?>|</?(?:p|div|li|ul|ol|h\d|blockquote|table|tr|td)(?:\s[^>]*)?>)", re.IGNORECASE
)
_TAGS: Final = re.compile(r"<[^>]+>")


def kept(
    operation: Activity,
    values: dict[str, str],
    there: Any,  # noqa: ANN401 - the vendor's, untyped
    *,
    is_edited: bool,
) -> dict[str, str]:
    """Return our values, but a review status as people set it, and a text as they edited it.

    A confirmed one has the line above it that says who confirmed it.
    The record of a call is written once and theirs from then on, until it is withdrawn.
    """
    if isinstance(operation, PutCall):
        return values if operation.status == "rejected" else {}
    if isinstance(operation, PutTask):
        is_set = operation.status == "review" and there.properties.get(STATUS)
        return {name: value for name, value in values.items() if not (is_set and name == STATUS)}
    if not is_edited:
        return values
    theirs = there.properties.get(BODY) or ""
    if operation.status != "live":
        return values | {BODY: theirs}
    left = without_proposal(theirs, operation.call_id, operation.written or "")
    return values | {BODY: _told_who(left, operation.body)}


def differs(operation: Activity, there: Any) -> bool:  # noqa: ANN401 - the vendor's, untyped
    """True where the note shows neither what we wrote last nor what is to be written."""
    if not isinstance(operation, PutNote) or operation.written is None:
        return False
    theirs = shown(there.properties.get(BODY) or "")
    return theirs not in {shown(as_html(operation.written)), shown(as_html(operation.body))}


def only_by_apps(note: Any) -> bool:  # noqa: ANN401 - the vendor's, untyped
    """True where no person ever wrote the text: it is a write of ours whose answer was lost, or an app's.

    The newest text alone does not tell: it is ours, too, where we wrote a person's text without our banner.
    """
    history = (note.properties_with_history or {}).get(BODY) or [] if note is not None else []
    return bool(history) and all(one.source_type in _APPS for one in history)


def changed_there(record: Any, names: Iterable[str]) -> frozenset[str]:  # noqa: ANN401 - the vendor's, untyped
    """Return those of these properties whose newest value no app has written."""
    history = (record.properties_with_history or {}) if record is not None else {}
    newest = {
        name: max(history.get(name) or [], key=lambda one: one.timestamp, default=None) for name in names
    }
    return frozenset(name for name, one in newest.items() if one is not None and one.source_type not in _APPS)


def without_proposal(theirs: str, call_id: str, written: str) -> str:
    """Return the HTML without the lines that say that nobody has confirmed it; its tags stay in pairs.

    What a person typed behind such a line of the text that we wrote stays, without the line before it.
    """
    parts = _LINE_ENDS.split(theirs)
    left: list[str] = []
    for place in range(0, len(parts), 2):
        line, end = parts[place], parts[place + 1] if place + 1 < len(parts) else ""
        text = " ".join(as_text(line).split())
        if only_proposed(text, call_id):
            line = "".join(_TAGS.findall(line)) + as_html(_typed_behind(text, written))
            end = "" if end.lower().startswith("<br") else end
        left.append(line + end)
    return re.sub(r"^(?:\s*<br\s*/?>)+", "", "".join(left), flags=re.IGNORECASE)


def _told_who(left: str, confirmed: str) -> str:
    """Return the HTML below the first line of the confirmed text, which says who confirmed it; said once."""
    who = as_html(confirmed.partition("\n")[0])
    told = shown(who)
    return left if shown(left)[: len(told)] == told else f"{who}<br>{left}"


def _typed_behind(line: str, written: str) -> str:
    """Return what a person typed behind a line of ours, empty where nothing of it is known."""
    ours = (" ".join(one.split()) for one in written.splitlines())
    known = max((one for one in ours if one and line.startswith(one)), key=len, default=line)
    return line.removeprefix(known).strip()


def shown(text: str) -> tuple[str, ...]:
    """Return what this HTML shows: words and meaningful tags in order, without layout and ways of writing."""
    reader = _Shown()
    reader.feed(text)
    reader.close()
    return tuple(reader.found)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _LAYOUT:
            link = next((value or "" for name, value in attrs if name == "href"), "")
            self.found.append(f"<{_SAME_TAG.get(tag, tag)} {link}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _LAYOUT:
            self.found.append(f"</{_SAME_TAG.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self.found += data.split()
