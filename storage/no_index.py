"""A column by which SQLite enters no index, so that a query takes the index of another one.

In: a column of text. Out: its value, to be compared. SQLite, which knows nothing of how often a value stands,
may else enter by the one that leaves more rows. PostgreSQL knows, and chooses better by the column as it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class by_no_index(GenericFunction[str]):  # noqa: N801 - named as functions of SQL are
    """The value of a column, whose index SQLite leaves alone (https://sqlite.org/optoverview.html, 2.1)."""

    inherit_cache = True


@compiles(by_no_index)
def _as_it_is(value: by_no_index, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 - of the compiler
    return compiler.process(value.clauses, **how)


@compiles(by_no_index, "sqlite")
def _on_sqlite(value: by_no_index, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401 - of the compiler
    return f"+{compiler.process(value.clauses, **how)}"
