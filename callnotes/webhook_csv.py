"""Opens the adapter for another CRM from the settings: a folder of CSV files, a receiver, or both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from callnotes.settings import Settings
from crm_sync.adapters.webhook_csv import CsvFolder, Receiver, WebhookCsvAdapter
from exchange.post_signed import SignedPost
from models.errors import SettingsError
from storage.sealed_file import sync_folder
from storage.shelves import Shelves
from text.receiver_address import read_receiver_address
from text.signed_message import read_secret


@contextmanager
def webhook_csv_of(settings: Settings, _shelves: Shelves, **_how: bool) -> Iterator[WebhookCsvAdapter]:
    """Give the adapter. Raises SettingsError where neither a folder nor a URL with its secret is set."""
    folder, receiver = _folder(settings), _receiver(settings)
    if folder is None and receiver is None:
        raise SettingsError(
            "CALLNOTES_CRM is webhook_csv, but neither CALLNOTES_WEBHOOK_CSV_FOLDER nor "
            "CALLNOTES_WEBHOOK_CSV_URL is set; docs/webhook-csv.md shows both."
        )
    yield WebhookCsvAdapter(folder=folder, receiver=receiver)


def _folder(settings: Settings) -> CsvFolder | None:
    path = settings.webhook_csv_folder
    if path is None:
        return None
    return CsvFolder(path.absolute(), phone_regions=settings.phone_regions, sync=sync_folder)


def _receiver(settings: Settings) -> Receiver | None:
    if settings.webhook_csv_url is None:
        return None
    address = read_receiver_address(settings.webhook_csv_url, setting="CALLNOTES_WEBHOOK_CSV_URL")
    keys = tuple(read_secret(secret.get_secret_value()) for secret in settings.webhook_csv_secrets)
    known = tuple(key for key in keys if key is not None)
    if not known or len(known) < len(keys):
        raise SettingsError(
            "CALLNOTES_WEBHOOK_CSV_SECRETS is not set, or not whsec_ followed by base64 of 24 to 64 bytes; "
            "docs/webhook-csv.md shows how to make one."
        )
    send = SignedPost(address, known, timeout_s=settings.webhook_csv_timeout_s)
    return Receiver(send, phone_regions=settings.phone_regions)
