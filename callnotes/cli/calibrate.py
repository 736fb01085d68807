"""`callnotes calibration`: what decisions say about the confidence, and whether that is shown."""

from __future__ import annotations

from typing import Annotated

import typer

from callnotes.cli.operator import operator
from callnotes.cli.place import place_of
from callnotes.cli.printing import print_document
from models.calibration import Calibration, Curve
from models.errors import InputError


def calibration(
    context: typer.Context,
    learn: Annotated[bool, typer.Option("--fit", help="Learn from all decisions so far.")] = False,
    use: Annotated[
        int | None, typer.Option(metavar="VERSION", help="Show this version beside the confidence.")
    ] = None,
    stop: Annotated[bool, typer.Option("--stop", help="Show none beside the confidence.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how often items of a confidence are accepted; nothing here changes a confidence."""
    from callnotes.shelves import shelves_of
    from lifecycle import calibration as calibrations

    if use is not None and stop:
        msg = "--use and --stop contradict each other; give one of them."
        raise InputError(msg)
    with shelves_of(place_of(context).existing) as shelves:
        if learn:
            calibrations.fit(shelves, actor=operator())
        if use is not None or stop:
            calibrations.use(shelves, use, actor=operator())
        learned = calibrations.learned(shelves)
    if as_json:
        print_document(learned)
        return
    print(f"{learned.decisions} decisions; {learned.least} on the items of one engine are needed at least.")
    if learned.versions:
        _print(learned.versions[0])
    used = next((one.version for one in learned.versions if one.in_use), None)
    print("No version is shown beside the confidence." if used is None else f"Version {used} is shown.")


def _print(newest: Calibration) -> None:
    print(f"Version {newest.version}, {newest.made_at:%Y-%m-%d %H:%M %Z}, {newest.decisions} decisions")
    for curve in newest.curves:
        _print_curve(curve)


def _print_curve(curve: Curve) -> None:
    named = " ".join(part for part in (curve.engine, curve.kind, curve.category) if part)
    print(f"\n{named}: error {curve.error_before:.3f}, of the reading {curve.error_after:.3f}")
    print("confidence   accepted  edited  rejected  share  95 %         reading")
    for step in curve.observed:
        print(
            f"{step.from_confidence:.2f} - {step.to_confidence:.2f}  {step.accepted:>8}  {step.edited:>6}  "
            f"{step.rejected:>8}  {step.rate:>5.2f}  {step.low:.2f} - {step.high:.2f}  "
            f"{curve.reading(step.mean_confidence):>7.2f}"
        )
