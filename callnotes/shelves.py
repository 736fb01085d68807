"""Opens the data folder: database brought up to date, audio store, keys; light enough for the server.

In: settings. Out: `Shelves`.
"""

from __future__ import annotations

from callnotes.settings import Settings
from lifecycle.intake import IntakeLimits
from storage.master_key import MasterKey
from storage.shelves import Shelves, open_shelves


def shelves_of(settings: Settings) -> Shelves:
    """Open the shelves in the data folder of these settings; only its owner may look into the folder."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = settings.master_key
    return open_shelves(
        settings.data,
        database_url=settings.database_url,
        master_key=MasterKey.from_text(key.get_secret_value()) if key else None,
    )


def intake_limits(settings: Settings) -> IntakeLimits:
    """Return what intake accepts under these settings."""
    return IntakeLimits(max_bytes=settings.max_audio_mb * 1024 * 1024)
