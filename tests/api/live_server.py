"""The app behind a real uvicorn on loopback, for what only a real connection can show."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from api.doors import Doors
from callnotes.serve import Server


@contextmanager
def live_server(doors: Doors) -> Iterator[int]:
    """Serve on a free port of 127.0.0.1 until the context ends; gives the port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(uvicorn.Config(create_app(doors), log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def talk(port: int, said: bytes, *, hang_up: bool = False, dripping: int = 0) -> int:
    """Say these bytes on a fresh connection and return the status that comes back, 0 when hanging up.

    `dripping` more bytes follow, one every 50 ms, until an answer comes.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(said)
        for _ in range(dripping):
            if select.select([connection], [], [], 0.05)[0]:
                break
            connection.sendall(b"x")
        if hang_up:
            return 0
        return int(connection.recv(4096).split(b" ", 2)[1])
