"""The address to which an operator has our messages sent: a URL, and whether it may be a private one.

In: `https://crm.example.com/hooks/notes` or `http://127.0.0.1:9000/hook private`. Out: `RecordingAddress`.
The grammar is that of text/recording_addresses.py, so that no second parser sees another host in it.
"""

from __future__ import annotations

from models.errors import SettingsError
from text.recording_addresses import AllowedHost, RecordingAddress, read_url


def read_receiver_address(entry: str, *, setting: str) -> RecordingAddress:
    """Take the address apart. Without the mark `private` it is https, on the public internet.

    Raises SettingsError, which names `setting`.
    """
    url, *marks = entry.split() or [""]
    parts = read_url(url)
    if parts is None or marks not in ([], ["private"]):
        raise SettingsError(
            f"{setting} is not a plain URL without user and fragment, with `private` behind it where it is "
            "in your own network; docs/webhook-csv.md shows it."
        )
    scheme, host, port, target = parts
    if scheme == "http" and not marks:
        raise SettingsError(
            f"{setting} is not https; what was said must not cross the internet in the clear. Use https, or "
            "write `private` behind an address in your own network."
        )
    allowed = AllowedHost(scheme=scheme, host=host, port=port, private=bool(marks))
    return RecordingAddress(allowed=allowed, target=target or "/")
