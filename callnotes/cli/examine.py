"""`callnotes doctor`: every part checked, with what mends it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from callnotes.cli.place import settings_of
from callnotes.cli.printing import print_json
from callnotes.cli.printing.terminal import console

_STYLES = {"ok": "green", "warn": "yellow", "fail": "red", "skip": "dim"}


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Check every part and say how to mend it; ends with 3 when one has failed."""
    from callnotes.doctor import examine

    checks = examine(settings_of(context))
    if as_json:
        print_json([check.model_dump(mode="json") for check in checks])
    else:
        out = console()
        for check in checks:
            line = Text(f"{check.state:<5}", style=_STYLES[check.state])
            line.append(f"{check.name}: {check.found}", style="default")
            out.print(line)
            if check.mend:
                out.print(Text(f"       -> {check.mend}"))
    return 3 if any(check.state == "fail" for check in checks) else 0
