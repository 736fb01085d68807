"""A small SVG of bars side by side, for scores of several calls: no library, so that it draws anywhere.

In: for each call its scores in percent. Out: an SVG document. Not here: curves (curve.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

_COLOURS: Final = ("#1f5fa8", "#b5472f", "#4b7f3a", "#7a4fa0")
_WIDE, _BAR, _GAP, _LEFT, _TOP = 720, 12, 14, 170, 44


def bars_of(scores: Mapping[str, Mapping[str, float]], *, title: str) -> str:
    """Return a group of bars for each call; the longest bar fills the width, its value stands behind each."""
    most = max((value for call in scores.values() for value in call.values()), default=0.0) or 1.0
    parts: list[str] = []
    y = _TOP
    for name, call in scores.items():
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 10}" text-anchor="end">{escape(name)}</text>')
        for number, (metric, value) in enumerate(call.items()):
            width = value / most * (_WIDE - _LEFT - 140)
            colour = _COLOURS[number % len(_COLOURS)]
            parts += [
                f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 2}" fill="{colour}"/>',
                f'<text x="{_LEFT + width + 6:.1f}" y="{y + 9}">{escape(metric)} {value:.1f} %</text>',
            ]
            y += _BAR
        y += _GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {y}" font-family="sans-serif">',
        "<style>text { font-size: 11px } .title { font-size: 15px }</style>",
        f'<rect width="{_WIDE}" height="{y}" fill="white"/>',
        f'<text x="{_LEFT}" y="24" class="title">{escape(title)}</text>',
    )
    return "\n".join((*head, *parts, "</svg>")) + "\n"
