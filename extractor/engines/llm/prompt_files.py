"""The prompts, read from extractor/prompts, with the version that is stored beside all notes made with them.

Out: texts, and a version that changes with every word of a prompt or key of the schema.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[2] / "prompts"


def prompt(name: str) -> str:
    """Return the prompt of this name without its version line."""
    return _parts(name)[1]


def prompt_version(name: str, schema: dict[str, Any]) -> str:
    """Return "name-version+hash"; the hash covers the prompts and the answer's schema."""
    number, text = _parts(name)
    everything = text + prompt("repair") + json.dumps(schema, sort_keys=True)
    return f"{name}-{number}+{hashlib.sha256(everything.encode()).hexdigest()[:8]}"


def _parts(name: str) -> tuple[str, str]:
    first, _, text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    return first.removeprefix("version:").strip(), text.strip()
