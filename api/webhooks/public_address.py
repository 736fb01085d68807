"""The address by which the outside knows a request: behind a proxy the server itself sees another one.

In: a request, and the public address of the server where it is set. Out: the whole address, query as sent.
"""

from __future__ import annotations

from fastapi import Request


def public_address(request: Request, public_url: str | None) -> str:
    """Return the request's address; `public_url`, `https://notes.example.com`, replaces its beginning."""
    if public_url is None:
        return str(request.url)
    query = request.url.query
    return public_url.rstrip("/") + request.url.path + (f"?{query}" if query else "")
