"""One hostile file, and the bait that it may not touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class HostileFile(NamedTuple):
    """Bytes (or what makes them, when that takes a while) with a file-name ending, and the kind of attack."""

    kind: str
    ending: str
    content: bytes | Callable[[], bytes]

    def made(self) -> bytes:
        """Return the bytes."""
        return self.content if isinstance(self.content, bytes) else self.content()


class Bait(NamedTuple):
    """An address on loopback that counts who knocks, and a real recording outside the job's folder.

    `relative` is the way to it from the job's folder.
    """

    port: int
    path: str
    relative: str

    @property
    def address(self) -> str:
        """The address as a web page would write it."""
        return f"http://127.0.0.1:{self.port}/call.wav"
