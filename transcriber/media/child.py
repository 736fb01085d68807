"""One run of ffmpeg as a limited child: its output in blocks, its complaints counted and never logged.

In: a command and the limits. Out: bytes, and an `Ending`.
Not here: what the command is (commands.py) and what its output means (probe.py, decode.py).
"""

from __future__ import annotations

import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from models.errors import MediaToolError
from models.frozen import Frozen
from transcriber.media.launch import NOT_STARTED
from transcriber.options import MediaLimits

_LAUNCHER: Final = Path(__file__).with_name("launch.py")
_KEPT_STDERR_BYTES: Final = 64 * 1024
_BLOCK_BYTES: Final = 256 * 1024


class Ending(Frozen):
    """How the run ended: the exit status, and what ffmpeg said about the file (never to be logged)."""

    status: int
    said: str

    @property
    def not_started(self) -> bool:
        """True when the limits were set but the program could not be run."""
        return self.status == NOT_STARTED

    @property
    def stopped(self) -> bool:
        """True when a limit or a person ended it, not the file."""
        return self.status < 0 or "Cannot allocate memory" in self.said

    @property
    def errors(self) -> int:
        """How many of its lines are errors; tracks that we keep it from decoding are none."""
        lines = (line for line in self.said.splitlines() if "not on whitelist" not in line)
        return sum("[error]" in line or "[fatal]" in line for line in lines)


class Child:
    """A running ffmpeg in an empty, removed folder, with an empty environment; a context manager."""

    def __init__(self, command: tuple[str, ...], limits: MediaLimits) -> None:
        """Remember what to run; it starts when the context is entered."""
        self._command = command
        self._limits = limits
        self._wait_left_s = limits.decoder_wait_s
        self._said = bytearray()

    def __enter__(self) -> Self:
        """Start it. Raises MediaToolError when it cannot be started."""
        self._folder = tempfile.TemporaryDirectory(prefix="callnotes-ffmpeg-")
        limits = (str(self._limits.decoder_cpu_s), str(self._limits.decoder_memory_bytes))
        try:
            self._process = subprocess.Popen(
                (sys.executable, "-I", "-S", str(_LAUNCHER), *limits, *self._command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._folder.name,
                env={},
                bufsize=0,
            )
        except OSError as error:
            self._folder.cleanup()
            message = "ffmpeg could not be started: run `callnotes doctor` to see which one is used."
            raise MediaToolError(message) from error
        self._folder.cleanup()  # the child keeps it, empty and nameless; nothing is left when we are killed
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, whatever it is doing."""
        if self._process.poll() is None:
            self._process.kill()
        self.ending()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def read(self) -> bytes:
        """Return the next block of output, b"" at its end.

        Raises MediaToolError when all the waits together are longer than the limit.
        """
        output = self._process.stdout
        if output is None:
            return b""
        began = time.monotonic()
        ready, _, _ = select.select([output], [], [], max(0.0, self._wait_left_s))
        self._wait_left_s -= time.monotonic() - began
        if not ready:
            self._process.kill()
            message = "ffmpeg took longer than its limit: check the recording, then retry the call."
            raise MediaToolError(message)
        block: bytes = output.read(_BLOCK_BYTES) or b""
        return block

    def ending(self) -> Ending:
        """Wait for the end (the output must have been read) and return how it went."""
        try:
            status = self._process.wait(timeout=max(1.0, self._wait_left_s))
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._listener.join()
        return Ending(status=status, said=self._said.decode("utf-8", "replace"))

    def _listen(self) -> None:
        """Drain standard error, so that ffmpeg never blocks on it, and keep only the beginning."""
        errors = self._process.stderr
        while errors is not None and (block := errors.read(4096)):
            room = _KEPT_STDERR_BYTES - len(self._said)
            self._said += block[: max(0, room)]
