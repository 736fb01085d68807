"""An honest write ledger in memory: the port `WriteLedger`, remembering every operation it ever saw."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Final

from models.crm import Operation, Outcome, PutNote, Record, Trace, record_of
from models.errors import CallNotesError

_LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)


class InMemoryLedger:
    """Keeps, by operation, the intention and the record that came of it."""

    def __init__(self) -> None:
        self.intended: list[Operation] = []
        self.records: dict[str, Record] = {}
        self.failures: dict[str, str] = {}
        self._done: dict[str, Record] = {}
        self._written: dict[str, str] = {}
        self._lock = threading.Lock()

    def intend(self, operation: Operation) -> Record | None:
        with self._lock:
            found = self._done.get(operation.model_dump_json())
            if found is None:
                self.intended.append(operation)
            return found

    def done(self, operation: Operation, outcome: Outcome, *, adapter: str) -> Record:
        with self._lock:
            record = record_of(operation, outcome, adapter=adapter)
            self._done[operation.model_dump_json()] = record
            self.records[operation.key] = record
            if isinstance(operation, PutNote):
                self._written[operation.key] = operation.body
            return record

    def trace(self, key: str) -> Trace:
        with self._lock:
            record = self.records.get(key)
            is_open = any(one.key == key and one.model_dump_json() not in self._done for one in self.intended)
            return Trace(external_id=record and record.external_id, tried_at=_LONG_AGO if is_open else None)

    def written(self, key: str) -> str | None:
        with self._lock:
            return self._written.get(key) or None

    def failed(self, operation: Operation, error: CallNotesError) -> None:
        with self._lock:
            self.failures[operation.key] = error.code
