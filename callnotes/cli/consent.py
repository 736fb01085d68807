"""`callnotes consent`: the table of rules by which calls are let in, and what it makes of a call."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from callnotes.cli.printing.consent import print_rules, print_trial


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
    from models.call import CallDetails
    from models.errors import InputError, SettingsError
    from text.phones import read_customer

    settings = place_of(context).settings
    if tried is None and (agent or team):
        raise InputError("--agent and --team say more of an example call; give it with --try CUSTOMER.")
    table = table_of(settings.consent_rules)
    if table.faults:
        raise SettingsError(" ".join(table.faults))
    if tried is None:
        if as_json:
            print_json(table.model_dump(mode="json"))
        else:
            print_rules(table)
        return
    customer = read_customer(tried, settings.phone_regions)
    found = try_call(table, CallDetails(customer=customer, agent=agent, team=team or settings.team))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_trial(found)
