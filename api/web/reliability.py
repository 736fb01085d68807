"""A reliability diagram as inline SVG: how sure the machine was, against how often people accepted.

In: what was observed, and a `Curve` where one was fitted. Out: markup.
The same numbers stand in a table beside it, so the drawing tells nothing alone.
Colours come from the page (`currentColor` and classes), so that it is read in the dark, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from models.calibration import Curve, Step

NO_LINE: Final = Markup("")
_SIDE: Final = 320
_LEFT: Final = 44
_TOP: Final = 12
_LABELS: Final = (0, 25, 50, 75, 100)


def curve_svg(curve: Curve, *, title: str, name: str) -> Markup:
    """Return the diagram with the fitted line; `name` is an id of its own on the page."""
    told = _told(curve)
    return reliability_svg(curve.observed, title=title, told=told, name=name, fitted=_line(curve))


def reliability_svg(
    observed: Iterable[Step], *, title: str, told: str, name: str, axis: str = "confidence, %",
    fitted: Markup = NO_LINE,
) -> Markup:  # fmt: skip
    """Return the diagram; `told` says the same in words, `name` is an id of its own on the page."""
    drawn = [
        Markup('<line class="even" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_x(0), _y(0), _x(1), _y(1)),
        *(_ticks(axis)),
        fitted,
        *(_dot(step) for step in observed),
    ]
    wide, high = _SIDE + _LEFT + 16, _SIDE + _TOP + 48
    return Markup(
        '<svg class="reliability" role="img" aria-labelledby="{name}-t {name}-d" viewBox="0 0 {wide} {high}">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{told}</desc>{drawn}</svg>'
    ).format(
        name=name, wide=wide, high=high, title=title, told=told, drawn=Markup("").join(drawn)
    )  # fmt: skip


def _told(curve: Curve) -> str:
    parts = (
        f"of items that were {step.from_confidence:.0%} to {step.to_confidence:.0%} sure "
        f"{step.rate:.0%} were accepted ({step.decisions} decisions)"
        for step in curve.observed
    )
    return f"Points: {'; '.join(parts)}. The table has the same numbers."


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)


def _ticks(axis: str) -> list[Markup]:
    drawn = [
        Markup('<rect class="frame" x="{}" y="{}" width="{}" height="{}"/>').format(_LEFT, _TOP, _SIDE, _SIDE)
    ]
    for label in _LABELS:
        share = label / 100
        drawn += [
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(_x(share), _y(0) + 16, label),
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_LEFT - 6, _y(share) + 4, label),
        ]
    middle = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    return [*drawn, middle.format(_x(0.5), _y(0) + 36, axis)]


def _line(curve: Curve) -> Markup:
    points = [(0.0, curve.reading(0.0)), *((step.mean_confidence, step.rate) for step in curve.steps)]
    points.append((1.0, curve.reading(1.0)))
    drawn = " ".join(f"{_x(confidence)},{_y(rate)}" for confidence, rate in points)
    return Markup('<polyline class="fitted" points="{}"/>').format(drawn)


def _dot(step: Step) -> Markup:
    """What was observed in a tenth of the confidence, with its interval."""
    x = _x(step.mean_confidence)
    return Markup(
        '<line class="range" x1="{x}" y1="{low}" x2="{x}" y2="{high}"/><circle cx="{x}" cy="{y}" r="4"/>'
    ).format(x=x, low=_y(step.low), high=_y(step.high), y=_y(step.rate))
