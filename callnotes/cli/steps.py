"""`callnotes transcribe` and `extract`: a step alone, without database; who runs it vouches for consent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, get_args

import typer

from callnotes.cli.engine_option import notes_engine_of
from callnotes.cli.look import AsJson
from callnotes.cli.moments import read_moment
from callnotes.cli.place import settings_of
from callnotes.cli.printing import print_diarization, print_document, print_notes, print_transcript
from callnotes.cli.progress_bar import progress_bar
from callnotes.settings import Settings
from models.call import AgentChannel
from models.errors import InputError
from models.two_legs import agent_side
from text.listening import read_hotwords, read_language

SpeakerCount = Annotated[
    int | None, typer.Option(min=1, max=6, help="How many people speak, where they share one channel.")
]


class _File:
    """A file of the operator's own, lent to ffmpeg as it is; two legs are put together for as long."""

    def __init__(self, *paths: Path) -> None:
        self._paths = paths

    @contextmanager
    def lend(self) -> Iterator[Path]:
        """Lend the file itself, or a temporary one with both legs."""
        from callnotes.reading_files import legs_of

        if len(self._paths) == 1:
            yield self._paths[0]
            return
        with TemporaryDirectory(prefix="callnotes-legs-") as folder:
            together = Path(folder) / "recording"
            with together.open("xb") as file:
                file.writelines(legs_of(*self._paths))
            yield together


def transcribe(
    context: typer.Context,
    audio: Annotated[
        list[Path], typer.Argument(metavar="AUDIO [AUDIO]", help="A recording of a call, or its two legs.")
    ],
    engine: Annotated[str | None, typer.Option(help="faster-whisper, remote or preview.")] = None,
    model: Annotated[str | None, typer.Option(help="Speech model: size, name or folder.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the call: en, de, ...")] = None,
    hotwords: Annotated[
        str | None, typer.Option(help="Words that are likely in the call, separated by commas.")
    ] = None,
    agent_channel: Annotated[str, typer.Option(help="Channel of the agent: left, right or auto.")] = "auto",
    speakers: SpeakerCount = None,
    as_json: AsJson = False,
) -> None:
    """Step 1 alone: a recording becomes a transcript on standard output; nothing is stored."""
    from callnotes.diarizers import diarizer_named
    from callnotes.engines import speech_engines
    from callnotes.reading_files import in_order, readable
    from callnotes.workshop import transcribe_options
    from transcriber.transcribe import transcribe as listen

    if agent_channel not in get_args(AgentChannel):
        raise InputError("--agent-channel takes left, right or auto; nothing was listened to.")
    settings = _for_one_recording(settings_of(context), model)
    files = tuple(audio) if len(audio) == 1 else in_order(audio)
    if len(files) == 2 and agent_channel == "auto":
        agent_channel = agent_side(files[0].stem, files[1].stem, None)
    told = {
        "agent_channel": agent_channel,
        "language": read_language(language) or settings.language,
        "speakers": speakers,
    }
    options = transcribe_options(settings)
    likely = tuple(dict.fromkeys((*read_hotwords(hotwords), *options.hotwords)))
    with progress_bar("listening") as progress:
        transcript = listen(
            _File(*(readable(file).resolve() for file in files)),
            engine=speech_engines(settings)(engine),
            options=options.model_copy(update={**told, "hotwords": likely}),
            diarizer=diarizer_named(settings, None),
            progress=progress,
            cancelled=lambda: False,
        )
    if as_json:
        print_document(transcript)
    else:
        print_transcript(transcript)


def diarize(
    context: typer.Context,
    audio: Annotated[Path, typer.Argument(metavar="AUDIO", help="A recording of a call.")],
    speakers: SpeakerCount = None,
    engine: Annotated[
        str | None, typer.Option(help="Who tells voices on one channel apart: voices or pyannote.")
    ] = None,
    rttm: Annotated[bool, typer.Option("--rttm", help="Print RTTM.")] = False,
    as_json: AsJson = False,
) -> None:
    """Who speaks when, without recognising a word; nothing is stored."""
    from callnotes.diarizers import diarizer_named
    from callnotes.reading_files import readable
    from callnotes.workshop import transcribe_options
    from text.formats.rttm import rttm_lines
    from transcriber.diarize import diarize as tell_apart

    if rttm and as_json:
        msg = "--rttm and --json are two forms of the same; choose one."
        raise InputError(msg)
    settings = settings_of(context).model_copy(update={"recognition_concurrency": 1})
    options = transcribe_options(settings).model_copy(update={"speakers": speakers})
    with progress_bar("listening") as progress:
        found = tell_apart(
            _File(readable(audio).resolve()),
            options=options,
            diarizer=diarizer_named(settings, engine),
            progress=progress,
            cancelled=lambda: False,
        )
    if as_json:
        print_document(found)
    elif rttm:
        print(rttm_lines(found.stretches, recording=audio.stem), end="")
    else:
        print_diarization(found)


def _for_one_recording(settings: Settings, model: str | None) -> Settings:
    """The whole machine is for this recording; a model that is named is that of either kind of engine."""
    named = {"speech_model": model, "speech_remote_model": model} if model else {}
    return settings.model_copy(update={"recognition_concurrency": 1, **named})


def extract(
    context: typer.Context,
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT.json", help="Our JSON, or another format.")
    ],
    engine: Annotated[str | None, typer.Option(help="rules or llm.")] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="What to ask of it (default: by its words).")
    ] = None,
    started_at: Annotated[
        str | None, typer.Option(help="When the call took place, ISO 8601 (default: now).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Step 2 alone: a transcript becomes notes on standard output; nothing is stored."""
    from callnotes.engines import notes_engines
    from callnotes.notes_context import context_of
    from callnotes.reading_files import given_transcript
    from extractor.extract import extract as take_notes
    from extractor.templates import read_templates

    settings = settings_of(context)
    named = notes_engine_of(engine)
    read = given_transcript(transcript)
    moment = read_moment(started_at, settings.zone, option="--started-at") or datetime.now(UTC)
    notes = take_notes(
        read,
        engine=notes_engines(settings)(named),
        context=context_of(
            settings, read_templates(settings.templates), read, started_at=moment, template=template
        ),
        call_id=read.call_id,
    )
    if as_json:
        print_document(notes)
    else:
        print_notes(notes)
