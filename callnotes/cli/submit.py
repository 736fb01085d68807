"""`callnotes submit`: recordings with consent and metadata go into the house, and if asked through it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from callnotes.cli.engine_option import engine_of
from callnotes.cli.moments import read_moment
from callnotes.cli.operator import operator, user_name
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_calls, print_calls_json
from callnotes.cli.waiting import exit_code, wait_for
from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from callnotes.settings import Settings
from callnotes.worker_lock import a_worker_runs
from models.call import (
    AgentChannel,
    Call,
    CallDetails,
    Consent,
    ConsentResponse,
    ConsentStatus,
    Customer,
    Direction,
)
from models.errors import ConsentValueError, InputError, RefusedError
from models.stages import WORKING_STAGES
from models.two_legs import agent_side
from text.labels import read_labels
from text.listening import read_hotwords, read_language
from text.phones import read_customer


def submit(
    context: typer.Context,
    consent: Annotated[str, typer.Option(help="announced, granted, declined or unknown.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Recordings of calls; none with a transcript alone."),
    ] = None,
    consent_by: Annotated[str | None, typer.Option(help="Who states it (default: who submits).")] = None,
    consent_at: Annotated[
        str | None, typer.Option(help="When, ISO 8601 (default: the call's start).")
    ] = None,
    consent_how: Annotated[str | None, typer.Option(help="How it was given, in words.")] = None,
    consent_disclosed: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the customer was told.")
    ] = None,
    consent_script: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Version of that text.")
    ] = None,
    consent_response: Annotated[
        str | None, typer.Option(help="accepted, declined, announcement_only or none.")
    ] = None,
    recording_started_at: Annotated[
        str | None, typer.Option(help="When the recording began, ISO 8601.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="E-mail of the agent.")] = None,
    team: Annotated[str | None, typer.Option(help="Team of the agent.")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Phone (any format) or e-mail of the customer.")
    ] = None,
    direction: Annotated[str | None, typer.Option(help="inbound or outbound.")] = None,
    started_at: Annotated[str | None, typer.Option(help="When the call took place, ISO 8601.")] = None,
    external_id: Annotated[str | None, typer.Option(help="The call's id in your phone system.")] = None,
    agent_channel: Annotated[str, typer.Option(help="Channel of the agent: left, right or auto.")] = "auto",
    engine: Annotated[str | None, typer.Option(help="faster-whisper, remote, preview, rules or llm.")] = None,
    transcript: Annotated[
        Path | None, typer.Option(help="A transcript in any known format, instead of step 1.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the call: en, de, ...")] = None,
    hotwords: Annotated[
        str | None, typer.Option(help="Words that are likely in the call, separated by commas.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="Labels of the call, separated by commas: trial,complaint.")
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to ask of the call (default: the rules choose).")
    ] = None,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Old calls: every call without this goes first.")
    ] = False,
    legs: Annotated[
        bool, typer.Option("--legs", help="The two files are the two sides of one call.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the call waits for a person.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Submit recordings of calls, or a transcript, with their consent."""
    from callnotes.reading_files import in_order
    from callnotes.template_names import known_template

    place = place_of(context)
    settings = place.settings
    recordings: list[tuple[Path, ...]] = (
        [in_order(files or ())] if legs else [(file,) for file in files or ()]
    )
    if not recordings and transcript is None:
        msg = "Name the recordings of calls, or a transcript with --transcript; nothing was kept."
        raise InputError(msg)
    if len(recordings) > 1 and (external_id or transcript):
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
        speech_engine=engine_of(engine, SPEECH_ENGINES),
        notes_engine=engine_of(engine, NOTES_ENGINES),
        priority="backfill" if backfill else "live",
        language=read_language(language),
        hotwords=read_hotwords(hotwords),
        labels=read_labels(labels),
        template=known_template(template, settings.templates),
    )
    proof = Consent(
        status=_status(consent),
        by=consent_by or f"{user_name()}@{socket.gethostname()}",
        at=read_moment(consent_at, settings.zone, option="--consent-at") or moment or datetime.now(UTC),
        how=consent_how or "stated by the person who submitted the call",
        disclosed=consent_disclosed,
        script=consent_script,
        response=cast(
            "ConsentResponse | None",
            _one_of(consent_response, get_args(ConsentResponse), "--consent-response"),
        ),
        recording_started_at=read_moment(
            recording_started_at, settings.zone, option="--recording-started-at"
        ),
    )
    if legs and details.agent_channel == "auto":
        side = agent_side(recordings[0][0].stem, recordings[0][1].stem, details.direction)
        details = details.model_copy(update={"agent_channel": side})
    calls, refused = _accept_all(settings, recordings or [()], details, proof, transcript)
    if wait:
        calls = wait_for(settings, calls)
    if as_json:
        print_calls_json(calls)
    elif calls:
        print_calls(calls, program=place.program, zone=settings.zone)
        if not wait and _somebody_must_work(settings, calls):
            print("No worker is running. Start one with one of these, or submit with --wait:")
            print(f"  {place.program} work\n  {place.program} serve")
    return (exit_code(calls) if wait else 0) or (2 if refused else 0)


def _somebody_must_work(settings: Settings, calls: tuple[Call, ...]) -> bool:
    return any(call.stage in WORKING_STAGES for call in calls) and not a_worker_runs(settings)


def _accept_all(
    settings: Settings,
    recordings: list[tuple[Path, ...]],
    details: CallDetails,
    consent: Consent,
    transcript: Path | None,
) -> tuple[tuple[Call, ...], int]:
    """Take in every recording that can be; return the calls, and how many recordings were refused.

    Where there is none, the transcript is the call.
    """
    from callnotes.enqueue import open_queue
    from callnotes.reading_files import given_transcript
    from callnotes.shelves import intake_limits, shelves_of
    from lifecycle import intake

    given = given_transcript(transcript) if transcript else None
    shelves = shelves_of(settings)
    calls: dict[str, Call] = {}
    refused = 0
    with open_queue(settings) as enqueue:
        for files in recordings:
            file = files[0] if files else transcript
            try:
                accepted = intake.accept(
                    shelves,
                    details,
                    consent,
                    audio=_audio_of(files),
                    transcript=given,
                    limits=intake_limits(settings),
                    enqueue=enqueue,
                    actor=operator(),
                )
            except RefusedError as error:
                if len(recordings) == 1:
                    raise
                print(f"callnotes: {file}: {error.message}", file=sys.stderr)
                refused += 1
                continue
            calls[accepted.call.id] = accepted.call
            if accepted.already_there:
                print(f"callnotes: {file} was there already: {accepted.call.id}.", file=sys.stderr)
            if accepted.keeps_other_transcript:
                print(_NOT_TAKEN, file=sys.stderr)
    return tuple(calls.values()), refused


_NOT_TAKEN = (
    "callnotes: --transcript was not taken, since the call has a transcript and keeps it; who said what is "
    "corrected with `callnotes speakers`."
)


def _audio_of(files: tuple[Path, ...]) -> Iterator[bytes] | None:
    from callnotes.reading_files import chunks_of, legs_of, readable

    if not files:
        return None
    return legs_of(*files) if len(files) == 2 else chunks_of(readable(files[0]))


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
