"""`callnotes mail test` and `callnotes mail preview`: whether mails go out, and what a digest says."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from callnotes.cli.place import place_of
from models.errors import InputError, SettingsError
from models.mail import Mail, Sending
from models.mail_address import is_address, plain_address
from models.zones import zone_called

#: What became of a mail, for people.
WORDS: Final[dict[Sending, str]] = {
    "sent": "The server has taken it.",
    "unknown": "It was sent, and no answer came: nobody knows whether the server has it.",
    "refused": "The server refuses it; check CALLNOTES_MAIL_FROM, and whether it takes mail for them.",
    "no_connection": "The server cannot be reached; check CALLNOTES_MAIL_HOST, CALLNOTES_MAIL_PORT and "
    "CALLNOTES_MAIL_SECURITY.",
    "no_tls": "It cannot be encrypted; check the server's certificate and CALLNOTES_MAIL_SECURITY.",
    "no_login": "The server does not take the login; check CALLNOTES_MAIL_LOGIN.",
}


def test(context: typer.Context, to: Annotated[str, typer.Argument(help="Who gets the mail.")]) -> int:
    """Send a mail that says only that it is a test, and tell what became of it."""
    from callnotes.mail import mail_server
    from storage.ids import new_id

    server = mail_server(place_of(context).settings)
    if server is None:
        msg = "No mail server is set, so no mail is sent; set CALLNOTES_MAIL_HOST, docs/mail.md shows how."
        raise SettingsError(msg)
    if not is_address(to):
        raise InputError("This is no e-mail address; name one person's.")
    text = "This is a test of Call notes. Mails of this kind arrive; nothing is to be done.\n"
    outcome = server(Mail(to.strip(), "Call notes: a test", text, f"test.{new_id('mail')}"))
    print(WORDS[outcome])
    return 0 if outcome == "sent" else 3


def preview(
    context: typer.Context, person: Annotated[str, typer.Argument(help="E-mail address of the account.")]
) -> None:
    """Print what a person's digest would say now; nothing is sent."""
    from callnotes.shelves import shelves_of
    from lifecycle import digest, people

    settings = place_of(context).existing
    with shelves_of(settings) as shelves:
        account = next((one for one in people.everybody(shelves) if one.email == plain_address(person)), None)
        if account is None:
            raise InputError("There is no account with this address; the page People lists them.")
        zone = zone_called(account.zone, settings.zone)
        day = shelves.clock().astimezone(zone).date()
        mail = digest.digest_of(shelves, account, day=day, zone=zone, public_url=settings.public_url)
    print(
        f"Subject: {mail.subject}\n\n{mail.text}" if mail else "Nothing waits, so no mail would be sent.",
        end="",
    )
