"""`callnotes transcribe` and `extract`: a step alone, without database; who runs it vouches for consent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from callnotes.cli.moments import read_moment
from callnotes.cli.place import settings_of
from callnotes.cli.printing import print_document, print_notes, print_transcript
from models.errors import EngineUnknownError
from models.zones import zone_of

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class _File:
    """A file of the operator's own, lent to ffmpeg as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def lend(self) -> Iterator[Path]:
        """Lend the file itself."""
        yield self._path


def transcribe(
    context: typer.Context,
    audio: Annotated[Path, typer.Argument(metavar="AUDIO", help="A recording of a call.")],
    engine: Annotated[str | None, typer.Option(help="faster-whisper, remote or preview.")] = None,
    agent_channel: Annotated[str, typer.Option(help="Channel of the agent: left, right or auto.")] = "auto",
    as_json: AsJson = False,
) -> None:
    """Step 1 alone: a recording becomes a transcript on standard output; nothing is stored."""
    from callnotes.engines import speech_engines
    from callnotes.reading_files import readable
    from callnotes.workshop import transcribe_options
    from transcriber.transcribe import transcribe as listen

    settings = settings_of(context)
    options = transcribe_options(settings).model_copy(update={"agent_channel": agent_channel})
    transcript = listen(
        _File(readable(audio).resolve()),
        engine=speech_engines(settings)(engine),
        options=options,
        progress=_say_progress,
        cancelled=lambda: False,
    )
    if as_json:
        print_document(transcript)
    else:
        print_transcript(transcript)


def extract(
    context: typer.Context,
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT.json", help="Our JSON, or another format.")
    ],
    engine: Annotated[str | None, typer.Option(help="rules or llm.")] = None,
    started_at: Annotated[
        str | None, typer.Option(help="When the call took place, ISO 8601 (default: now).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Step 2 alone: a transcript becomes notes on standard output; nothing is stored."""
    from callnotes.engines import notes_engines
    from callnotes.reading_files import given_transcript
    from extractor.engine import CallContext
    from extractor.extract import extract as take_notes

    settings = settings_of(context)
    if engine not in (None, "rules", "llm"):
        msg = "--engine takes rules or llm for this step."
        raise EngineUnknownError(msg)
    read = given_transcript(transcript)
    moment = read_moment(started_at, settings.zone, option="--started-at") or datetime.now(UTC)
    notes = take_notes(
        read,
        engine=notes_engines(settings)(engine),
        context=CallContext(started_at=moment, zone=zone_of(moment, settings.zone)),
        call_id=read.call_id,
    )
    if as_json:
        print_document(notes)
    else:
        print_notes(notes)


def _say_progress(done_s: float, total_s: float) -> None:
    if sys.stderr.isatty():
        end = "\n" if done_s >= total_s else ""
        print(f"\rlistened to {done_s:.0f} of {total_s:.0f} s", end=end, file=sys.stderr, flush=True)
