"""One run of ffmpeg as a limited, shut-in child: its output in blocks, its complaints counted, never logged.

In: a command, the recordings that it may read, and what it may cost. Out: bytes, and an `Ending`.
Not here: what the command is (commands.py) and what its output means (probe.py, decode.py).
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from models.errors import MediaToolError
from models.frozen import Frozen
from transcriber.media.launch import BOOT, NOT_STARTED, ROOT

_LAUNCHER: Final = ("-I", "-S", "-c", BOOT.format("main"), str(ROOT))
_KEPT_STDERR_BYTES: Final = 64 * 1024
_BLOCK_BYTES: Final = 256 * 1024
_LOOK_EVERY_S: Final = 0.5
_ABOUT: Final = 0.9  # the kernel's two clocks of a process differ a little
_CRASHES: Final = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGSYS})


class Allowance(Frozen):
    """What one run may cost: CPU time, CPU time without output, waiting for it, and memory."""

    cpu_s: int
    stalled_cpu_s: float
    wait_s: float
    memory_bytes: int


class Ending(Frozen):
    """How the run ended: exit status, what ffmpeg said about the file (never to be logged), and what it cost.

    `overspent`: it used up its CPU time, or a good part of it without giving a single sample.
    """

    status: int
    said: str
    overspent: bool
    cpu_s: float

    @property
    def not_started(self) -> bool:
        """True when the limits were set but the program could not be run."""
        return self.status == NOT_STARTED

    @property
    def overcome(self) -> bool:
        """True when the file itself broke the run: it crashed ffmpeg, or wanted more than any sound needs."""
        return self.overspent or -self.status in _CRASHES or "Cannot allocate memory" in self.said

    @property
    def stopped(self) -> bool:
        """True when it did not come to its own end, whoever's fault that was."""
        return self.status < 0 or self.overcome

    @property
    def errors(self) -> int:
        """How many of its lines are errors; tracks that we keep it from decoding are none."""
        lines = (line for line in self.said.splitlines() if "not on whitelist" not in line)
        return sum("[error]" in line or "[fatal]" in line for line in lines)


class Child:
    """A running ffmpeg in an empty, removed folder, with an empty environment; a context manager."""

    def __init__(self, command: tuple[str, ...], allowance: Allowance, *, reads: tuple[Path, ...]) -> None:
        """Remember what to run; it starts when the context is entered."""
        self._command = command
        self._allowance = allowance
        self._reads = tuple(str(path.absolute()) for path in reads)
        self._wait_left_s = allowance.wait_s
        self._cpu_at_output_s = 0.0
        self._overspent = False
        self._said = bytearray()
        self._ending: Ending | None = None

    def __enter__(self) -> Self:
        """Start it. Raises MediaToolError when it cannot be started."""
        self._folder = tempfile.TemporaryDirectory(prefix="callnotes-ffmpeg-")
        limits = (str(self._allowance.cpu_s), str(self._allowance.memory_bytes))
        try:
            self._process = subprocess.Popen(
                (sys.executable, *_LAUNCHER, *limits, *self._reads, "--", *self._command),
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
        if self._ending is None:
            self._kill()
        self.ending()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def read(self) -> bytes:
        """Return the next block of output, b"" at its end, also when it is ended for giving nothing.

        Raises MediaToolError when all the waits together are longer than the limit.
        """
        output = self._process.stdout
        if output is None:
            return b""
        while not self._is_ready(output.fileno()):
            if self._cpu_s() - self._cpu_at_output_s > self._allowance.stalled_cpu_s:
                self._overspent = True
                self._kill()
                return b""
            if self._wait_left_s <= 0.0:
                self._kill()
                message = "ffmpeg took longer than its limit: check the recording, then retry the call."
                raise MediaToolError(message)
        self._cpu_at_output_s = self._cpu_s()
        block: bytes = output.read(_BLOCK_BYTES) or b""
        return block

    def ending(self) -> Ending:
        """Wait for the end (the output must have been read) and return how it went."""
        if self._ending is None:
            late = threading.Timer(max(1.0, self._wait_left_s), self._kill)
            late.start()
            _, status, usage = os.wait4(self._process.pid, 0)
            late.cancel()
            self._process.returncode = os.waitstatus_to_exitcode(status)
            self._listener.join()
            cpu_s = usage.ru_utime + usage.ru_stime
            out_of_time = os.WIFSIGNALED(status) and cpu_s > self._allowance.cpu_s * _ABOUT
            self._ending = Ending(
                status=self._process.returncode,
                said=self._said.decode("utf-8", "replace"),
                overspent=self._overspent or out_of_time,
                cpu_s=cpu_s,
            )
        return self._ending

    def _kill(self) -> None:
        """Kill it; `Popen.kill` would first look whether it has ended, and take the end that we wait for."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    def _is_ready(self, output: int) -> bool:
        """Wait for output a little while, and take the time from what is left for waiting."""
        began = time.monotonic()
        ready, _, _ = select.select([output], [], [], max(0.0, min(_LOOK_EVERY_S, self._wait_left_s)))
        self._wait_left_s -= time.monotonic() - began
        return bool(ready)

    def _cpu_s(self) -> float:
        """Return the CPU time that it has used; 0 where the system does not show it (the wait still ends)."""
        with suppress(OSError, ValueError, IndexError):
            after_name = (
                Path(f"/proc/{self._process.pid}/stat").read_text("latin-1").rpartition(")")[2].split()
            )
            return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def _listen(self) -> None:
        """Drain standard error, so that ffmpeg never blocks on it, and keep only the beginning."""
        errors = self._process.stderr
        while errors is not None and (block := errors.read(4096)):
            room = _KEPT_STDERR_BYTES - len(self._said)
            self._said += block[: max(0, room)]
