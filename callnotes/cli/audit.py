"""`callnotes audit`: whether the log of who did what is whole, all of it, and cases of judged samples."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of


def verify(
    context: typer.Context,
    kept: Annotated[
        str | None, typer.Option("--kept", metavar="NUMBER:HASH", help="An end of the log kept elsewhere.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Look whether every line is as it was written, and none is missing; exit with 3 where not."""
    from callnotes.cli.printing import print_json
    from callnotes.shelves import shelves_of
    from models.errors import InputError
    from storage.audit_anchor import Anchor

    end = None if kept is None else Anchor.of(kept)
    if kept is not None and end is None:
        raise InputError("This is no end of the log; give it as `callnotes audit verify` printed it.")
    with shelves_of(place_of(context).existing) as shelves:
        verdict = shelves.audit().check(kept=end)
    if as_json:
        print_json({"whole": verdict.is_whole, **verdict.model_dump(mode="json")})
    elif verdict.is_whole:
        print(f"The audit log is whole: {verdict.entries} lines. Its end: {verdict.end or 'none yet'}")
        if verdict.entries and not verdict.anchored:
            print("This machine had kept no end of it before; compare with one kept elsewhere by --kept.")
    else:
        where = "" if verdict.broken is None else f" at line {verdict.broken}"
        print(f"The audit log is broken{where}: {verdict.why} {verdict.entries} lines before that fit.")
    return 0 if verdict.is_whole else 3


def export(
    context: typer.Context,
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
) -> None:
    """Write every line to standard output, the oldest first; that it was written out is noted."""
    from callnotes.shelves import shelves_of
    from lifecycle.audit_export import export_audit
    from storage.audit import EVERYTHING

    with shelves_of(place_of(context).existing) as shelves:
        for text in export_audit(shelves, form, EVERYTHING, actor=operator(), seen_by=None):
            sys.stdout.write(text)


def cases(
    context: typer.Context,
    sample: Annotated[
        str, typer.Argument(metavar="SAMPLE", help="The sample, as its page's address names it.")
    ] = "",
) -> None:
    """Write labelled cases as JSON, with words of the calls: a sample's, or the review list's; noted."""
    from callnotes.cli.printing import print_json
    from callnotes.shelves import shelves_of
    from lifecycle.labelled import labelled, labelled_misses

    with shelves_of(place_of(context).existing) as shelves:
        found = labelled(shelves, sample, actor=None) if sample else labelled_misses(shelves, actor=None)
        shelves.audit().note(operator(), "exported_cases", detail=sample or "of the review list")
    print_json([one.model_dump(mode="json", exclude_none=True) for one in found])
