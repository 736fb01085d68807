from __future__ import annotations

from pathlib import Path

from tests.contracts.card import card, guarantees
from tests.contracts.crm_adapter import CrmAdapterContract

ADAPTERS = Path(__file__).parents[2] / "docs" / "adapters.md"


def test_the_card_says_what_the_suite_holds_and_the_adapters_answer() -> None:
    """Print it anew with `python -m tests.contracts.card`."""
    text = ADAPTERS.read_text(encoding="utf-8")
    shown = text.partition("<!-- card -->\n")[2].partition("\n<!-- end of card -->")[0]
    assert shown == card()


def test_every_test_of_the_suite_is_a_guarantee() -> None:
    tests = {name for name in vars(CrmAdapterContract) if name.startswith("test_")}
    assert set(guarantees()) == tests
