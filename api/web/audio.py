"""Gives a recording to the player, whole or the part that it asks for. Source: RFC 9110, section 14.

In: a recording, the header Range, and of two legs which one. Out: 200, 206, or 416 with the size.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from lifecycle.first_bytes import ENOUGH, identify
from models.call import Recording
from models.errors import AudioMissingError
from models.two_legs import END_BYTES, MEDIA_TYPE, places
from storage.audio import AudioShelf

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def audio_answer(request: Request, shelf: AudioShelf, recording: Recording, *, leg: int) -> Response:
    """Return the answer; a Range that is not understood, or of several parts, is answered with the whole.

    `leg` is 1 or 2, and has a meaning for a recording of two legs alone: each is a file of its own.
    """
    begin, size, media_type = _file(shelf, recording, leg)
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
        shelf.part(recording, begin + start, begin + stop), status, headers, media_type=media_type
    )


@lru_cache(maxsize=256)
def _file(shelf: AudioShelf, recording: Recording, leg: int) -> tuple[int, int, str]:
    """Return where the file to play begins within the recording, its size, and its media type.

    It is remembered, so that a seek in one of two legs reads no more than a seek in any other recording.
    """
    whole = recording.size_bytes
    if recording.media_type != MEDIA_TYPE:
        return 0, whole, recording.media_type
    legs = places(b"".join(shelf.part(recording, whole - END_BYTES, whole)), whole)
    if legs is None:
        raise AudioMissingError("The recording of two legs is torn; submit both files again.")
    place = legs[leg - 1]
    media_type, _ = identify(shelf.part(recording, place.start, min(place.stop, place.start + ENOUGH)))
    return place.start, len(place), media_type


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1 if last else size, size)
