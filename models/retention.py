"""How long what is kept, and what is held back from deletion: the rules, what is due by them, and holds."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen


class RetentionRules(Frozen):
    """For how many days what is kept, reckoned from when the call, or the event, came in; None: for good.

    `calls_days` is for transcript, notes and all else of a call: one without the other proves nothing.
    """

    audio_days: int | None = None
    calls_days: int | None = None
    events_days: int | None = None


class Due(Frozen):
    """What is to go now: the sound of a call, or the call; `held` says which hold keeps it all the same."""

    call_id: str
    what: Literal["audio", "call"]
    received_at: AwareDatetime
    held: str | None = None


class Foreseen(Frozen):
    """What the rules make of all that is kept at this moment."""

    rules: RetentionRules
    due: tuple[Due, ...]
    events: int


class Ahead(Frozen):
    """What goes next of one class: in the coming round, and within a week and a month after that.

    `held` is what a legal hold keeps although it is due; `next_at` is when the first of the rest is due.
    `with_its_call` is true of sound that never goes alone, since the whole call is not kept longer.
    """

    what: Literal["audio", "call", "events"]
    days: int | None
    due: int = 0
    held: int = 0
    in_a_week: int = 0
    in_a_month: int = 0
    next_at: AwareDatetime | None = None
    with_its_call: bool = False


class Hold(Frozen):
    """A legal hold of a call or a person: nothing of it is deleted until it ends; `why` is masked.

    `of` is the call's id, or `a person`, of whom keyed hashes alone are kept.
    """

    id: str
    of: str
    by: str
    why: str
    at: AwareDatetime
    until: AwareDatetime | None = None
