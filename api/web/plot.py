"""A drawing with what it needs to be read: a title, the names of its axes, and what its marks mean.

In: markup of a drawing, words. Out: a figure of HTML around inline SVG. Its colours come from the page
(`currentColor` and classes), so that it is read in the dark, too. Its numbers stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from markupsafe import Markup

from models.frozen import Frozen

_KEYS: Final = {
    "dot": Markup('<line class="range" x1="14" y1="1" x2="14" y2="15"/><circle cx="14" cy="8" r="4"/>'),
    "line": Markup('<line class="fitted" x1="0" y1="8" x2="28" y2="8"/>'),
    "dashed": Markup('<line class="even" x1="0" y1="8" x2="28" y2="8"/>'),
}


class Key(NamedTuple):
    """What one mark of a drawing means."""

    mark: Literal["dot", "line", "dashed"]
    meaning: str


class Words(Frozen):
    """What stands on and around a drawing; `told` says its numbers, `name` is its id on the page."""

    title: str
    told: str
    name: str
    across: str
    up: str
    keys: tuple[Key, ...]


def frame(x: float, y: float, *, wide: float, high: float) -> Markup:
    """Return the box that the values of a plot are drawn in."""
    return Markup('<rect class="frame" x="{}" y="{}" width="{}" height="{}"/>').format(x, y, wide, high)


def figure(drawn: Iterable[Markup], words: Words, *, wide: float, high: float, kind: str) -> Markup:
    """Return the figure; `kind` is the class of the drawing."""
    return Markup(
        '<figure class="plot"><figcaption id="{name}-t">{title}</figcaption>'
        '<svg class="reliability{kind}" role="img" aria-labelledby="{name}-t {name}-d" '
        'viewBox="0 0 {wide} {high}"><desc id="{name}-d">{told}</desc>{drawn}</svg>'
        '<ul class="keys">{keys}</ul></figure>'
    ).format(
        name=words.name, title=words.title, told=words.told, kind=kind and f" {kind}", wide=wide, high=high,
        drawn=Markup("").join(drawn), keys=Markup("").join(map(_key, words.keys)),
    )  # fmt: skip


def _key(one: Key) -> Markup:
    return Markup(
        '<li><svg class="reliability key" width="28" height="16" aria-hidden="true">{}</svg> {}</li>'
    ).format(_KEYS[one.mark], one.meaning)
