"""What the demo tells to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

from callnotes.cli.demo import print_ways_on
from lifecycle import reading
from tests.api.calls import staged_call
from tests.api.house import open_house


def test_the_demo_names_the_desk_before_the_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_house(tmp_path) as house:
        dossier = reading.dossier(house.doors.shelves, staged_call(house))
    capsys.readouterr()
    print_ways_on(dossier, "callnotes --data demo", reviewer="dana@example.com")
    told = capsys.readouterr().out
    assert "callnotes --data demo serve\n" in told
    assert told.index(" serve") < told.index("review call_")
