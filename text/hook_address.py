"""The address to which an admin has events sent: https and public, unless the settings name its host.

In: a URL, and the hosts of the setting `CALLNOTES_OUTGOING_PRIVATE_HOSTS`. Out: `RecordingAddress`.
The grammar is that of text/recording_addresses.py, so that no second parser sees another host in it.
"""

from __future__ import annotations

from models.errors import InputError
from text.recording_addresses import AllowedHost, RecordingAddress, read_url


def read_hook_address(url: str, private_hosts: tuple[AllowedHost, ...]) -> RecordingAddress:
    """Take the address apart; one whose host the setting names may be private, and plain http.

    Raises InputError. Whether a public name leads to a private address is seen when it is connected to.
    """
    parts = read_url(url.strip())
    if parts is None:
        raise InputError(
            "The address is not a plain URL without user and fragment, such as "
            "https://example.com/hooks/callnotes; send it in that form."
        )
    scheme, host, port, target = parts
    named = any((one.scheme, one.host, one.port) == (scheme, host, port) for one in private_hosts)
    if scheme == "http" and not named:
        raise InputError(
            "The address is not https; use https, or have the operator name this host in "
            "CALLNOTES_OUTGOING_PRIVATE_HOSTS if it is in your own network."
        )
    allowed = AllowedHost(scheme=scheme, host=host, port=port, private=named)
    return RecordingAddress(allowed=allowed, target=target or "/")
