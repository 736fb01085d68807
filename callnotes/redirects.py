"""Takes the one answer that a browser brings back from HubSpot, on this machine alone.

In: a redirect address of this machine, the state that was given out. Out: the code, within a bounded time.
An answer with another state is refused, and waiting goes on: anybody's page may send a browser here.
Nothing is logged, since the address holds the code.
"""

from __future__ import annotations

import hmac
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from models.errors import CrmRefusedError, InputError

_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1"})
_HTTP_PORT: Final = 80


def is_of_this_machine(redirect_url: str) -> bool:
    """True where a browser on this machine ends up here with it."""
    parts = urlsplit(redirect_url)
    return parts.scheme == "http" and parts.hostname in _THIS_MACHINE


def code_brought_back(redirect_url: str, *, state: str, wait_s: float) -> str:
    """Wait so long for the browser, and return the code.

    Raises InputError where the port is taken, CrmRefusedError where the admin said no or nobody came.
    """
    parts = urlsplit(redirect_url)
    try:
        server = _Listener(("127.0.0.1", parts.port or _HTTP_PORT), _Visit)
    except OSError as error:
        msg = "The port of CALLNOTES_HUBSPOT_REDIRECT_URL is taken here; free it, or use --code."
        raise InputError(msg) from error
    with server:
        server.path, server.state, server.came = parts.path or "/", state, threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        server.came.wait(wait_s)
        server.shutdown()
        thread.join()
    if server.code is None:
        raise CrmRefusedError(
            "HubSpot was told no; nothing is connected. Run the command again."
            if server.came.is_set()
            else "Nobody came back from HubSpot in time; run the command again, or use --code."
        )
    return server.code


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    path: str
    state: str
    came: threading.Event
    code: str | None = None


class _Visit(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 10

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path != self.server.path:
            return self._say(404, "There is nothing here.")
        if not hmac.compare_digest(asked.get("state", "").encode(), self.server.state.encode()):
            return self._say(400, "This is not the answer that Call notes waits for. Follow its own address.")
        self.server.code = asked.get("code")
        self._say(200, "Call notes has its answer. You can close this page.")
        self.server.came.set()
        return None

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - named by http.server
        """Say nothing: the address holds the code."""

    def _say(self, status: int, sentence: str) -> None:
        body = sentence.encode()
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Referrer-Policy", "no-referrer"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
