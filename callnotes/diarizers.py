"""Chooses who tells voices apart on one channel, by the settings and by what is here.

In: settings and, for one recording, a name. Out: a diarizer, made once per process, and why it is this one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal

from callnotes.engine_names import DIARIZERS
from callnotes.settings import Settings
from models.errors import EngineUnknownError, SettingsError
from models.frozen import Frozen
from transcriber.diarizer import Diarizer
from transcriber.engines.pyannote.library import is_installed
from transcriber.speakers.collector import VOICES

_NO_MODEL: Final = (
    "The diarizer pyannote has no model: set CALLNOTES_DIARIZATION_MODEL to a folder with one, as"
    " docs/models.md says, or set CALLNOTES_DIARIZER=voices."
)


class DiarizerChoice(Frozen):
    """The diarizer's name, why it is this one, and whether a model that was set is of no use for it."""

    name: Literal["voices", "pyannote"]
    why: str
    model_unused: bool = False


def diarizer_choice(settings: Settings) -> DiarizerChoice:
    """Say which diarizer the settings mean; `auto` is pyannote when it and its model are there."""
    if settings.diarizer != "auto":
        return DiarizerChoice(name=settings.diarizer, why="CALLNOTES_DIARIZER says so")
    model = settings.diarization_model
    if model is None:
        return DiarizerChoice(name="voices", why="no CALLNOTES_DIARIZATION_MODEL is set")
    if not is_installed():
        return DiarizerChoice(name="voices", why="pyannote.audio is not installed", model_unused=True)
    if not model.expanduser().exists():
        return DiarizerChoice(name="voices", why="the model of pyannote is not there", model_unused=True)
    return DiarizerChoice(name="pyannote", why="it is installed and its model is there")


def diarizers(settings: Settings) -> Callable[[], Diarizer]:
    """Return a function that gives the diarizer of the settings, made once. Raises SettingsError."""
    made: list[Diarizer] = []
    lock = threading.Lock()

    def get() -> Diarizer:
        with lock:
            if not made:
                made.append(diarizer_named(settings, None))
            return made[0]

    return get


def diarizer_named(settings: Settings, name: str | None) -> Diarizer:
    """Return the diarizer with this name; None is the settings' choice.

    Raises EngineUnknownError and SettingsError.
    """
    if name not in (None, *DIARIZERS):
        msg = f"There is no diarizer of this name; choose one of {', '.join(DIARIZERS)}."
        raise EngineUnknownError(msg)
    if (name or diarizer_choice(settings).name) == "voices":
        return VOICES
    if settings.diarization_model is None:
        raise SettingsError(_NO_MODEL)
    from transcriber.engines.pyannote.diarizer import PyannoteDiarizer

    return PyannoteDiarizer(
        settings.diarization_model,
        instead=VOICES,
        device=settings.speech_device,
        threads=settings.threads_per_recording,
    )
