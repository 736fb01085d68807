"""Reads what people left at a contact: notes of theirs, and completed tasks, those of ours among them.

In: a client, a contact's id, a moment. Out: `CrmActivity` values, the oldest first. Nothing is written.
Source: reference 1.2, 1.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.portal_schema import KEY
from crm_sync.adapters.hubspot.reading import read_many
from crm_sync.adapters.hubspot.wording import as_text
from models.crm_activity import CrmActivity

_PAGE: Final = 100
#: So many pages of what hangs on a contact are listed; records of the highest ids, the newest, are read.
_MOST_PAGES: Final = 5
_NOTE: Final = ("hs_note_body", "hs_timestamp", KEY)
_TASK: Final = ("hs_task_subject", "hs_task_status", "hs_task_completion_date", "hs_lastmodifieddate", KEY)


def activities(client: HubSpotClient, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
    """Return them; a contact that is not there has none. Raises CrmBusyError."""
    found = (*_notes(client, contact_id), *_tasks(client, contact_id))
    return tuple(sorted((one for one in found if one.at > since), key=lambda one: one.at))


def _notes(client: HubSpotClient, contact_id: str) -> Iterator[CrmActivity]:
    for one in _newest(client, contact_id, "notes", _NOTE):
        said = one.properties
        if said.get(KEY) is None and said.get("hs_timestamp"):
            yield CrmActivity(
                kind="note", external_id=one.id, text=as_text(said.get("hs_note_body") or ""),
                at=datetime.fromisoformat(said["hs_timestamp"]),
            )  # fmt: skip


def _tasks(client: HubSpotClient, contact_id: str) -> Iterator[CrmActivity]:
    for one in _newest(client, contact_id, "tasks", _TASK):
        said = one.properties
        at = said.get("hs_task_completion_date") or said.get("hs_lastmodifieddate")
        if said.get("hs_task_status") == "COMPLETED" and at:
            yield CrmActivity(
                kind="task", external_id=one.id, key=said.get(KEY), text=said.get("hs_task_subject") or "",
                at=datetime.fromisoformat(at),
            )  # fmt: skip


def _newest(client: HubSpotClient, contact_id: str, kind: str, names: tuple[str, ...]) -> list[Any]:
    ids: list[str] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        with answering():
            page = client.edges.get_page(
                "contacts", contact_id, kind, limit=_PAGE, **({"after": after} if after else {})
            )
        ids += [str(edge.to_object_id) for edge in page.results]
        after = page.paging.next.after if page.paging and page.paging.next else None
        if after is None:
            break
    return read_many(client, kind, sorted(ids, key=int)[-_PAGE:], names)
