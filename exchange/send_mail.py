"""Sends one mail by SMTP, and tells what is known not to have been sent from what may have been.

In: a server of the settings, a mail. Out: a word. Source: RFC 5321, section 4.2.5 and 6.1: a server is
responsible for a mail from its answer 250 to the end of the data on.
Not here: what a mail says (lifecycle/digest.py), whether it is sent again (storage/digests.py).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final, Literal

from models.mail import Mail, Sending

Security = Literal["tls", "starttls", "none"]
_TIMEOUT_S: Final = 30.0


@dataclass(frozen=True)
class MailServer:
    """The server that takes our mail; `tls` is the trust to use instead of the machine's.

    It never shows the login before the connection is encrypted, unless `security` is `none`.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_s: float = _TIMEOUT_S
    tls: ssl.SSLContext | None = None

    def __call__(self, mail: Mail) -> Sending:
        """Send the mail once. `unknown`: the data was sent, and no answer to it came."""
        try:
            with self._connected() as server:
                return self._sent(server, mail)
        except smtplib.SMTPAuthenticationError:
            return "no_login"
        except ssl.SSLError:
            return "no_tls"
        except smtplib.SMTPNotSupportedError:
            return "no_tls" if self.security == "starttls" else "refused"
        except smtplib.SMTPResponseException:
            return "refused"
        except (smtplib.SMTPException, OSError, UnicodeError):
            return "no_connection"

    def check(self) -> Sending:
        """Connect, encrypt and log in as for a mail, and send none; `sent` when all of that went well."""
        try:
            with self._connected() as server:
                code, _ = server.noop()
                return "sent" if code == 250 else "refused"
        except smtplib.SMTPAuthenticationError:
            return "no_login"
        except (ssl.SSLError, smtplib.SMTPNotSupportedError):
            return "no_tls"
        except (smtplib.SMTPException, OSError):
            return "no_connection"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        name = self.sender.rpartition("@")[
            2
        ]  # what we say we are; asking for the machine's own may take long
        context = self.tls or ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=self.timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout_s)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user is not None and self.password is not None:
                server.login(self.user, self.password)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _sent(self, server: smtplib.SMTP, mail: Mail) -> Sending:
        plain = (self.sender + mail.to).isascii()
        server.ehlo_or_helo_if_needed()
        if not plain and not server.has_extn("smtputf8"):
            return "refused"
        options = () if plain else ("SMTPUTF8", "BODY=8BITMIME")
        for code, _ in (server.mail(self.sender, options), server.rcpt(mail.to)):
            if code not in {250, 251}:
                return "refused"
        data = self._written(mail).as_bytes(policy=SMTP if plain else SMTPUTF8)
        try:
            code, _ = server.data(data)
        except smtplib.SMTPDataError:
            return "refused"
        except (smtplib.SMTPException, OSError):
            return "unknown"
        return "sent" if code == 250 else "refused"

    def _written(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, mail.to, mail.subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{mail.message_id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note comes back
        message.set_content(mail.text)
        return message
