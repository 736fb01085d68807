"""Who stands at the command line: the user of this machine, as the audit log names that person."""

from __future__ import annotations

import getpass
import os

from models.access import Actor


def operator() -> Actor:
    """Return who runs this command; in a container the user may have a number and no name."""
    return Actor(name=user_name(), door="command_line")


def user_name() -> str:
    """Return the name of this machine's user, else the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
