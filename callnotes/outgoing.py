"""Opens the way for outgoing webhooks from the settings: which hosts may be private, and the sending itself.

In: settings. Out: allowed hosts, and a function that sends one message. Light: the server reads the first.
"""

from __future__ import annotations

from callnotes.settings import Settings
from models.errors import InputError
from models.outgoing import Came
from models.ports import SendHook
from text.hook_address import read_hook_address
from text.recording_addresses import AllowedHost, read_allowed_host


def private_hosts(settings: Settings) -> tuple[AllowedHost, ...]:
    """Return the hosts in one's own network to which events may be sent. Raises SettingsError."""
    return tuple(
        read_allowed_host(entry, setting="CALLNOTES_OUTGOING_PRIVATE_HOSTS")
        for entry in settings.outgoing_private_hosts
    )


def hook_sender(settings: Settings) -> SendHook:
    """Return what sends a message; an address that the settings no longer allow is not connected to."""
    from exchange.deliver_hook import deliver_hook

    hosts = private_hosts(settings)

    def send(url: str, keys: tuple[bytes, ...], message_id: str, body: bytes) -> Came:
        try:
            address = read_hook_address(url, hosts)
        except InputError:
            return Came("not_allowed")
        return deliver_hook(address, keys, message_id, body)

    return send
