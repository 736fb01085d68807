"""`callnotes erase` and `callnotes certificates`: what is erased for good, first shown, then certified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from callnotes.cli.decide import house
from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from callnotes.cli.printing.erasure import print_certificates, print_foreseen
from models.erasure import Certificate, CrmAnswer, SealedCertificate
from models.errors import InputError


def erase(
    context: typer.Context,
    says: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who erases.")],
    reason: Annotated[str, typer.Option(help="Why; personal data in it is masked.")],
    call: Annotated[str | None, typer.Argument(metavar="CALL", help="Id of the call, or its start.")] = None,
    person: Annotated[
        str | None, typer.Option(help="A person instead: phone (any format), e-mail or contact:ID.")
    ] = None,
    crm: Annotated[
        Literal["keep", "remove"] | None, typer.Option(help="What becomes of our records in the CRM.")
    ] = None,
    only: Annotated[
        Literal["audio"] | None, typer.Option(help="audio: delete the sound of the call alone.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go; nothing goes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a call, or all calls of a person and what else is kept of them; print the certificates."""
    if (call is None) == (person is None):
        raise InputError("Say either which call or which person is to be erased: CALL or --person.")
    if only and (person is not None or dry_run):
        raise InputError("--only audio deletes the sound of one CALL; it has no --person and no --dry-run.")
    place = place_of(context)
    if dry_run:
        seen = _foreseen(context, call, person, says, reason, crm)
        if as_json:
            print_json([one.model_dump(mode="json") for one in seen])
        else:
            print_foreseen(seen)
        return
    from lifecycle import erase as erasing
    from lifecycle.delete_audio import delete_audio
    from lifecycle.erase_person import erase_person, read_person

    regions = place.existing.phone_regions
    given: tuple[SealedCertificate, ...]
    with house(place) as (shelves, enqueue):
        if person is not None:
            given = erase_person(
                shelves, read_person(person, regions), by=says, reason=reason, crm=crm,
                enqueue=enqueue, actor=operator(),
            )  # fmt: skip
        elif only:
            given = (delete_audio(shelves, call or "", by=says, reason=reason, actor=operator()),)
        else:
            one = erasing.erase(
                shelves, call or "", by=says, reason=reason, crm=crm, enqueue=enqueue, actor=operator()
            )
            given = (one,)
    if as_json:
        print_json([one.model_dump(mode="json") for one in given])
    else:
        print_certificates(given)


def _foreseen(
    context: typer.Context,
    call: str | None,
    person: str | None,
    says: str,
    reason: str,
    crm: CrmAnswer | None,
) -> tuple[Certificate, ...]:
    from callnotes.shelves import shelves_of
    from lifecycle import erase as erasing
    from lifecycle.erase_person import foresee_person, read_person

    settings = place_of(context).existing
    with shelves_of(settings) as shelves:
        if person is None:
            one = erasing.foresee(shelves, call or "", by=says, reason=reason, crm=crm, actor=operator())
            return (one,)
        known = read_person(person, settings.phone_regions)
        return foresee_person(shelves, known, by=says, reason=reason, crm=crm, actor=operator())


def certificates(
    context: typer.Context,
    call: Annotated[str | None, typer.Argument(metavar="CALL", help="Those of one call alone.")] = None,
    verify: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Say whether the certificates in this file are ours.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List the certificates of what was deleted, or check those in a file that `--json` wrote."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    with shelves_of(place_of(context).existing) as shelves:
        kept = shelves.certificates()
        if verify is not None:
            shown = _read(verify)
            wrong = [one.certificate.id for one in shown if not kept.is_genuine(one)]
            print(f"{len(shown) - len(wrong)} of {len(shown)} certificates are genuine.")
            for one in wrong:
                print(f"{one} was changed, or is of another house.")
            return 2 if wrong else 0
        found = kept.of_call(reading.call(shelves, call).id) if call else kept.newest(limit=1_000)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_certificates(found)
    return 0


def _read(path: Path) -> tuple[SealedCertificate, ...]:
    import json

    from pydantic import TypeAdapter, ValidationError

    try:
        shown = json.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[SealedCertificate, ...]).validate_python(
            shown if isinstance(shown, list) else [shown]
        )
    except (OSError, ValueError, ValidationError) as error:
        msg = "The file holds no certificates; give one that `callnotes certificates --json` wrote."
        raise InputError(msg) from error
