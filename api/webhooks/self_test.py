"""Sends a signed sample to a hook of this very server, through every check that a real delivery meets.

In: the app, the hook, how the addresses begin that the outside calls. Out: what the door answered.

No connection is made: the app is called as the server calls it. The door knows the sample by a mark that only
this process has, and ends it as a test: nothing is stored and no call is made.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from api.entry import Entry
from api.webhooks.announcement import Delivery
from api.webhooks.hooks import Hook
from api.webhooks.test_mark import HEADER
from models.frozen import Frozen

_HERE: Final = "http://127.0.0.1"


class Tested(Frozen):
    """How the test of a hook ended; `why` says what is wrong where it was refused."""

    accepted: bool
    why: str = ""


async def self_test(app: FastAPI, hook: Hook) -> Tested:
    """Test the hook with each of its secrets; the first one that is refused is told."""
    entry: Entry = app.state.entry
    keys = hook.keys(entry)
    if not keys:
        return Tested(accepted=False, why=f"No secret is set; set {hook.setting} and start the server again.")
    address = (entry.doors.public_url or _HERE).rstrip("/") + hook.path
    for key in keys:
        sample = hook.sample(key, address, entry.doors.clock())
        status, body = await _deliver(app, hook.path, sample, entry.test_mark)
        if status != 204:
            return Tested(accepted=False, why=_told(body))
    return Tested(accepted=True)


async def _deliver(app: FastAPI, path: str, sample: Delivery, mark: str) -> tuple[int, bytes]:
    """Call the app as an ASGI server does. Source: asgi.readthedocs.io, HTTP connection scope 2.4."""
    parts = urlsplit(sample.address)
    headers = {**sample.headers, HEADER: mark, "host": parts.netloc, "content-length": str(len(sample.body))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": parts.scheme,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "state": {},
    }
    messages = iter([{"type": "http.request", "body": sample.body, "more_body": False}])
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:  # noqa: ANN401 - the messages of ASGI
        told.append(dict(message))

    await app(scope, receive, send)
    status = next((one["status"] for one in told if one["type"] == "http.response.start"), 500)
    return status, b"".join(one.get("body", b"") for one in told if one["type"] == "http.response.body")


def _told(body: bytes) -> str:
    """Return the sentence of a problem document."""
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return "The door broke. Try again; if it comes back, tell whoever runs Call notes."
