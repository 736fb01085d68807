"""The worlds of `WebhookCsvAdapter`: a folder as the operator's programs see it, a receiver, and both."""

from __future__ import annotations

import csv
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from crm_sync.adapters.webhook_csv import CsvFolder, Receiver, WebhookCsvAdapter
from exchange.post_signed import SignedPost
from storage.sealed_file import sync_folder
from tests import webhook_receiver
from tests.contracts.crm_world import Stored
from text.formats.table import plain_cell
from text.receiver_address import read_receiver_address
from text.signed_message import read_secret

RECORDS = ("pending.csv", "notes.csv", "follow_ups.csv", "calls.csv", "closed.csv")


class FolderWorld:
    """A folder; contacts.csv is written by hand, and whoever reads the rest sees whole files only."""

    longest_body: int | None = None

    def __init__(self, folder: Path, receiver: webhook_receiver.Receiver | None = None) -> None:
        self.folder, self.told = folder, receiver
        self.contacts: dict[str, dict[str, str]] = {}
        self._ids, self._answers_to_lose = count(1), 0
        self._export()
        self.adapter = WebhookCsvAdapter(
            folder=CsvFolder(folder, sync=self._sync), receiver=asked(receiver) if receiver else None
        )

    def add_contact(self, name: str, *, phone: str | None = None, email: str | None = None) -> str:
        contact_id = f"{4700 + next(self._ids)}"
        self.contacts[contact_id] = {"name": name, "phone": phone or "", "email": email or ""}
        self._export()
        return contact_id

    def type_by_hand(self, contact_id: str, prop: str, value: str) -> None:
        self.contacts[contact_id][prop] = value
        self._export()

    def lose_next_answer(self) -> None:
        self._answers_to_lose = 1

    def go_down(self) -> None:
        self.folder.rename(self.folder.with_name("away"))

    def stored(self) -> tuple[Stored, ...]:
        return tuple(_seen(row) for name in RECORDS for row in rows_of(self.folder / name))

    def _sync(self, folder: Path) -> None:
        sync_folder(folder)
        if self._answers_to_lose:
            self._answers_to_lose -= 1
            raise OSError

    def _export(self) -> None:
        """Write contacts.csv as a CRM's export does, and the receiver's contacts with it."""
        names = ("name", "phone", "email", *{name for held in self.contacts.values() for name in held})
        columns = ("id", *dict.fromkeys(names))
        beside = self.folder / "export.tmp"
        with beside.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(column.upper() for column in columns)
            for contact_id, held in self.contacts.items():
                table.writerow([contact_id, *(held.get(column, "") for column in columns[1:])])
        beside.replace(self.folder / "contacts.csv")
        if self.told is not None:
            self.told.contacts |= {contact_id: dict(held) for contact_id, held in self.contacts.items()}


class ReceiverWorld:
    """A receiver alone; it is asked for contacts, too."""

    longest_body: int | None = None

    def __init__(self, running: webhook_receiver.Receiver) -> None:
        self.running = running
        self.adapter = WebhookCsvAdapter(receiver=asked(running))

    def add_contact(self, name: str, *, phone: str | None = None, email: str | None = None) -> str:
        contact_id = f"by-hand-{len(self.running.contacts)}"
        given = {"name": name, "phone": phone, "email": email}
        self.running.contacts[contact_id] = {prop: value for prop, value in given.items() if value}
        return contact_id

    def type_by_hand(self, contact_id: str, prop: str, value: str) -> None:
        self.running.contacts[contact_id][prop] = value

    def lose_next_answer(self) -> None:
        self.running.lose = 1

    def go_down(self) -> None:
        self.running.status = 503

    def stored(self) -> tuple[Stored, ...]:
        return tuple(
            Stored(
                title=data["title"],
                body=data["body"],
                status=data["status"],
                contact_id=data["contact_id"],
                owner=data.get("owner"),
                due_at=_moment(data.get("due_at")),
                priority=data.get("priority", "medium"),
                **(_of_call(data) if data["op"] == "put_call" else {}),
            )
            for data in self.running.records.values()
        )


def asked(running: webhook_receiver.Receiver) -> Receiver:
    """Return the adapter's end of the line to this receiver."""
    key = read_secret(webhook_receiver.SECRET)
    assert key is not None
    address = read_receiver_address(running.url, setting="CALLNOTES_WEBHOOK_CSV_URL")
    return Receiver(SignedPost(address, (key,), timeout_s=5.0))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file as any program reads them, without the mark before what looks computed."""
    if not path.exists():
        return []
    csv.field_size_limit(1 << 26)
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: plain_cell(cell) for name, cell in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


def _seen(row: dict[str, str]) -> Stored:
    return Stored(
        title=row["title"],
        body=row["text"],
        status=row["status"],
        contact_id=row["contact_id"] or None,
        owner=row["owner"] or None,
        due_at=_moment(row.get("due_at")),
        priority=row.get("priority") or None,
        **(_of_call(row) if "direction" in row else {}),
    )


def _of_call(held: dict[str, Any]) -> dict[str, Any]:
    """What a record of a call has besides, out of a row or out of JSON."""
    return {
        "at": _moment(held["at"]),
        "direction": held["direction"] or None,
        "duration_ms": int(held["duration_ms"]) if held["duration_ms"] else None,
        "numbers": (held["from_number"] or None, held["to_number"] or None),
    }


def _moment(text: Any) -> datetime | None:  # noqa: ANN401 - a cell, or what JSON has
    return datetime.fromisoformat(text) if text else None
