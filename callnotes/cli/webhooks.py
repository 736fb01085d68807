"""`callnotes webhooks ...`: where events are sent, and what became of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from callnotes.cli.printing.webhooks import print_endpoints, print_tries
from models.outgoing import EVENT_KINDS, OUTCOME_WORDS, OutgoingTry

if TYPE_CHECKING:
    from storage.shelves import Shelves

Name = Annotated[str, typer.Argument(help="Name of the endpoint.")]
_ANSWER_WITHIN_S = 30.0


def show_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the endpoints that events are sent to."""
    from lifecycle import outgoing

    with _shelves(context) as shelves:
        found = outgoing.every(shelves)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_endpoints(found, zone=place_of(context).settings.zone)


def add(
    context: typer.Context,
    name: Name,
    url: Annotated[str, typer.Argument(help="Where events are sent: https://...")],
    events: Annotated[
        str, typer.Option("--events", help="Kinds of events, apart by commas; without it, all of them.")
    ] = ",".join(EVENT_KINDS),
    with_items: Annotated[
        bool, typer.Option("--with-items", help="Send what was confirmed along: words from the call.")
    ] = False,
) -> None:
    """Add an endpoint and print its secret, this once."""
    from callnotes.outgoing import private_hosts
    from lifecycle import outgoing

    kinds = tuple(part.strip() for part in events.split(",") if part.strip())
    hosts = private_hosts(place_of(context).settings)
    with _shelves(context) as shelves:
        secret = outgoing.add(
            shelves, name, url, kinds, with_items=with_items, private_hosts=hosts, actor=operator()
        )
    print(secret)
    typer.echo("Keep this secret: it is not shown again. The receiver checks signatures with it.", err=True)


def test(context: typer.Context, name: Name) -> int:
    """Send a test event now and say what came back."""
    from callnotes.outgoing import hook_sender
    from lifecycle import outgoing
    from pipeline.outgoing import Sender

    settings = place_of(context).settings
    with _shelves(context) as shelves:
        message_id = outgoing.test(shelves, name, actor=operator())
        sender = Sender(shelves, hook_sender(settings), settings.public_url)
        until = time.monotonic() + _ANSWER_WITHIN_S
        while (found := _answered(shelves, name, message_id)) is None and time.monotonic() < until:
            if sender.one(endpoint=name) is None:  # a worker is at it
                time.sleep(0.1)
    status = f" (HTTP {found.status})" if found and found.status else ""
    print(f"{OUTCOME_WORDS[found.outcome if found else 'unknown']}{status}")
    return 0 if found and found.outcome == "taken" else 3


def _answered(shelves: Shelves, name: str, message_id: str) -> OutgoingTry | None:
    tries = shelves.outbox().log(name)
    return next((one for one in tries if one.message_id == message_id and one.outcome != "unknown"), None)


def log(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Name of the endpoint; without it, of all.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many tries.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the last tries: what was sent when, and what came back."""
    with _shelves(context) as shelves:
        found = shelves.outbox().log(name, limit=limit)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_tries(found, zone=place_of(context).settings.zone)


def pause(context: typer.Context, name: Name) -> None:
    """Send nothing more until it is resumed; what happens meanwhile is kept."""
    from lifecycle import outgoing

    with _shelves(context) as shelves:
        outgoing.pause(shelves, name, actor=operator())
    print("Paused; what happens meanwhile is kept.")


def resume(context: typer.Context, name: Name) -> None:
    """Go on, beginning with all that was not taken."""
    from lifecycle import outgoing

    with _shelves(context) as shelves:
        outgoing.resume(shelves, name, actor=operator())
        waiting = next(one.waiting for one in outgoing.every(shelves) if one.name == name)
    print(f"Resumed; {waiting} event(s) are sent now, the oldest first.")


def rotate(context: typer.Context, name: Name) -> None:
    """Make another secret and print it, this once; for a day both sign."""
    from lifecycle import outgoing

    with _shelves(context) as shelves:
        print(outgoing.exchange_secret(shelves, name, actor=operator()))
    typer.echo("For a day the old secret signs too; give the receiver this one until then.", err=True)


def remove(context: typer.Context, name: Name) -> None:
    """Remove the endpoint, with what it was still to be told and its log."""
    from lifecycle import outgoing

    with _shelves(context) as shelves:
        outgoing.remove(shelves, name, actor=operator())
    print("Removed.")


def _shelves(context: typer.Context) -> Shelves:
    from callnotes.shelves import shelves_of

    return shelves_of(place_of(context).settings)
