"""A token is got from a real host on loopback: asked for as is documented, kept, and refused in words."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from exchange.access_token import AccessToken, Grant, ringcentral_grant, zoom_grant
from models.errors import FetchFailedError, FetchRefusedError, SourceRefusedError
from text.recording_addresses import AllowedHost


class _Zoom(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.asked.append((self.path, self.headers["Authorization"], form))
        status, body = server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _zoom(status: int = 200, body: bytes = b'{"access_token":"t0k","expires_in":3599}') -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Zoom)
    server.asked, server.answer = [], (status, body)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _token(
    server: Any,  # noqa: ANN401 - the server with its list
    *,
    private: bool = True,
    grant: Grant = zoom_grant("acc"),  # noqa: B008 - it is frozen
) -> AccessToken:
    host = AllowedHost(scheme="http", host="127.0.0.1", port=server.server_address[1], private=private)
    return AccessToken(replace(grant, host=host), "cli", "sec")


def test_a_token_is_asked_for_once_and_kept_until_shortly_before_its_end() -> None:
    with _zoom() as server:
        token = _token(server)
        assert [token(), token()] == ["t0k", "t0k"]
        basic = "Basic " + base64.b64encode(b"cli:sec").decode()
        assert server.asked == [("/oauth/token", basic, "grant_type=account_credentials&account_id=acc")]
        server.answer = (200, b'{"access_token":"t1k","expires_in":200}')
        short = _token(server)
        short()
        short()
        assert len(server.asked) == 3, "one that ends within five minutes is not kept"
        assert "sec" not in repr(token)
        assert "t0k" not in repr(token)


def test_ringcentral_is_shown_the_jwt_and_nobody_else_sees_it() -> None:
    grant = ringcentral_grant("head.claims.sign")
    assert (grant.host.host, grant.host.scheme) == ("platform.ringcentral.com", "https")
    with _zoom() as server:
        token = _token(server, grant=grant)
        assert token() == "t0k"
        form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=head.claims.sign"
        assert server.asked == [("/restapi/oauth/token", "Basic Y2xpOnNlYw==", form)]
        assert "claims" not in repr(token)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"reason":"Invalid client_id or client_secret"}', FetchRefusedError),
        (400, b"{}", FetchRefusedError),
        (429, b"{}", FetchFailedError),
        (500, b"{}", FetchFailedError),
        (302, b"", FetchFailedError),
        (200, b"<html>", FetchFailedError),
        (200, b'{"access_token":"a b","expires_in":1}', FetchFailedError),
        (200, b" " * 100_000, FetchFailedError),
    ],
)
def test_no_token_is_an_error_that_says_whether_to_try_again(
    status: int, body: bytes, error: type[Exception]
) -> None:
    with _zoom(status, body) as server, pytest.raises(error):
        _token(server)()


def test_nobody_answers() -> None:
    with _zoom() as server:
        gone = _token(server)
    with pytest.raises(FetchFailedError):
        gone()


def test_a_private_address_is_not_asked() -> None:
    with _zoom() as server:
        with pytest.raises(SourceRefusedError):
            _token(server, private=False)()
        assert server.asked == []
