"""The shape of an answer that is an error, for the API's description."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from models.frozen import Frozen


class FieldProblem(Frozen):
    """What is wrong with one field; its value is never repeated."""

    field: str
    message: str


class ProblemDocument(Frozen):
    """An error as application/problem+json; `code` is stable and explained in docs/errors.md."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldProblem, ...] | None = None


def _described(status: int, code: str, what: str) -> dict[str, Any]:
    example = {
        "type": f"urn:callnotes:error:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": what,
        "code": code,
    }
    shape = {"$ref": "#/components/schemas/ProblemDocument"}
    content = {"application/problem+json": {"schema": shape, "example": example}}
    return {"description": what, "content": content}


#: What every endpoint may answer besides its own document; docs/errors.md has every code.
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: _described(400, "http.bad_request", "The request broke off or is no HTTP that can be read."),
    401: _described(401, "auth.refused", "The token, ticket or signature is missing or wrong, or expired."),
    403: _described(403, "access.denied", "The scopes of this token do not allow this."),
    404: _described(404, "call.not_found", "There is no such call."),
    409: _described(409, "call.wrong_stage", "The call is not in a stage for this, or contradicts another."),
    413: _described(413, "audio.too_large", "The body is over the limit."),
    422: _described(422, "input.invalid", "A value is missing, malformed or contradicts another one."),
    503: _described(503, "storage.failed", "The database is busy; the same again later may work."),
}
#: What a body that is streamed in may meet besides.
UPLOAD_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    408: _described(408, "http.request_timeout", "The upload fell silent; send it again without a pause."),
    415: _described(415, "audio.not_media", "The body is of a kind that is not taken here."),
}
#: What a hook may answer.
HOOK_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    **PROBLEMS,
    **UPLOAD_PROBLEMS,
    429: _described(429, "hook.busy", "Too many events wait; send it again after `Retry-After`."),
}
UNEXPECTED: Final = _described(500, "internal", "A fault of ours; look for request_failed in the log.")
