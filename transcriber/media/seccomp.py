"""Takes from this process, for good, the system calls that a decoder never needs: sockets, processes, mounts.

Out: whether the kernel filters system calls. A forbidden call answers "not permitted", as without rights.
Standard library only: launch.py imports this in an interpreter without packages.

Source: Linux manual, seccomp(2), and <linux/bpf_common.h>; call numbers from <asm/unistd.h>.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Final

from transcriber.media.landlock import forbid_new_privileges

_SET_SECCOMP: Final = 22
_FILTER: Final = 2

#: Call numbers on x86-64 and aarch64; None where there is no such call. A socket cannot be had in any of
#: three ways, nor another process; the rest opens what Landlock closes, or is a door into the kernel.
CALLS: Final[dict[str, tuple[int | None, int | None]]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "open_by_handle_at": (304, 265),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}
_CLONE: Final = (56, 220)
_CLONE3: Final = (435, 435)
_MACHINES: Final = {"x86_64": (0, 0xC000_003E), "aarch64": (1, 0xC000_00B7)}
_X32_CALLS: Final = 0x4000_0000

_A_THREAD: Final = 0x0001_0000  # CLONE_THREAD

_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_AT_LEAST: Final = 0x35
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06

ALLOW: Final = 0x7FFF_0000
KILL: Final = 0x8000_0000
REFUSE: Final = 0x0005_0000 | errno.EPERM
UNKNOWN: Final = 0x0005_0000 | errno.ENOSYS

_NUMBER_AT: Final = 0
_MACHINE_AT: Final = 4
_FIRST_ARGUMENT_AT: Final = 16

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_calls() -> bool:
    """Filter this process's system calls; False where this machine or its kernel is not one that we know.

    Raises OSError when new privileges cannot be given up.
    """
    instructions = program(platform.machine()) if sys.platform == "linux" else ()
    if not instructions:
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    forbid_new_privileges(kernel)
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    given = _Program(len(instructions), code)
    return bool(kernel.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(given)) == 0)


def program(machine: str) -> tuple[Instruction, ...]:
    """Return the filter as instructions (code, skip if true, skip if false, value); none for other machines.

    A call of another machine's kind (32 bits, x32) ends the process, since its numbers mean something else.
    clone3 hides its flags in memory, where no filter sees them: it is "no such call", and libc takes clone.
    """
    if machine not in _MACHINES:
        return ()
    column, kind = _MACHINES[machine]
    forbidden = [number for call in CALLS.values() if (number := call[column]) is not None]
    tests: list[Instruction] = []
    for number in forbidden:
        tests += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, REFUSE)]
    return (
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, kind),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _X32_CALLS),
        (_RETURN, 0, 0, KILL),
        *tests,
        (_EQUAL, 0, 1, _CLONE3[column]),
        (_RETURN, 0, 0, UNKNOWN),
        (_EQUAL, 0, 3, _CLONE[column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_ANY_BIT, 1, 0, _A_THREAD),
        (_RETURN, 0, 0, REFUSE),
        (_RETURN, 0, 0, ALLOW),
    )
