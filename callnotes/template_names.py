"""The names of the templates that there are, told by their files, so that no door has to read them.

In: the operator's folder, or none. Out: names. Not here: what stands in them (extractor/templates).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from models.errors import InputError

_SHIPPED: Final = Path(__file__).parents[1] / "extractor" / "templates"
_RULES: Final = "rules"


def template_names(folder: Path | None) -> tuple[str, ...]:
    """Return the names, those shipped and those of the folder, by name."""
    found = {path.stem for one in (_SHIPPED, folder) if one is not None for path in one.glob("*.yaml")}
    return tuple(sorted(name.replace("_", " ") for name in found - {_RULES}))


def known_template(name: str | None, folder: Path | None) -> str | None:
    """Return the name as the template has it, None for None. Raises InputError for one that is not there."""
    names = template_names(folder)
    if name is None:
        return None
    found = next((one for one in names if one == name.strip().casefold().replace("_", " ")), None)
    if found is None:
        msg = f"There is no template of this name; choose one of {', '.join(names)}."
        raise InputError(msg)
    return found
