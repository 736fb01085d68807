from __future__ import annotations

from pathlib import Path

from storage.shelves import open_shelves
from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted
from tests.lifecycle.test_calibration import acts, taught


def test_what_decisions_teach_is_learned_shown_and_switched_by_a_person(
    house: House, recording: Path, spoken: Path
) -> None:
    submitted(house, recording, spoken)
    assert house("calibration", "--fit").code == 2
    with open_shelves(house.folder) as shelves:
        taught(shelves, 240)
    told = house("calibration", "--fit", "--json").document
    assert told["decisions"] == 240
    assert told["versions"][0]["curves"][0]["engine"] == "rules"
    assert not told["versions"][0]["in_use"]
    assert house("calibration", "--use", "1", "--stop").code == 2
    assert house("calibration", "--use", "9").code == 2
    assert "Version 1 is shown." in house("calibration", "--use", "1").out
    assert "rules promise sales: error 0." in house("calibration", "--stop").out
    with open_shelves(house.folder) as shelves:
        assert [action for action, _ in acts(shelves)] == [
            "switched_a_calibration_off",
            "switched_a_calibration_on",
            "fitted_a_calibration",
        ]
