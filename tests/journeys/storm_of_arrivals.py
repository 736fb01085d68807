"""Bar 3 of the doors: files dropped at once and hooks in a minute, on one machine, against the real program.

In: how much of it (`--share 0.1` is 500 files and 600 hooks in six seconds), and how many seconds it may take
(`--limit`). Out: the figures as JSON: what was lost and doubled, how the answers were and how long they took,
how long the live call waited; and an exit code that is not 0 when a call is lost or doubled, an answer is
neither yes nor an honest 429, or the live call waited for more than one job. The sender runs on the same
machine; its load is part of the figures.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from tests.api.house import PROVEN, sign, wav

SECRET: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()
TOKEN: Final = secrets.token_hex(16)
FILES, HOOKS, WITHIN_S, SENDERS = 5_000, 6_000, 60.0, 24
#: Files whose consent is there, as back-fill, so that a worker is busy when the live call comes.
_BUSY: Final = 30
#: How long all of it may take, in seconds, unless `--limit` says otherwise.
_LIMIT_S: Final = 1800.0


@dataclass
class Told:
    """What the senders saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    late_s: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, seconds: float, late_s: float) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.seconds.append(seconds)
            self.late_s = max(self.late_s, late_s)

    def percentile(self, part: float) -> float:
        """Return how many milliseconds so many of the answers took at most."""
        return round(sorted(self.seconds)[int(part * (len(self.seconds) - 1))] * 1000, 1)


def storm(place: Path, *, share: float, limit_s: float = _LIMIT_S) -> dict[str, Any]:
    """Let it rain; return the figures. Raises AssertionError when it is not over in time."""
    until = time.monotonic() + limit_s
    files, hooks = int(FILES * share), int(HOOKS * share)
    house, folder = place / "house", place / "calls"
    _drop(folder, files)
    server = _serve(house, folder)
    try:
        port, began = _port(server), time.monotonic()
        told = _send(port, hooks, WITHIN_S * share)
        sent_s = time.monotonic() - began
        live = _submit_live(port)
        _until(until, lambda: _has_begun(house, live) and not _waiting(folder))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    with closing(sqlite3.connect(house / "callnotes.db")) as database:
        counts = dict(database.execute("SELECT state, count(*) FROM hook_events GROUP BY state"))
        (calls,) = database.execute("SELECT count(*) FROM calls").fetchone()
        (distinct,) = database.execute("SELECT count(DISTINCT audio_sha256) FROM calls").fetchone()
        before_it, waited_s = _jobs_before(database, live), _waited_s(database, live)
    wanted = files + hooks + 1
    return {
        "files": files,
        "hooks": hooks,
        "lost": max(0, wanted - calls),
        "doubled": max(0, calls - wanted),
        "answers_5xx": sum(count for status, count in told.statuses.items() if status >= 500),
        "calls": calls,
        "calls_expected": wanted,
        "recordings": distinct,
        "recordings_expected": files + 1,
        "hook_events": counts,
        "answers": {str(status): count for status, count in sorted(told.statuses.items())},
        "p50_ms": told.percentile(0.5),
        "p95_ms": told.percentile(0.95),
        "p99_ms": told.percentile(0.99),
        "sender_was_late_s": round(told.late_s, 2),
        "hooks_took_s": round(sent_s, 1),
        "all_taken_after_s": round(time.monotonic() - began, 1),
        "jobs_before_the_live_call": before_it,
        "live_call_waited_s": waited_s,
        "load": [round(one, 1) for one in os.getloadavg()],
        "processors": os.cpu_count(),
    }


def faults(found: dict[str, Any]) -> list[str]:
    """Say what was promised and is not so."""
    wrong = []
    if found["calls"] != found["calls_expected"] or found["recordings"] != found["recordings_expected"]:
        wrong.append("calls were lost or doubled")
    if found["hook_events"] != {"handled": found["hooks"]}:
        wrong.append("an event was not handled")
    if set(found["answers"]) - {"200", "202", "429"}:
        wrong.append("an answer was neither yes nor 429")
    if found["jobs_before_the_live_call"] > 1:
        wrong.append("the live call waited for more than one job")
    return wrong


def _drop(folder: Path, files: int) -> None:
    """Put all files there at once, as a move would."""
    folder.mkdir()
    for number in range(files):
        name = f"external-201-+15125550123-20261120-143000-17636{number:05}.1.wav"
        (folder / name).write_bytes(wav(0.05, seed=number))
        if number < _BUSY:
            (folder / f"{name}.json").write_text(json.dumps(PROVEN | {"priority": "backfill"}))


