"""`callnotes review`, `link`, `release`, `retry` and `cancel`: what a named person decides about a call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from callnotes.cli.engine_option import engine_of
from callnotes.cli.operator import operator, user_name
from callnotes.cli.place import Place, place_of
from callnotes.cli.printing import print_dossier, print_said, print_undo
from callnotes.cli.waiting import exit_code, wait_for
from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from models.call import Call
from models.conflicts import Take
from models.errors import ContactNotFoundError, InputError
from models.stages import Stage

if TYPE_CHECKING:
    from callnotes.enqueue import Enqueuer
    from storage.shelves import Shelves

CallId = Annotated[str, typer.Argument(metavar="CALL", help="Id of the call, or the start of it.")]
Reviewer = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who decides.")]
Wait = Annotated[bool, typer.Option("--wait", help="Stay until the work is done.")]


def review(
    context: typer.Context,
    call: CallId,
    reviewer: Reviewer,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="Accept this item (repeat).")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="Reject this item (repeat).")
    ] = None,
    edit: Annotated[
        list[str] | None, typer.Option(metavar="ITEM TEXT", help="Accept the item with this text (repeat).")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why the items named with --reject are rejected.")
    ] = None,
    due: Annotated[
        list[str] | None,
        typer.Option(metavar="ITEM=WHEN", help='Accept it with this due date: a day, "next Friday", none.'),
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(metavar="ITEM=WHO", help="Accept it with this owner: ours, theirs, ours:NAME."),
    ] = None,
    accept_all: Annotated[bool, typer.Option("--accept-all", help="Accept all that is undecided.")] = False,
    reject_all: Annotated[bool, typer.Option("--reject-all", help="Reject all that is undecided.")] = False,
    ours: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="Write ours over a field in conflict (repeat).")
    ] = None,
    theirs: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="Keep what the CRM holds there (repeat).")
    ] = None,
    signs: Annotated[
        bool, typer.Option("--sign-off", help="Sign off what is decided on a call of high risk.")
    ] = False,
    undoes: Annotated[bool, typer.Option("--undo", help="Undo what you decided last.")] = False,
    takes_back: Annotated[
        bool, typer.Option("--take-back", help="Open a decided call again before it is written.")
    ] = False,
) -> int:
    """Accept, edit and reject the items of a call; what is confirmed then goes live in the CRM."""
    from callnotes.cli.verdicts import Options, decisions_of
    from lifecycle import review as reviews
    from lifecycle import signing
    from lifecycle.sign_off import sign_off
    from lifecycle.take_back import take_back
    from lifecycle.undo import undo

    place = place_of(context)
    options = Options(
        accept=tuple(accept or ()),
        reject=tuple(reject or ()),
        reason=reason,
        edit=tuple(edit or ()),
        due=tuple(due or ()),
        owner=tuple(owner or ()),
    )
    _refuse_contradictions(
        options.named,
        rest=(accept_all, reject_all),
        signs=signs,
        takes_back=takes_back or undoes,
        fields=bool(ours or theirs),
    )
    if ours or theirs:
        return _decide_fields(place, call, ours or [], theirs or [], by=reviewer)
    with house(place) as (shelves, enqueue):
        made = decisions_of(options, shelves, place.settings, call, by=reviewer, at=shelves.clock())
        if undoes:
            decided = undo(shelves, call, by=reviewer, actor=operator())
        elif takes_back:
            decided = take_back(shelves, call, by=reviewer, actor=operator())
        elif signs and not (made or accept_all or reject_all):
            decided = sign_off(shelves, call, by=reviewer, enqueue=enqueue, actor=operator())
        else:
            decided = reviews.decide(
                shelves,
                call,
                made,
                accept_rest=accept_all,
                reject_rest=reject_all,
                by=reviewer,
                enqueue=enqueue,
                actor=operator(),
            )
            if signs and signing.waits(decided):
                decided = sign_off(shelves, call, by=reviewer, enqueue=enqueue, actor=operator())
    written = wait_for(place.settings, (decided,))
    _print(place, written[0])
    return exit_code(written)


def _refuse_contradictions(
    named: list[str], *, rest: tuple[bool, bool], signs: bool, takes_back: bool, fields: bool
) -> None:
    if all(rest):
        msg = "--accept-all and --reject-all contradict each other; give one of them."
        raise InputError(msg)
    decides = bool(named) or any(rest) or signs
    if takes_back and (decides or fields):
        msg = "--take-back and --undo decide nothing; give one of them alone, then decide."
        raise InputError(msg)
    if fields and decides:
        msg = "Fields in conflict are decided by themselves; leave the other options out."
        raise InputError(msg)
    if len(set(named)) < len(named):
        msg = "An item is named twice; decide each item once."
        raise InputError(msg)


def _decide_fields(place: Place, call_id: str, ours: list[str], theirs: list[str], *, by: str) -> int:
    from lifecycle.conflicts import decide_conflict

    takes: tuple[tuple[str, Take], ...] = (
        *((item, "ours") for item in ours),
        *((item, "theirs") for item in theirs),
    )
    with house(place) as (shelves, enqueue):
        decided = tuple(
            decide_conflict(shelves, call_id, item, take, by=by, enqueue=enqueue, actor=operator())
            for item, take in takes
        )
    written = wait_for(place.settings, decided[-1:])
    _print(place, written[0])
    return exit_code(written)


def link(
    context: typer.Context,
    call: CallId,
    contact: Annotated[str | None, typer.Option(metavar="ID", help="Id of a contact in the CRM.")] = None,
    new: Annotated[bool, typer.Option("--new", help="A new contact, made on confirmation.")] = False,
    name: Annotated[str | None, typer.Option(help="Name of the new contact.")] = None,
    deal: Annotated[
        str | None, typer.Option(metavar="ID", help="The open deal it was about, or: none.")
    ] = None,
    reviewer: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who decides.")] = None,
) -> int:
    """Link a call to the contact it was with, or to a deal; a new contact is made when it is confirmed."""
    from callnotes.workshop import adapter_of
    from lifecycle import link as links

    place = place_of(context)
    if (contact is not None) + new + (deal is not None) != 1:
        msg = (
            "Say which contact: --contact ID for one that exists, --new for one that is to be made; "
            "or --deal ID for a deal of the contact that the call has."
        )
        raise InputError(msg)
    with house(place) as (shelves, enqueue):
        if contact is not None:
            with adapter_of(place.settings, shelves, by_hand=True) as adapter:
                there = adapter.party(contact)
            if there is None:
                msg = "The CRM has no contact with this id; look it up there, or link a new one with --new."
                raise ContactNotFoundError(msg)
        by = reviewer or user_name()
        if deal is not None:
            chosen = None if deal == links.NO_DEAL else deal
            linked = links.choose_deal(shelves, call, chosen, by=by, enqueue=enqueue, actor=operator())
        else:
            linked = links.link_contact(
                shelves, call, contact, name=name, by=by, enqueue=enqueue, actor=operator()
            )
    return _after(place, linked, "linked", wait=linked.stage is Stage.STAGED and linked.attempt is None)


def release(
    context: typer.Context,
    call: CallId,
    reviewer: Reviewer,
    reason: Annotated[str, typer.Option(help="Why the call may be processed.")],
    wait: Wait = False,
) -> int:
    """Let a call through whose consent is unknown, with a reason."""
    from lifecycle import consent

    place = place_of(context)
    with house(place) as (shelves, enqueue):
        released = consent.release(shelves, call, reviewer, reason, enqueue=enqueue, actor=operator())
    return _after(place, released, "released", wait=wait)


def retry(
    context: typer.Context,
    call: CallId,
    engine: Annotated[
        str | None,
        typer.Option(help="Use this engine from now on: faster-whisper, remote, preview, rules or llm."),
    ] = None,
    wait: Wait = False,
) -> int:
    """Try a failed or cancelled call again; what is already done is not repeated."""
    from lifecycle import retry as retries

    place = place_of(context)
    with house(place) as (shelves, enqueue):
        again = retries.retry(
            shelves,
            call,
            enqueue=enqueue,
            speech_engine=engine_of(engine, SPEECH_ENGINES),
            notes_engine=engine_of(engine, NOTES_ENGINES),
            actor=operator(),
        )
    return _after(place, again, "queued again", wait=wait)


def cancel(context: typer.Context, call: CallId) -> None:
    """Stop the work on a call; `retry` takes it up again."""
    from lifecycle import cancel as cancels

    place = place_of(context)
    with house(place) as (shelves, _enqueue):
        cancelled = cancels.cancel(shelves, call, actor=operator())
    print_said(cancelled, "cancelled", program=place.program)


def _after(place: Place, call: Call, what: str, *, wait: bool) -> int:
    if not wait:
        print_said(call, what, program=place.program)
        return 0
    waited = wait_for(place.settings, (call,))
    print_said(waited[0], what, program=place.program)
    return exit_code(waited)


def _print(place: Place, call: Call) -> None:
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from lifecycle.take_back import open_until

    shelves = shelves_of(place.settings)
    dossier = reading.dossier(shelves, call.id)
    parts = ("call", "decisions", "records", "next")
    print_dossier(dossier, program=place.program, zone=place.settings.zone, parts=parts)
    print_undo(call.id, open_until(shelves, call.id), program=place.program, zone=place.settings.zone)


@contextmanager
def house(place: Place) -> Iterator[tuple[Shelves, Enqueuer]]:
    """Open the shelves and the queue of this place."""
    from callnotes.enqueue import open_queue
    from callnotes.shelves import shelves_of

    with open_queue(place.settings) as enqueue:
        yield shelves_of(place.settings), enqueue
