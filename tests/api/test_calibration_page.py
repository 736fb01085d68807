from __future__ import annotations

import re

from lifecycle import calibration
from tests.api.calls import staged_call
from tests.api.house import House
from tests.api.test_people_pages import enter
from tests.lifecycle.test_calibration import taught


def test_managers_see_what_was_learned_as_a_diagram_and_as_numbers_and_switch_it_on(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    shown = cora.get("/calibration").text
    assert "0 decisions so far" in shown
    assert "Nothing was learned yet." in shown
    assert cora.post("/calibration/fit").status_code == 422
    taught(house.doors.shelves, 400)
    shown = cora.post("/calibration/fit").text
    curves = calibration.learned(house.doors.shelves).versions[0].curves
    assert shown.count('<svg class="reliability" role="img"') == len(curves) == 3
    assert len(set(re.findall(r'aria-labelledby="(curve-\d+-t curve-\d+-d)"', shown))) == 3
    assert "rules: promises in sales" in shown
    dots = shown.count("<circle") - shown.count('<circle cx="14" cy="8"')  # beside those of the keys
    assert dots == sum(len(curve.observed) for curve in curves)
    step = curves[0].observed[0]
    assert f"<td>{step.accepted}</td><td>{step.edited}</td><td>{step.rejected}</td>" in shown
    assert 'value="none" selected' in shown
    shown = cora.post("/calibration/use", data={"version": "1"}).text
    assert 'value="1" selected' in shown
    for nonsense in ("7", "²", "-1", ""):
        assert cora.post("/calibration/use", data={"version": nonsense}).status_code == 422
    assert calibration.learned(house.doors.shelves).versions[0].in_use


def test_the_reading_stands_beside_the_confidence_while_it_is_switched_on(house: House) -> None:
    eve = enter(house, "eve@example.com", "admin")
    call_id = staged_call(house)
    taught(house.doors.shelves, 400)
    page = f"/calls/{call_id}"
    assert "are accepted as they stand" not in eve.get(page).text
    eve.post("/calibration/fit")
    assert "are accepted as they stand" not in eve.get(page).text
    eve.post("/calibration/use", data={"version": "1"})
    assert "of such items" in eve.get(page).text
    eve.post("/calibration/use", data={"version": "none"})
    assert "are accepted as they stand" not in eve.get(page).text
