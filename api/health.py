"""Says whether the process lives (/healthz) and can work (/readyz); open to everybody, tells no more.

In: nothing. Out: 200, or 503 with the part that cannot work. No sentence holds an address or a secret.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Response

from api.entry import Entry, entry_of, in_thread
from lifecycle import readiness
from models.frozen import Frozen
from models.readiness import Part

router = APIRouter(tags=["health"])


class Health(Frozen):
    """The word for a process that is well."""

    status: Literal["ok"] = "ok"


class Readiness(Frozen):
    """Whether the service can work, and each of its parts."""

    status: Literal["ok", "not ready"]
    parts: tuple[Part, ...]


_ALL_WELL: Final[dict[str, Any]] = {
    "status": "ok",
    "parts": [{"name": "database", "ok": True, "why": None}, {"name": "worker", "ok": True, "why": None}],
}
_NO_WORKER: Final[dict[str, Any]] = {
    "status": "not ready",
    "parts": [
        {"name": "database", "ok": True, "why": None},
        {"name": "worker", "ok": False, "why": "No worker shows itself; start one."},
    ],
}


def _example(value: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"example": value}}}


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Whether the process lives", responses={200: _example({"status": "ok"})})
async def healthz() -> Health:
    """Answer as long as the process lives."""
    return Health()


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Whether the service can work, part by part",
    responses={
        200: _example(_ALL_WELL),
        503: {"description": "A part cannot work.", "model": Readiness} | _example(_NO_WORKER),
    },
)
async def readyz(response: Response, entry: Annotated[Entry, Depends(entry_of)]) -> Readiness:
    """Say of database, schema, audio shelf, disk, workers and queue whether each works.

    503 when one does not; `why` says what to do.
    """
    found = await in_thread(readiness.parts, entry.doors.shelves, entry.doors.part_checks)
    well = all(part.ok for part in found)
    response.status_code = 200 if well else 503
    return Readiness(status="ok" if well else "not ready", parts=found)
