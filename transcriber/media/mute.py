"""A recording with stretches silenced, as FLAC: the same samples elsewhere, nothing of the metadata.

In: a lent recording, stretches in seconds. Out: a file beside it, gone with the lent folder.
ffmpeg reads the one file and writes to a pipe alone, behind the same walls as when it decodes. It silences
frames of 160 samples, 20 ms of telephone sound. What comes through a pipe does not say how long it is; the
number of samples is written into the head afterwards (RFC 9639, section 8.2), and players seek by it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.errors import AudioUndecodableError
from models.ports import AudioSource
from models.sound_spans import SoundSpan
from models.two_legs import MEDIA_TYPE as TWO_LEGS
from models.two_legs import packed
from transcriber.media.child import Allowance, Child, Ending
from transcriber.media.commands import mute_command
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import StreamFacts, probe, refusal
from transcriber.media.sound import files_of
from transcriber.options import MediaLimits

FLAC: Final = "audio/flac"
_REACHED: Final = re.compile(r"^out_time_us=(\d+)", re.MULTILINE)
_LEAST_CPU_S: Final = 20
_CPU_SHARE: Final = 0.1
_PORTION_BYTES: Final = 1 << 18
_STREAMINFO_AT: Final = 18  # after "fLaC", the block's head, and the sizes of blocks and frames


@contextmanager
def muted(
    audio: AudioSource, spans: tuple[SoundSpan, ...], limits: MediaLimits
) -> Iterator[tuple[Iterator[bytes], str]]:
    """Give the silenced recording as a stream, with its media type; of two legs both are silenced.

    Raises the Audio errors (the recording's fault), MediaToolError.
    """
    tool = find_ffmpeg()
    with audio.lend() as path, files_of(path) as files:
        made = [_muted_file(tool, file, spans, limits) for file in files]
        if len(made) == 1:
            yield _portions(made[0]), FLAC
        else:
            yield packed(_portions(made[0]), _portions(made[1])), TWO_LEGS


def _muted_file(tool: Path, recording: Path, spans: tuple[SoundSpan, ...], limits: MediaLimits) -> Path:
    facts = probe(tool, recording, limits)
    target = recording.with_name(f"{recording.name}.muted")
    command = mute_command(
        tool,
        recording,
        spans=spans,
        source_channels=facts.channels,
        max_duration_s=limits.max_duration_s,
    )
    with Child(command, _allowance(facts, limits), reads=(recording,)) as child, target.open("xb") as out:
        while block := child.read():
            out.write(block)
        ending = child.ending()
    if ending.status != 0 or ending.stopped:
        raise refusal(ending)
    _write_length(target, ending)
    return target


def _write_length(flac: Path, ending: Ending) -> None:
    """Write into the head how many samples there are."""
    reached = _REACHED.findall(ending.said)
    with flac.open("r+b") as file:
        if file.read(4) != b"fLaC":
            raise AudioUndecodableError("The recording could not be silenced: ffmpeg made no sound of it.")
        file.seek(_STREAMINFO_AT)
        facts = int.from_bytes(file.read(8), "big")
        rate = facts >> 44
        samples = round(int(reached[-1]) * rate / 1e6) if reached else 0
        file.seek(_STREAMINFO_AT)
        file.write(struct.pack(">Q", (facts >> 36 << 36) | (samples & (1 << 36) - 1)))


def _portions(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while portion := file.read(_PORTION_BYTES):
            yield portion


def _allowance(facts: StreamFacts, limits: MediaLimits) -> Allowance:
    expected_s = limits.max_duration_s if facts.packets_s is None else facts.packets_s
    return Allowance(
        cpu_s=_LEAST_CPU_S + int(expected_s * _CPU_SHARE),
        stalled_cpu_s=limits.stalled_cpu_s,
        wait_s=limits.decoder_wait_s,
        memory_bytes=limits.decoder_memory_bytes,
    )
