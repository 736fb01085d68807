"""How long what is kept, and what is held back from deletion: the rules, what is due by them, and holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, get_args

from pydantic import AwareDatetime

from models.frozen import Frozen

#: What is kept for days of its own. A `call` is all of it; `events` are bodies of hook events, `logs` are the
#: exchanges with a language model.
Class = Literal["audio", "transcript", "notes", "call", "events", "logs"]
CLASSES: Final[tuple[Class, ...]] = get_args(Class)


class Periods(Frozen):
    """For how many days each class is kept, from when the call, or the event, came in; None: for good.

    `calls_days` is for transcript, notes and all else of a call. Transcript or notes go alone from a call
    that was decided; one that nobody has decided by then goes whole, since nobody could decide it any more.
    """

    audio_days: int | None = None
    transcript_days: int | None = None
    notes_days: int | None = None
    calls_days: int | None = None
    events_days: int | None = None
    logs_days: int | None = None

    def days(self, what: Class) -> int | None:
        """Return for how many days this class is kept."""
        found: int | None = getattr(self, "calls_days" if what == "call" else f"{what}_days")
        return found


class LabelPeriods(Periods):
    """The days of calls that carry this label."""

    label: str


class RetentionRules(Periods):
    """The days of every call, and those of calls with a label; of all that hold the shortest wins."""

    labels: tuple[LabelPeriods, ...] = ()

    def terms(self, what: Class) -> tuple[tuple[str | None, int], ...]:
        """Return the days of the class, each with the label for whose calls they hold; None: for all."""
        every = ((None, self.days(what)), *((one.label, one.days(what)) for one in self.labels))
        return tuple((label, days) for label, days in every if days is not None)

    def shortest(self, what: Class, labels: Iterable[str]) -> tuple[str | None, int] | None:
        """Return by which label, and for how many days, a call with these is kept; None: for good."""
        carried = {None, *labels}
        return min(
            (one for one in self.terms(what) if one[0] in carried), key=lambda one: one[1], default=None
        )


class Due(Frozen):
    """What is to go now: a part of a call, or the call; `held` says which hold keeps it all the same.

    `why` names the rule in words.
    """

    call_id: str
    what: Literal["audio", "transcript", "notes", "call"]
    why: str
    received_at: AwareDatetime
    held: str | None = None


class Foreseen(Frozen):
    """What the rules make of all that is kept at this moment."""

    rules: RetentionRules
    due: tuple[Due, ...]
    events: int
    logs: int = 0


class Ahead(Frozen):
    """What goes next of one class: in the coming round, and within a week and a month after that.

    `held` is what a legal hold keeps although it is due; `next_at` is when the first of the rest is due.
    `with_its_call` is true of what never goes alone, since the whole call is not kept longer. `by_label` are
    the shorter or only days of calls with a label.
    """

    what: Class
    days: int | None
    by_label: tuple[tuple[str, int], ...] = ()
    due: int = 0
    held: int = 0
    in_a_week: int = 0
    in_a_month: int = 0
    next_at: AwareDatetime | None = None
    with_its_call: bool = False

    @property
    def has_rule(self) -> bool:
        """True where some days hold for this class."""
        return self.days is not None or bool(self.by_label)


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


class Withheld(Frozen):
    """What a legal hold keeps of a call whose consent ended, sealed off; it goes when the hold ends.

    `why` says what ended the call. `audio_sha256` is the recording that stays on its shelf for that long.
    """

    id: str
    call_id: str
    at: AwareDatetime
    why: str
    audio_sha256: str | None = None
    audio_media_type: str | None = None
    audio_size_bytes: int | None = None
