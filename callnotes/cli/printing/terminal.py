"""The one console of the commands: standard output, colours in a terminal only, no markup from outside."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final, TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

#: Control characters, and those that turn the direction of writing: they steer a terminal or hide what stands
#: there, and may come with a transcript or a name.
_STEERING: Final = dict.fromkeys((
    *(code for code in range(0x20) if chr(code) not in "\n\t"), *range(0x7F, 0xA0),
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),
))  # fmt: skip


_NEVER_WRAP: Final = 100_000
_TRAILING_BLANKS: Final = re.compile(r"[ ]+(?=\n)")


class _WithoutTrailingBlanks:
    """Standard output for a pipe, without the blanks by which a terminal's lines are filled up."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(_TRAILING_BLANKS.sub("", text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


class _Console(Console):
    """A console on which nothing printed can steer the terminal; only its own styles do."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(segment.text.translate(_STEERING), segment.style)


def console() -> Console:
    """Return a console on standard output; a pipe gets plain text that is never cut or wrapped short."""
    terminal = sys.stdout.isatty()
    width = None if terminal else _NEVER_WRAP
    file = sys.stdout if terminal else cast("TextIO", _WithoutTrailingBlanks(sys.stdout))
    return _Console(file=file, width=width, highlight=False, markup=False, emoji=False)


def heading(words: str) -> Text:
    """Return a heading."""
    return Text(f"\n{words}", style="bold")


def clock(seconds: float) -> str:
    """Return a place in the recording as minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"


def moment(at: datetime | None, zone: tzinfo) -> str:
    """Return a moment in this zone, to the minute, with the zone's own abbreviation."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if at else "unknown"


def print_command(out: Console, words: str) -> None:
    """Print a command to paste: only the terminal itself breaks its line, so that it pastes as one."""
    out.print(Text(words), soft_wrap=True)
