"""The prompts, read from extractor/prompts, with the version that is stored beside all notes made with them.

Out: texts, and a version that changes with every word of a prompt, of a template or key of the schema.
Former prompts for notes are kept in the folder beside, each by its name and number, such as `notes-2`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import EngineUnknownError

_FOLDER = Path(__file__).parents[2] / "prompts"


def prompt(name: str) -> str:
    """Return the prompt of this name without its version line; `notes-2` is a former one.

    Raises EngineUnknownError for a former one that this release does not have.
    """
    return _parts(name)[1]


def prompt_names() -> tuple[str, ...]:
    """Return the names of all prompts."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.md")))


def former_prompts() -> tuple[str, ...]:
    """Return the names of the former prompts that this release has, the newest first."""
    kept = (path.stem for path in (_FOLDER / "former").glob("notes-*.md"))
    return tuple(sorted(kept, key=lambda name: int(name.partition("-")[2]), reverse=True))


def prompt_version(name: str, task: str, schema: dict[str, Any]) -> str:
    """Return "name-version+hash"; its hash covers the task as it is sent, other prompts and the schema."""
    number, _text = _parts(name)
    kind = name.partition("-")[0]
    others = "".join(prompt(other) for other in prompt_names() if other != kind)
    everything = task + others + json.dumps(schema, sort_keys=True)
    return f"{kind}-{number}+{hashlib.sha256(everything.encode()).hexdigest()[:8]}"


@cache
def _parts(name: str) -> tuple[str, str]:
    file = (_FOLDER / "former" if "-" in name else _FOLDER) / f"{name}.md"
    if not file.is_file():
        raise EngineUnknownError("This release has no such former prompt; switch the team to another one.")
    first, _, text = file.read_text(encoding="utf-8").partition("\n")
    return first.removeprefix("version:").strip(), text.strip()
