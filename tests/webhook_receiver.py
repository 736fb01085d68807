"""A receiver as docs/webhook-csv.md asks for: it checks signatures with the standard's own library.

It keeps records by key, and compares before it sets a field.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

SECRET = "whsec_" + "A" * 32
Told = tuple[int, dict[str, Any]]


@dataclass
class Receiver:
    """What the receiver keeps, and how it fails.

    `says` is the answer to a type whatever it asks, `lose` drops answers to writes, `status` answers all.
    """

    port: int = 0
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    says: dict[str, dict[str, Any]] = field(default_factory=dict)
    lose: int = 0
    status: int | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self) -> str:
        """Where it listens, as the setting has it."""
        return f"http://127.0.0.1:{self.port}/crm private"

    def handle(self, message_id: str, message: dict[str, Any]) -> Told:
        """Do what the message says, by the record's key."""
        with self.lock:
            self.messages.append((message_id, message))
            if message["type"] in self.says:
                return 200, self.says[message["type"]]
            told: Told = getattr(self, "_" + message["type"].replace(".", "_"))(message["data"])
            return told

    def _ping(self, _data: dict[str, Any]) -> Told:
        return 200, {}

    def _contacts_find(self, data: dict[str, Any]) -> Told:
        del data  # it may answer too much; what fits is picked out by who asked
        return 200, {"contacts": [self._told(contact_id) for contact_id in self.contacts]}

    def _companies_find(self, _data: dict[str, Any]) -> Told:
        return 200, {"companies": []}

    def _contact_get(self, data: dict[str, Any]) -> Told:
        return 200, {"contact": self._told(data["id"]) if data["id"] in self.contacts else None}

    def _contact_create(self, data: dict[str, Any]) -> Told:
        if data["key"] not in self.made:
            self.made[data["key"]] = data.get("id") or f"contact-{len(self.contacts) + 1}"
            given = {name: data[name] for name in ("name", "phone", "email") if data[name]}
            self.contacts[self.made[data["key"]]] = given
        return 201, {"id": self.made[data["key"]]}

    def _contact_field_set(self, data: dict[str, Any]) -> Told:
        held = self.contacts.get(data["contact_id"])
        if held is None:
            return 404, {}
        now = held.get(data["name"], "")
        if now == data["value"]:
            return 200, {"already": True}
        if now != (data["expected"] or ""):
            return 409, {"current": now}
        held[data["name"]] = data["value"]
        return 200, {}

    def _record_put(self, data: dict[str, Any]) -> Told:
        if data["contact_id"] is not None and data["contact_id"] not in self.contacts:
            return 404, {}
        already = self.records.get(data["key"]) == data
        self.records[data["key"]] = data
        return 200, {"id": f"r-{data['key']}", "already": already}

    def _record_look(self, data: dict[str, Any]) -> Told:
        return 200, {"id": f"r-{data['key']}", "record": self.records.get(data["key"])}

    def _told(self, contact_id: str) -> dict[str, Any]:
        held: dict[str, str] = dict(self.contacts[contact_id])
        own: dict[str, Any] = {name: held.pop(name) for name in ("name", "phone", "email") if name in held}
        return own | {"id": contact_id, "fields": held}


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        shown = {name.lower(): value for name, value in self.headers.items()}
        try:
            message = Webhook(SECRET).verify(body, shown)
        except WebhookVerificationError:
            self._answer(401, {})
            return
        if receiver.status is not None:
            self._answer(receiver.status, {})
            return
        told = receiver.handle(shown["webhook-id"], message)
        if receiver.lose and message["type"] in {"record.put", "contact.create", "contact_field.set"}:
            receiver.lose -= 1
            self.close_connection = True
            return
        self._answer(*told)

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # eight threads knock at once


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver on loopback until the context ends."""
    server = _Server(("127.0.0.1", 0), _Door)
    running = Receiver(port=server.server_port)
    server.receiver = running  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
