"""The card of docs/adapters.md: what each adapter guarantees and can do, made from the suite and from asking.

`python -m tests.contracts.card` prints it. A guarantee is a test of the suite; an adapter has it when its
class runs that very test. Abilities are what `probe` answers in a world of the adapter's own.
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Final

from storage.shelves import open_shelves
from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld, ShelfWorld
from tests.contracts.hubspot_world import hubspot_world
from tests.contracts.test_hubspot_adapter import TestHubSpotAdapter
from tests.contracts.test_local_adapter_on_shelves import TestLocalAdapterOnShelves
from tests.contracts.test_webhook_csv_adapter import TestCsvFolder, TestFolderAndReceiver, TestReceiver
from tests.contracts.webhook_csv_world import FolderWorld, ReceiverWorld
from tests.webhook_receiver import receiver

COLUMNS: Final[dict[str, type[CrmAdapterContract]]] = {
    "`local`": TestLocalAdapterOnShelves,
    "`hubspot`": TestHubSpotAdapter,
    "`webhook_csv`: folder": TestCsvFolder,
    "receiver": TestReceiver,
    "both": TestFolderAndReceiver,
}
_ABILITIES: Final[dict[str, Callable[[CrmWorld], object]]] = {
    "Records are found again by a key of ours": lambda world: world.adapter.probe().upsert_by_key,
    "Notes and tasks have fields of ours": lambda world: world.adapter.probe().activity_custom_fields,
    "Records of calls are kept": lambda world: world.adapter.probe().call_records,
    "Who changed a value is known": lambda world: world.adapter.probe().change_history,
    "People can decide in the CRM itself": lambda world: world.adapter.decided_there,
    "Characters of the longest note": lambda world: (
        f"{world.longest_body:,}" if world.longest_body else "any"
    ),
}


def card() -> str:
    """Return the card as a table of Markdown."""
    rows = [
        f"| {sentence} | " + " | ".join(_answer(_runs(column, name)) for column in COLUMNS.values()) + " |"
        for name, sentence in guarantees().items()
    ]
    with ExitStack() as stack:
        worlds = [stack.enter_context(opened()) for opened in _worlds(stack)]
        rows += [
            f"| {sentence} | " + " | ".join(_answer(ask(world)) for world in worlds) + " |"
            for sentence, ask in _ABILITIES.items()
        ]
    return "\n".join((f"| | {' | '.join(COLUMNS)} |", "|---|" + "---|" * len(COLUMNS), *rows))


def guarantees() -> dict[str, str]:
    """Return the tests of the suite, in their order, as the sentences that they are."""
    names = (name for name, _ in inspect.getmembers(CrmAdapterContract, inspect.isfunction))
    in_order = sorted(
        (name for name in names if name.startswith("test_")),
        key=lambda name: inspect.getsourcelines(getattr(CrmAdapterContract, name))[1],
    )
    return {name: name.removeprefix("test_").replace("_", " ").capitalize() for name in in_order}


def _runs(column: type[CrmAdapterContract], name: str) -> bool:
    return getattr(column, name, None) is getattr(CrmAdapterContract, name)


def _answer(answer: object) -> str:
    return {True: "yes", False: "no"}.get(answer, str(answer)) if isinstance(answer, bool) else str(answer)


def _worlds(stack: ExitStack) -> tuple[Callable[[], AbstractContextManager[CrmWorld]], ...]:
    """Return what opens a world for each column, in their order."""
    root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for name in ("folder", "both"):
        (root / name).mkdir()
    return (
        lambda: nullcontext(_local(stack, root)),
        hubspot_world,
        lambda: nullcontext(FolderWorld(root / "folder")),
        lambda: nullcontext(ReceiverWorld(stack.enter_context(receiver()))),
        lambda: nullcontext(FolderWorld(root / "both", stack.enter_context(receiver()))),
    )


def _local(stack: ExitStack, root: Path) -> CrmWorld:
    shelves = stack.enter_context(open_shelves(root))
    return ShelfWorld(shelves.embedded_crm(), tuple)


if __name__ == "__main__":
    print(card())
