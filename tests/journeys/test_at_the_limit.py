"""At the pace of HubSpot's smallest account nothing is refused, and nearly all that is allowed is used.

The thousands are staged by `make soak`, or by hand: at_the_limit.py.
"""

from __future__ import annotations

from pathlib import Path

from tests.journeys.at_the_limit import staged_at_the_limit


def test_calls_are_staged_at_the_pace_of_the_smallest_account(tmp_path: Path) -> None:
    measured = staged_at_the_limit(150, tmp_path / "house")
    assert measured.staged == measured.calls
    assert measured.refused == {}
    assert measured.used >= 0.9
    assert measured.for_a_call <= 11
    assert measured.connections <= 4
    assert measured.looks == 3
