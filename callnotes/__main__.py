"""The program's front: runs a command and turns every error into one sentence and an exit code.

Out: 0 done; 2 wrong use or refused input; 3 the work failed and can be retried; 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import typer

from callnotes.cli.app import app
from callnotes.cli.spread import spread
from models.errors import CallNotesError, RefusedError


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; nothing but its own output reaches standard output."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        result = app(spread(given) or ["--help"], standalone_mode=False)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.TyperException as error:
        command = " ".join(["callnotes", *(word for word in given[:1] if not word.startswith("-"))])
        return _complain(f"{error.format_message()} See `{command} --help`.", 2)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("Interrupted; what was accepted is kept, and the next worker goes on with it.", 130)
    except RefusedError as error:
        return _complain(error.message, 2)
    except CallNotesError as error:
        return _complain(error.message, 3)
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0


def main() -> None:
    """Run the command line and leave at once: work that still runs is durable and goes on elsewhere."""
    code = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    os._exit(code)


def _complain(sentence: str, code: int) -> int:
    print(f"callnotes: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
