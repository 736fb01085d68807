"""What the page *Hooks* tells about a hook: how it is set up, and a sample that its sender could send.

In: nothing; this is a shape. Out: `Setup`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.webhooks.announcement import Delivery

#: Makes a delivery to this address as the sender would: (secret, address, now).
Sample = Callable[[bytes, str, datetime], Delivery]


@dataclass(frozen=True)
class Setup:
    """How to set a hook up at its sender, in steps of one sentence each, and its sample.

    In the steps `{address}` stands for the hook's own address.
    """

    steps: tuple[str, ...]
    sample: Sample


def sample_of_json(address: str, body: bytes, **headers: str) -> Delivery:
    """Return a JSON body as a delivery; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Delivery(address=address, headers={"content-type": "application/json", **named}, body=body)
