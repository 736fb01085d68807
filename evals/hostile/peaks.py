"""The most memory that any child of this process has had resident while the context was open.

`ru_maxrss` would not do: a child of a large process counts what its parent had when it was started.
Source: Linux manual, proc_pid_status(5), VmHWM; it is a high-water mark, so that looking often is enough.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_LOOK_EVERY_S: Final = 0.01
_PEAK: Final = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


class Peaks:
    """Looks at all children a hundred times a second; a context manager."""

    def __enter__(self) -> Self:
        """Begin to look."""
        self.most_bytes = 0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop looking."""
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            with suppress(OSError):
                for children in Path("/proc/self/task").glob("*/children"):
                    for child in children.read_text().split():
                        self._note(Path(f"/proc/{child}"))

    def _note(self, child: Path) -> None:
        with suppress(OSError):
            if b"ffmpeg" not in (child / "cmdline").read_bytes().split(b"\0")[0]:
                return  # still Python: it shares its parent's pages until it becomes ffmpeg
            found = _PEAK.search((child / "status").read_text())
            self.most_bytes = max(self.most_bytes, int(found.group(1)) * 1024 if found else 0)
