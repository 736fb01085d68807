"""Reads a small form of a page whole: fields as text, bounded in length and in time.

In: a request. Out: the fields; InputError when it is not such a form.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import Request

from api.json_body import read_bytes
from models.errors import InputError


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

    def fields(self) -> dict[str, str]:
        """Return every field as it was typed, the last value of each."""
        return {name: self.raw(name) for name in self._fields}

    def several(self, name: str) -> tuple[str, ...]:
        """Return every value of the field."""
        return tuple(self._fields.get(name, ()))


async def read_form(request: Request) -> Form:
    """Read the form. Raises InputError when it is not one that pages send, HTTPException 413 and 408."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        raise InputError("This address takes a form of the page; open the page and send it from there.")
    body = await read_bytes(request)
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise InputError("The form cannot be read; open the page again and send it from there.") from error
    return Form(fields)


def seen_version(form: Form, of: str = "heard") -> int | None:
    """Return the version of the transcript, or of the notes, that the page showed; None where not told."""
    said = form.one(of)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
