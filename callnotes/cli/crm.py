"""`callnotes crm probe` and `callnotes crm setup`: what the CRM lets us do, and what it needs first."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document, print_json


def probe(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the CRM what it lets us do."""
    from callnotes.crm_limits import way_in
    from callnotes.shelves import shelves_of
    from callnotes.workshop import adapter_of

    settings = place_of(context).settings
    by = way_in(settings)
    with shelves_of(settings) as shelves, adapter_of(settings, shelves, by_hand=True) as adapter:
        able = adapter.probe()
    if as_json:
        print_document(able)
        return
    print(f"{able.adapter}, version {able.api_version}, answers and lets us in{f' by {by}' if by else ''}.")
    for told, is_so in (
        (
            "our keys are unique on notes and tasks; where not, records are found by reading",
            able.upsert_by_key,
        ),
        ("notes and tasks have fields of ours", able.activity_custom_fields),
        ("it takes records of the calls themselves", able.call_records),
        ("who changed a value is known", able.change_history),
        ("changes made there are sent to us at once", able.push),
    ):
        print(f"  {'yes:' if is_so else 'no:':<5}{told}")


def setup(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is missing; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make in HubSpot the properties that Call notes needs; a second time there is nothing left to make."""
    from callnotes.hubspot import hubspot_of
    from callnotes.shelves import shelves_of

    settings = place_of(context).settings
    if settings.crm != "hubspot":
        print(f"The CRM {settings.crm} needs no set-up; CALLNOTES_CRM=hubspot chooses HubSpot.")
        return
    with shelves_of(settings) as shelves, hubspot_of(settings, shelves, by_hand=True) as adapter:
        changes = adapter.set_up(dry_run=dry_run)
    if as_json:
        print_json([change.model_dump(mode="json") for change in changes])
        return
    done = "missing" if dry_run else "made"
    for change in changes:
        print(f"  {done}: the {change.what} {change.name} of {change.kind}")
    print(
        "HubSpot has all that Call notes needs." if not (dry_run and changes) else "Run it without --dry-run."
    )
