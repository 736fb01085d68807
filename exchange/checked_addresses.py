"""What a host name resolves to, and whether a connection there is allowed: the public internet only.

In: host, port, whether private addresses are allowed. Out: the checked addresses, to be connected to
as they are.
Not here: the allow-list of host names (text/recording_addresses.py).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from models.errors import FetchFailedError, SourceRefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], tuple[str, ...]]
"""Gives the addresses of (host, port) as text; raises OSError when there are none."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: What Python's table lets through, at least in some versions: site-local, protocol assignments (a cloud's
#: metadata is among them), relays, documentation, and where Azure answers its own machines.
_MORE_INSIDE = tuple(
    ipaddress.ip_network(one)
    for one in ("fec0::/10", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "168.63.129.16/32")
)


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """Ask the operating system; the order is the one in which it would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(
    host: str, port: int, *, private_allowed: bool, resolver: Resolver = system_resolver
) -> tuple[str, ...]:
    """Return where this host may be connected to.

    One address outside the public internet refuses them all, since a name that points to both is an attempt
    to get in. Raises SourceRefusedError for that, FetchFailedError when the name does not resolve.
    """
    try:
        addresses = tuple(ipaddress.ip_address(text) for text in resolver(host, port))
    except (OSError, ValueError, UnicodeError) as error:
        raise FetchFailedError(
            "The recording's host name does not resolve; check the name and the network, "
            "then run callnotes retry."
        ) from error
    if not private_allowed and not all(is_public(address) for address in addresses):
        raise SourceRefusedError(
            "The recording's host has an address outside the public internet; "
            "mark it as private in CALLNOTES_RECORDING_HOSTS if it is meant."
        )
    return tuple(str(address) for address in addresses)


def is_public(address: Address) -> bool:
    """True for an address that the public internet routes to one machine.

    Forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) count by what they carry.
    Source: the IANA special-purpose registries, as Python's ipaddress knows them.
    """
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    if any(address in network for network in _MORE_INSIDE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
