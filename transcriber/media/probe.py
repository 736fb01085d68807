"""What a recording holds, found out by ffmpeg itself, since the wheel brings no ffprobe."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Final

from models.errors import AudioEmptyError, AudioTooLongError, AudioUndecodableError, MediaToolError
from models.frozen import Frozen
from transcriber.media.child import Allowance, Child, Ending
from transcriber.media.commands import probe_command
from transcriber.media.stated import has_no_end, share_there
from transcriber.options import MediaLimits

_DURATION: Final = re.compile(r"^\[info\]\s+Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
_SOUND_TRACK: Final = re.compile(r"^\[info\]\s+Stream #0:\d+.*: Audio: ", re.MULTILINE)
_FILM: Final = re.compile(r"^\[info\]\s+Stream #0:\d+.*: Video: (?!.*attached pic)", re.MULTILINE)
_LENGTH: Final = re.compile(r"^out_time_us=(\d+)", re.MULTILINE)
_ESTIMATED: Final = "Estimating duration from bitrate"
_WAV_HEADER_BYTES: Final = 44
_LEAST_RATE: Final = 4000  # half of the telephone's; 8 KB at one sample a second would last for an hour
_READ_BYTES_PER_S: Final = 10_000_000  # slower than any disk and any demuxer that we have measured

TOO_LONG: Final = "The recording is longer than the duration limit: split it, or raise the limit."


class StreamFacts(Frozen):
    """Channels of the first sound track, how many tracks there are, and how long it is said to be.

    `declared_s` is what the file's header states, `packets_s` how far its packets reach; None: unknown.
    `no_end`: the mark of its end is missing, so that nobody knows how long it was.
    """

    channels: int
    sound_tracks: int
    declared_s: float | None
    packets_s: float | None = None
    no_end: bool = False


def probe(tool: Path, recording: Path, limits: MediaLimits) -> StreamFacts:
    """Return what the file says of itself, after decoding a tenth of a second of it and counting all of it.

    Counting needs no decoding: hours of silence in a small file are refused at once.
    Raises AudioEmptyError (no bytes), AudioUndecodableError (no sound), AudioTooLongError, MediaToolError.
    """
    if recording.stat().st_size == 0:
        message = "The recording is empty: send the file again."
        raise AudioEmptyError(message)
    header = bytearray()
    command = probe_command(tool, recording, max_duration_s=limits.max_duration_s)
    with Child(command, _allowance(recording, limits), reads=(recording,)) as child:
        while block := child.read():
            header += block[: max(0, _WAV_HEADER_BYTES - len(header))]
        ending = child.ending()
    channels = _channels(bytes(header))
    if channels == 0 or ending.stopped:
        raise refusal(ending)
    if _rate(bytes(header)) < _LEAST_RATE:
        message = "The recording has fewer than 4,000 samples a second, too few for speech: send another."
        raise AudioUndecodableError(message)
    packets_s = _packets(ending.said)
    if packets_s is not None and packets_s > limits.max_duration_s:
        raise AudioTooLongError(TOO_LONG)
    about = ending.said.partition("Output #0")[0]
    return StreamFacts(
        channels=channels,
        sound_tracks=max(1, len(_SOUND_TRACK.findall(about))),
        declared_s=_declared(about, recording),
        packets_s=packets_s,
        no_end=has_no_end(recording),
    )


def _allowance(recording: Path, limits: MediaLimits) -> Allowance:
    for_reading_s = recording.stat().st_size / _READ_BYTES_PER_S
    cpu_s = limits.probe_cpu_s + int(for_reading_s)
    return Allowance(
        cpu_s=cpu_s,
        stalled_cpu_s=cpu_s,
        wait_s=limits.probe_wait_s + for_reading_s,
        memory_bytes=limits.decoder_memory_bytes,
    )


def _packets(said: str) -> float | None:
    """Return how far the packets of the file reach, as the last report tells."""
    reached = _LENGTH.findall(said)
    return int(reached[-1]) / 1e6 if reached else None


def refusal(ending: Ending) -> AudioUndecodableError | MediaToolError:
    """Return the error for a run that gave no sound: the file's fault, or the tool's."""
    if ending.not_started:
        return MediaToolError("ffmpeg could not be started: run `callnotes doctor` to see which one is used.")
    if ending.overcome:
        message = (
            "The recording takes more work to decode than any sound should: send it as WAV, FLAC or MP3."
        )
        return AudioUndecodableError(message)
    if "moov atom not found" in ending.said:
        message = "The recording was cut off before its index and cannot be read: send the whole file."
        return AudioUndecodableError(message)
    if ending.stopped:
        return MediaToolError("ffmpeg was stopped by its limits: check the recording, then retry the call.")
    return AudioUndecodableError(
        "The recording holds no sound that can be decoded: send it as WAV, FLAC, MP3, M4A or OGG."
    )


def _channels(header: bytes) -> int:
    """Read the number of channels from a WAV header; 0 when it is none."""
    if len(header) < _WAV_HEADER_BYTES or header[8:16] != b"WAVEfmt ":
        return 0
    return int(struct.unpack_from("<H", header, 22)[0])


def _rate(header: bytes) -> int:
    """Read the sample rate from a WAV header."""
    return int(struct.unpack_from("<I", header, 24)[0])


def _declared(about: str, recording: Path) -> float | None:
    """Return the stated duration; None for films (the pictures may go on) and for mere estimates."""
    match = _DURATION.search(about)
    if match is None or _FILM.search(about):
        return None
    hours, minutes, seconds = match.groups()
    duration_s = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if _ESTIMATED not in about:
        return duration_s
    share = share_there(recording)
    return round(duration_s / share, 3) if share < 1.0 else None
