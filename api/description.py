"""Completes the description of the API that FastAPI makes: the shape of an error, named in every answer.

In: the app, with all its routes. Out: the same app, whose /api/openapi.json is whole.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.problem_document import ProblemDocument

_PLACE = "#/components/schemas/{model}"


def complete_description(app: FastAPI) -> None:
    """Have the app's description hold the shape of `application/problem+json`."""
    made = app.openapi

    def whole() -> dict[str, Any]:
        description = made()
        shape = ProblemDocument.model_json_schema(ref_template=_PLACE)
        parts = shape.pop("$defs", {})
        description["components"]["schemas"].update(parts | {"ProblemDocument": shape})
        return description

    app.openapi = whole  # type: ignore[method-assign] # the way that FastAPI's own pages show
