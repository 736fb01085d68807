"""Says whether the process lives (/healthz) and can work (/readyz); open to everybody, tells no more.

In: nothing. Out: 200, or 503 when the database does not answer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api.entry import Entry, entry_of, in_thread
from api.problems import problem
from lifecycle import reading
from models.errors import StorageError
from models.frozen import Frozen

router = APIRouter(tags=["health"])


class Health(Frozen):
    """The word for a process that is well."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """Answer as long as the process lives."""
    return Health()


@router.get("/readyz", response_model=Health)
async def readyz(entry: Annotated[Entry, Depends(entry_of)]) -> Health | JSONResponse:
    """Answer when calls can be taken in: the database can be read."""
    try:
        await in_thread(reading.calls, entry.doors.shelves, limit=1)
    except StorageError as error:
        return problem(503, code=error.code, detail=error.message)
    return Health()