def _serve(house: Path, folder: Path) -> subprocess.Popen[str]:
    surroundings = os.environ | {
        "CALLNOTES_HOOK_SECRETS": SECRET,
        "CALLNOTES_API_TOKENS": TOKEN,
        "CALLNOTES_WATCH_FOLDERS": str(folder),
        "CALLNOTES_WATCH_SETTLE_S": "1",
        "CALLNOTES_SPEECH_ENGINE": "preview",
        "CALLNOTES_LOG_LEVEL": "error",
        "CALLNOTES_RECOGNITION_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "callnotes", "--data", str(house), "serve", "--port", "0"]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)


def _port(server: subprocess.Popen[str]) -> int:
    assert server.stdout is not None
    for line in server.stdout:
        if "http://127.0.0.1:" in line:
            port = int(line.split("http://127.0.0.1:")[1].split("/")[0].split()[0])
            return _listening(port)
    raise AssertionError("the server did not start")


def _listening(port: int) -> int:
    """Return the port once somebody listens there."""
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return port


def _send(port: int, hooks: int, within_s: float) -> Told:
    """Send the hooks at an even pace, whatever the answers take."""
    told, numbers, began = Told(), iter(range(hooks)), time.monotonic()
    lock = threading.Lock()

    def sender() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            due = began + number * within_s / hooks
            time.sleep(max(0.0, due - time.monotonic()))
            _deliver(connection, number, told, late_s=time.monotonic() - due)

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _deliver(connection: HTTPConnection, number: int, told: Told, *, late_s: float) -> None:
    """Send one event until it is taken; every answer counts."""
    data = PROVEN | {"external_id": f"pbx-{number}"}
    body = json.dumps({"type": "call.recorded", "data": data}).encode()
    while True:
        stamp, event = str(int(time.time())), f"msg_{number}"
        headers = {
            "webhook-id": event,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(SECRET, event, stamp, body),
            "content-type": "application/json",
        }
        began = time.monotonic()
        connection.request("POST", "/api/webhooks/call-recorded", body, headers)
        answer = connection.getresponse()
        answer.read()
        told.note(answer.status, time.monotonic() - began, late_s)
        if answer.status != 429:
            return
        time.sleep(float(answer.headers["Retry-After"]))


def _submit_live(port: int) -> str:
    """Submit one call as a person would who waits for it; return its id."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    connection.request("POST", "/api/v1/calls", json.dumps(PROVEN | {"external_id": "live"}), headers)
    call_id = str(json.loads(connection.getresponse().read())["id"])
    connection.request("PUT", f"/api/v1/calls/{call_id}/audio", wav(0.05, seed=10**6), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 201, answer.status
    return call_id


def _has_begun(house: Path, call_id: str) -> bool:
    with closing(sqlite3.connect(house / "callnotes.db", timeout=60)) as database:
        query = "SELECT count(*) FROM attempts WHERE call_id = ? AND began_at IS NOT NULL"
        return bool(database.execute(query, (call_id,)).fetchone()[0])


def _jobs_before(database: sqlite3.Connection, call_id: str) -> int:
    """Return how many other calls a worker began with between this one's coming and its turn."""
    query = """
        SELECT count(*) FROM attempts AS other, attempts AS live
        WHERE live.call_id = ? AND live.verb = 'process' AND other.call_id != live.call_id
          AND other.verb = 'process' AND other.began_at > live.asked_at AND other.began_at < live.began_at
    """
    return int(database.execute(query, (call_id,)).fetchone()[0])


def _waited_s(database: sqlite3.Connection, call_id: str) -> float:
    """Return how long this call waited for a worker."""
    query = "SELECT asked_at, began_at FROM attempts WHERE call_id = ? AND verb = 'process' AND began_at > ''"
    asked, began = map(datetime.fromisoformat, database.execute(query, (call_id,)).fetchone())
    return round((began - asked).total_seconds(), 2)


def _waiting(folder: Path) -> bool:
    return any(entry.is_file() for entry in os.scandir(folder))


def _until(until: float, is_so: Callable[[], bool]) -> None:
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError("not all was taken in time")
        time.sleep(0.2)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--share", type=float, default=1.0)
    arguments.add_argument("--limit", type=float, default=_LIMIT_S, help="seconds that all of it may take")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made:
        figures = storm(Path(made), share=asked.share, limit_s=asked.limit)
    print(json.dumps(figures, indent=1))
    for fault in faults(figures):
        print(f"FAULT: {fault}", file=sys.stderr)
    sys.exit(1 if faults(figures) else 0)
