from __future__ import annotations

import base64
import ssl
from pathlib import Path

import pytest

from exchange.send_mail import MailServer, Security
from models.mail import Mail
from tests.exchange.recording_host import make_certificate
from tests.mail_server import Post, mail_server

MAIL = Mail("dana@example.com", "Call notes: 5 calls wait for you", "5 calls wait.\n.\nBye\n", "digest.1.a")


def server_at(post: Post, *, security: Security = "none", login: bool = False) -> MailServer:
    trust = ssl.create_default_context(cafile=str(post.certificate)) if post.certificate else None
    return MailServer(
        host="127.0.0.1",
        port=post.port,
        security=security,
        sender="callnotes@notes.example.com",
        user="me" if login else None,
        password="pa:ss" if login else None,
        timeout_s=3.0,
        tls=trust,
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("mail"), "127.0.0.1")


def test_a_mail_arrives_whole(tmp_path: Path) -> None:
    with mail_server() as post:
        assert server_at(post)(MAIL) == "sent"
    (came,) = post.taken
    assert (came["From"], came["To"]) == ("callnotes@notes.example.com", "dana@example.com")
    assert came["Subject"] == MAIL.subject
    assert came["Message-ID"] == "<digest.1.a@notes.example.com>"
    assert came["Auto-Submitted"] == "auto-generated"
    assert came.get_content().replace("\r\n", "\n") == MAIL.text
    assert post.said[0] == "ehlo notes.example.com"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_login_and_the_mail_go_only_over_an_encrypted_line(certificate: Path, security: Security) -> None:
    with mail_server(certificate=certificate, login=("me", "pa:ss"), tls_at_once=security == "tls") as post:
        assert server_at(post, security=security, login=True).check() == "sent"
        assert server_at(post, security=security, login=True)(MAIL) == "sent"
    assert len(post.taken) == 1
    shown = base64.b64encode(b"\0me\0pa:ss").decode()
    assert any(shown in line for line in post.said)
    assert not any("AUTH" in line.upper() or "MAIL" in line.upper() for line in post.in_clear)


def test_what_is_wrong_is_told_in_one_word_and_nothing_is_sent(certificate: Path, tmp_path: Path) -> None:
    with mail_server(certificate=certificate, login=("me", "other")) as post:
        assert server_at(post, security="starttls", login=True)(MAIL) == "no_login"
        stranger = make_certificate(tmp_path, "localhost")
        post.certificate = stranger
        trusting_another = server_at(Post(port=post.port, certificate=certificate), security="starttls")
        assert trusting_another(MAIL) == trusting_another.check() == "no_tls"
    with mail_server() as post:
        assert server_at(post, security="starttls")(MAIL) == "no_tls"  # it offers none
    assert server_at(post)(MAIL) == server_at(post).check() == "no_connection"
    assert post.taken == []


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"MAIL": "451 later"}, "refused"),
        ({"RCPT": "550 nobody here"}, "refused"),
        ({"DATA": "554 no"}, "refused"),
        ({".": "552 too much"}, "refused"),
        ({"EHLO": "", "HELO": ""}, "no_connection"),
        ({"RCPT": ""}, "no_connection"),
        ({".": ""}, "unknown"),
    ],
)
def test_what_is_known_not_to_be_sent_is_told_from_what_is_not_known(
    answers: dict[str, str], outcome: str
) -> None:
    with mail_server(answers=answers) as post:
        assert server_at(post)(MAIL) == outcome
    assert post.taken == []


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    mail = MAIL._replace(to="jürgen@example.com")
    with mail_server() as post:
        assert server_at(post)(mail) == "refused"
        post.extensions = ("SMTPUTF8", "8BITMIME")
        assert server_at(post)(mail) == "sent"
    assert post.taken[0]["To"] == "jürgen@example.com"


def test_a_line_break_in_a_heading_is_no_way_in() -> None:
    with mail_server() as post, pytest.raises(ValueError, match=r"linefeed|newline"):
        server_at(post)(MAIL._replace(subject="Hello\r\nBcc: all@example.com"))
    assert post.taken == []
