"""One job of step 1 in a process of its own: `python -m .. RECORDING` prints how much memory it took, in MiB.

The engine hears loudness alone, so that what is measured is everything around a recogniser.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.transcriber.listeners import LoudnessEngine
from tests.transcriber.sounds import RecordingFile
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe


def peak_mib() -> float:
    """Return the most memory that this process had at any moment (proc(5), VmHWM)."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


if __name__ == "__main__":
    made = transcribe(
        RecordingFile(Path(sys.argv[1])), engine=LoudnessEngine(), options=TranscribeOptions(speakers=2)
    )
    print(peak_mib(), len(made.turns), made.duration_s)
