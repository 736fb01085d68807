"""A reliability diagram as inline SVG: how sure the machine was, against how often people accepted.

In: what was observed, and a `Curve` where one was fitted. Out: markup (plot.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from api.web.language import N_, gettext
from api.web.plot import Key, Words, figure, frame
from models.calibration import Curve, Step

NO_LINE: Final = Markup("")
_SIDE: Final = 320
_LEFT: Final = 44
_TOP: Final = 34
_LABELS: Final = (0, 25, 50, 75, 100)
_TITLE: Final = N_("How often items of a confidence are accepted as they stand")
_ACROSS: Final = N_("confidence in percent")
_UP: Final = N_("accepted as it stands, in percent")
_SEEN: Final = N_("what people decided, with the interval of the true share (95 %)")
_EVEN: Final = N_("a confidence that says how often it is right")
_FITTED: Final = N_("the reading that was learned")


def curve_svg(curve: Curve, *, name: str) -> Markup:
    """Return the diagram with the fitted line; `name` is an id of its own on the page."""
    return reliability_svg(curve.observed, told=_told(curve), name=name, fitted=_line(curve))


def reliability_svg(observed: Iterable[Step], *, told: str, name: str, fitted: Markup = NO_LINE) -> Markup:
    """Return the diagram; `told` says the same in words, `name` is an id of its own on the page."""
    words = Words(
        title=gettext(_TITLE), told=told, name=name, across=gettext(_ACROSS), up=gettext(_UP),
        keys=(
            Key("dot", gettext(_SEEN)), Key("dashed", gettext(_EVEN)),
            *([Key("line", gettext(_FITTED))] if fitted else []),
        ),
    )  # fmt: skip
    drawn = [
        Markup('<line class="even" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_x(0), _y(0), _x(1), _y(1)),
        *_ticks(words),
        fitted,
        *(_dot(step) for step in observed),
    ]
    return figure(drawn, words, wide=_SIDE + _LEFT + 16, high=_SIDE + _TOP + 48, kind="")


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


def _ticks(words: Words) -> list[Markup]:
    drawn = [
        frame(_LEFT, _TOP, wide=_SIDE, high=_SIDE),
        Markup('<text x="4" y="{}">{}</text>').format(_TOP - 14, words.up),
    ]
    for label in _LABELS:
        share = label / 100
        drawn += [
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(_x(share), _y(0) + 16, label),
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_LEFT - 6, _y(share) + 4, label),
        ]
    middle = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    return [*drawn, middle.format(_x(0.5), _y(0) + 36, words.across)]


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
