"""A value week by week as inline SVG, each with its interval, and a second line where there is one.

In: `Point`s, words. Out: markup (plot.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from api.web.plot import Words, figure, frame

_WIDE: Final = 560
_HIGH: Final = 200
_LEFT: Final = 84
_TOP: Final = 36
_STEPS: Final = 4
_MOST_LABELS: Final = 4


class Point(NamedTuple):
    """One week: its label, its value with the interval, and that of the second line; None where none is."""

    label: str
    value: float | None = None
    low: float = 0.0
    high: float = 0.0
    second: float | None = None


def weeks_svg(points: Sequence[Point], words: Words, *, top: float, tick: Callable[[float], str]) -> Markup:
    """Return the plot from 0 to `top`; `tick` writes a value of its axis."""
    drawn = [
        *_frame(points, top, words, tick),
        *_lines(points, [one.second for one in points], top, "even"),
        *_lines(points, [one.value for one in points], top, "fitted"),
        *(_dot(points, place, top) for place, one in enumerate(points) if one.value is not None),
    ]
    return figure(drawn, words, wide=_WIDE + _LEFT + 24, high=_HIGH + _TOP + 60, kind="weeks")


def _x(points: Sequence[Point], place: int) -> float:
    return round(_LEFT + (place + 0.5) * _WIDE / max(1, len(points)), 1)


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - min(1.0, value / top)) * _HIGH, 1)


def _frame(points: Sequence[Point], top: float, words: Words, tick: Callable[[float], str]) -> list[Markup]:
    drawn = [
        frame(_LEFT, _TOP, wide=_WIDE, high=_HIGH),
        Markup('<text x="4" y="{}">{}</text>').format(_TOP - 16, words.up),
    ]
    for step in range(_STEPS + 1):
        value = top * step / _STEPS
        drawn.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
                _LEFT - 6, _y(value, top) + 4, tick(value)
            )
        )
    every = -(-len(points) // _MOST_LABELS)
    middle = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    return [
        *drawn,
        *(
            middle.format(_x(points, place), _TOP + _HIGH + 22, points[place].label)
            for place in range(0, len(points), max(1, every))
        ),
        middle.format(_LEFT + _WIDE / 2, _TOP + _HIGH + 50, words.across),
    ]


def _lines(points: Sequence[Point], values: Sequence[float | None], top: float, kind: str) -> list[Markup]:
    """The line through the weeks that have a value, broken where one has none."""
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_x(points, place)},{_y(value, top)}")
    return [
        Markup('<polyline class="{}" points="{}"/>').format(kind, " ".join(run))
        for run in runs
        if len(run) > 1
    ]


def _dot(points: Sequence[Point], place: int, top: float) -> Markup:
    one, x = points[place], _x(points, place)
    return Markup(
        '<line class="range" x1="{x}" y1="{low}" x2="{x}" y2="{high}"/><circle cx="{x}" cy="{y}" r="4"/>'
    ).format(x=x, low=_y(one.low, top), high=_y(one.high, top), y=_y(one.value or 0.0, top))
