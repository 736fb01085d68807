from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld
from tests.contracts.hubspot_world import hubspot_world
from tests.hubspot_simulator import Portal


class TestHubSpotAdapter(CrmAdapterContract):
    @pytest.fixture
    def world(self) -> Iterator[CrmWorld]:
        with hubspot_world() as world:
            yield world


class TestHubSpotAdapterWithoutUniqueProperties(CrmAdapterContract):
    @pytest.fixture
    def world(self) -> Iterator[CrmWorld]:
        with hubspot_world(Portal(unique_on_activities=False)) as world:
            yield world
