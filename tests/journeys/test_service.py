"""The service as an operator runs it: server and worker as processes, and a real Whisper engine.

A recording comes in over HTTP, is heard by faster-whisper (a tiny model made here), becomes pending records,
survives the death of its worker, is confirmed over the API, and stands live in the CRM.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from callnotes.sample import load_sample
from tests.journeys.plain_ear import two_channel_call
from tests.whisper_model import make_scripted_model

TOKEN = "a-token-for-this-test"
HOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes....").decode()
SAID = (
    "Good morning, I will send you the new contract by Friday.",
    "We will call you back on Monday.",
)


@dataclass(frozen=True)
class Service:
    """A running server; `ask` speaks JSON with it."""

    address: str
    folder: Path
    log: Path
    server: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:  # noqa: ANN401 - any JSON
        """Return the server's answer."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.address}{path}",
            data=body,
            method=method,
            headers={"authorization": f"Bearer {TOKEN}", "content-type": kind},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read() or b"null")

    def until(
        self, call_id: str, true: Callable[[dict[str, Any]], bool], within_s: float = 90
    ) -> dict[str, Any]:
        """Return the call's document once it is as wished."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            document: dict[str, Any] = self.ask("GET", f"/api/v1/calls/{call_id}")
            if true(document):
                return document
            time.sleep(0.1)
        pytest.fail(
            f"the call stays {document['stage']}: {document['attempt']}\n{self.log.read_text()[-2000:]}"
        )


@pytest.fixture
def recordings() -> Iterator[str]:
    """The address of a host that has the sample's recording."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(load_sample().audio.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


@pytest.fixture
def service(tmp_path: Path, recordings: str) -> Iterator[Service]:
    model = make_scripted_model(tmp_path / "model", SAID)
    port = _free_port()
    folder, log = tmp_path / "house", tmp_path / "log"
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("CALLNOTES_")},
        "CALLNOTES_API_TOKENS": TOKEN,
        "CALLNOTES_HOOK_SECRETS": HOOK_SECRET,
        "CALLNOTES_RECORDING_HOSTS": f"{recordings} private",
        "CALLNOTES_SPEECH_MODEL": str(model),
        "CALLNOTES_TIME_ZONE": "Europe/Berlin",
        "CALLNOTES_LOG_FORMAT": "json",
        "CALLNOTES_LANGUAGE": "en",
        "CALLNOTES_AGENT_CHANNEL": "right",
    }
    command = [sys.executable, "-m", "callnotes", "--data", str(folder), "serve", "--port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    running = Service(f"http://127.0.0.1:{port}", folder, log, server)
    try:
        _wait_for_door(running)
        yield running
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def test_a_call_goes_from_the_api_to_live_records_although_its_worker_dies(
    service: Service,
) -> None:
    call = service.ask(
        "POST",
        "/api/v1/calls",
        json.dumps(
            {
                "consent": "announced",
                "consent_by": "ivr",
                "consent_at": "2026-11-18T09:59:00+01:00",
                "consent_how": "announcement 3",
                "agent": "agent@example.com",  # no name in it: a scripted model cannot stand a hotword
                "customer": "+49 30 901820",
                "started_at": "2026-11-18T10:00:00+01:00",
                "external_id": "pbx-1",
            }
        ).encode(),
    )
    assert call["stage"] == "awaiting_audio"
    recording = load_sample().audio.read_bytes()
    service.ask("PUT", f"/api/v1/calls/{call['id']}/audio", recording, "audio/mpeg")
    _kill_worker(service)

    staged = service.until(call["id"], lambda document: document["stage"] == "staged")
    assert staged["transcript"]["engine"] == "faster-whisper"
    assert {turn["speaker"] for turn in staged["transcript"]["turns"]} == {"agent", "customer"}
    dues = {
        promise["side"]: promise["due"]["date"] for promise in staged["notes"]["promises"] if promise["due"]
    }
    assert dues["ours"] in {"2026-11-20", "2026-11-23"}
    assert sorted(record["status"] for record in staged["records"]) == ["pending", "review"]

    path = f"/api/v1/calls/{call['id']}"
    service.ask("POST", f"{path}/link", b'{"new": true, "name": "Dr. Weiss", "by": "laura@example.com"}')
    service.ask("POST", f"{path}/review", b'{"rest": "accept", "by": "laura@example.com"}')
    settled = service.until(call["id"], lambda document: document["stage"] == "settled")
    note = next(record for record in settled["records"] if record["kind"] == "note")
    assert note["status"] == "live"

    log = service.log.read_text()
    assert "contract" not in log
    assert "Weiss" not in log
    assert "901820" not in log


def test_a_hook_names_a_recording_and_the_worker_fetches_and_processes_it(
    service: Service, recordings: str
) -> None:
    event = {
        "type": "call.recorded",
        "data": {
            "consent": "announced",
            "consent_by": "ivr",
            "consent_at": "2026-11-18T09:59:00+01:00",
            "consent_how": "announcement 3",
            "external_id": "pbx-2",
            "recording_url": f"{recordings}/{load_sample().audio.name}",
        },
    }
    body = json.dumps(event)
    now = datetime.now(UTC)
    signature = Webhook(HOOK_SECRET).sign("msg_1", now, body)
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{service.address}/api/webhooks/call-recorded",
        data=body.encode(),
        headers={
            "content-type": "application/json",
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
        call = json.loads(answer.read())["call"]
    staged = service.until(call["id"], lambda document: document["stage"] == "staged")
    assert staged["transcript"]["engine"] == "faster-whisper"
    assert sorted(record["status"] for record in staged["records"]) == ["pending", "review"]


def test_the_same_recording_over_two_doors_is_one_call(service: Service, tmp_path: Path) -> None:
    recording = two_channel_call(tmp_path / "call.wav", seed=6)
    first = service.ask("POST", "/api/v1/calls", *_form(recording, external_id="a"))
    again = service.ask("POST", "/api/v1/calls", *_form(recording, external_id="b"))
    assert again["id"] == first["id"]
    assert again["external_ids"] == ["a", "b"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_ends_with_its_server_however_that_ends(service: Service, how: signal.Signals) -> None:
    _within(30, lambda: list(_workers(service)) != [])
    assert service.server.poll() is None
    service.server.send_signal(how)
    service.server.wait(timeout=30)
    _within(30, lambda: list(_workers(service)) == [])


def _within(seconds: float, true: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def _form(recording: Path, **fields: str) -> tuple[bytes, str]:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"consent": "unknown", **fields}.items()
    ]
    head = b'--edge\r\nContent-Disposition: form-data; name="audio"; filename="c.wav"\r\n\r\n'
    body = b"".join([*parts, head, recording.read_bytes(), b"\r\n--edge--\r\n"])
    return body, "multipart/form-data; boundary=edge"


def _kill_worker(service: Service) -> None:
    """Kill -9 the worker beside the server as soon as it has begun with the call."""
    end = time.monotonic() + 30
    while time.monotonic() < end and "attempt_began" not in service.log.read_text():
        time.sleep(0.02)
    for pid in _workers(service):
        os.kill(pid, signal.SIGKILL)


def _workers(service: Service) -> Iterator[int]:
    """Give the process ids of the workers of this service."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(service.folder).encode() in words and b"work" in words:
            yield int(process.name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_door(service: Service) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert service.server.poll() is None, service.log.read_text()[-2000:]
        try:
            service.ask("GET", "/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")
