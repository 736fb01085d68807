"""Shares under each other, each with its interval, as inline SVG: so that two that do not meet are seen.

In: groups of `Range`s, words. Out: markup (plot.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from api.web.plot import Words, figure, frame

_LEFT: Final = 16
_WIDE: Final = 340
_TOP: Final = 8
_STEPS: Final = 4
#: From the foot of one line to that of the next.
_GROUP_HIGH: Final = 26
_RANGE_HIGH: Final = 34
_LONGEST: Final = 52


class Range(NamedTuple):
    """A share in percent, with its interval."""

    label: str
    value: float
    low: float
    high: float


def ranges_svg(groups: Sequence[tuple[str, Sequence[Range]]], words: Words, *, top: float) -> Markup:
    """Return the plot from 0 to `top` percent: the name of each group, and its ranges below it."""
    drawn, foot = [], float(_TOP)
    for name, ranges in groups:
        foot += _GROUP_HIGH
        drawn.append(_text(_LEFT, foot, name, bold=True))
        for one in ranges:
            foot += _RANGE_HIGH
            drawn += [_text(_LEFT, foot - 14, _cut(one.label)), _range(one, foot - 4, top)]
    foot += 8
    return figure(
        [*_frame(foot, top, words), *drawn], words, wide=_LEFT + _WIDE + 24, high=foot + 46, kind=""
    )


def _x(value: float, top: float) -> float:
    return round(_LEFT + min(1.0, value / top) * _WIDE, 1)


def _frame(foot: float, top: float, words: Words) -> Iterator[Markup]:
    yield frame(_LEFT, _TOP, wide=_WIDE, high=foot - _TOP)
    middle = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    for step in range(_STEPS + 1):
        value = top * step / _STEPS
        yield middle.format(_x(value, top), foot + 16, f"{value:g}")
    yield middle.format(_LEFT + _WIDE / 2, foot + 36, words.across)


def _text(x: float, y: float, text: str, *, bold: bool = False) -> Markup:
    weight = Markup(' font-weight="650"') if bold else ""
    return Markup('<text x="{}" y="{}"{}>{}</text>').format(x + 6, y, weight, text)


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _range(one: Range, y: float, top: float) -> Markup:
    return Markup(
        '<line class="range" x1="{}" y1="{y}" x2="{}" y2="{y}"/><circle cx="{}" cy="{y}" r="4"/>'
    ).format(_x(one.low, top), _x(one.high, top), _x(one.value, top), y=y)
