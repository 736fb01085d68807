"""`callnotes serve` and `work`: the long-running programs."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer

from callnotes.cli.place import place_of


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on (default: 8000).")
    ] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Serve only; another process works.")
    ] = False,
) -> None:
    """Serve the pages and the API, with a worker beside it."""
    from callnotes.serve import serve as run_server

    run_server(
        place_of(context).service_settings,
        host=host,
        port=port,
        with_worker=not no_worker,
        announce=lambda words: print(words, flush=True),
    )


def work(
    context: typer.Context,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="Stop when standard input closes, as `serve` wants.")
    ] = False,
) -> None:
    """Run a worker until it is stopped."""
    from callnotes.workshop import working

    stopped = threading.Event()
    if with_parent:
        threading.Thread(target=_watch_parent, args=(stopped,), daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with working(place_of(context).service_settings):
        stopped.wait()


def _watch_parent(stopped: threading.Event) -> None:
    """Stop when the parent is gone: its end of standard input closes with it, however it ended."""
    sys.stdin.buffer.read()
    stopped.set()
