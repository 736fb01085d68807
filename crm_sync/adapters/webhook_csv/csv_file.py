"""One CSV file with a row for each key, written whole: who dies leaves the old file or the new one.

In: columns, rows by key. Out: the file (RFC 4180, UTF-8, a heading row; a cell that a spreadsheet would
compute has a "'" before it). Not here: which file a record stands in (folder.py), the lock (lock.py).

A new file is written beside the old one, brought to the disk, and put in its place in one step. What is only
added is copied and not written anew, so that a long file costs a copy.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from models.errors import CrmRefusedError
from text.formats.table import inert_cell, plain_cell

Row = Mapping[str, str]
#: A note has more characters than the reader's own limit of a cell.
_LONGEST_CELL: Final = 1 << 26
_NEW_FILE_MODE: Final = 0o600


class KeyedCsv:
    """A file that only we write. Every method is called under the folder's lock; raises OSError."""

    def __init__(self, path: Path, columns: tuple[str, ...], *, sync: Callable[[Path], None]) -> None:
        self.path = path
        self._columns = columns
        self._sync = sync
        self._seen: tuple[int, int, int] | None = None
        self._rows: dict[str, Row] = {}

    def rows(self) -> dict[str, Row]:
        """Return the rows by their key, in the order of the file; read again only when it has changed.

        Raises CrmRefusedError when the file is not one of ours.
        """
        stamp = stamp_of(self.path)
        if stamp != self._seen:
            self._rows = {row["key"]: row for row in self._read()} if stamp else {}
            self._seen = stamp
        return self._rows

    def put(self, row: Row) -> bool:
        """Bring the row with this key to this; False when it is so already."""
        rows = self.rows()
        there = rows.get(row["key"])
        if there == row:
            return False
        if there is None and self._ends_whole():
            self._replace(self._added(row), rows | {row["key"]: row})
        else:
            self._rewrite(rows | {row["key"]: row})
        return True

    def drop(self, key: str) -> bool:
        """Take the row with this key out; False when there is none."""
        rows = dict(self.rows())
        if rows.pop(key, None) is None:
            return False
        self._rewrite(rows)
        return True

    def _read(self) -> list[Row]:
        columns, rows = read_table(self.path)
        if columns != self._columns:
            raise CrmRefusedError(
                f"{self.path.name} has other columns than Call notes gives it; move that file away."
            )
        return rows

    def _rewrite(self, rows: dict[str, Row]) -> None:
        def write(beside: Path) -> None:
            with beside.open("w", encoding="utf-8", newline="") as file:
                file.write(_line(self._columns))
                file.writelines(self._line(row) for row in rows.values())

        self._replace(write, rows)

    def _added(self, row: Row) -> Callable[[Path], None]:
        def write(beside: Path) -> None:
            shutil.copyfile(self.path, beside)
            with beside.open("a", encoding="utf-8", newline="") as file:
                file.write(self._line(row))

        return write

    def _replace(self, write: Callable[[Path], None], rows: dict[str, Row]) -> None:
        beside = self.path.with_name(f".{self.path.name}.new")
        write(beside)
        mode = self.path.stat().st_mode & 0o777 if self.path.exists() else _NEW_FILE_MODE
        handle = os.open(beside, os.O_RDWR)
        try:
            os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        beside.replace(self.path)
        self._rows, self._seen = rows, stamp_of(self.path)
        self._sync(self.path.parent)

    def _ends_whole(self) -> bool:
        if not self._seen:
            return False
        with self.path.open("rb") as file:
            file.seek(-2, os.SEEK_END)
            return file.read() == b"\r\n"

    def _line(self, row: Row) -> str:
        return _line(row[name] for name in self._columns)


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever the file does, or None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def read_table(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """Return the columns as the heading names them, and the rows; blank lines are none.

    Raises OSError, CrmRefusedError when it is not CSV in UTF-8.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file, strict=True)
            columns = tuple(next(table, ()))
            rows = [
                {name: plain_cell(cell) for name, cell in zip(columns, line, strict=False)}
                for line in table
                if line
            ]
    except (csv.Error, UnicodeDecodeError) as error:
        raise CrmRefusedError(
            f"{path.name} is no whole CSV file in UTF-8; write it anew under another name and rename it then."
        ) from error
    if len(set(columns)) < len(columns):
        raise CrmRefusedError(f"{path.name} has two columns of one name; leave one of them out.")
    return columns, [dict.fromkeys(columns, "") | row for row in rows]


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([inert_cell(cell) for cell in cells])
    return text.getvalue()
