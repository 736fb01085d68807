"""Samples of promises that an auditor has judged, and trust that was given, without the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from models.samples import SampledKind, Trust
from storage import drafts, trusts
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import SampleCaseRow, SampleRow

_RULE: Final = '{"seed": "s", "since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}'


def sample_of(shelves: Shelves, call_id: str, rulings: Sequence[bool | None]) -> str:
    """Keep a sample of items of this call with these rulings, right or wrong; None waits for one."""
    name, now = new_id("sample"), shelves.clock()
    with shelves.database.transaction() as session:
        session.add(SampleRow(id=name, rule=_RULE, by="fay@example.com", at=now, population=len(rulings)))
        session.flush()
        for place, right in enumerate(rulings, 1):
            session.add(
                SampleCaseRow(
                    sample_id=name, place=place, call_id=call_id, notes_version=1,
                    item_id=f"{name} {place}", kind="promise", category="general", engine="rules",
                    model="rules", prompt_version="1", why="random", judged_by="fay@example.com",
                    judged_at=None if right is None else now,
                    ruling={True: "right", False: "not_said", None: None}[right],
                )
            )  # fmt: skip
    return name


def trust_all(shelves: Shelves, call_id: str) -> None:
    """Have what made the newest notes of this call trusted with all kinds in their category."""
    with shelves.database.transaction() as session:
        stored = drafts.notes(session, call_id)
        assert stored is not None
        made = stored[1].model_dump(include={"engine", "model", "prompt_version", "category"})
        for kind in get_args(SampledKind):
            given = {"trusted": True, "changed_at": shelves.clock(), "judged": 80, "right": 80, "why": ""}
            trusts.keep(session, Trust.model_validate({**made, "kind": kind, **given}))
