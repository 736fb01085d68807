"""The doors to the audit log: who did what, page by page or written out, as the page Audit shows it.

In: filters. Out: lines, which hold ids and addresses of people and nothing that was said.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from lifecycle.audit_export import MEDIA_TYPES, Form, export_audit
from models.access import Actor, Permission
from models.frozen import Frozen
from models.mail_address import plain_address
from storage.audit import AuditEntry
from storage.audit_filter import AuditFilter

router = APIRouter(prefix="/api/v1/audit", tags=["looking"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Reader = Annotated[Actor, Depends(let_in(Permission.SEE_AUDIT))]
_LAST: Final = 2**63 - 1


class AuditQuery(Frozen):
    """Which lines: all that is given has to hold."""

    call_id: Annotated[str | None, Query(max_length=64)] = None
    who: Annotated[str | None, Query(max_length=320, description="who did it, or for whom it was done")] = (
        None
    )
    action: Annotated[str | None, Query(max_length=64, description="such as saw, confirmed, erased")] = None
    since: Annotated[AwareDatetime | None, Query(description="from this moment on")] = None
    until: Annotated[AwareDatetime | None, Query(description="before this moment")] = None

    @property
    def filter(self) -> AuditFilter:
        """As the log is asked."""
        return AuditFilter(
            call_id=self.call_id,
            actor=plain_address(self.who) if self.who else None,
            action=self.action,
            since=self.since,
            until=self.until,
        )


class AuditPageQuery(AuditQuery):
    """Which lines, how many, and from which on."""

    before: Annotated[int | None, Query(ge=0, le=_LAST, description="`next_before` of the last page")] = None
    limit: Annotated[int, Query(ge=1, le=500)] = 100


class AuditExportQuery(AuditQuery):
    """Which lines, and in which form."""

    format: Form = "jsonl"


class AuditPage(Frozen):
    """Lines, the newest first; `next_before` is None on the last page."""

    lines: tuple[AuditEntry, ...]
    next_before: int | None


class _Lines(StreamingResponse):
    media_type = MEDIA_TYPES["jsonl"]


_FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "id,at,actor,action,call_id,detail,door,for_whom,hash\n",
            }
        }
    }
}


@router.get("")
async def list_audit(entry: Here, actor: Reader, asked: Annotated[AuditPageQuery, Query()]) -> AuditPage:
    """List who did what, the newest first."""
    wanted = asked.filter.model_copy(update={"before": asked.before})
    audit = entry.doors.shelves.audit()
    found = await in_thread(audit.entries, wanted, seen_by=actor, limit=asked.limit + 1)
    lines = found[: asked.limit]
    return AuditPage(lines=lines, next_before=lines[-1].id if len(found) > len(lines) else None)


@router.get("/export", response_class=_Lines, responses=_FORMS)
async def export(
    entry: Here, actor: Reader, asked: Annotated[AuditExportQuery, Query()]
) -> StreamingResponse:
    """Give the lines as JSON lines or CSV, the oldest first; that it was written out is a line itself."""
    form = asked.format
    lines = await in_thread(export_audit, entry.doors.shelves, form, asked.filter, actor=actor, seen_by=actor)
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(iterate_in_threadpool(lines), headers=headers, media_type=MEDIA_TYPES[form])
