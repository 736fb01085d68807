"""Reads a small form of a page whole: fields as text, each one bounded.

In: a request. Out: the fields; InputError when it is not such a form.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from models.errors import InputError

_MOST_BYTES: Final = 64 * 1024


class Form:
    """The fields of a form; one that was not sent is empty."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        """Hold these fields."""
        self._fields = fields

    def one(self, name: str) -> str:
        """Return the field without blanks around it."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return the field as it was typed."""
        return self._fields.get(name, [""])[-1]

    def several(self, name: str) -> tuple[str, ...]:
        """Return every value of the field."""
        return tuple(self._fields.get(name, ()))


async def read_form(request: Request) -> Form:
    """Read the form; raises InputError when it is too long or not in the shape that pages send."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        raise InputError("This address takes a form of the page; open the page and send it from there.")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise InputError("The form is too long; shorten what was typed.")
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise InputError("The form cannot be read; open the page again and send it from there.") from error
    return Form(fields)
