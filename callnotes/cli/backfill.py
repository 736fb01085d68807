"""`callnotes backfill`: old recordings by a table, at low priority, with progress, pause and resume."""

from __future__ import annotations

import csv
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_json
from models.errors import InputError, RefusedError

if TYPE_CHECKING:
    from callnotes.backfill import Backfill, Became
    from callnotes.backfill_place import Desk, Place, State
    from callnotes.backfill_table import Row

_LOOK_S: Final = 0.5
_SHOWN: Final = 20


def backfill(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="The table; its first row names the columns.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, take in nothing.")] = False,
    pause: Annotated[bool, typer.Option("--pause", help="Let the one that runs wait.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let it go on, or go on with it here.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="End it; what is in stays in.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say how far it is.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Take in old recordings that a table lists; live calls go first."""
    from callnotes.backfill_place import Desk

    place = place_of(context)
    desk = Desk(place.settings.data / "backfill")
    if sum((file is not None, pause, resume, cancel, status)) != 1:
        msg = "Name the table, or give one of --pause, --resume, --cancel and --status."
        raise InputError(msg)
    newest = None if file else _begun(desk)
    if newest is not None and (pause or cancel or (resume and desk.is_running())):
        if desk.is_running():
            desk.leave("pause" if pause else "cancel" if cancel else None)
        elif cancel:
            desk.note(newest.model_copy(update={"state": "cancelled"}))
        return _told(desk, as_json=as_json)
    if status:
        return _told(desk, as_json=as_json)
    return _run(context, desk, Path(newest.file) if newest else file, dry_run=dry_run, as_json=as_json)


def _begun(desk: Desk) -> Place:
    newest = desk.newest()
    if newest is None:
        raise InputError("No back-fill was begun here; name a table to begin one.")
    return newest


def _run(context: typer.Context, desk: Desk, file: Path | None, *, dry_run: bool, as_json: bool) -> int:
    from callnotes.backfill import Backfill
    from callnotes.backfill_place import table_id
    from callnotes.backfill_table import read_table
    from callnotes.enqueue import open_queue
    from callnotes.reading_files import readable
    from callnotes.shelves import shelves_of

    settings = place_of(context).settings
    assert file is not None, "the command saw to it"  # noqa: S101 - a fault of ours
    content = readable(file).read_bytes()
    rows = read_table(content)
    with shelves_of(settings) as shelves, open_queue(settings) as enqueue:
        run = Backfill(settings, shelves, file.absolute().parent, enqueue, operator())
        if dry_run:
            return _checked(run, rows, as_json=as_json)
        with desk.held():
            begun = _beginning(desk, file, table_id(content), len(rows))
            _go_through(run, desk, begun, rows)
        return _told(desk, as_json=as_json)


def _checked(run: Backfill, rows: tuple[Row, ...], *, as_json: bool) -> int:
    refused: list[dict[str, object]] = []
    for row in rows:
        try:
            run.check(row)
        except RefusedError as error:
            refused.append({"row": row.number, "why": error.message})
    if as_json:
        print_json({"rows": len(rows), "refused": len(refused), "refused_rows": refused})
    else:
        for one in refused:
            print(f"row {one['row']}: {one['why']}")
        print(f"{len(rows)} rows, {len(refused)} would be refused; nothing was taken in.")
    return 2 if refused else 0


def _beginning(desk: Desk, file: Path, table: str, rows: int) -> Place:
    """Return where to begin: where the same table stopped, else at its first row."""
    from callnotes.backfill_place import Place

    newest, now = desk.newest(), datetime.now(UTC)
    desk.leave(None)
    if newest is not None and newest.table == table and newest.state not in {"done", "cancelled"}:
        return newest.model_copy(update={"state": "running", "at": now})
    with desk.refused.open("w", newline="", encoding="utf-8") as report:
        csv.writer(report).writerow(["row", "why"])
    return Place(file=str(file.absolute()), table=table, state="running", rows=rows, began_at=now, at=now)


def _go_through(run: Backfill, desk: Desk, place: Place, rows: tuple[Row, ...]) -> None:
    def noted(state: State, **changes: int) -> None:
        nonlocal place
        place = place.model_copy(update={"state": state, "at": datetime.now(UTC), **changes})
        desk.note(place)
        _show(place)

    noted("running")
    try:
        for row in rows[place.done_rows :]:
            while (wish := desk.wish()) == "pause" or run.is_far_ahead():
                if wish == "cancel":
                    break
                noted("paused" if wish == "pause" else "running")
                time.sleep(_LOOK_S)
            if wish == "cancel":
                noted("cancelled")
                return
            became: Became | Literal["refused"]
            try:
                became = run.take(row)
            except RefusedError as error:
                became = "refused"
                with desk.refused.open("a", newline="", encoding="utf-8") as report:
                    csv.writer(report).writerow([row.number, error.message])
            noted("running", done_rows=place.done_rows + 1, **{became: getattr(place, became) + 1})
        noted("done")
    except BaseException:
        noted("stopped")
        raise


def _show(place: Place) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{_sentence(place)}", end="", file=sys.stderr, flush=True)


def _sentence(place: Place) -> str:
    return (
        f"{place.state}: {place.done_rows} of {place.rows} rows; {place.taken} taken in, "
        f"{place.already_there} were there, {place.refused} refused"
    )


def _told(desk: Desk, *, as_json: bool) -> int:
    place = _begun(desk)
    if place.state == "running" and not desk.is_running():
        place = place.model_copy(update={"state": "stopped"})  # by a kill, which notes nothing
    with desk.refused.open(newline="", encoding="utf-8") as report:
        refused = [{"row": int(number), "why": why} for number, why in list(csv.reader(report))[1:]]
    if as_json:
        print_json(place.model_dump(mode="json", exclude={"table"}) | {"refused_rows": refused})
    else:
        if sys.stderr.isatty():
            print(file=sys.stderr)
        for one in refused[:_SHOWN]:
            print(f"row {one['row']}: {one['why']}")
        if len(refused) > _SHOWN:
            print(f"and {len(refused) - _SHOWN} more, all in {desk.refused}")
        print(f"{_sentence(place)}.")
    return 2 if refused and place.state == "done" else 0
