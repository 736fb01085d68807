"""A page that reads a table whole, or costs more than the logarithm, is told; .ci/run and soak measure."""

from __future__ import annotations

import math

from tests.journeys.at_size import Cost, faults


def test_a_page_that_reads_all_or_costs_more_is_a_fault() -> None:
    few = {"a": Cost(100, 1, ()), "b": Cost(100, 1, ()), "c": Cost(100, 1, ())}
    many = {"a": Cost(170, 1, ()), "b": Cost(172, 1, ()), "c": Cost(100, 1, ("calls",))}
    found = faults(few, many, grown=math.log(5_000) / math.log(500))
    assert found == ["c: reads all of calls", "b: costs 1.72 times as much, and may 1.71"]
