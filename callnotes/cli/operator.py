"""Who stands at the command line: the user of this machine, as the audit log names that person."""

from __future__ import annotations

import os
import pwd

from models.access import Actor


def operator() -> Actor:
    """Return who runs this command."""
    return Actor(name=user_name(), door="command_line")


def user_name() -> str:
    """Return the name that the system has for the user, whatever the environment says; else the number.

    In a container a user may have a number and no name.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
