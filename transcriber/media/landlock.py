"""Takes from this process, for good, every file but those named: no writing anywhere, no TCP, no signals out.

In: folders and files that may be read. Out: whether the kernel has Landlock. It needs no rights, and it holds
through exec. Standard library only: launch.py imports this in an interpreter without packages.

Source: Linux manual, landlock(7) and <linux/landlock.h>; the three call numbers are the same everywhere.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from typing import Final

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1
_BENEATH_A_PATH: Final = 1
_NO_NEW_PRIVILEGES: Final = 38

_EXECUTE: Final = 1 << 0
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3

#: How many of the file rights (execute, write, read, list, remove, make, refer, truncate, ioctl) each version
#: of Landlock knows. All of them are taken; only reading and executing are given back, for some paths.
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_NOW: Final = 16
_TCP_BIND_AND_CONNECT: Final = 0b11
_SIGNALS_AND_ABSTRACT_SOCKETS: Final = 0b11


def confine(readable: Iterable[str]) -> bool:
    """Leave this process only these files and folders, to read and execute.

    Paths that are not there are skipped. Returns False where the system has no Landlock.
    Raises OSError when it has it but would not apply it.
    """
    if sys.platform != "linux":
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    version = kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    attributes = _taken(version)
    rules = _checked(kernel.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))
    for path in readable:
        _allow(kernel, rules, path)
    forbid_new_privileges(kernel)
    _checked(kernel.syscall(_RESTRICT_SELF, rules, 0))
    os.close(rules)
    return True


def forbid_new_privileges(kernel: ctypes.CDLL) -> None:
    """Give up set-user-id programs for good; without it only root may confine itself."""
    _checked(kernel.prctl(_NO_NEW_PRIVILEGES, *(ctypes.c_ulong(value) for value in (1, 0, 0, 0))))


def _taken(version: int) -> bytes:
    """Return `struct landlock_ruleset_attr` as this version knows it."""
    files = (1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS_NOW)) - 1
    if version < 4:
        return struct.pack("=Q", files)
    if version < 6:
        return struct.pack("=QQ", files, _TCP_BIND_AND_CONNECT)
    return struct.pack("=QQQ", files, _TCP_BIND_AND_CONNECT, _SIGNALS_AND_ABSTRACT_SOCKETS)


def _allow(kernel: ctypes.CDLL, rules: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this machine
    try:
        rights = _READ_FILE | _EXECUTE
        if stat.S_ISDIR(os.fstat(place).st_mode):
            rights |= _READ_FOLDER
        beneath = struct.pack("=Qi", rights, place)
        _checked(kernel.syscall(_ADD_RULE, rules, _BENEATH_A_PATH, beneath, 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
