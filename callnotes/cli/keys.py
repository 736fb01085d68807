"""`callnotes keys`: what is under which master key, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from callnotes.cli.look import AsJson
from callnotes.cli.operator import operator
from callnotes.cli.place import Place, place_of

if TYPE_CHECKING:
    from storage.key_rotation import Count, Standing


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what the present and the earlier master key open; changes nothing."""
    from callnotes.shelves import shelves_of
    from storage.key_rotation import standing

    place = place_of(context)
    with shelves_of(place.existing) as shelves:
        found = standing(shelves)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        _print(found, place)


def rotate(context: typer.Context) -> None:
    """Change the master key: all that it wraps is wrapped anew; begun again, it goes on where it was."""
    from callnotes.shelves import shelves_of
    from models.errors import StorageError
    from storage.key_rotation import standing, wrap_all_anew
    from storage.new_master_key import put_new_key

    place = place_of(context)
    settings = place.existing
    _refuse_without_new_key(place)
    with shelves_of(settings) as shelves:
        if standing(shelves).may_go:
            print(f"Nothing was changed: the last change has ended. {_farewell(place)}")
            print("When it is gone, `keys rotate` begins another change.")
            return
        if settings.master_key is None:
            put_new_key(shelves, settings.data / _FILE)
        found = wrap_all_anew(shelves)
        ended = None if found.may_go else "not ended yet"
        shelves.audit().note(operator(), "changed_the_master_key", detail=ended)
    _print(found, place)
    if not found.may_go:
        raise StorageError(
            "Something is under the earlier master key still; run `callnotes keys rotate` again."
        )


def _refuse_without_new_key(place: Place) -> None:
    from models.errors import SettingsError

    settings = place.settings
    if settings.master_key is not None and settings.master_key_before is None:
        raise SettingsError(
            "CALLNOTES_MASTER_KEY is set, so the new key goes there and the earlier one into "
            "CALLNOTES_MASTER_KEY_BEFORE, for all processes; set both, restart them, then rotate."
        )


def _print(found: Standing, place: Place) -> None:
    for name, count in (
        ("calls", found.calls), ("recordings", found.recordings), ("others", found.others),
    ):  # fmt: skip
        print(f"{name:<11} {_line(count)}")
    if found.unsealed:
        print(f"{found.unsealed} values of an earlier version are not sealed yet; a worker does it.")
    if (found.calls + found.recordings + found.others).lost:
        print("What no key opens was sealed with a third one; put the one back, or it is lost.")
    if not found.knows_earlier:
        print("One master key is known.")
    elif found.may_go:
        print(f"Nothing needs the earlier master key any more: it may go. {_farewell(place)}")
    else:
        print(f"The earlier master key is still needed; `{place.program} keys rotate` ends that.")


def _line(count: Count) -> str:
    parts = [f"{count.present} under the present key"]
    parts += [f"{count.earlier} under the earlier one"] if count.earlier else []
    parts += [f"{count.lost} opened by neither"] if count.lost else []
    return ", ".join(parts)


def _farewell(place: Place) -> str:
    if place.settings.master_key is not None:
        return "Unset CALLNOTES_MASTER_KEY_BEFORE and restart. Older backups open with it alone."
    file = place.settings.data / f"{_FILE}.before"
    return f"Move {file} to where your older backups are, which open with it alone, or delete it."


_FILE: Final = "master.key"
