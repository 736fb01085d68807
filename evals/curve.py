"""A small SVG of curves in one frame: no library, so that a report draws itself anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

_WIDE, _HIGH, _LEFT, _TOP, _LOW = 720, 440, 70, 30, 60
_COLOURS: Final = ("#1f5fa8", "#b5472f", "#4b7f3a", "#7a4fa0")

Points = tuple[tuple[float, float], ...]


def svg_of(
    curves: Mapping[str, Points],
    *,
    across: str,
    up: str,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    marked: tuple[float, float] | None = None,
) -> str:
    """Return the curves as an SVG document; points outside the ranges are left out, `marked` gets a ring."""

    def place(x: float, y: float) -> tuple[float, float]:
        right = (x - x_range[0]) / (x_range[1] - x_range[0])
        above = (y - y_range[0]) / (y_range[1] - y_range[0])
        return _LEFT + right * (_WIDE - _LEFT - 20), _HIGH - _LOW - above * (_HIGH - _LOW - _TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
    ]
    for step in range(6):
        x = x_range[0] + step / 5 * (x_range[1] - x_range[0])
        y = y_range[0] + step / 5 * (y_range[1] - y_range[0])
        (at_x, bottom), (_, top), (left, at_y) = (
            place(x, y_range[0]),
            place(x, y_range[1]),
            place(x_range[0], y),
        )
        parts += [
            f'<path stroke="#ddd" d="M{at_x:.1f} {bottom:.1f}V{top:.1f}M{left} {at_y:.1f}H{_WIDE - 20}"/>',
            f'<text x="{at_x:.1f}" y="{bottom + 18:.1f}" font-size="12" text-anchor="middle">{x:g}</text>',
            f'<text x="{left - 8:.1f}" y="{at_y + 4:.1f}" font-size="12" text-anchor="end">{y:g}</text>',
        ]
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        inside = [
            place(x, y) for x, y in points if x_range[0] <= x <= x_range[1] and y_range[0] <= y <= y_range[1]
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in inside)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in inside]
        parts.append(
            f'<text x="{_WIDE - 30}" y="{_HIGH - _LOW - 14 - 18 * number}" font-size="13" text-anchor="end"'
            f' fill="{colour}">{escape(name)}</text>'
        )
    if marked is not None:
        x, y = place(*marked)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="black" stroke-width="2"/>')
    parts += [
        f'<text x="{_WIDE / 2}" y="{_HIGH - 14}" font-size="13" text-anchor="middle">{escape(across)}</text>',
        f'<g transform="translate(18 {_HIGH / 2}) rotate(-90)" font-size="13" text-anchor="middle">',
        f"<text>{escape(up)}</text></g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
