"""Looks at who tells voices on one channel apart, and why; a model is looked at, and not loaded."""

from __future__ import annotations

from callnotes.doctor.check import Check
from callnotes.settings import Settings


def speakers(settings: Settings) -> Check:
    """The diarizer is the one that the settings mean, and can work."""
    from callnotes.diarizers import diarizer_choice, diarizer_named

    choice = diarizer_choice(settings)
    diarizer_named(settings, None).collector()
    if choice.model_unused:
        return Check(
            name="speakers",
            state="warn",
            found=f"voices on one channel are estimated (`voices`), since {choice.why}",
            mend="Install it and fetch its model as docs/models.md says, or set CALLNOTES_DIARIZER=voices.",
        )
    return Check(name="speakers", state="ok", found=f"`{choice.name}` tells voices apart: {choice.why}")
