"""An endpoint as a receiver of events has one: it checks signatures with the standard's own library."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Came:
    """One request as it came: its headers in lower case, its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        """The body as JSON."""
        read: dict[str, Any] = json.loads(self.body)
        return read

    def verified_by(self, secret: str) -> bool:
        """True when the standard's own library takes the signature."""
        with suppress(Exception):
            Webhook(secret).verify(self.body, self.headers)
            return True
        return False


@dataclass
class Endpoint:
    """What came in, and what is answered: `status` with `headers`, after a while, with as much body."""

    port: int = 0
    came: list[Came] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    after_s: float = 0.0
    body_bytes: int = 0
    raw: bytes = b""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?of=house"

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events that came, in order."""
        return [one.message["type"] for one in self.came]


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        endpoint.came.append(Came({name.lower(): value for name, value in self.headers.items()}, body))
        time.sleep(endpoint.after_s)
        with suppress(OSError):
            if endpoint.raw:
                self.wfile.write(endpoint.raw)
                self.close_connection = True
                return
            self.send_response(endpoint.status)
            for name, value in endpoint.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(endpoint.body_bytes))
            self.end_headers()
            for _ in range(endpoint.body_bytes // 65536):
                self.wfile.write(b"x" * 65536)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@contextmanager
def hook_endpoint() -> Iterator[Endpoint]:
    """Run an endpoint on loopback until the context ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    running = Endpoint(port=server.server_port)
    server.endpoint = running  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
