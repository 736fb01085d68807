"""A server of speech recognition on the loopback, with the OpenAI-compatible API of speaches, vLLM or OpenAI.

It says "hi" and "there" for each piece, "hola" when asked in Spanish, and keeps what it was sent. It can be
told to answer its next requests otherwise: with a status, late, or with something that is no transcription.
"""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Kind = Literal["speaches", "vllm", "openai"]


@dataclass(frozen=True)
class Asked:
    """One request: its form fields, and the facts of the WAV in it."""

    fields: dict[str, list[str]]
    file_name: str | None
    channels: int
    rate: int
    width: int
    seconds: float
    authorization: str | None


@dataclass(frozen=True)
class Odd:
    """An answer that is not the usual one."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    after_s: float = 0.0


@dataclass
class SpeechServer:
    """What the test sees of the server."""

    url: str
    kind: Kind
    asked: list[Asked] = field(default_factory=list)
    next: list[Odd] = field(default_factory=list)

    def answer(self, asked: Asked) -> dict[str, Any]:
        """Return the transcription as this kind of server gives it."""
        language = asked.fields.get("language", ["en"])[0]
        said = ["hola"] if language == "es" else ["hi", "there"]
        half = asked.seconds / 2
        segment: dict[str, Any] = {"id": 0, "start": 0.0, "end": asked.seconds, "text": " " + " ".join(said)}
        segment |= {"avg_logprob": -0.25, "no_speech_prob": 0.01, "compression_ratio": 1.1, "tokens": [1, 2]}
        whole: dict[str, Any] = {"task": "transcribe", "text": " ".join(said), "segments": [segment]}
        if self.kind == "vllm":
            return {**whole, "language": language, "duration": str(asked.seconds)}
        whole["language"] = "english" if self.kind == "openai" and language == "en" else language
        words = [
            {"word": f" {word}", "start": number * half / 2, "end": number * half / 2 + 0.2}
            for number, word in enumerate(said)
        ]
        if self.kind == "speaches":
            words = [{**word, "probability": 0.75} for word in words]
        return {**whole, "duration": asked.seconds, "words": words}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    state: SpeechServer


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        if self.path != "/v1/audio/transcriptions":
            self.reply(Odd(404, b'{"detail": "Not Found"}'))
            return
        asked = _read(self.headers["content-type"], self.rfile.read(int(self.headers["content-length"])))
        asked = Asked(**{**asked.__dict__, "authorization": self.headers["authorization"]})
        self.server.state.asked.append(asked)
        if self.server.state.next:
            self.reply(self.server.state.next.pop(0))
        elif self.server.state.kind == "vllm" and "word" in asked.fields.get("timestamp_granularities[]", []):
            self.reply(Odd(400, b'{"error": {"message": "word timestamps are not supported"}}'))
        else:
            self.reply(Odd(200, json.dumps(self.server.state.answer(asked)).encode()))

    def do_GET(self) -> None:
        self.reply(
            self.server.state.next.pop(0)
            if self.server.state.next
            else Odd(200, b'{"object": "list", "data": []}')
        )

    def reply(self, odd: Odd) -> None:
        time.sleep(odd.after_s)
        try:
            self.send_response(odd.status)
            for name, value in odd.headers or (("content-type", "application/json"),):
                self.send_header(name, value)
            self.send_header("content-length", str(len(odd.body)))
            self.end_headers()
            self.wfile.write(odd.body)
        except OSError:
            self.close_connection = True  # the client gave up

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Be quiet."""


@contextmanager
def speech_server(kind: Kind = "speaches") -> Iterator[SpeechServer]:
    """Serve on a free port of the loopback for as long as the context is open."""
    server = _Server(("127.0.0.1", 0), _Door)
    server.state = state = SpeechServer(url=f"http://127.0.0.1:{server.server_port}/v1", kind=kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _read(content_type: str, body: bytes) -> Asked:
    message = BytesParser(policy=HTTP).parsebytes(
        b"content-type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    fields: dict[str, list[str]] = {}
    audio, file_name = b"", None
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            audio, file_name = content, part.get_filename()
        else:
            fields.setdefault(str(part.get_param("name", header="content-disposition")), []).append(
                content.decode()
            )
    with wave.open(io.BytesIO(audio)) as sound:
        return Asked(
            fields=fields,
            file_name=file_name,
            channels=sound.getnchannels(),
            rate=sound.getframerate(),
            width=sound.getsampwidth(),
            seconds=sound.getnframes() / sound.getframerate(),
            authorization=None,
        )
