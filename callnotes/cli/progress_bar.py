"""A progress bar on standard error for long work on one recording; without a terminal there, nothing.

In: what is being done. Out: a function that is told (done, total) in seconds of audio.
Not here: the bar of calls that are waited for (waiting.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from models.ports import Progress as Told


@contextmanager
def progress_bar(doing: str) -> Iterator[Told]:
    """Show the bar for as long as the context is open."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f} s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=0)
        yield lambda done, total: bar.update(task, completed=done, total=total)
