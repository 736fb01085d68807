"""Run as a program of its own: shuts itself in, puts limits on itself, then becomes ffmpeg.

A child does this rather than a `preexec_fn`, which may hang in a process that has threads. It runs isolated,
with the standard library and its neighbours landlock.py and seccomp.py alone.
In: argv = cpu seconds, memory bytes, files that may be read, "--", command...
Not here: the wall clock (child.py watches it), what holds on this machine (sandbox.py tries it out).
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from transcriber.media.landlock import confine
from transcriber.media.seccomp import forbid_calls

NOT_STARTED: Final = 126  # the status that shells give for a program that cannot be run

#: The folder that our packages are in.
ROOT: Final = Path(__file__).parents[2]

#: What the interpreter of a launcher is told to run; its first argument is the folder of our packages.
BOOT: Final = (
    "import sys; sys.path.append(sys.argv[1]); from transcriber.media.launch import {0}; {0}(sys.argv[2:])"
)

#: Where systems keep programs and their libraries; nothing of a user's is there.
_SYSTEM: Final = (
    *(
        "/lib",
        "/lib32",
        "/lib64",
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/local/lib",
        "/usr/local/lib64",
    ),
    *("/bin", "/usr/bin", "/nix/store", "/etc/ld.so.cache"),
)

#: One heap for all threads; each would else reserve 64 MB of addresses.
_ENVIRONMENT: Final = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "MALLOC_ARENA_MAX": "1"}


def main(arguments: list[str]) -> None:
    """Shut in, limit CPU, memory, files and core dumps, then replace this process by the command."""
    cpu_s, memory_bytes, *rest = arguments
    divide = rest.index("--")
    recordings, command = rest[:divide], rest[divide + 1 :]
    shut_in(Path(command[0]), recordings)
    limit(int(cpu_s), int(memory_bytes))
    try:
        os.execve(command[0], command, _ENVIRONMENT)  # noqa: S606 - by its full path
    except OSError:
        sys.exit(NOT_STARTED)


def try_the_forbidden(arguments: list[str]) -> None:
    """Shut in, try what ffmpeg never should, and print the name of each that was refused."""
    import socket  # noqa: PLC0415 - ffmpeg is not kept waiting for it

    shut_in(Path(arguments[0]), [])
    attempts: dict[str, Callable[[], object]] = {
        "files": lambda: os.close(os.open("/etc/passwd", os.O_RDONLY)),
        "sockets": socket.socket,
        "processes": lambda: os.fork() or sys.exit(0),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except PermissionError:
            print(name)  # noqa: T201 - sandbox.py reads it


def shut_in(program: Path, recordings: list[str]) -> None:
    """Leave only the recordings, the program and the system's libraries, where the kernel can; no network."""
    real = Path(os.path.realpath(program))
    with suppress(OSError):  # a kernel that has it but will not: the other limits still hold
        confine((*recordings, str(program), str(real), str(real.parent.parent / "lib"), *_SYSTEM))
    with suppress(OSError):
        forbid_calls()


def limit(cpu_s: int, memory_bytes: int) -> None:
    """Limit CPU, memory (all of its addresses, so that what is resident is less), files and core dumps."""
    limits = {
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in limits.items():
        with suppress(ValueError, OSError):  # a host that is stricter already, or that has no such limit
            resource.setrlimit(what, (most, most))
