"""The wheel holds the pages: their templates, styles and scripts stand in it as they do here."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from hatchling.builders.wheel import WheelBuilder

_ROOT: Final = Path(__file__).parents[2]
_WEB: Final = Path("api/web")


def test_every_template_and_static_file_is_in_the_wheel(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(_ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as built:
        held = set(built.namelist())
    parts = [part for folder in ("templates", "static") for part in (_ROOT / _WEB / folder).iterdir()]
    assert {part.suffix for part in parts} >= {".html", ".css", ".js", ".svg"}
    assert {part.relative_to(_ROOT).as_posix() for part in parts} <= held
