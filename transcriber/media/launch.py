"""Run as a program of its own: puts limits on itself, then becomes ffmpeg.

A child does this rather than a `preexec_fn`, which may hang in a process that has threads.
In: argv = cpu seconds, memory bytes, command... Not here: the wall clock (child.py watches it).
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from typing import Final

NOT_STARTED: Final = 126  # the status that shells give for a program that cannot be run


def main(arguments: list[str]) -> None:
    """Limit CPU, memory, files and core dumps, then replace this process by the command."""
    cpu_s, memory_bytes, *command = arguments
    limits = {
        resource.RLIMIT_CPU: int(cpu_s),
        resource.RLIMIT_AS: int(memory_bytes),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, limit in limits.items():
        with suppress(ValueError, OSError):  # a host that is stricter already, or that has no such limit
            resource.setrlimit(what, (limit, limit))
    try:
        os.execve(command[0], command, {"LC_ALL": "C", "PATH": "/usr/bin:/bin"})  # noqa: S606 - by its full path
    except OSError:
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main(sys.argv[1:])
