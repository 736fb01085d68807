"""The shape of a scripted call: who says what, after which pause, and what a perfect reader would find in it.

In: a JSON file. Out: `Script`.
Not here: speaking it aloud (evals/speak.py), scoring against it (evals/promises.py).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen
from models.notes import Side


class Contact(Frozen):
    """The customer as the CRM knows them before the call; phone in E.164 form."""

    name: str
    phone: str | None = None
    email: str | None = None


class Voices(Frozen):
    """The flite voice of each speaker."""

    agent: str
    customer: str


class Line(Frozen):
    """One turn; `pause_s` is the silence before it, `say` is what the synthesizer reads instead."""

    speaker: Literal["agent", "customer"]
    text: str
    pause_s: float = 0.6
    say: str | None = None


class TruePromise(Frozen):
    """A promise in the script; the date is the local one that the words mean on the day of the call.

    `about` holds words of the promise itself, so that a found one can be told from its neighbours. An
    optional one is so small that readers differ: it counts neither when found nor when missed.
    """

    side: Side
    about: str
    due_said: str | None = None
    due_date: dt.date | None = None
    due_time: str | None = None
    condition: str | None = None
    optional: bool = False


class Meeting(Frozen):
    """The follow-up that both agreed on; `time` is local, "HH:MM"."""

    said: str
    date: dt.date
    time: str | None = None


class Truth(Frozen):
    """What stands in the script; a kind of item that the call does not hold is None."""

    promises: tuple[TruePromise, ...] = ()
    order_number: str | None = None
    card_number: str | None = None
    email: str | None = None
    open_question: str | None = None
    meeting: Meeting | None = None
    refused: str | None = None


class Script(Frozen):
    """A whole scripted call with the metadata that a phone system would send along."""

    name: str
    title: str
    category: Literal["support", "sales", "appointment", "general"]
    started_at: AwareDatetime
    time_zone: str
    direction: Literal["inbound", "outbound"]
    agent: str
    agent_name: str
    team: str
    agent_channel: Literal["left", "right"]
    customer: Contact
    voices: Voices
    turns: tuple[Line, ...]
    truth: Truth


def read_script(path: Path) -> Script:
    """Read a script; pydantic's ValidationError when the file has another shape."""
    return Script.model_validate_json(path.read_text(encoding="utf-8"))
