"""The ffmpeg command lines: a look at a file, its decoding to 16 kHz samples, and silencing parts of it.

Source: ffmpeg-formats manual, "Format Options" (format_whitelist, protocol_whitelist, codec_whitelist).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ffmpeg

from models.sound_spans import SoundSpan

SAMPLE_RATE: Final = 16_000

#: Demuxers of recordings. None of them follows references to other files or addresses; playlists
#: (hls, dash, concat, sdp), image sequences and device inputs are left out on purpose.
DEMUXERS: Final = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,gsm,iamf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp3,mpc,mpc8,mpeg,mpegts,nistsphere,ogg,tta,voc,w64,wav,wv"
)

#: Decoders of sound alone, so that a video track in the file is never decoded, not even for a look.
DECODERS: Final = (
    "aac,aac_fixed,aac_latm,ac3,ac3_fixed,eac3,adpcm_ima_wav,adpcm_ima_qt,adpcm_ms,g722,g726,g726le,"
    "adpcm_yamaha,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,ape,flac,g723_1,g729,"
    "gsm,gsm_ms,libgsm,libgsm_ms,mp1,mp1float,mp2,mp2float,mp3,mp3float,mpc7,mpc8,opus,libopus,speex,"
    "libspeex,truespeech,tta,vorbis,libvorbis,wavpack,wmav1,wmav2,wmapro,wmavoice,wmalossless,"
    "pcm_alaw,pcm_mulaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_s8,pcm_u8,pcm_s16be,pcm_s16le,"
    "pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_u16be,pcm_u16le"
)

_FIRST_TWO: Final = "pan=stereo|c0=c0|c1=c1"

_QUIET: Final = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+info")

#: At its end it says once how far the packets reached; nothing in between, so that this is never lost.
_LENGTH_AT_THE_END: Final = ("-progress", "pipe:2", "-stats_period", "1000000")


def probe_command(tool: Path, recording: Path, *, max_duration_s: float) -> tuple[str, ...]:
    """Return the command that writes a WAV header and a tenth of a second to standard output.

    It also reads the whole file without decoding it, up to a second over the limit, and says on standard
    error how long it is by its packets, whatever its header states.
    """
    recorded = _input(recording)
    look = recorded.output("pipe:1", t=0.1, **_sound_alone(), format="wav", acodec="pcm_s16le")
    length = recorded.output("-", t=max_duration_s + 1.0, **_sound_alone(), format="null", acodec="copy")
    return (*_compiled(tool, ffmpeg.merge_outputs(look, length)), *_LENGTH_AT_THE_END)


def decode_command(
    tool: Path, recording: Path, *, channels: int, source_channels: int, max_duration_s: float
) -> tuple[str, ...]:
    """Return the command that writes s16le samples, 16 kHz, `channels` interleaved, to standard output.

    Missing stretches become silence, so that times stay true; it stops a second over the limit.
    """
    steps = [f"aresample={SAMPLE_RATE}:async=1:first_pts=0"]
    if source_channels > channels:
        steps.insert(0, _FIRST_TWO)
    stream = _input(recording).output(
        "pipe:1",
        **_sound_alone(),
        af=",".join(steps),
        t=max_duration_s + 1.0,
        format="s16le",
        acodec="pcm_s16le",
        ac=channels,
        ar=SAMPLE_RATE,
    )
    return _compiled(tool, stream)


def mute_command(
    tool: Path, recording: Path, *, spans: Sequence[SoundSpan], source_channels: int, max_duration_s: float
) -> tuple[str, ...]:
    """Return the command that writes the recording to standard output as FLAC, silent within the spans.

    Times are those of `decode_command`: missing stretches become silence here, too.
    It says at the end how far it came.
    """
    silent = "+".join(f"between(t,{span.start_s:.3f},{span.end_s:.3f})" for span in spans)
    steps = [_FIRST_TWO] if source_channels > 2 else []
    steps += ["aresample=async=1:first_pts=0", "asetnsamples=n=160:p=0", f"volume=volume=0:enable='{silent}'"]
    stream = _input(recording).output(
        "pipe:1",
        **_sound_alone(),
        af=",".join(steps),
        t=max_duration_s + 1.0,
        format="flac",
        acodec="flac",
        sample_fmt="s16",
    )
    return (*_compiled(tool, stream), *_LENGTH_AT_THE_END)


def _input(recording: Path) -> ffmpeg.nodes.FilterableStream:
    return ffmpeg.input(
        f"file:{recording.absolute()}",
        protocol_whitelist="file,pipe",
        format_whitelist=DEMUXERS,
        codec_whitelist=DECODERS,
        threads=1,
    )


def _sound_alone() -> dict[str, str | None]:
    return {"map": "0:a:0", "vn": None, "sn": None, "dn": None, "map_metadata": "-1"}


def _compiled(tool: Path, stream: ffmpeg.nodes.OutputStream) -> tuple[str, ...]:
    first, *rest = stream.compile(cmd=str(tool))
    return (first, *_QUIET, *rest)
