"""A value week by week as inline SVG, each with its interval, and a second line where there is one.

In: `Point`s, words. Out: markup. The same numbers stand in a table beside it.
Colours come from the page, as of reliability.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

_WIDE: Final = 560
_HIGH: Final = 200
_LEFT: Final = 56
_TOP: Final = 12
_STEPS: Final = 4
_MOST_LABELS: Final = 5


class Point(NamedTuple):
    """One week: its label, its value with the interval, and that of the second line; None where none is."""

    label: str
    value: float | None = None
    low: float = 0.0
    high: float = 0.0
    second: float | None = None


def weeks_svg(points: Sequence[Point], *, top: float, unit: str, title: str, told: str, name: str) -> Markup:
    """Return the plot from 0 to `top`; `told` says the same in words, `name` is an id of its own."""
    drawn = [
        *_frame(points, top, unit),
        *_lines(points, [one.second for one in points], top, "even"),
        *_lines(points, [one.value for one in points], top, "fitted"),
        *(_dot(points, place, top) for place, one in enumerate(points) if one.value is not None),
    ]
    return Markup(
        '<svg class="reliability weeks" role="img" aria-labelledby="{name}-t {name}-d" '
        'viewBox="0 0 {wide} {high}"><title id="{name}-t">{title}</title>'
        '<desc id="{name}-d">{told}</desc>{drawn}</svg>'
    ).format(
        name=name, wide=_WIDE + _LEFT + 24, high=_HIGH + _TOP + 28, title=title, told=told,
        drawn=Markup("").join(drawn),
    )  # fmt: skip


def _x(points: Sequence[Point], place: int) -> float:
    return round(_LEFT + (place + 0.5) * _WIDE / max(1, len(points)), 1)


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - min(1.0, value / top)) * _HIGH, 1)


def _frame(points: Sequence[Point], top: float, unit: str) -> list[Markup]:
    drawn = [
        Markup('<rect class="frame" x="{}" y="{}" width="{}" height="{}"/>').format(_LEFT, _TOP, _WIDE, _HIGH)
    ]
    for step in range(_STEPS + 1):
        value = top * step / _STEPS
        drawn.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{:.3g} {}</text>').format(
                _LEFT - 6, _y(value, top) + 4, value, unit
            )
        )
    every = -(-len(points) // _MOST_LABELS)
    label = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    return drawn + [
        label.format(_x(points, place), _TOP + _HIGH + 18, points[place].label)
        for place in range(0, len(points), max(1, every))
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
