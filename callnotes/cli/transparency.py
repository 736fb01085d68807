"""`callnotes transparency`: what people whose calls are recorded are told, as a file to publish."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from callnotes.cli.place import place_of


class Form(StrEnum):
    """The forms of the page."""

    HTML = "html"
    MD = "md"


def transparency(
    context: typer.Context,
    form: Annotated[Form, typer.Option("--format", help="html: one file without scripts; or md.")] = Form.MD,
) -> None:
    """Write the transparency page to standard output, made from the settings that are in force."""
    from callnotes.shelves import shelves_of
    from callnotes.transparency import transparency as page_of

    settings = place_of(context).settings
    with shelves_of(settings) as shelves:
        page = page_of(settings, shelves)
    if form is Form.HTML:
        from api.web.transparency_page import html_of

        sys.stdout.write(html_of(page))
    else:
        sys.stdout.write(page.as_markdown)
