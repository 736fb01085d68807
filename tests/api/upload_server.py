"""A server of its own process, whose memory can be watched: `python -m tests.api.upload_server FOLDER`.

Prints its port, then serves until its standard input closes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lifecycle.intake import IntakeLimits
from tests.api.house import open_house
from tests.api.live_server import live_server


def main() -> None:
    """Serve the folder with a limit of 300 MB."""
    limits = IntakeLimits(max_bytes=300_000_000)
    with open_house(Path(sys.argv[1]), limits=limits) as house, live_server(house.doors) as port:
        print(port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
