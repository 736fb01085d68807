"""Opens the data folder: database brought up to date, audio store, keys; light enough for the server.

In: settings. Out: `Shelves`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from callnotes.consent_table import watched_table
from callnotes.settings import Settings
from lifecycle.intake import IntakeLimits
from models.errors import StorageError
from storage.master_key import MasterKey
from storage.shelves import Shelves, open_shelves
from text.masking import Masking


def shelves_of(settings: Settings) -> Shelves:
    """Open the shelves in the data folder of these settings; only its owner may look into the folder."""
    make_data_folder(settings.data)
    return open_shelves(
        settings.data,
        database_url=settings.database_url,
        master_key=master_key_of(settings),
        masking=masking_of(settings),
        undo=timedelta(minutes=settings.undo_minutes),
        consent_table=watched_table(settings.consent_rules),
        zone=settings.zone,
        item_by_item=settings.item_by_item,
    )


def master_key_of(settings: Settings) -> MasterKey | None:
    """Return the master key of these settings; None where it is the one in the data folder's file."""
    key, before = settings.master_key, settings.master_key_before
    if key is None:
        return None
    return MasterKey.from_text(key.get_secret_value(), before=before.get_secret_value() if before else None)


def masking_of(settings: Settings) -> Masking:
    """Return what these settings mask for a model, and for readers who may not see what is personal."""
    return Masking(
        regions=settings.phone_regions, names=settings.mask_names, patterns=dict(settings.mask_patterns)
    )


def make_data_folder(folder: Path) -> None:
    """Make the folder for its owner alone; one that is there stays as it is. Raises StorageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = (
            f"The data folder cannot be made ({error.strerror}); check --data, CALLNOTES_DATA and its rights."
        )
        raise StorageError(msg) from error


def intake_limits(settings: Settings) -> IntakeLimits:
    """Return what intake accepts under these settings."""
    return IntakeLimits(max_bytes=settings.max_audio_mb * 1024 * 1024)
