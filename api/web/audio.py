"""Gives a recording to the player, whole or the part that it asks for. Source: RFC 9110, section 14.

In: a recording and the header Range. Out: 200, 206, or 416 with the size.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from models.call import Recording
from storage.audio import AudioShelf

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def audio_answer(request: Request, shelf: AudioShelf, recording: Recording) -> Response:
    """Return the answer; a Range that is not understood, or of several parts, is answered with the whole."""
    size = recording.size_bytes
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    start, stop, status = 0, size, 200
    if asked and (asked[1] or asked[2]):
        start, stop = _part(asked[1], asked[2], size)
        if start >= stop:
            return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
        status = 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    return StreamingResponse(
        shelf.part(recording, start, stop), status, headers, media_type=recording.media_type
    )


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1 if last else size, size)
