"""A worker learns what a confidence is worth without being asked, and puts nothing in use."""

from __future__ import annotations

import time
from pathlib import Path

from callnotes.workshop import worker_place, workshop_of
from lifecycle import calibration
from pipeline.worker import worker
from tests.journeys.mortal import settings_in
from tests.lifecycle.test_calibration import taught


def test_a_worker_learns_from_the_decisions_by_itself(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "house", None)
    with workshop_of(settings) as shop:
        taught(shop.shelves, 400)
        with worker(shop, worker_place(settings), stop_within_s=2):
            until = time.monotonic() + 60
            while not calibration.learned(shop.shelves).versions:
                assert time.monotonic() < until
                time.sleep(0.05)
        (made,) = calibration.learned(shop.shelves).versions
        assert (made.decisions, made.in_use) == (400, False)
