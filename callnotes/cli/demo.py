"""`callnotes demo`: the sample call through every step, then what was found and staged."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from callnotes.cli.called import program
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_dossier, print_json
from callnotes.cli.printing.dossier import print_next
from callnotes.cli.printing.terminal import console, heading, print_command
from callnotes.cli.waiting import wait_for

if TYPE_CHECKING:
    from lifecycle.reading import Dossier

_WITH_WHISPER = "Speech-to-text: faster-whisper, from the model on this disk."
_WITH_PREVIEW = (
    "Speech-to-text: the offline preview engine, since no faster-whisper model is on this disk.\n"
    "It shows the way through, not the quality: many words are wrong, and with them some notes.\n"
    "`callnotes fetch-models` fetches the real model once; run the demo again after it."
)


def demo(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Run the sample call through every step and show what waits for a person."""
    from callnotes.demo import demo_document, demo_settings, run_demo

    place = place_of(context)
    settings = demo_settings(place.settings)
    engine_words = _WITH_PREVIEW if settings.speech_engine == "preview" else _WITH_WHISPER
    print("The sample call goes through every step; that takes about half a minute.", file=sys.stderr)
    if as_json:
        print(engine_words, file=sys.stderr)
    result = run_demo(settings, wait=wait_for)
    if as_json:
        print_json(demo_document(result))
        return
    out = console()
    out.print(heading("The sample call"))
    out.print(f"{result.sample.title}; {settings.zone.key}; agent {result.sample.agent}")
    out.print(engine_words)
    here = f"{program()} --data {settings.data}"
    parts = ("consent", "transcript", "notes", "records")
    print_dossier(result.dossier, program=here, zone=settings.zone, parts=parts)
    out.print("\nNothing is live yet: a person decides. The records above wait in the embedded CRM.")
    print_ways_on(result.dossier, here, reviewer=result.sample.agent)


def print_ways_on(dossier: Dossier, program: str, *, reviewer: str) -> None:
    """Print how to go on from the demo: in a browser, then by commands."""
    out = console()
    out.print(heading("In a browser"))
    print_command(out, f"  {program} serve")
    out.print("The first start prints a link that makes the first admin; then the call waits on the desk.")
    print_next(dossier, program, reviewer=reviewer)
