"""`callnotes consent`: the table of rules, who opted out, and what is known of one person's consent."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.decide import house
from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator, user_name
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document, print_json
from callnotes.cli.printing.consent import (
    print_opt_outs,
    print_opted_out,
    print_passport,
    print_rules,
    print_trial,
)
from models.call import CallDetails
from models.errors import InputError, SettingsError
from text.phones import read_customer

Person = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Phone (any format) or e-mail of the person.")
]
Says = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who says so.")]


def rules(
    context: typer.Context,
    tried: Annotated[
        str | None, typer.Option("--try", metavar="CUSTOMER", help="Phone or e-mail of an example call.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="With --try: e-mail of its agent.")] = None,
    team: Annotated[str | None, typer.Option(help="With --try: team of its agent.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the table of consent rules, or what it makes of an example call; nothing is stored."""
    from callnotes.consent_table import table_of
    from lifecycle.consent_trial import try_call

    settings = place_of(context).settings
    if tried is None and (agent or team):
        raise InputError("--agent and --team say more of an example call; give it with --try CUSTOMER.")
    table = table_of(settings.consent_rules)
    if table.faults:
        raise SettingsError(" ".join(table.faults))
    if tried is None:
        if as_json:
            print_document(table)
        else:
            print_rules(table)
        return
    customer = read_customer(tried, settings.phone_regions)
    found = try_call(table, CallDetails(customer=customer, agent=agent, team=team or settings.team))
    if as_json:
        print_document(found)
    else:
        print_trial(found)


def opt_out_add(
    context: typer.Context,
    customer: Person,
    says: Says = None,
    reason: Annotated[str | None, typer.Option(help="Why, in words; it is kept sealed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a person onto the list: their calls are not processed, and those that are open are stopped."""
    from lifecycle import opt_out

    place = place_of(context)
    person = read_customer(customer, place.settings.phone_regions)
    with house(place) as (shelves, enqueue):
        found = opt_out.add(
            shelves, person, by=says or user_name(), why=reason, enqueue=enqueue, actor=operator()
        )
    if as_json:
        print_document(found)
    else:
        print_opted_out(found, program=place.program)


def opt_out_remove(context: typer.Context, customer: Person, says: Says = None) -> None:
    """Take a person off the list; calls that were stopped meanwhile stay stopped."""
    from lifecycle import opt_out

    place = place_of(context)
    person = read_customer(customer, place.settings.phone_regions)
    with house(place) as (shelves, _enqueue):
        opt_out.remove(shelves, person, by=says or user_name(), actor=operator())
    print("Taken off the list; calls that come from now on are judged by the rules of consent.")


def opt_out_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Show who is on the list, since when and by whom."""
    from callnotes.shelves import shelves_of
    from lifecycle import opt_out

    place = place_of(context)
    with shelves_of(place.existing) as shelves:
        shelves.audit().looked(operator(), "saw_opt_outs")
        found = opt_out.every(shelves)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_opt_outs(found, zone=place.settings.zone)


def passport(context: typer.Context, customer: Person, as_json: AsJson = False) -> None:
    """Show a person's consent passport: every call, its proof, the rule, and whether they opted out."""
    from callnotes.shelves import shelves_of
    from lifecycle.passport import passport_of

    place = place_of(context)
    person = read_customer(customer, place.settings.phone_regions)
    with shelves_of(place.existing) as shelves:
        shelves.audit().looked(operator(), "saw_a_consent_passport")
        found = passport_of(shelves, person)
    if as_json:
        print_document(found)
    else:
        print_passport(found, zone=place.settings.zone)
