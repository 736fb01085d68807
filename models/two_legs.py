"""Two recordings of one call, one of each side, as one recording: both files untouched between two marks.

One file is hashed, sealed, kept, backed up and erased as a whole, so that nothing beyond the doors and the
decoder needs to know of it. First come 16 bytes of mark, last the sizes of both files, 8 bytes each, highest
byte first: whoever writes it need not know them before.

Which file is which, by the last word of its name: Asterisk's Monitor writes `-in` (what the monitored channel
sends, that is, who placed the call) and `-out` (what it hears); rx and tx are the same, seen from the switch.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from models.call import AgentChannel, Direction

MEDIA_TYPE: Final = "application/x-callnotes-legs"
MARK: Final = b"Callnotes legs\x00\x01"
BEGIN_BYTES: Final = len(MARK)
END_BYTES: Final = 16

#: Names of the one who placed the call or of the customer come first (left), those of the other side second.
_FIRST: Final = frozenset({"in", "rx", "caller", "customer"})
_SECOND: Final = frozenset({"out", "tx", "callee", "called", "agent"})
_LAST_WORD: Final = re.compile(r"([A-Za-z]+)\d*$")
_LEG: Final = re.compile(
    rf"(?P<call>.+)[-_.](?P<leg>{'|'.join(sorted(_FIRST | _SECOND))})", re.IGNORECASE | re.DOTALL
)

Side = Literal["agent", "customer", "caller", "called"]
_SIDES: Final[dict[str, Side]] = {
    "agent": "agent", "customer": "customer", "in": "caller", "rx": "caller", "caller": "caller",
    "out": "called", "tx": "called", "callee": "called", "called": "called",
}  # fmt: skip


def packed(first: Iterable[bytes], second: Iterable[bytes]) -> Iterator[bytes]:
    """Yield both files as one, as they come."""
    yield MARK
    sizes = [0, 0]
    for number, leg in enumerate((first, second)):
        for portion in leg:
            sizes[number] += len(portion)
            yield portion
    yield struct.pack(">QQ", *sizes)


def is_two_legs(beginning: bytes) -> bool:
    """True when a file that begins so is one of two legs."""
    return beginning.startswith(MARK)


def places(end: bytes, size_bytes: int) -> tuple[range, range] | None:
    """Return where in a file of this size both legs stand, by its last 16 bytes; None when it is torn."""
    if len(end) != END_BYTES:
        return None
    first, second = struct.unpack(">QQ", end)
    between, stop = BEGIN_BYTES + first, BEGIN_BYTES + first + second
    return (range(BEGIN_BYTES, between), range(between, stop)) if stop + END_BYTES == size_bytes else None


def leg_of(name: str) -> tuple[str, Literal["first", "second"]] | None:
    """Return what both legs of a call are named (without folder and ending), and which of them this one is.

    None for the name of a whole recording: the word that tells the leg stands behind a sign of its own.
    """
    found = _LEG.fullmatch(name)
    if found is None:
        return None
    return found["call"], "first" if found["leg"].lower() in _FIRST else "second"


def second_comes_first(first: str, second: str) -> bool:
    """True when the names (without folder and ending) say that the second file is the left one."""
    return _word(first) in _SECOND and _word(second) in _FIRST


def agent_side(left: str, right: str, direction: Direction | None) -> AgentChannel:
    """Return the channel that the names give the agent; "auto" when they do not tell.

    Who placed the call is the customer of an inbound call and the agent of an outbound one.
    """
    sides = [_SIDES.get(_word(name)) for name in (left, right)]
    agent = {"inbound": "called", "outbound": "caller"}.get(direction or "", "")
    customer = {"inbound": "caller", "outbound": "called"}.get(direction or "", "")
    if "agent" in sides or "customer" in sides:
        agent, customer = "agent", "customer"
    if sides[0] == sides[1] or not agent:
        return "auto"
    if sides[0] == agent or sides[1] == customer:
        return "left"
    return "right" if sides[1] == agent or sides[0] == customer else "auto"


def _word(name: str) -> str:
    found = _LAST_WORD.search(name)
    return found[1].lower() if found else ""
