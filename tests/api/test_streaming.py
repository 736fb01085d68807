"""Uploads over a real connection: memory stays flat, broken ones leave nothing, slow ones hold up nobody."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import PROVEN, TOKEN, House, open_house, wav
from tests.api.live_server import live_server, talk

ROOT = Path(__file__).parents[2]
CALLS = "/api/v1/calls"
SIGN_IN = f"Host: h\r\nAuthorization: Bearer {TOKEN}\r\n"
MB = 1_000_000


def _send(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:  # noqa: ANN401
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        shown = {"Authorization": f"Bearer {TOKEN}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request(method, path, body=body, headers=shown)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def _recording(size: int) -> Iterator[bytes]:
    """Give a recording of this size piece by piece, never whole."""
    yield wav()[:44]
    left, piece = size - 44, hashlib.sha256(str(size).encode()).digest() * 4096
    while left > 0:
        yield piece[:left]
        left -= len(piece)


def _form(size: int) -> tuple[Iterator[bytes], int]:
    opening = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
        for name, value in PROVEN.items()
    )
    opening += b'--edge\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'
    closing = b"\r\n--edge--\r\n"

    def pieces() -> Iterator[bytes]:
        yield opening
        yield from _recording(size)
        yield closing

    return pieces(), len(opening) + size + len(closing)


def _peak_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc"
)
def test_memory_stays_flat_while_large_recordings_stream_to_disk(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.api.upload_server", str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        form, length = _form(1 * MB)
        kind = {"Content_Type": "multipart/form-data; boundary=edge"}
        assert _send(port, "POST", CALLS, form, Content_Length=str(length), **kind)[0] == 201
        before = _peak_kb(server.pid)

        form, length = _form(200 * MB)
        status, call = _send(port, "POST", CALLS, form, Content_Length=str(length), **kind)
        assert (status, call["stage"]) == (201, "queued")

        new = json.dumps(PROVEN | {"external_id": "second"})
        waiting = _send(port, "POST", CALLS, new, Content_Type="application/json")[1]
        status, call = _send(port, "PUT", f"{CALLS}/{waiting['id']}/audio", _recording(100 * MB))
        assert (status, call["stage"]) == (201, "queued"), "sent in chunks, without a length"

        grown_mb = (_peak_kb(server.pid) - before) / 1000
        print(f"peak memory grew by {grown_mb:.1f} MB over 300 MB of uploads")
        assert grown_mb < 30
        assert server.stdin is not None
        server.stdin.close()
    kept = sum(path.stat().st_size for path in tmp_path.rglob("*.sealed"))
    assert 301 * MB < kept < 302 * MB, "encrypted, each with a few bytes more"


def test_a_sender_that_hangs_up_leaves_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as house, live_server(house.doors) as port:
        form, length = _form(1 * MB)
        body = b"".join(form)
        head = f"POST {CALLS} HTTP/1.1\r\n{SIGN_IN}Content-Type: multipart/form-data; boundary=edge\r\n"
        talk(port, f"{head}Content-Length: {length}\r\n\r\n".encode() + body[: length // 2], hang_up=True)
        _settles(lambda: not house.sealed_files())
        assert house.client.get(CALLS).json()["calls"] == []
        status, _ = _send(port, "POST", CALLS, body, Content_Type="multipart/form-data; boundary=edge")
        assert status == 201, "the same upload again goes through"


def test_an_upload_without_a_token_is_refused_before_its_body_is_read(tmp_path: Path) -> None:
    with open_house(tmp_path) as house, live_server(house.doors) as port:
        head = "PUT /api/v1/calls/x/audio HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n"
        assert talk(port, head.encode()) == 401


def test_an_upload_that_announces_too_much_is_refused_before_its_body_is_read(tmp_path: Path) -> None:
    with open_house(tmp_path) as house, live_server(house.doors) as port:
        for length in ("2000001", "9" * 18):
            head = f"PUT /api/v1/calls/x/audio HTTP/1.1\r\n{SIGN_IN}Content-Length: {length}\r\n\r\n"
            assert talk(port, head.encode()) == 413


def test_slow_uploads_hold_up_nobody_else(tmp_path: Path) -> None:
    with open_house(tmp_path, uploads_at_once=2) as house, live_server(house.doors) as port:
        call = house.client.post(CALLS, json=PROVEN).json()
        head = f"PUT {CALLS}/{call['id']}/audio HTTP/1.1\r\n{SIGN_IN}Content-Length: 100000\r\n\r\n"
        slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(3)]
        for connection in slow:
            connection.sendall(head.encode() + wav()[:100])
        began = time.monotonic()
        assert _send(port, "GET", CALLS)[0] == 200
        assert _send(port, "POST", f"{CALLS}/{call['id']}/cancel")[0] == 200
        assert time.monotonic() - began < 5
        for connection in slow:
            connection.close()
        _settles(lambda: not house.sealed_files())


def _settles(fact: Any, *, within_s: float = 10.0) -> None:  # noqa: ANN401 - a question
    deadline = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < deadline, "it did not settle in time"
        time.sleep(0.02)


def test_many_uploads_at_once_are_each_kept_once(house: House) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with live_server(house.doors) as port, ThreadPoolExecutor(8) as pool:

        def submit(number: int) -> tuple[int, str]:
            form, length = _form(20_000 + number % 4)
            status, call = _send(
                port,
                "POST",
                CALLS,
                form,
                Content_Length=str(length),
                Content_Type="multipart/form-data; boundary=edge",
            )
            return status, str(call["id"])

        answers = list(pool.map(submit, range(16)))
    assert sorted(status for status, _ in answers) == [200] * 12 + [201] * 4
    assert len({call_id for _, call_id in answers}) == 4
    assert len(house.sealed_files()) == 4
