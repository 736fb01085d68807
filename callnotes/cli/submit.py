"""`callnotes submit`: recordings with consent and metadata go into the house, and if asked through it."""

from __future__ import annotations

import getpass
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from callnotes.cli.moments import read_moment
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_calls, print_calls_json
from callnotes.cli.waiting import exit_code, wait_for
from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from callnotes.settings import Settings
from callnotes.worker_lock import a_worker_runs
from models.call import AgentChannel, Call, CallDetails, Consent, ConsentStatus, Customer, Direction
from models.errors import ConsentValueError, EngineUnknownError, InputError
from text.phones import read_customer


def submit(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Recordings of calls.")],
    consent: Annotated[str, typer.Option(help="announced, granted, declined or unknown.")],
    consent_by: Annotated[str | None, typer.Option(help="Who states it (default: who submits).")] = None,
    consent_at: Annotated[
        str | None, typer.Option(help="When, ISO 8601 (default: the call's start).")
    ] = None,
    consent_how: Annotated[str | None, typer.Option(help="How it was given, in words.")] = None,
    agent: Annotated[str | None, typer.Option(help="E-mail of the agent.")] = None,
    team: Annotated[str | None, typer.Option(help="Team of the agent.")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Phone (any format) or e-mail of the customer.")
    ] = None,
    direction: Annotated[str | None, typer.Option(help="inbound or outbound.")] = None,
    started_at: Annotated[str | None, typer.Option(help="When the call took place, ISO 8601.")] = None,
    external_id: Annotated[str | None, typer.Option(help="The call's id in your phone system.")] = None,
    agent_channel: Annotated[str, typer.Option(help="Channel of the agent: left, right or auto.")] = "auto",
    engine: Annotated[str | None, typer.Option(help="faster-whisper, preview, rules or llm.")] = None,
    transcript: Annotated[Path | None, typer.Option(help="WebVTT or our JSON, instead of step 1.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the call waits for a person.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Submit recordings of calls, with their consent."""
    place = place_of(context)
    settings = place.settings
    if len(files) > 1 and (external_id or transcript):
        msg = "--external-id and --transcript belong to one call; submit its file alone."
        raise InputError(msg)
    moment = read_moment(started_at, settings.zone, option="--started-at")
    details = CallDetails(
        agent=agent,
        team=team or settings.team,
        customer=read_customer(customer, settings.phone_regions) if customer else Customer(),
        direction=cast("Direction | None", _one_of(direction, get_args(Direction), "--direction")),
        started_at=moment,
        external_id=external_id,
        agent_channel=cast("AgentChannel", _one_of(agent_channel, get_args(AgentChannel), "--agent-channel")),
        speech_engine=_engine(engine, SPEECH_ENGINES),
        notes_engine=_engine(engine, NOTES_ENGINES),
    )
    proof = Consent(
        status=_status(consent),
        by=consent_by or agent or f"{getpass.getuser()}@{socket.gethostname()}",
        at=read_moment(consent_at, settings.zone, option="--consent-at") or moment or datetime.now(UTC),
        how=consent_how or "stated with --consent by the person who submitted the call",
    )
    calls = _accept_all(settings, files, details, proof, transcript)
    if wait:
        calls = wait_for(settings, calls)
    if as_json:
        print_calls_json(calls)
        return exit_code(calls) if wait else 0
    print_calls(calls, data_option=place.data_option, zone=settings.zone)
    if wait:
        return exit_code(calls)
    if not a_worker_runs(settings):
        print(f"No worker is running; start one with `callnotes {place.data_option}work` or `serve`.")
    return 0


def _accept_all(
    settings: Settings, files: list[Path], details: CallDetails, consent: Consent, transcript: Path | None
) -> tuple[Call, ...]:
    from callnotes.enqueue import open_queue
    from callnotes.reading_files import chunks_of, given_transcript, readable
    from callnotes.shelves import intake_limits, shelves_of
    from lifecycle import intake

    given = given_transcript(transcript) if transcript else None
    for file in files:
        readable(file)
    shelves = shelves_of(settings)
    with open_queue(settings) as enqueue:
        accepted = [
            intake.accept(
                shelves,
                details,
                consent,
                audio=chunks_of(file),
                transcript=given,
                limits=intake_limits(settings),
                enqueue=enqueue,
            )
            for file in files
        ]
    for known in (one.call for one in accepted if one.already_there):
        print(f"callnotes: {known.id} was there already; it is not processed twice.", file=sys.stderr)
    return tuple({one.call.id: one.call for one in accepted}.values())


def _status(value: str) -> ConsentStatus:
    if value not in get_args(ConsentStatus):
        msg = f"The consent value is not one of {', '.join(get_args(ConsentStatus))}; nothing was kept."
        raise ConsentValueError(msg)
    return cast("ConsentStatus", value)


def _one_of(value: str | None, allowed: tuple[str, ...], option: str) -> str | None:
    if value is not None and value not in allowed:
        msg = f"{option} takes one of {', '.join(allowed)}; nothing was kept."
        raise InputError(msg)
    return value


def _engine(name: str | None, known: tuple[str, ...]) -> str | None:
    if name is not None and name not in (*SPEECH_ENGINES, *NOTES_ENGINES):
        msg = f"No engine has this name; choose one of {', '.join((*SPEECH_ENGINES, *NOTES_ENGINES))}."
        raise EngineUnknownError(msg)
    return name if name in known else None
