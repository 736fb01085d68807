"""A loopback server that speaks the OpenAI chat protocol and says exactly what a test or a measurement wants.

In: answers, or who gives one to each request. Out: `ScriptedLlm`: where it is, and all that it was asked.

Answers are given in turn, the last one again and again; every request is kept. It is a real HTTP server,
since time-outs, dropped connections and streams are part of what is tested. It counts tokens, and with a
context it refuses requests that do not fit, as real servers do.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TOKEN = re.compile(r"\w{1,5}|[^\w\s]")


@dataclass(frozen=True)
class Says:
    """One answer: a message of the model, or an HTTP failure, or something no server should do."""

    content: str | None = None
    finish: str | None = "stop"
    refusal: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0  # a pause after each byte
    broken_after: int | None = None  # the connection ends after so many bytes of the body
    streamed: bool = False
    as_tool: bool = False
    counted: int | None = None  # the prompt's tokens, where the server counts wrong


Speaker = Callable[[dict[str, Any]], Says]


@dataclass
class ScriptedLlm:
    """The server's address, what it will say, and what it was asked."""

    url: str
    script: list[Says]
    speaker: Speaker | None = None
    context: int | None = None
    about: dict[str, Any] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    asked_about: list[str] = field(default_factory=list)
    refused_for_length: int = 0

    def answer(self, request: dict[str, Any]) -> Says:
        """What to say to this request."""
        if self.context is not None:
            wanted = request.get("max_tokens") or request.get("max_completion_tokens") or 0
            if tokens_of(request) + wanted > self.context:
                self.refused_for_length += 1
                return Says(status=400, error={
                    "message": f"the request exceeds the available context size ({self.context} tokens)",
                    "type": "exceed_context_size_error", "n_ctx": self.context,
                })  # fmt: skip
        if self.speaker is not None:
            return self.speaker(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def tokens_of(request: dict[str, Any]) -> int:
    """Count the tokens of a request's messages."""
    return sum(len(_TOKEN.findall(message["content"])) + 3 for message in request["messages"])


@contextmanager
def scripted_llm(
    *script: Says,
    speaker: Speaker | None = None,
    context: int | None = None,
    about: dict[str, Any] | None = None,
) -> Iterator[ScriptedLlm]:
    """Run the server on a free port; `about` are its answers by path to other requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    llm = ScriptedLlm(
        f"http://127.0.0.1:{server.server_port}/v1", list(script), speaker, context, about or {}
    )
    server.llm = llm  # type: ignore[attr-defined] # the door finds it there
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
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        llm: ScriptedLlm = self.server.llm  # type: ignore[attr-defined] # see scripted_llm
        llm.asked_about.append(self.path)
        found = llm.about.get(self.path)
        self._send(Says(status=404) if found is None else Says(body=json.dumps(found).encode()), {})

    def do_POST(self) -> None:
        llm: ScriptedLlm = self.server.llm  # type: ignore[attr-defined] # see scripted_llm
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.path.endswith("/chat/completions"):
            llm.asked_about.append(self.path)
            told = llm.about.get(self.path)
            found = told(json.loads(raw)) if callable(told) else told
            self._send(Says(status=404) if found is None else Says(body=json.dumps(found).encode()), {})
            return
        request = json.loads(raw)
        llm.bodies.append(raw)
        llm.requests.append(request)
        llm.keys.append(self.headers.get("Authorization"))
        answer = llm.answer(request)
        time.sleep(answer.delay_s)
        try:
            self._send(answer, request)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def _send(self, answer: Says, request: dict[str, Any]) -> None:
        body = answer.body if answer.body is not None else _body(answer, request)
        self.send_response(answer.status)
        kind = "text/event-stream" if answer.streamed else "application/json"
        for name, value in {"Content-Type": kind, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if answer.broken_after is not None:
            self.wfile.write(body[: answer.broken_after])
            self.wfile.flush()
            self.close_connection = True
            return
        if not answer.drip_s:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(answer.drip_s)


def _body(answer: Says, request: dict[str, Any]) -> bytes:
    if answer.status >= 400:
        return json.dumps({"error": {"message": "made up", **answer.error}}).encode()
    content: dict[str, Any] = {"role": "assistant", "content": answer.content, "refusal": answer.refusal}
    if answer.as_tool:
        call = {
            "id": "1",
            "type": "function",
            "function": {"name": "call_notes", "arguments": answer.content},
        }
        content |= {"content": None, "tool_calls": [call]}
    prompt = tokens_of(request) if answer.counted is None else answer.counted
    usage = {"prompt_tokens": prompt, "completion_tokens": 10, "total_tokens": prompt + 10}
    head = {"id": "c1", "created": 1, "model": "scripted-1"}
    if not answer.streamed:
        choice = {"index": 0, "message": content, "finish_reason": answer.finish}
        whole = {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
        return json.dumps(whole).encode()
    return "".join(f"data: {event}\n\n" for event in _events(answer, head, usage)).encode()


def _events(answer: Says, head: dict[str, Any], usage: dict[str, int]) -> Iterator[str]:
    text = answer.content or ""
    for at in range(0, len(text), 50):
        choice = {"index": 0, "delta": {"content": text[at : at + 50]}, "finish_reason": None}
        yield json.dumps({**head, "object": "chat.completion.chunk", "choices": [choice]})
    if answer.finish is not None:
        choice = {"index": 0, "delta": {}, "finish_reason": answer.finish}
        yield json.dumps({**head, "object": "chat.completion.chunk", "choices": [choice], "usage": usage})
        yield "[DONE]"
