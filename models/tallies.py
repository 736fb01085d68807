"""What is counted of drafts and decisions, week by week, so that nobody has to read them all again.

In: what made a draft, and what was decided on an item. Out: `Tally` keys. They hold words of ours, names of
teams, templates, models and CRM fields, and counts; no call, no person and nothing that was said, so that
they may outlive the calls that they come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Final, Literal, NamedTuple

Facet = Literal[
    "all", "template", "engine", "model", "prompt", "version", "language", "channels", "kind", "field",
    "speaker", "changed",
]  # fmt: skip
#: What of a draft is held side by side, and what it is crossed with.
Making = Literal["version", "engine", "model", "prompt", "template"]
Across = Literal["language", "channels", "speaker", "field", "changed"]
#: Counts of items by all that made them, crossed with one group; their value is one of `crossed`.
CrossedFacet = Literal["made_language", "made_channels", "made_speaker", "made_field", "made_changed"]
#: Shares of items by what was decided; of calls the seconds to draft and to review, and what was read.
Measure = Literal["accept", "edit", "reject", "missed", "draft_s", "review_s", "coverage"]
UNKNOWN: Final = "not known"
#: Parts of a doubling of seconds: a bucket is wide by 9 %.
_FINENESS: Final = 8
#: Of these alone it is kept how sure the machine was.
_BY_CONFIDENCE: Final = frozenset({"all", "version"})


class Tally(NamedTuple):
    """What one count is of; `bucket` is a tenth of the confidence, a span of seconds, or percent."""

    week: str
    facet: Facet | CrossedFacet
    value: str
    team: str
    measure: Measure
    bucket: int = 0


class Made(NamedTuple):
    """What made a draft, as its row keeps it."""

    team: str | None
    template: str | None
    engine: str
    model: str
    prompt: str
    language: str | None
    channels: int | None


class Decided(NamedTuple):
    """What was decided on an item; `speaker` is whose words show it, `changed` what an edit changed."""

    verdict: Literal["accept", "edit", "reject", "missed"]
    kind: str
    confidence: float
    field: str | None = None
    speaker: str | None = None
    changed: str | None = None


def week_of(at: datetime) -> str:
    """Return the Monday of the moment's week in UTC, as "2026-11-23"."""
    day = at.astimezone(UTC).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def version_of(made: Made) -> str:
    """Return what made the draft in one word: engine, model and prompt version."""
    return f"{made.engine} / {made.model} / {made.prompt}"


def of_call(made: Made, week: str, measure: Measure, bucket: int) -> Iterator[Tally]:
    """Return everything that one figure of a call counts in."""
    for facet, value in _of_draft(made):
        yield Tally(week, facet, value, made.team or "", measure, bucket)


def of_item(made: Made, week: str, decided: Decided) -> Iterator[Tally]:
    """Return everything that the decision on an item counts in."""
    tenth = min(9, int(decided.confidence * 10))
    facets: list[tuple[Facet, str]] = [
        *_of_draft(made), ("kind", decided.kind), ("speaker", decided.speaker or UNKNOWN),
    ]  # fmt: skip
    if decided.field:
        facets.append(("field", decided.field))
    if decided.verdict == "edit":
        facets.append(("changed", decided.changed or "wording"))
    for facet, value in facets:
        bucket = tenth if facet in _BY_CONFIDENCE else 0
        yield Tally(week, facet, value, made.team or "", decided.verdict, bucket)
        if facet in CROSSED_FACETS:
            yield Tally(week, CROSSED_FACETS[facet], crossed(made, value), made.team or "", decided.verdict)


#: What is counted for each engine, model, prompt and template by itself, too.
CROSSED_FACETS: Final[Mapping[Facet | Across, CrossedFacet]] = {
    "language": "made_language", "channels": "made_channels", "speaker": "made_speaker",
    "field": "made_field", "changed": "made_changed",
}  # fmt: skip


def crossed(made: Made, group: str) -> str:
    """Return what made a draft and one of its groups as one value: a JSON list of five words."""
    making = (made.engine, made.model, made.prompt, made.template or UNKNOWN)
    return json.dumps([*making, group], ensure_ascii=False, separators=(",", ":"))


def uncrossed(value: str, of: Making) -> tuple[str, str]:
    """Return which version (engine, model, prompt, template) and which group a value of `crossed` names."""
    engine, model, prompt, template, group = json.loads(value)
    if of == "version":
        return f"{engine} / {model} / {prompt}", group
    return {"engine": engine, "model": model, "prompt": prompt, "template": template}[of], group


#: The groups of whose figures a drift is looked for.
WATCHED: Final[tuple[Facet, ...]] = ("all", "template", "version", "language", "channels", "speaker", "kind")


def bucket_of(seconds: float) -> int:
    """Return the bucket of a time; below a second they are one."""
    return round(_FINENESS * log2(max(seconds, 1.0)))


def seconds_of(bucket: int) -> float:
    """Return the time in the middle of a bucket."""
    return float(2 ** (bucket / _FINENESS))


def _of_draft(made: Made) -> list[tuple[Facet, str]]:
    channels = {None: UNKNOWN, 1: "one", 2: "two"}.get(made.channels, "more")
    return [
        ("all", ""), ("template", made.template or UNKNOWN), ("engine", made.engine), ("model", made.model),
        ("prompt", made.prompt), ("version", version_of(made)), ("language", made.language or UNKNOWN),
        ("channels", channels),
    ]  # fmt: skip
