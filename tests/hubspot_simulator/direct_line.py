"""A line to a portal without sockets, for the vendor's client: what is asked is answered in the same thread.

In: a simulator that need not run. Out: urllib3's answers, failures as a network has them, and a word before
and after each request, at which a test may stop everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import ProtocolError

from crm_sync.adapters.hubspot.client import HubSpotClient
from tests.hubspot_simulator.server import Simulator


@dataclass
class DirectLine:
    """Takes the place of urllib3's pool; `passing` is told "before METHOD /path" and "after METHOD /path"."""

    simulator: Simulator
    passing: Callable[[str], None] = lambda _point: None

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        body: str | None = None,
        fields: list[tuple[str, str]] | None = None,
        **_options: object,
    ) -> urllib3.HTTPResponse:
        """Answer as HTTP would. Raises ProtocolError where the connection breaks."""
        target = urlsplit(url)._replace(scheme="", netloc="").geturl()
        if fields:
            target += f"?{urlencode(fields)}"
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        what = f"{method} {urlsplit(target).path}"
        self.passing(f"before {what}")
        fault = self.simulator.portal.faults.take(method, target)
        if fault and fault.what == "reset":
            raise ProtocolError("Connection reset by peer")
        answer = self.simulator.answer(method, target, (body or "").encode(), token, fault)
        self.passing(f"after {what}")
        if fault and fault.what == "lost":
            raise ProtocolError("Connection aborted")
        shown = b"" if answer.body is None else json.dumps(answer.body).encode()
        headed = answer.headers | {"Content-Type": "application/json"}
        # A stream, as a connection is: made of empty bytes alone it would have no data at all.
        return urllib3.HTTPResponse(BytesIO(shown), headers=headed, status=answer.status)

    def clear(self) -> None:
        """Close nothing: there is no connection."""


def put_through(client: HubSpotClient, line: DirectLine) -> None:
    """Let everything that this client sends go over the line."""
    client._pool.clear()
    client._pool = line  # type: ignore[assignment] # in the place of a pool
    for part in vars(client).values():
        if hasattr(part, "api_client"):
            part.api_client.rest_client.pool_manager = line
