"""The body of a request as a stream that a worker thread pulls piece by piece, never whole in memory.

In: a request. Out: bytes as they arrive; one piece is held at a time, so a slow disk slows the sender.
Errors: AudioTooLargeError past the limit, HTTP 408 when the sender falls silent or only drips, so that nobody
holds a place for hours; ClientDisconnect when it hangs up: a body that broke off is never taken for whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import anyio
from anyio import from_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from models.errors import AudioTooLargeError


class RequestBody:
    """Can be iterated once, in a worker thread of anyio; sizes are in bytes as they come over the wire."""

    def __init__(self, request: Request, *, max_bytes: int, idle_s: float, slowest_bytes_per_s: int) -> None:
        """Take the request's body, up to `max_bytes`; raises AudioTooLargeError when it announces more."""
        self._request = request
        self._max_bytes = max_bytes
        self._idle_s = idle_s
        self._slowest_bytes_per_s = slowest_bytes_per_s
        self._waited_s = 0.0
        self._more = True
        announced = request.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced) > max_bytes:
            raise AudioTooLargeError(TOO_LARGE)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces. Raises AudioTooLargeError, HTTPException 408, ClientDisconnect."""
        came = 0
        while self._more:
            piece: bytes = from_thread.run(self._next)
            came += len(piece)
            if came > self._max_bytes:
                raise AudioTooLargeError(TOO_LARGE)
            if self._waited_s > self._idle_s and came < self._waited_s * self._slowest_bytes_per_s:
                raise HTTPException(408, "The upload is too slow to end; send it over a faster line.")
            if piece:
                yield piece

    async def _next(self) -> bytes:
        began = time.monotonic()
        try:
            with anyio.fail_after(self._idle_s):
                message = await self._request.receive()
        except TimeoutError as error:
            raise HTTPException(408, "The upload fell silent; send it again without a pause.") from error
        self._waited_s += time.monotonic() - began  # our own slow disk is not counted against the sender
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._more = bool(message.get("more_body", False))
        return bytes(message.get("body", b""))


TOO_LARGE = "The recording is larger than the limit; send a smaller one, or raise CALLNOTES_MAX_AUDIO_MB."
