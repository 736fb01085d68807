"""`callnotes access-request`: one archive of everything that is kept about a person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from models.errors import InputError


def access_request(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="A file that is not there yet.")],
    says: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who answers the request.")],
    person: Annotated[str | None, typer.Option(help="Whose: phone (any format) or e-mail.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="ID", help="Or the id of a contact.")] = None,
    audio: Annotated[bool, typer.Option("--audio", help="With the recordings, decrypted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything that is kept about a person into one archive, to be handed over."""
    if (person is None) == (contact is None):
        raise InputError("Say whose data is asked for, by one of the two: --person or --contact.")
    from callnotes.exports import exported
    from callnotes.shelves import shelves_of
    from lifecycle.access_request import new_private_file, write_archive
    from lifecycle.erase_person import read_person

    settings = place_of(context).existing
    known = read_person(person or f"contact:{contact}", settings.phone_regions)
    with shelves_of(settings) as shelves, new_private_file(out) as file:
        handed = write_archive(
            shelves,
            known,
            file,
            by=says,
            export=lambda dossier, form: exported(dossier, form, zone=settings.zone),
            audio=audio,
            actor=operator(),
        )
    if as_json:
        print_json(handed.model_dump(mode="json") | {"file": str(out)})
    else:
        print(
            f"{out} (calls: {len(handed.calls)}, recordings: {handed.recordings}, files: {handed.files}). "
            "It speaks of other people, too, where they were spoken of; read it before you hand it over."
        )
