"""Reads a small JSON body: bounded while it comes in, strict in its fields, after the sender was let in.

In: a request and the model of its body. Out: the value, or an error whose answer repeats nothing.

FastAPI would read a body before it asks who sends it, and however long it is; so bodies are read here.
"""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

import anyio
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from models.errors import InputError

MOST_BYTES: Final = 64 * 1024
_WAIT_S: Final = 30.0

Model = TypeVar("Model", bound=BaseModel)


async def read_bytes(request: Request, *, max_bytes: int = MOST_BYTES) -> bytes:
    """Return the whole body. Raises HTTPException 413 over `max_bytes`, 408 when it is late."""
    body = bytearray()
    try:
        with anyio.fail_after(_WAIT_S):
            async for piece in request.stream():
                body += piece
                if len(body) > max_bytes:
                    raise HTTPException(
                        413, f"The body is longer than {max_bytes} bytes; send a shorter one."
                    )
    except TimeoutError as error:
        raise HTTPException(408, "The body did not come in time; send it again.") from error
    return bytes(body)


async def read_json(request: Request, model: type[Model]) -> Model:
    """Return the body as this model. Raises RequestValidationError, HTTPException 413 and 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "The body is not JSON; send it with Content-Type: application/json.")
    return parse_json(await read_bytes(request), model)


def parse_json(body: bytes, model: type[Model]) -> Model:
    """Return the value in these bytes. Raises RequestValidationError, InputError for a field given twice."""
    try:
        value = model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise unreadable(error) from error
    json.loads(body, object_pairs_hook=_each_key_once)  # it is JSON, and not deep: the model read it
    return value


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says a thing twice: one reader would see "declined", another one "granted"."""
    once = dict(pairs)
    if len(once) != len(pairs):
        raise InputError("The JSON holds a field twice; send each one once.")
    return once


def unreadable(error: ValidationError) -> RequestValidationError:
    """Translate pydantic's error; what was sent is left out of it."""
    return RequestValidationError(error.errors(include_url=False, include_input=False, include_context=False))


def documented(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI words for a body of this model, with an example."""
    schema = model.model_json_schema()
    whole = _inlined(schema, schema.pop("$defs", {}))
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": whole, "example": example}},
        }
    }


def _inlined(part: Any, parts: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Put each named part where it is referred to; our bodies are small and hold no cycle."""
    if isinstance(part, list):
        return [_inlined(one, parts) for one in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    if name in parts:
        return _inlined(parts[name], parts)
    return {key: _inlined(value, parts) for key, value in part.items()}
