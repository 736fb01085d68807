"""Measures what is made of calls: items against labels, tasks and their values, agreement of labels.

Usage: python -m evals.notes gold [--notes FOLDER]   items of the made-up gold calls, per kind
       python -m evals.notes tasks                   the caller's task and slots, made-up and real calls
       python -m evals.notes shared                  items of the real talks in ../shared/data, where they are
       python -m evals.notes kappa ONE OTHER         Cohen's kappa between two sets of labels
       python -m evals.notes scripts [--written-only]  promises of the spoken scripts
Without --notes the rules engine reads; with it NAME.json of each gold call, made by any engine, is scored.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import structlog

from evals import scripted
from evals.agreement import agreements, labels_of
from evals.gold import CALLS, read_gold
from evals.gold_run import FORMS, Read, Report, by_rules, on_bank_calls, on_gold, on_real_labels, recorded
from evals.shared_talk import bank_calls, consultations
from evals.silence import PARTS

_HEAD = (
    f"{'':<24}{'gold':>5}{'made':>5}{'found':>6}{'P':>6}{'R':>6}{'F1':>6}{'side':>6}{'day':>7}{'omitted':>9}"
)


def gold_table(read: Read = by_rules, *, forms: tuple[str, ...] = tuple(FORMS)) -> str:
    """Return a table per part and form of the gold calls."""
    lines = []
    for part in PARTS:
        for form in forms:
            lines += _items(f"{part}, {form}", on_gold(part, form=form, read=read))
    return "\n".join(lines)


def task_table(*, parts: tuple[str, ...] = PARTS, forms: tuple[str, ...] = tuple(FORMS)) -> str:
    """Return how many calls have their task and every slot that was said, and which slots are missing."""
    lines = [f"{'':<30}{'calls':>6}{'task':>6}{'slots':>9}{'whole':>7}{'small talk':>12}"]
    reports = {f"made up, {part}, {form}": on_gold(part, form=form) for part in parts for form in forms}
    reports |= {"HarperValley, person": on_bank_calls(machine=False)}
    reports |= {"HarperValley, machine": on_bank_calls(machine=True)}
    for title, report in reports.items():
        if report.tasks:
            lines.append(_tasks(title, report))
    return "\n".join(lines)


def shared_table() -> str:
    """Return the items of the real talks against our labels of them."""
    lines = [line for title, report in on_real_labels().items() for line in _items(title, report)]
    return "\n".join(lines) if bank_calls() else "The shared talks are not beside the repository."


def kappa_table(one: Path, other: Path) -> str:
    """Return the agreement of two sets of labels, per kind."""
    turns: dict[str, tuple[str, ...]] = {
        call.name: tuple(f"t{number}" for number in range(1, len(call.turns) + 1)) for call in read_gold()
    }
    turns |= {
        name: tuple(turn.id for turn in talk.turns) for name, talk in (bank_calls() | consultations()).items()
    }
    lines = [f"{'':<16}{'both':>6}{'one':>6}{'other':>6}{'neither':>9}{'kappa':>8}"]
    for found in agreements(labels_of(one), labels_of(other), turns):
        kappa = "-" if found.kappa is None else f"{found.kappa:.2f}"
        counts = f"{found.both:>6}{found.only_one:>6}{found.only_other:>6}{found.neither:>9}"
        lines.append(f"{found.kind:<16}{counts}{kappa:>8}")
    return "\n".join(lines)


def _items(title: str, report: Report) -> list[str]:
    lines = [_HEAD.replace(" " * len(title), title, 1)]
    for kind, counts in report.kinds.items():
        day = f"{counts.day_right}/{counts.dated}"
        lines.append(
            f"  {kind:<22}{counts.gold:>5}{counts.made:>5}{counts.found:>6}{counts.precision:>6.2f}"
            f"{counts.recall:>6.2f}{counts.f1:>6.2f}{counts.side_right:>6}{day:>7}{counts.omitted:>9.2f}"
        )
    lines.append(
        f"  claims {report.claims}, unsupported {report.unsupported:.3f}, small talk {report.small_talk}"
    )
    return lines


def _tasks(title: str, report: Report) -> str:
    said = sum(len(one.said) for one in report.tasks)
    missing = sum(len(one.missing) for one in report.tasks)
    found = sum(one.task_found for one in report.tasks)
    slots = f"{said - missing}/{said}"
    return f"{title:<30}{len(report.tasks):>6}{found:>6}{slots:>9}{report.whole:>7}{report.small_talk:>12}"


def main() -> None:
    """Print the tables asked for, and no log lines between them."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(prog="python -m evals.notes", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    gold = commands.add_parser("gold", help="items of the made-up gold calls")
    gold.add_argument("--notes", type=Path, help="folder with NAME.json of each call, made by any engine")
    commands.add_parser("tasks", help="the caller's task and slots")
    commands.add_parser("shared", help="items of the real talks")
    kappa = commands.add_parser("kappa", help="agreement between two sets of labels")
    kappa.add_argument("one", type=Path, nargs="?", default=CALLS)
    kappa.add_argument("other", type=Path)
    scripts = commands.add_parser("scripts", help="promises of the spoken scripts")
    scripts.add_argument("--written-only", action="store_true")
    asked = parser.parse_args()
    sys.stdout.write(f"{_told(asked)}\n")


def _told(asked: argparse.Namespace) -> str:
    if asked.command == "gold":
        if asked.notes is None:
            return gold_table()
        return gold_table(recorded(asked.notes), forms=("written",))
    if asked.command == "tasks":
        return task_table()
    if asked.command == "shared":
        return shared_table()
    if asked.command == "kappa":
        return kappa_table(asked.one, asked.other)
    return scripted.tables(written_only=asked.written_only)


if __name__ == "__main__":
    main()
