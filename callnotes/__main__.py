"""The program's front: runs a command and turns every error into one sentence and an exit code.

Out: 0 done; 2 wrong use or refused input; 3 the work failed and can be retried; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Final

import structlog
import typer

from callnotes.cli.app import app
from callnotes.cli.spread import spread
from callnotes.logs import configure_logs
from models.errors import CallNotesError, RefusedError

_INTERRUPT: Final = 130
#: Several threads make numpy's small products dearer, since they wait in a loop for each other. It reads this
#: when it is loaded, which no command has done yet; recognition has threads of its own.
_ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "1")
_INTERRUPTED: Final = "Interrupted; what was accepted is kept, and the next worker goes on with it."


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; nothing but its own output reaches standard output."""
    given = sys.argv[1:] if arguments is None else arguments
    configure_logs(level="error")  # on standard error, also before there are settings
    try:
        result = app(spread(given) or ["--help"], standalone_mode=False)
    except typer.Exit as leaving:
        return _complain(_INTERRUPTED, _INTERRUPT) if leaving.exit_code == _INTERRUPT else leaving.exit_code
    except typer.TyperException as error:
        return _complain(_usage(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        return _complain(_INTERRUPTED, _INTERRUPT)
    except RefusedError as error:
        return _complain(error.message, 2)
    except CallNotesError as error:
        return _complain(error.message, 3)
    except (BrokenPipeError, SystemExit):  # the reader of our output has seen enough
        return 0
    except Exception as error:  # noqa: BLE001 - a traceback shows values, and a value may be what somebody said
        return _fault(error)
    return result if isinstance(result, int) else 0


def _usage(error: typer.TyperException) -> str:
    """Return what is wrong with the command in one sentence, and whose help tells more."""
    context = getattr(error, "ctx", None)
    path: str = getattr(context, "command_path", None) or "callnotes"
    message = error.format_message()
    if message.startswith("Usage:"):  # a group without its command
        message = "The command is not complete."
    return f"{message} See `{path} --help`."


def main() -> None:
    """Run the command line and leave at once: work that still runs is durable and goes on elsewhere.

    No recording stays behind in the clear: what was lent to a decoder is taken back first.
    """
    os.environ.setdefault(*_ONE_THREAD)
    code = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    _take_back_recordings()
    os._exit(code)


def _take_back_recordings() -> None:
    """Only where the room was entered at all: small commands stay light."""
    if "storage.lent_audio" in sys.modules:
        from storage.lent_audio import take_back_all

        take_back_all()


def _fault(error: Exception) -> int:
    """Say that it is our fault, and log the kind and the place of the error but never its text."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    structlog.get_logger(__name__).error("command_broke", error=type(error).__name__, at=where)
    return _complain(f"A fault of the program stopped it ({type(error).__name__} at {where}); report it.", 3)


def _complain(sentence: str, code: int) -> int:
    print(f"callnotes: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
