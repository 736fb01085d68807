"""Where an answer leads on to, when it is not the recording itself: by a redirect, or by a link in JSON.

In: an answer whose head has come, and the address that was asked. Out: the next address, or None.
Not here: whether that address may be asked (fetch_recording.py checks each one anew).

Phone systems give out a short-lived link to a store instead of the recording: CallRail as `{"url": ...}` and
by a redirect, RingCentral as `{"contentUri": ...}`.
"""

from __future__ import annotations

import json
import re
from typing import Final
from urllib.parse import urljoin

import httpcore2

from models.errors import SourceRefusedError

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LINKS: Final = ("contentUri", "url")
_LONGEST_JSON: Final = 64 * 1024


def header(response: httpcore2.Response, name: str) -> str:
    """Return the last value of this header, named in lower case; empty without one."""
    found = [value for key, value in response.headers if key.lower() == name.encode()]
    return found[-1].decode("latin-1").strip() if found else ""


def media_type(response: httpcore2.Response) -> str:
    """Return the media type in lower case, without its parameters."""
    return header(response, "content-type").split(";")[0].strip().lower()


def onward(response: httpcore2.Response, asked: str) -> str | None:
    """Return the address that this answer leads on to. Raises SourceRefusedError for an odd redirect."""
    if 300 <= response.status < 400:
        place = header(response, "location")
        if response.status not in _REDIRECTS or not place:
            raise SourceRefusedError(
                f"The recording's host answers with a redirect ({response.status}) that names no address; "
                "send the address at which the recording itself is."
            )
        return urljoin(asked, place)
    if response.status == 200 and media_type(response) == "application/json":
        link = _link(_begin_of(response))
        # Some name their https addresses by http; what was asked by https is never asked in the clear.
        return re.sub(r"^http://", "https://", link) if link and asked.startswith("https://") else link
    return None


def _begin_of(response: httpcore2.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > _LONGEST_JSON:
            return b""
    return bytes(body)


def _link(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    links = [said.get(name) for name in _LINKS] if isinstance(said, dict) else []
    return next((one for one in links if isinstance(one, str) and one), None)
