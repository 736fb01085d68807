"""The shape of an answer that is an error, for the API's description."""

from __future__ import annotations

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


def _described(what: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {"description": what, "content": {"application/problem+json": {"schema": schema}}}


#: What every endpoint may answer besides its own document.
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    401: _described("The token, ticket or signature is missing or wrong."),
    404: _described("There is no such call."),
    409: _described("The call is not in a state in which this may happen, or contradicts another one."),
    413: _described("The body is over the limit."),
    422: _described("A value is missing, malformed or contradicts another one."),
    503: _described("The database is busy; the same again later may work."),
}
