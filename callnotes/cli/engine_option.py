"""Reads `--engine`: one name for either kind of engine, since no two kinds share a name."""

from __future__ import annotations

from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from models.errors import EngineUnknownError


def engine_of(name: str | None, kind: tuple[str, ...]) -> str | None:
    """Return the name when it is of this kind, else None. Raises EngineUnknownError for no engine's name."""
    known = (*SPEECH_ENGINES, *NOTES_ENGINES)
    if name is not None and name not in known:
        msg = f"No engine has this name; choose one of {', '.join(known)}."
        raise EngineUnknownError(msg)
    return name if name in kind else None


def notes_engine_of(name: str | None) -> str | None:
    """Return the name, for a command that only makes notes. Raises EngineUnknownError for another engine."""
    if name is not None and name not in NOTES_ENGINES:
        msg = f"--engine takes {' or '.join(NOTES_ENGINES)} for notes."
        raise EngineUnknownError(msg)
    return name
