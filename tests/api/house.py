"""A house for the tests of the doors: real shelves, a clock that can be set, an open app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from api.app import create_app
from api.doors import Doors
from lifecycle.intake import IntakeLimits
from lifecycle.reading import Dossier
from models.call import Verb
from models.ports import Clock
from storage.shelves import open_shelves
from tests.databases import with_tables
from text.recording_addresses import read_allowed_host

TOKEN = "test-token-0123456789"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OLD_SECRET = "whsec_" + base64.b64encode(bytes(range(64, 96))).decode()
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@dataclass
class House:
    """The doors, what they enqueued, and a client that shows the token."""

    doors: Doors
    client: TestClient
    folder: Path
    enqueued: list[tuple[str, Verb, int]]
    moment: list[datetime] = field(default_factory=lambda: [NOW])

    def pass_time(self, by: timedelta) -> None:
        """Set the clock forward."""
        self.moment[0] += by

    def sealed_files(self) -> list[Path]:
        """Return every file that holds audio, kept or half received."""
        return [path for path in self.folder.rglob("*") if path.suffix in {".sealed", ".part"}]

    def hook(self, event: object, *, event_id: str = "msg_1", secret: str = SECRET, **changes: Any) -> Any:  # noqa: ANN401
        """Send a signed event without a token; `changes` may replace timestamp, signature or body."""
        body = changes.get("body", json.dumps(event).encode())
        timestamp = str(changes.get("timestamp", int(self.moment[0].timestamp())))
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": changes.get("signature", sign(secret, event_id, timestamp, body)),
            "content-type": "application/json",
            "authorization": "",
        }
        return self.client.post("/api/webhooks/call-recorded", content=body, headers=headers)


def sign(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """Return the header webhook-signature as a sender makes it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac).decode()


def _sample_call() -> Dossier:
    """Load the sample when it is asked for: what answers requests loads nothing of callnotes by itself."""
    from callnotes.sample_call import sample_dossier

    return sample_dossier()


@contextmanager
def _open_doors(
    folder: Path,
    enqueued: list[tuple[str, Verb, int]],
    clock: Clock,
    database_url: str | None,
    undo: timedelta,
) -> Iterator[Doors]:
    shelves = open_shelves(with_tables(folder), database_url=database_url, clock=clock, undo=undo)
    try:
        yield Doors(
            shelves=shelves,
            limits=IntakeLimits(max_bytes=2_000_000),
            enqueue=lambda work: enqueued.append(work[:3]),
            clock=clock,
            zone=ZoneInfo("Europe/Berlin"),
            regions=("US", "GB"),
            sample_call=_sample_call,
            api_tokens=(TOKEN, "another-token"),
            hook_secrets=(SECRET, OLD_SECRET),
            recording_hosts=(read_allowed_host("recordings.example.com"),),
            contacts=shelves.embedded_crm(),
            former_prompts=("notes-2",),
            listens_s=0.0,
        )
    finally:
        shelves.database.close()


@contextmanager
def open_house(
    folder: Path,
    *,
    database_url: str | None = None,
    clock: Clock | None = None,
    undo: timedelta = timedelta(0),
    **changes: Any,  # noqa: ANN401 - any field of the doors
) -> Iterator[House]:
    """Open the doors on real shelves in this folder, with these fields changed; without a clock it is NOW.

    Without an address the database is the folder's own SQLite file.
    """
    enqueued: list[tuple[str, Verb, int]] = []
    moment = [NOW]
    with _open_doors(folder, enqueued, clock or (lambda: moment[0]), database_url, undo) as made:
        doors = replace(made, **changes)
        with TestClient(create_app(doors), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            yield House(doors, client, folder, enqueued, moment)


def wav(seconds: float = 0.2, *, seed: int = 0) -> bytes:
    """Return a small stereo recording; each seed gives another one."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(hashlib.sha256(str(seed).encode()).digest() * int(seconds * 8000 * 4 / 32))
    return out.getvalue()


PROVEN = {
    "consent": "announced",
    "consent_by": "ivr@example.com",
    "consent_at": "2026-11-20T13:00:00Z",
    "consent_how": "announcement before the call",
}
