"""A real HTTP server on loopback that behaves as recording hosts do; each path is one behaviour."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import ipaddress
import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

RECORDING = b"RIFF\x00\x00\x00\x00WAVE" + bytes(range(256)) * 400


@dataclass
class RecordingHost:
    """Where the server listens, how often somebody connected, and what it was asked."""

    port: int
    accepted: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the address of this behaviour."""
        return f"{scheme}://{host}:{self.port}{path}"


class _Behaviour(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host: RecordingHost = self.server.recording_host  # type: ignore[attr-defined]
        host.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        name, _, argument = self.path.partition("?")[0].strip("/").partition("/")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"_{name}")(argument)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _recording(self, _argument: str) -> None:
        self._answer(200, RECORDING, Content_Type="audio/wav")

    def _status(self, argument: str) -> None:
        self._answer(int(argument), b"no")

    def _redirect(self, argument: str) -> None:
        self._answer(302, b"", Location=f"/{argument}")

    def _to(self, argument: str) -> None:
        """Lead on to the address in the query: by a redirect of this status, or by a link of this name."""
        place = parse_qs(urlsplit(self.path).query)["to"][0]
        if argument.isdigit():
            self._answer(int(argument), b"", Location=place)
        else:
            self._json(json.dumps({argument: place}).encode())

    def _json(self, body: bytes | str, **headers: str) -> None:
        told = body if isinstance(body, bytes) else b'{"status": "in progress"}'
        self._answer(200, told, Content_Type="application/json; charset=utf-8", **headers)

    def _bomb(self, argument: str) -> None:
        """Send 16 MiB in 16 KiB, as a recording or as JSON."""
        coding, _, kind = argument.partition("/")
        plain = bytes(16 * 2**20)
        body = gzip.compress(plain) if coding == "gzip" else zlib.compress(plain)
        self._answer(200, body, Content_Encoding=coding, Content_Type=kind or "audio/wav")

    def _length(self, argument: str) -> None:
        """Say this length, and send the recording all the same."""
        self._answer(200, RECORDING, Content_Length=argument)

    def _two_lengths(self, _argument: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456")

    def _endless_headers(self, _argument: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(1000):
            self.wfile.write(b"X-More: " + b"a" * 4096 + b"\r\n")

    def _endless_json(self, _argument: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")

    def _drip_json(self, _argument: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self._drip(b" ")

    def _page(self, _argument: str) -> None:
        self._answer(200, b"<html>sign in</html>", Content_Type="text/html; charset=utf-8")

    def _compressed(self, _argument: str) -> None:
        self._answer(200, b"\x1f\x8b bomb", Content_Encoding="gzip")

    def _cut(self, _argument: str) -> None:
        self._answer(200, RECORDING[:1000], Content_Length=str(len(RECORDING)))
        self.close_connection = True

    def _chunked(self, argument: str) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(int(argument)):
            self.wfile.write(b"10000\r\n" + (RECORDING * 2)[:65536] + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _drip_body(self, _argument: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self._drip(b"x")

    def _drip_headers(self, _argument: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._drip(b"X-Slow: 1\r\n")

    def _drip(self, piece: bytes) -> None:
        for _ in range(200):
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the library
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    recording_host: RecordingHost

    def get_request(self) -> tuple[socket.socket, object]:
        """Count every connection, also one over which nothing is asked."""
        self.recording_host.accepted += 1
        return super().get_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or that does not trust us, is what the tests are about."""


@contextlib.contextmanager
def recording_host(*, certificate: Path | None = None) -> Iterator[RecordingHost]:
    """Serve on a free port of 127.0.0.1 until the context ends; over TLS with this certificate and key."""
    server = _Server(("127.0.0.1", 0), _Behaviour)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    host = RecordingHost(port=server.server_address[1])
    server.recording_host = host
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_certificate(folder: Path, name: str) -> Path:
    """Write a self-signed certificate for this host name, with its key, to one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(tz=dt.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
