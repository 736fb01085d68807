"""How the machine does, in figures with their intervals (95 %): by week and by group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import AwareDatetime

from models.calibration import Step
from models.frozen import Frozen
from models.tallies import Across, Facet, Making, Measure
from models.transcript import Probability

#: A group is held against the rest from so many decisions on, in both.
LEAST_COMPARED: Final = 30


class Share(Frozen):
    """`count` of `of`; the true share lies between `low` and `high` (Wilson)."""

    count: int
    of: int
    rate: Probability
    low: Probability
    high: Probability


class Spread(Frozen):
    """Seconds of so many calls: median with its interval (order statistics), and the ninth tenth.

    They are known to 5 %, the width of a bucket of `models.tallies`.
    """

    calls: int
    median_s: float
    low_s: float
    high_s: float
    p90_s: float


class Figures(Frozen):
    """What became of items, and how calls were served; None where there was nothing to count.

    `missed` are items that a person added; they are no part of `items`. `read_whole` are calls of which all
    speech was recognised and read.
    """

    items: int
    accepted: Share | None = None
    edited: Share | None = None
    rejected: Share | None = None
    missed: int = 0
    draft: Spread | None = None
    review: Spread | None = None
    read_whole: Share | None = None


class Group(Frozen):
    """Figures of one group; `worse` and `better` name what lies apart from the rest's interval."""

    value: str
    figures: Figures
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()


class Week(Frozen):
    """Figures of the week that began on this Monday (UTC)."""

    week: str
    figures: Figures


class Board(Frozen):
    """What the page Trust shows, for the teams that the viewer sees (None: every call).

    `groups` are by facet, with `team` beside; `edits` say what edits changed, `confidence` how often items of
    each tenth of the confidence were accepted.
    """

    teams: tuple[str, ...] | None
    whole: Figures
    weeks: tuple[Week, ...]
    groups: Mapping[Facet | str, tuple[Group, ...]]
    edits: tuple[tuple[str, int], ...]
    confidence: tuple[Step, ...]


#: The same version in its other groups together, or all other versions in the same group.
Against = Literal["groups", "versions"]


class Crossing(Frozen):
    """What became of the items of one version (or engine, model, prompt, template) in one group.

    Shares are None where fewer than `LEAST_COMPARED` items were decided. `worse` and `better` name what its
    interval lies apart from. Of what edits changed, `items` are all of the version; only `edited` is told.
    """

    made: str
    group: str
    items: int
    accepted: Share | None = None
    edited: Share | None = None
    rejected: Share | None = None
    missed: int = 0
    worse: tuple[Against, ...] = ()
    better: tuple[Against, ...] = ()


class Crossings(Frozen):
    """Versions (or what `of` says) side by side, within each language, number of channels, and so on."""

    of: Making
    across: Mapping[Across, tuple[Crossing, ...]]


class Compared(Frozen):
    """One measure of two versions, and the difference (second less first) with its interval (MOVER).

    Shares are between 0 and 1, times in seconds.
    """

    measure: str
    first: float
    second: float
    difference: float
    low: float
    high: float

    @property
    def is_apart(self) -> bool:
        """True where no difference at all lies outside the interval."""
        return self.low > 0 or self.high < 0


class TrustAlarm(Frozen):
    """A drift that was found: `before` was good of the weeks before, `now` of the newest `items` outcomes.

    Good is of items what is accepted as it stands, of calls what is read, drafted and reviewed as nine tenths
    were before. `facet` and `value` name the group; "all" is everything.
    """

    at: AwareDatetime
    measure: Measure
    facet: str
    value: str
    before: Probability
    now: Probability
    items: int


class Watched(Frozen):
    """What is watched for a drift, without a break since the week that begins on this day; None: not yet."""

    measure: Measure
    facet: str
    value: str
    since: str | None
