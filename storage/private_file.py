"""Makes a database's file for its owner alone, before any library makes it for everybody.

In: a path. Out: the file, empty when it is new. SQLite gives its side files the same mode.
"""

from __future__ import annotations

import os
from pathlib import Path

from models.errors import StorageError


def make_private(path: Path) -> None:
    """Create the file and its folder where they are missing. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        message = "The database's file cannot be created or opened; check its folder and rights."
        raise StorageError(message) from error
