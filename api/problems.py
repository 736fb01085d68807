"""Turns every error into one answer: application/problem+json with our code, the status from one table.

In: an error of `models/errors`, of FastAPI or of HTTP itself. Out: {type, title, status, detail, code}.
Not here: faults that nobody expected (api/private_answers.py).

The sentence is ours; nothing of what was sent is repeated. Source: RFC 9457.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from models import errors

#: The nearest class in an error's ancestry decides.
STATUS_OF_ERROR: Final[dict[type[errors.CallNotesError], int]] = {
    errors.UnauthorisedError: 401,
    errors.TokenExpiredError: 401,
    errors.ForbiddenError: 403,
    errors.SignOffNeededError: 403,
    errors.TooManyTriesError: 429,
    errors.TooManyPagesError: 429,
    errors.CallNotFoundError: 404,
    errors.ItemNotFoundError: 404,
    errors.CallConflictError: 409,
    errors.StageError: 409,
    errors.ContactNeededError: 409,
    errors.DecidedMeanwhileError: 409,
    errors.CorrectedMeanwhileError: 409,
    errors.ItemChangedError: 409,
    errors.ItemsDecidedError: 409,
    errors.UnprovenNotesError: 409,
    errors.CancelledError: 409,
    errors.AudioMissingError: 410,
    errors.AudioTooLargeError: 413,
    errors.AudioNotMediaError: 415,
    errors.RefusedError: 422,
    errors.HookBusyError: 429,
    errors.CrmBusyError: 503,
    errors.CrmClosedError: 503,
    errors.CrmRefusedError: 502,
    errors.StorageError: 503,
    errors.WorkerBusyError: 503,
    errors.SettingsError: 500,
    errors.FailedError: 500,
    errors.CallNotesError: 500,
}

_MOST_FIELDS: Final = 20
#: What waits at the hooks is written down in this time.
_RETRY_AFTER_S: Final = 5


def add_problems(app: FastAPI) -> None:
    """Have the app answer every expected error as a problem document."""
    app.add_exception_handler(errors.CallNotesError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)


def problem(status: int, *, code: str, detail: str, **more: object) -> JSONResponse:
    """Build the answer; `more` adds members that belong to this kind of problem alone."""
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    body = {
        "type": f"urn:callnotes:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def status_of(error: errors.CallNotesError) -> int:
    """Return the HTTP status of the error's class, or of its nearest parent in the table."""
    return next(STATUS_OF_ERROR[kind] for kind in type(error).__mro__ if kind in STATUS_OF_ERROR)


def answer_of(request: Request, error: Exception) -> JSONResponse:
    """Return the document for an expected error; any other one is raised again."""
    if isinstance(error, errors.CallNotesError):
        return _ours(request, error)
    return _invalid(request, error) if isinstance(error, RequestValidationError) else _http(request, error)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, errors.CallNotesError):
        raise error
    answer = problem(status_of(error), code=error.code, detail=error.message)
    if isinstance(error, errors.HookBusyError):
        answer.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return answer


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    return problem(
        422,
        code=errors.InputError.code,
        detail="The request is not in the shape that this address takes; correct the fields listed.",
        errors=[{"field": _field(one), "message": _why(one)} for one in found[:_MOST_FIELDS]],
    )


def _field(one: dict[str, Any] | Any) -> str:  # noqa: ANN401 - pydantic's own loose record
    place: Sequence[object] = one["loc"]
    if one["type"] in ("extra_forbidden", "json_invalid"):
        place = place[:-1]  # the last part is the sender's own word
    named = [str(part) for part in place if part not in ("body", "query", "path")]
    return ".".join(named) or "the request"


def _why(one: dict[str, Any] | Any) -> str:  # noqa: ANN401 - an error of pydantic
    if one["type"] == "extra_forbidden":
        return "holds a field that is not known here"
    if one["type"] == "json_invalid":
        return "is not valid JSON"
    return str(one["msg"]).removeprefix("Value error, ")


def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code).name.lower()
    answer = problem(error.status_code, code=f"http.{code}", detail=_sentence(error))
    answer.headers.update(error.headers or {})
    return answer


def _sentence(error: HTTPException) -> str:
    status = HTTPStatus(error.status_code)
    if error.detail != status.phrase:
        return error.detail
    return f"{status.description or status.phrase}; docs/api.md lists what there is."


def _gone(_request: Request, _error: Exception) -> JSONResponse:
    """Answer nobody: the sender hung up while sending. The status is the one that servers log for this."""
    return JSONResponse(None, 400)
