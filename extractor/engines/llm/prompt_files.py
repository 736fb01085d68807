"""The prompts, read from extractor/prompts, with the version that is stored beside all notes made with them.

Out: texts, and a version that changes with every word of a prompt, of a template or key of the schema.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[2] / "prompts"


def prompt(name: str) -> str:
    """Return the prompt of this name without its version line."""
    return _parts(name)[1]


def prompt_names() -> tuple[str, ...]:
    """Return the names of all prompts."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.md")))


def prompt_version(name: str, task: str, schema: dict[str, Any]) -> str:
    """Return "name-version+hash"; its hash covers the task as it is sent, other prompts and the schema."""
    number, _text = _parts(name)
    others = "".join(prompt(other) for other in prompt_names() if other != name)
    everything = task + others + json.dumps(schema, sort_keys=True)
    return f"{name}-{number}+{hashlib.sha256(everything.encode()).hexdigest()[:8]}"


@cache
def _parts(name: str) -> tuple[str, str]:
    first, _, text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    return first.removeprefix("version:").strip(), text.strip()
