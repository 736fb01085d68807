"""A loopback server that speaks the OpenAI chat protocol and says exactly what a test wants to hear.

Answers are given in turn, the last one again and again; every request is kept. It is a real HTTP server,
since the client's own retries and time-outs are part of what is tested.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Says:
    """One answer: a message of the model, or an HTTP failure."""

    content: str | None = None
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    delay_s: float = 0.0


@dataclass
class ScriptedLlm:
    """The server's address, what it will say, and what it was asked."""

    url: str
    script: list[Says]
    requests: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def next(self) -> Says:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def scripted_llm(*script: Says) -> Iterator[ScriptedLlm]:
    """Run the server on a free port while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    llm = ScriptedLlm(f"http://127.0.0.1:{server.server_port}/v1", list(script))
    server.llm = llm  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield llm
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        llm: ScriptedLlm = self.server.llm  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        llm.bodies.append(raw)
        llm.requests.append(json.loads(raw))
        llm.keys.append(self.headers.get("Authorization"))
        answer = llm.next()
        time.sleep(answer.delay_s)
        try:
            self._send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def _send(self, answer: Says) -> None:
        body = answer.body if answer.body is not None else json.dumps(_document(answer)).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _document(answer: Says) -> dict[str, Any]:
    if answer.status >= 400:
        return {"error": {"message": "made up", **answer.error}}
    message = {"role": "assistant", "content": answer.content, "refusal": answer.refusal}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted-1",
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }
