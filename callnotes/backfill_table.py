"""A table of recordings of old calls: which file is which call, told row by row.

In: the bytes of a CSV file. Out: rows with their numbers, as a spreadsheet counts them; InputError for a
table that cannot be read at all. Not here: what becomes of a row (backfill.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from lifecycle.new_call import FIELD_NAMES
from models.errors import InputError

#: `other_leg` is the right side of a call in two files.
COLUMNS: Final = FIELD_NAMES - {"priority"} | {"path", "other_leg"}

_DELIMITERS: Final = ",;\t|"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """One row; `broken` says why it is none, and then it has no cells."""

    number: int
    cells: dict[str, str]
    broken: str | None = None


def read_table(content: bytes) -> tuple[Row, ...]:
    """Return the rows below the one that names the columns; empty ones are left out.

    Raises InputError for a file that is no UTF-8, has no column `path`, an unknown or a doubled one, or a
    quote that is never closed.
    """
    text = _text(content)
    records = _records(text, _delimiter(text))
    names = [name.strip().lower().replace(" ", "_") for name in next(records)[1]]
    _check_names(names)
    return tuple(_row(number, cells, names) for number, cells in records if any(map(str.strip, cells)))


def _text(content: bytes) -> str:
    if content.startswith(_UTF_16) or b"\0" in content:
        raise InputError("The table is not a CSV file in UTF-8; save it as one (in Excel: CSV UTF-8).")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"Line {line} of the table holds bytes that are not UTF-8; save it in that encoding "
            "(in Excel: CSV UTF-8)."
        ) from error


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0].lower()
    for sign in _DELIMITERS:
        if "path" in [name.strip().strip('"') for name in header.split(sign)]:
            return sign
    raise InputError(
        "The first row of the table names no column `path`; it names the columns, separated by commas, "
        "such as path,started_at,agent."
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            yield number, cells
    except csv.Error as error:
        raise InputError(
            f"Row {number + 1} of the table cannot be read: a quote is not closed, or something follows one "
            "that is; correct it there."
        ) from error


def _check_names(names: list[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        known = ", ".join(sorted(COLUMNS))
        raise InputError(
            f"The table has the column `{unknown[0]}`, which is none of {known}; rename it or take it away."
        )
    doubled = [name for name in names if names.count(name) > 1]
    if doubled:
        raise InputError(f"The table has the column `{doubled[0]}` twice; take one away.")


def _row(number: int, cells: list[str], names: list[str]) -> Row:
    if len(cells) != len(names):
        broken = (
            f"It has {len(cells)} cells where the first row has {len(names)}; "
            "what has the separator in it stands in quotes."
        )
        return Row(number, {}, broken)
    return Row(number, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()})
