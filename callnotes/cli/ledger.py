"""`callnotes crm status` and `callnotes crm reconcile`: how the way to the CRM is, and whether both agree."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_crm_status, print_document, print_findings, print_json
from models.ledger import Finding

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell what waits for the CRM, since when, and what keeps it from being written."""
    from callnotes.crm_limits import crm_limits, way_in
    from callnotes.shelves import shelves_of
    from lifecycle.ledger_view import crm_status

    place = place_of(context)
    with shelves_of(place.existing) as shelves:
        limits = crm_limits(place.settings) if place.settings.crm == "hubspot" else None
        found = crm_status(shelves, limits=limits)
    if as_json:
        print_document(found)
    else:
        settings = place.settings
        print_crm_status(found, crm=settings.crm, zone=settings.zone, way_in=way_in(settings))


def reconcile(
    context: typer.Context,
    call: Annotated[str | None, typer.Argument(help="Id of the call, or the start of it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Look at the records of every call.")] = False,
    as_json: AsJson = False,
) -> int:
    """Look into the CRM and make the ledger agree; without a call, where an outcome is unknown."""
    from callnotes.shelves import shelves_of
    from callnotes.workshop import adapter_of
    from crm_sync.reconcile import reconcile as compared
    from lifecycle import reading

    settings = place_of(context).existing
    with shelves_of(settings) as shelves, adapter_of(settings, shelves, by_hand=True) as adapter:
        book = shelves.ledger_book()
        calls = (
            book.calls_with_entries(only_open=not every)
            if call is None
            else (reading.call(shelves, call).id,)
        )
        findings: list[Finding] = []
        for call_id in calls:
            shelves.audit().note(operator(), "reconciled", call_id=call_id)
            findings += compared(call_id, adapter=adapter, ledger=book)
    if as_json:
        print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        print_findings(tuple(findings))
    return 0
