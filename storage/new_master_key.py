"""Puts a new master key into the place of the one in a file; the earlier one stays beside it and still opens.

In: the key's file. Out: the file with the new key, `master.key.before` with the earlier one.
A kill leaves nothing done, the new key beside its place, or both keys; the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import text

from models.errors import StorageError
from storage import fingerprints
from storage.database import hold_audio
from storage.master_key import BEFORE, write_new_key
from storage.sealed_file import sync_folder
from storage.shelves import Shelves

_NEXT: Final = ".next"


def put_new_key(shelves: Shelves, path: Path, *, observe: Callable[[str], None] = lambda _step: None) -> None:
    """Make a new key and put it into this file, unless a change that was begun is not ended.

    Whoever seals something does it before or after, since nobody keeps a recording or a key meanwhile.
    Raises StorageError.
    """
    following, before = path.with_name(path.name + _NEXT), path.with_name(path.name + BEFORE)
    if before.exists() and not following.exists():
        return
    try:
        if not following.exists():
            write_new_key(following)
        observe("key:next")
        with shelves.database.transaction() as session:
            hold_audio(session)
            if shelves.database.path is None:
                session.execute(
                    text("LOCK TABLE call_keys, crm_connections, outgoing_endpoints IN EXCLUSIVE MODE")
                )
            fingerprints.keep_key(session)
            if not before.exists():
                before.hardlink_to(path)
            observe("key:before")
            sync_folder(path.parent)
            following.replace(path)
            sync_folder(path.parent)
        observe("key:put")
    except OSError as error:
        raise StorageError("The new master key cannot be written; check its folder's rights.") from error
