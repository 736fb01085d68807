"""The gold calls: what is said, and every item that a careful colleague would have noted.

In: YAML files in gold/calls (docs/labelling.md tells how they are labelled). Out: `GoldCall`s.
Not here: scoring (item_scores.py), the task and slots of a call (tasks.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import AwareDatetime, Field

from evals.silence import talk
from models.frozen import Frozen
from models.notes import FollowUpKind, Side, Standing
from models.transcript import Transcript

CALLS: Final = Path(__file__).parent / "gold" / "calls"
_WHEN: Final = dt.datetime(2026, 11, 20, 10, 6, tzinfo=dt.timezone(dt.timedelta(hours=-5)))  # a Friday

Part = Literal["tuned on", "held out", "later"]
GoldKind = Literal["promise", "follow_up", "open_question", "refused"]


class Span(Frozen):
    """Words that show an item, and the turn in which they stand; the whole turn where `quote` is empty."""

    turn_id: str
    quote: str = ""


class GoldItem(Frozen):
    """One item; `about` says it in the labeller's words. An optional one counts neither way."""

    kind: GoldKind
    about: str
    at: tuple[Span, ...]
    side: Side | None = None
    due: dt.date | None = None
    time: str | None = None
    condition: str | None = None
    how: FollowUpKind | None = None
    standing: Standing = "standing"
    optional: bool = False


class GoldCall(Frozen):
    """A made-up call with its labels; `slots` are the values that the caller's task needs, by name.

    `part`: "tuned on", "held out" from the tuning, or "later": written when the rules were done.
    """

    name: str
    turns: tuple[str, ...]
    items: tuple[GoldItem, ...]
    part: Part
    task: str
    slots: Mapping[str, str] = Field(default_factory=dict)
    category: str = "general"
    language: str = "en"
    started_at: AwareDatetime = _WHEN
    time_zone: str = "America/New_York"

    def transcript(self) -> Transcript:
        """Return the call as it was written."""
        return talk(list(self.turns), language=self.language)


def read_gold(folder: Path = CALLS) -> tuple[GoldCall, ...]:
    """Return the calls of a folder by name; pydantic's ValidationError where a file has another shape."""
    return tuple(_call(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(folder.glob("*.yaml")))


def read_labels(path: Path) -> dict[str, tuple[GoldItem, ...]]:
    """Return labels that stand apart from their calls, by call: items that name whole turns."""
    return {
        name: tuple(_item({**item, "at": [[turn, ""] for turn in item["turns"]]}) for item in items)
        for name, items in yaml.safe_load(path.read_text("utf-8")).items()
    }


def _call(read: dict[str, object]) -> GoldCall:
    items = read["items"]
    assert isinstance(items, list)  # noqa: S101 - our own files
    return GoldCall.model_validate({**read, "items": tuple(_item(item) for item in items)})


def _item(read: dict[str, object]) -> GoldItem:
    spans = read["at"]
    assert isinstance(spans, list)  # noqa: S101 - our own files
    at = tuple(Span(turn_id=turn_id, quote=quote) for turn_id, quote in spans)
    return GoldItem.model_validate({**{key: read[key] for key in read if key != "turns"}, "at": at})
