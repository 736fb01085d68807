"""The repository as these tests see it: its rooms, its modules, its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "api",
    "callnotes",
    "crm_sync",
    "evals",
    "exchange",
    "extractor",
    "lifecycle",
    "models",
    "pipeline",
    "storage",
    "text",
    "transcriber",
)
DOCS: Final = ROOT / "docs"


def modules(*folders: str) -> tuple[Path, ...]:
    """Return the Python files of these folders, or of all rooms."""
    return tuple(sorted(path for folder in folders or ROOMS for path in (ROOT / folder).rglob("*.py")))


def shown(path: Path) -> str:
    """Return the path as one would type it in the repository."""
    return path.relative_to(ROOT).as_posix()


def headings(document: Path) -> frozenset[str]:
    """Return the headings of a Markdown file without their marks and backticks."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return frozenset(line.lstrip("#").strip().strip("`") for line in lines if line.startswith("#"))


def sections(document: Path, *, level: int) -> dict[str, str]:
    """Return the text under each heading of this level; deeper headings stay part of it."""
    found: dict[str, list[str]] = {}
    mark, current = "#" * level + " ", None
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.startswith(mark):
            current = found.setdefault(line.removeprefix(mark).strip().strip("`"), [])
        elif line.startswith("#") and not line.startswith(mark.rstrip() + "#"):
            current = None
        elif current is not None:
            current.append(line)
    return {heading: "\n".join(lines).strip() for heading, lines in found.items()}
