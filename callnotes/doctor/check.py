"""One finding of the doctor: what was looked at, how it is, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from callnotes.settings import Settings
from models.errors import CallNotesError
from models.frozen import Frozen


class Check(Frozen):
    """A finding; `mend` is empty where all is well."""

    name: str
    state: Literal["ok", "warn", "fail", "skip"]
    found: str
    mend: str = ""


Look = Callable[[Settings], Check]


def look(name: str, check: Look, settings: Settings) -> Check:
    """Run one check; whatever it raises is itself the finding."""
    try:
        return check(settings)
    except CallNotesError as error:
        return Check(name=name, state="fail", found=error.message, mend="Do what the sentence says.")
    except Exception as error:  # noqa: BLE001 - a broken part is what the doctor is for
        found = f"this check itself broke ({type(error).__name__})"
        return Check(name=name, state="fail", found=found, mend="Report it with the version of the program.")
