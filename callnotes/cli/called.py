"""How the program was called, so that every command it suggests can be pasted as it stands."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def program() -> str:
    """Return `callnotes` where PATH knows this very program, else the path that it was called by."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m callnotes"
    known = shutil.which("callnotes")
    if known is not None and Path(known).resolve() == called.resolve():
        return "callnotes"
    if called.name != "callnotes":
        return "callnotes"
    relative = os.path.relpath(called)
    return str(called) if relative.startswith("..") else relative
