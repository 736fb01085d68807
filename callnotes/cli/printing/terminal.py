"""The one console of the commands: standard output, colours in a terminal only, no markup from outside."""

from __future__ import annotations

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text


def console() -> Console:
    """Return a console on standard output; a pipe gets plain text that is never cut or wrapped short."""
    width = None if sys.stdout.isatty() else 120
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def heading(words: str) -> Text:
    """Return a heading."""
    return Text(f"\n{words}", style="bold")


def clock(seconds: float) -> str:
    """Return a place in the recording as minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment in the zone of the settings, to the minute."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else "unknown"
