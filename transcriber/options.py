"""What may differ from one run of step 1 to the next; the settings fill it in, the step only reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from models.call import AgentChannel, Direction
from models.frozen import Frozen
from text.spoken import SaidAs


class MediaLimits(Frozen):
    """How much a recording may cost to decode, so that a hostile file cannot hold the machine.

    `decoder_wait_s` counts the time spent waiting for ffmpeg, not the time spent recognising;
    `stalled_cpu_s` is the CPU time in which not one sample came out. A look at a file may take `probe_cpu_s`
    and `probe_wait_s`, and a little more by its size.
    `decoder_memory_bytes` are all the addresses that ffmpeg may have, its own code with them: at most 279 MB
    were seen, over all formats, with the wheel's 9.0 and with Debian's 5.1.
    """

    max_duration_s: float = 4 * 3600.0
    decoder_wait_s: float = 900.0
    decoder_cpu_s: int = 1800
    decoder_memory_bytes: int = 480 * 1024**2
    stalled_cpu_s: float = 5.0
    probe_cpu_s: int = 4
    probe_wait_s: float = 9.0


class TranscribeOptions(Frozen):
    """Which channel the agent speaks on, which language to expect, and the limits.

    `agent_channel` is what the sender said of this call, `default_agent_channel` what holds for the house;
    with "auto" and no default the agent is worked out from what is said. `language` None: found for each
    channel. `hotwords` are words that are likely to come up, the likeliest first;
    `vocabulary` is what is written for what is said, or misheard; `house` are names of the agent's company
    and its products, by which an agent is known.
    `speakers`: how many speak on a single channel; None: two, or one where no second can be told apart.
    `ffmpeg` None: the one on PATH, else the one of the imageio-ffmpeg wheel.
    """

    agent_channel: AgentChannel = "auto"
    default_agent_channel: Literal["left", "right"] | None = None
    direction: Direction | None = None
    language: str | None = None
    hotwords: tuple[str, ...] = ()
    vocabulary: tuple[SaidAs, ...] = ()
    house: tuple[str, ...] = ()
    speakers: Annotated[int, Field(ge=1, le=6)] | None = None
    settings_hash: str = ""
    limits: MediaLimits = MediaLimits()
    ffmpeg: Path | None = None
