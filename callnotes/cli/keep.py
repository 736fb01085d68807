"""`callnotes backup` and `restore`: everything that is kept, as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file to write; it must not exist.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Put the master key into the file, too.")
    ] = False,
) -> None:
    """Write database and recordings to one checked file, while the service works."""
    from callnotes.shelves import shelves_of
    from storage.backup.back_up import back_up

    with shelves_of(place_of(context).existing) as shelves:
        taken = back_up(shelves, target, with_key=with_key)
        shelves.audit().note(operator(), "took_a_backup", detail="with the master key" if with_key else None)
    print(f"{target}: {taken.calls} calls, {taken.recordings} recordings, checked.")
    if taken.recordings_missing:
        print(f"{taken.recordings_missing} recordings were gone already; `callnotes doctor` tells more.")
    if not with_key:
        print(
            "The master key is not in it: keep it apart; without it nothing that was said can be read again."
        )


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file that `backup` wrote.")],
) -> None:
    """Put a backup back into an empty data folder and an empty database."""
    from callnotes.shelves import make_data_folder, master_key_of, shelves_of
    from storage.backup.restore import restore as put_back

    place = place_of(context)
    settings = place.settings
    make_data_folder(settings.data)
    restored = put_back(
        source,
        settings.data,
        database_url=settings.database_url,
        master_key=master_key_of(settings),
    )
    moment = f"{restored.taken_at:%Y-%m-%d %H:%M %Z}"
    with shelves_of(settings) as shelves:
        shelves.audit().note(operator(), "restored_a_backup", detail=f"as of {moment}")
    print(f"{restored.calls} calls and {restored.recordings} recordings are back, as of {moment}.")
    print(f"Start it with `{place.program} serve`: work that was under way goes on, people sign in anew.")
    print(
        "Nothing leaves it yet: webhooks, mails and writes to another CRM are held back, and no watched "
        f"folder is taken from, until `{place.program} release-sending` says that the original is stopped."
    )


def release_sending(
    context: typer.Context,
    says: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who releases it.")],
) -> None:
    """Let a restored copy send webhooks and mails, write to the CRM and take from watched folders again."""
    from callnotes.shelves import shelves_of
    from lifecycle import outgoing, sending

    with shelves_of(place_of(context).existing) as shelves:
        sending.release(shelves, by=says, actor=operator())
        waiting = sum(one.waiting for one in outgoing.every(shelves))
    print(f"Sending goes on; events that wait: {waiting}.")
