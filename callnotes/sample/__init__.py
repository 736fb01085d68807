"""The sample call that `callnotes demo` runs on: its recording, its metadata and what was really said in it.

Out: `load_sample`, and `load_draft`: its transcript and notes, as the tour of the desk shows them. The shape
of a script is in script.py; how recording and draft were made stands in README.md.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from callnotes.sample.script import Contact, Script, Truth, read_script
from models.frozen import Frozen
from models.notes import CallNotes
from models.transcript import Transcript

__all__ = ["DRAFT", "Draft", "Sample", "load_draft", "load_sample"]

_FOLDER = Path(__file__).parent
_AUDIO = _FOLDER / "coffee_machine.mp3"
_SCRIPT = _FOLDER / "script.json"
DRAFT: Final = _FOLDER / "draft.json"


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


class Draft(Frozen):
    """What the machine made of the sample call: what was said, and some of what it noted."""

    transcript: Transcript
    notes: CallNotes


def load_draft() -> Draft:
    """Return the draft that ships with the project."""
    return Draft.model_validate_json(DRAFT.read_text(encoding="utf-8"))


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
