"""The portal behind HTTP on this machine, with failures where they are asked for; counts its connections."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.hubspot_simulator.by_hand import by_hand
from tests.hubspot_simulator.faults import Fault
from tests.hubspot_simulator.portal import Answer, Asked, Portal, answer_of
from tests.hubspot_simulator.refusals import RefusalError, bad_shape, refusal
from tests.hubspot_simulator.routes import Routes, common_path, is_search

_HTML = b"<html><body>Bad gateway</body></html>"


@dataclass
class Simulator:
    """A running simulator: its address, its portal, and what was wrong with how it was used."""

    portal: Portal
    port: int = 0
    connections: int = 0
    token_requests: list[str] = field(default_factory=list)
    routes: Routes = field(init=False)

    def __post_init__(self) -> None:
        self.routes = Routes(self.portal)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, method: str, target: str, body: bytes, token: str | None, fault: Fault | None) -> Answer:
        """Answer one request; counts it, checks it, and does what it asks for."""
        parts = urlsplit(target)
        found = common_path(parts.path)
        try:
            if parts.path.startswith("/oauth/"):
                return self._about_tokens(f"{method} {parts.path}", parts.query, body, fault)
            if found is None:
                self.routes.unknown.append(f"{method} {parts.path}")
                raise refusal(404, "NOT_FOUND", "No such endpoint in this version.")
            asked = Asked(method, found[0], dict(parse_qsl(parts.query)), _json(body), token, found[1])
            with self.portal.lock:
                return self._answered(asked, fault)
        except RefusalError as refused:
            return answer_of(refused)

    def _about_tokens(self, asked: str, query: str, body: bytes, fault: Fault | None) -> Answer:
        """Answer what OAuth asks: no limit counts it, and it has forms instead of JSON."""
        form, oauth = dict(parse_qsl(body.decode())), self.portal.oauth
        with self.portal.lock:
            self.token_requests.append(asked)
            if fault and (refused := fault.refusal()):
                raise refused
            if asked == "GET /oauth/authorize":
                return Answer(302, headers={"Location": oauth.say_yes(dict(parse_qsl(query)))})
            if asked == "POST /oauth/2026-09/token":
                return Answer(200, oauth.token(form))
            if asked == "POST /oauth/2026-09/token/revoke":
                oauth.revoke(form)
                return Answer(204)
        self.routes.unknown.append(asked)
        raise refusal(404, "NOT_FOUND", "No such endpoint in this version.")

    def _answered(self, asked: Asked, fault: Fault | None) -> Answer:
        portal, searched = self.portal, is_search(asked)
        portal.asked.append(asked)
        work = self.routes.find(asked)
        portal.limits.take(is_search=searched)
        headers = dict(portal.limits.headers(is_search=searched))
        refused = fault.refusal() if fault else None
        if refused is not None:
            raise RefusalError(refused.status, refused.body, headers | dict(refused.headers))
        answer = work()
        answer.headers.update(headers)
        return answer


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise bad_shape("it is no JSON") from error


def _answer_by_hand(portal: Portal, method: str, path: str, body: bytes) -> Answer:
    try:
        return by_hand(portal, method, path, _json(body))
    except RefusalError as refused:
        return answer_of(refused)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.simulator.connections += 1

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - named by http.server

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - named by http.server
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        simulator = self.server.simulator
        if self.path.startswith("/simulator"):
            return self._send(_answer_by_hand(simulator.portal, self.command, self.path, body))
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        fault = simulator.portal.faults.take(self.command, self.path)
        if fault and fault.what == "reset":
            return self._break()
        given = token if scheme.lower() == "bearer" else None
        answer = simulator.answer(self.command, self.path, body, given, fault)
        if fault and fault.what == "lost":
            return self._break()
        if fault and fault.what == "slow":
            time.sleep(fault.seconds)
        if fault and fault.what == "html":
            return self._send_bytes(502, _HTML, "text/html")
        return self._send(answer)

    def _send(self, answer: Answer) -> None:
        if answer.body is None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send_bytes(answer.status, json.dumps(answer.body).encode(), "application/json", answer.headers)

    def _send_bytes(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind};charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _break(self) -> None:
        """Break the connection at once, as a lost network does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    simulator: Simulator

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - named by socketserver
        """A caller that went away, or a connection that was broken on purpose, is nothing to tell of."""


@contextmanager
def simulator(portal: Portal | None = None, *, port: int = 0) -> Iterator[Simulator]:
    """Run a simulator on this machine until the context ends."""
    with _Server(("127.0.0.1", port), _Handler) as server:
        server.simulator = Simulator(portal or Portal(), server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.simulator
        finally:
            server.shutdown()
            thread.join(timeout=10)
