"""The sample call that `callnotes demo` runs on: its recording, its metadata and what was really said in it.

Out: `load_sample`. The shape of a script is in script.py; how the recording was made stands in README.md.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from callnotes.sample.script import Contact, Script, Truth, read_script
from models.frozen import Frozen

__all__ = ["Sample", "load_sample"]

_FOLDER = Path(__file__).parent
_AUDIO = _FOLDER / "coffee_machine.mp3"
_SCRIPT = _FOLDER / "script.json"


class Sample(Frozen):
    """The sample call, ready to be handed to intake; `truth` is what a perfect reader would find."""

    audio: Path
    title: str
    agent: str
    team: str
    direction: Literal["inbound", "outbound"]
    agent_channel: Literal["left", "right"]
    started_at: datetime
    time_zone: str
    contact: Contact
    truth: Truth
    script: Script


def load_sample() -> Sample:
    """Return the sample call that ships with the project; its contact is the one to seed the CRM with."""
    script = read_script(_SCRIPT)
    return Sample(
        audio=_AUDIO,
        title=script.title,
        agent=script.agent,
        team=script.team,
        direction=script.direction,
        agent_channel=script.agent_channel,
        started_at=script.started_at,
        time_zone=script.time_zone,
        contact=script.customer,
        truth=script.truth,
        script=script,
    )
