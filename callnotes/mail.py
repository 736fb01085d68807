"""Opens the way for mails from the settings; off until a server is set.

In: settings. Out: the mail server, or None, and when digests are sent.
"""

from __future__ import annotations

from callnotes.settings import Settings
from callnotes.working_time import working_time_of
from exchange.send_mail import MailServer
from models.errors import SettingsError
from models.mail import DigestHours
from models.mail_address import is_address


def mail_server(settings: Settings) -> MailServer | None:
    """Return the server that takes our mail; None where none is set. Raises SettingsError."""
    if settings.mail_host is None:
        return None
    sender = settings.mail_from or ""
    if not is_address(sender) or not sender.isascii():
        raise SettingsError(
            "CALLNOTES_MAIL_HOST is set, but CALLNOTES_MAIL_FROM is no e-mail address; set the one that "
            "mails come from, such as callnotes@example.com."
        )
    user, colon, password = (settings.mail_login.get_secret_value() if settings.mail_login else "").partition(
        ":"
    )
    if settings.mail_login and not (user and colon and password):
        raise SettingsError("CALLNOTES_MAIL_LOGIN is not USER:PASSWORD; docs/mail.md shows it.")
    if settings.mail_login and settings.mail_security == "none":
        raise SettingsError(
            "CALLNOTES_MAIL_LOGIN would be sent in the clear; set CALLNOTES_MAIL_SECURITY to starttls or tls."
        )
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        sender=sender,
        user=user or None,
        password=password or None,
    )


def digest_hours(settings: Settings) -> DigestHours:
    """Return when digests are sent."""
    return DigestHours(at=settings.digest_at, work=working_time_of(settings))
