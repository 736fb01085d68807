"""A mail server on loopback, as far as SMTP goes for one mail: it keeps what it takes, or fails as told."""

from __future__ import annotations

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass
class Post:
    """What was taken, what was said, and how the server fails.

    `answers` replaces the answer to a command (`MAIL`, `RCPT`, `DATA`, `.` for the end of the data); an empty
    one hangs up instead.
    """

    port: int = 0
    login: tuple[str, str] | None = None
    certificate: Path | None = None
    tls_at_once: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    taken: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)


class _HungUpError(Exception):
    """The server hangs up."""


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.post: Post = self.server.post  # type: ignore[attr-defined]
        self.encrypted, self.let_in = False, False
        with suppress(OSError, _HungUpError, ValueError):
            if self.post.tls_at_once:
                self._encrypt()
            self._tell("220 mail.example.com ESMTP")
            while line := self.rfile.readline():
                self._answer(line.decode("utf-8").strip())

    def finish(self) -> None:
        """Close the encrypted line too, which the library does not know."""
        with suppress(OSError):
            super().finish()
        if self.encrypted:
            self.connection.close()

    def _answer(self, line: str) -> None:
        verb = line.split(" ", maxsplit=1)[0].upper()
        self.post.said.append(line)
        if not self.encrypted:
            self.post.in_clear.append(line)
        if verb in self.post.answers:
            self._tell(self.post.answers[verb])
            return
        getattr(self, f"_{verb.lower()}", self._other)(line)

    def _ehlo(self, _line: str) -> None:
        able = [*self.post.extensions, *(["AUTH PLAIN"] if self.post.login else [])]
        if self.post.certificate and not self.encrypted:
            able.append("STARTTLS")
        self._tell(*(f"250-{one}" for one in ["mail.example.com", *able]), "250 HELP")

    def _starttls(self, _line: str) -> None:
        self._tell("220 go ahead")
        self._encrypt()

    def _auth(self, line: str) -> None:
        shown = base64.b64decode(line.split(" ")[2]).decode().split("\0")[1:]
        self.let_in = tuple(shown) == self.post.login
        self._tell("235 welcome" if self.let_in else "535 no")

    def _mail(self, _line: str) -> None:
        self._tell("250 ok" if self.let_in or not self.post.login else "530 log in first")

    def _data(self, _line: str) -> None:
        self._tell("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if "." in self.post.answers:
            self._tell(self.post.answers["."])
            return
        message: Any = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.post.taken.append(message)
        self._tell("250 taken")

    def _quit(self, _line: str) -> None:
        self._tell("221 bye")

    def _other(self, _line: str) -> None:
        self._tell("250 ok")

    def _tell(self, *lines: str) -> None:
        if lines == ("",):
            raise _HungUpError
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.post.certificate))
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.encrypted = True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who does not trust the certificate is what some tests are about."""


@contextmanager
def mail_server(**how: Any) -> Iterator[Post]:  # noqa: ANN401 - any field of `Post`
    """Run the server until the context ends."""
    with _Server(("127.0.0.1", 0), _Line) as server:
        post = Post(port=server.server_address[1], **how)
        server.post = post  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
