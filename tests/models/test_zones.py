from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from models.zones import offset_s, with_offset, zone_name, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = timezone(timedelta(hours=-5))


def test_a_call_is_in_the_zone_that_its_moment_came_with() -> None:
    assert zone_of(datetime(2026, 11, 20, 23, 30, tzinfo=NEW_YORK), BERLIN) is NEW_YORK


@pytest.mark.parametrize(
    "moment",
    [
        None,
        datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
        datetime(2026, 11, 20, 23, 30, tzinfo=BERLIN),
        datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_no_offset_utc_and_the_houses_own_offset_leave_the_houses_zone(moment: datetime | None) -> None:
    assert zone_of(moment, BERLIN) is BERLIN


def test_a_zone_has_a_name_that_people_can_read() -> None:
    moment = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert zone_name(BERLIN, moment) == "Europe/Berlin"
    assert zone_name(NEW_YORK, moment) == "UTC-05:00"


def test_an_offset_survives_being_kept_as_seconds() -> None:
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=NEW_YORK)
    back = with_offset(moment.astimezone(UTC), offset_s(moment))
    assert back is not None
    assert back.isoformat() == moment.isoformat()
    assert offset_s(None) is None
