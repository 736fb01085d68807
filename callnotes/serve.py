"""The server: the API over HTTP in this process, a worker as a child beside it.

The server's process never loads a step; the worker is another process of the same program.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog
import uvicorn

from api.app import create_app
from api.doors import Doors
from callnotes.doors import doors_of
from callnotes.settings import Settings
from lifecycle import links
from models.errors import InputError

log = structlog.get_logger(__name__)

_STOP_S: Final = 15.0
_AGAIN_S: Final = 3.0


def serve(
    settings: Settings,
    *,
    host: str | None,
    port: int | None,
    with_worker: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve until stopped by a signal; the worker stops with the server, also when the server is killed."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn stops at it, then raises it again
    with (
        _listening(host or settings.host, settings.port if port is None else port) as door,
        doors_of(settings) as doors,
        _worker_beside(settings, wanted=with_worker),
    ):
        address, number = door.getsockname()[:2]
        here = f"http://{address}:{number}"
        announce(f"Call notes listens at {here} (Ctrl-C stops it).")
        secret = links.first_link(doors.shelves)
        if secret is not None:
            announce(
                f"Nobody has an account yet; this link makes the first admin, once: {here}/welcome/{secret}"
            )
        Server(http_server(doors)).run(sockets=[door])


class Server(uvicorn.Server):
    """A server that ends what its pages listen to when it is to stop, and does not wait for them to go."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the feed of changes, then stop as ever."""
        self.config.app.state.entry.feed.close()  # type: ignore[union-attr]  # the app of `create_app`
        await super().shutdown(sockets)


def http_server(doors: Doors) -> uvicorn.Config:
    """Return how the app is served.

    Who a request comes from, and whether by HTTPS, is believed of a proxy at 127.0.0.1, or at the addresses
    that the environment names in FORWARDED_ALLOW_IPS; of anybody else it is not.
    """
    return uvicorn.Config(
        create_app(doors), log_level="warning", access_log=False, server_header=False, proxy_headers=True
    )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            msg = (
                f"The address {host}:{port} cannot be listened at ({error.strerror}); "
                "stop what listens there, or choose another with --host and --port."
            )
            raise InputError(msg) from error
        yield door


@contextmanager
def _worker_beside(settings: Settings, *, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    leaving = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(settings, leaving), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join(timeout=_STOP_S + 5)


def worker_command(settings: Settings) -> tuple[str, ...]:
    """Return the command of the worker that ends with its standard input.

    `-P`: a file named like a room of ours in the folder one happens to be in is never taken for it.
    """
    program = (sys.executable, "-P", "-m", "callnotes")
    return (*program, "--data", str(settings.data), "work", "--with-parent")


def _keep_worker(settings: Settings, leaving: threading.Event) -> None:
    """Start the worker, and start it again whenever it ends, until the server leaves."""
    command = worker_command(settings)
    while not leaving.is_set():
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        while child.poll() is None and not leaving.wait(0.2):
            pass
        if child.poll() is None:
            _stop(child)
            return
        log.warning("worker_ended", exit_code=child.returncode)
        leaving.wait(_AGAIN_S)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
