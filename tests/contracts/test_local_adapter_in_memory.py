from __future__ import annotations

import pytest

from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld, in_memory_world


class TestLocalAdapterInMemory(CrmAdapterContract):
    @pytest.fixture
    def world(self) -> CrmWorld:
        return in_memory_world()
