"""Whatever happens between a house and HubSpot, in any order: nothing doubled, lost, unasked or overwritten.

The steps of CI are the same each time; `make soak` takes others, and makes a failure as short as it can.
"""

from __future__ import annotations

import logging
from typing import Final

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pipeline.interleavings.machine import HubSpotMachine

_CI: Final = settings(
    database=None,
    derandomize=True,
    max_examples=48,
    phases=[Phase.generate],
    stateful_step_count=50,
    suppress_health_check=list(HealthCheck),
)
_SOAK: Final = settings(
    _CI, derandomize=False, max_examples=1_200, phases=[Phase.generate, Phase.shrink], print_blob=True
)


@pytest.fixture(autouse=True)
def _no_logs() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _steps(how: settings) -> int:
    HubSpotMachine.steps = 0
    run_state_machine_as_test(HubSpotMachine, settings=how)
    return HubSpotMachine.steps


@pytest.mark.timeout(600)
def test_two_thousand_steps_double_lose_and_overwrite_nothing() -> None:
    assert _steps(_CI) >= 2_000


@pytest.mark.soak
def test_fifty_thousand_steps_double_lose_and_overwrite_nothing() -> None:
    assert _steps(_SOAK) >= 50_000
