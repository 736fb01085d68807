"""Decisions are counted by all that made a draft, crossed with each group, too: those that are there once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_MADE = """
    notes.team, notes.engine, notes.model, notes.prompt_version,
    notes.template, notes.language, notes.channels
"""
_EACH = f"verdict, speaker, field, changed, {_MADE}"
#: A decision counts when no later one is on the same item.
_DECIDED = f"""
    SELECT {{day}} AS day, {_EACH}, count(*) AS times
    FROM (SELECT max(id) AS id FROM decisions WHERE kind IS NOT NULL
        GROUP BY call_id, notes_version, item_id) AS standing
    JOIN decisions AS done ON done.id = standing.id
    JOIN notes ON notes.call_id = done.call_id AND notes.version = done.notes_version
    GROUP BY {{day}}, {_EACH}
"""  # noqa: S608 - all parts stand here
_MISSED = f"""
    SELECT {{day}} AS day, 'missed' AS verdict, NULL AS speaker, NULL AS field, NULL AS changed, {_MADE},
        count(*) AS times
    FROM events AS done JOIN notes ON notes.call_id = done.call_id
    WHERE done.kind = 'item_added'
    AND notes.version = (SELECT max(version) FROM notes AS newer WHERE newer.call_id = done.call_id)
    GROUP BY {{day}}, {_MADE}
"""  # noqa: S608 - all parts stand here
#: The day of a decision in UTC, as a text.
_DAY = {"sqlite": "date(done.at)", "postgresql": "to_char(done.at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
_UNKNOWN = "not known"
_COLUMNS = ("facet", "week", "value", "team", "measure", "bucket", "count")
_PORTION = 2_000


def upgrade() -> None:
    """Count what is there; what was erased is in no crossing."""
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    day = _DAY[op.get_context().dialect.name]
    for query in (_DECIDED, _MISSED):
        for row in op.get_bind().execute(sa.text(query.format(day=day))):
            for key in _tallies(row):
                counts[key] += row.times
    rows = [dict(zip(_COLUMNS, (*key, 0, times), strict=True)) for key, times in sorted(counts.items())]
    tallies = sa.table("trust_tallies", *map(sa.column, _COLUMNS))
    for start in range(0, len(rows), _PORTION):
        op.bulk_insert(tallies, rows[start : start + _PORTION])


def _tallies(row: sa.Row[Any]) -> list[tuple[str, str, str, str, str]]:
    """Facet, week, value, team and measure of each count that one decision is in."""
    day = date.fromisoformat(row.day)
    week = (day - timedelta(days=day.weekday())).isoformat()
    groups = [
        ("made_language", row.language or _UNKNOWN),
        ("made_channels", {None: _UNKNOWN, 1: "one", 2: "two"}.get(row.channels, "more")),
        ("made_speaker", row.speaker or _UNKNOWN),
        *([("made_field", row.field)] if row.field else []),
        *([("made_changed", row.changed or "wording")] if row.verdict == "edit" else []),
    ]
    made = [row.engine, row.model, row.prompt_version, row.template or _UNKNOWN]
    return [(facet, week, _value([*made, group]), row.team or "", row.verdict) for facet, group in groups]


def _value(words: list[str]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))
