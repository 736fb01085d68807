"""Runs an engine, or replays recorded notes, over the gold calls and the real talks, and counts.

In: gold calls, where their notes come from. Out: `Report`s: scores per kind, discarded claims, tasks.
Not here: the command line (notes.py), one call's scores (item_scores.py, tasks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from evals.gold import GoldCall, GoldKind, read_gold, read_labels
from evals.item_scores import KINDS, KindScore, items_of, score
from evals.mishearing import as_heard_by_a_machine, as_typed_by_a_person
from evals.shared_talk import SHARED, bank_calls, consultations
from evals.small_talk import small_talk_items
from evals.tasks import TaskScore, read_task, score_task
from extractor.engine import CallContext
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from extractor.templates import Templates, choose, read_templates
from models.frozen import Frozen
from models.notes import CallNotes
from models.transcript import Transcript

Read = Callable[[GoldCall, Transcript], CallNotes]
FORMS: Final[dict[str, Callable[[GoldCall], Transcript]]] = {
    "written": lambda call: call.transcript(),
    "typed": lambda call: as_typed_by_a_person(call.transcript()),
    "heard": lambda call: as_heard_by_a_machine(call.transcript(), seed=call.name),
}
_LABELS = Path(__file__).parent / "gold" / "shared"


class Report(Frozen):
    """What came of a set of calls."""

    kinds: dict[GoldKind, KindScore]
    claims: int = 0
    discarded: int = 0
    small_talk: int = 0
    tasks: tuple[TaskScore, ...] = ()

    @property
    def unsupported(self) -> float:
        """Share of the engine's claims that were thrown away, since the transcript does not show them."""
        return self.discarded / self.claims if self.claims else 0.0

    @property
    def whole(self) -> int:
        """How many calls have their task and every slot that was said."""
        return sum(one.whole for one in self.tasks)


def by_rules(call: GoldCall, transcript: Transcript) -> CallNotes:
    """Return what the rules engine makes of a call, with the template that the product would choose."""
    return noted(transcript, call)


def noted(transcript: Transcript, call: GoldCall | None = None) -> CallNotes:
    """Return the notes of a transcript by rules; without a call at the usual moment of the gold calls."""
    when = call or GoldCall(name="", turns=(), items=(), part="tuned on", task="")
    context = CallContext(
        started_at=when.started_at,
        zone=ZoneInfo(when.time_zone),
        template=choose(_templates(), transcript).template,
    )
    return extract(transcript, engine=RulesEngine(), context=context)


def recorded(folder: Path) -> Read:
    """Return a reader of notes that an engine made before: NAME.json of each call."""
    return lambda call, _transcript: CallNotes.model_validate_json(
        (folder / f"{call.name}.json").read_text("utf-8")
    )


def on_gold(part: str, *, form: str, read: Read = by_rules, language: str = "en") -> Report:
    """Score the gold calls of one part, in one form of their words."""
    chosen = [call for call in read_gold() if call.part == part and call.language == language]
    return _report((call, FORMS[form](call), read) for call in chosen)


def on_bank_calls(*, machine: bool) -> Report:
    """Score tasks, slots and small talk of the real bank calls; empty where they are not there."""
    tasks, small = [], 0
    for name, talk in bank_calls(machine=machine).items():
        notes = noted(talk)
        task, slots = read_task(SHARED / "harper_valley" / f"{name}.metadata.json")
        tasks.append(score_task(name, notes, talk, task, slots))
        small += len(small_talk_items(notes))
    return Report(kinds={}, tasks=tuple(tasks), small_talk=small)


def on_real_labels() -> dict[str, Report]:
    """Score the items of the real talks against the labels that we gave them, by corpus."""
    corpora = {"harper_valley": bank_calls(), "primock57": consultations()}
    reports = {}
    for corpus, talks in corpora.items():
        labels = read_labels(_LABELS / f"{corpus}.yaml")
        labelled = {item.kind for items in labels.values() for item in items}
        gold = [
            (GoldCall(name=name, turns=(), items=labels[name], part="later", task=""), talk, by_rules)
            for name, talk in talks.items()
        ]
        report = _report(gold)
        reports[corpus] = report.model_copy(
            update={"kinds": {kind: counts for kind, counts in report.kinds.items() if kind in labelled}}
        )
    return reports


def _report(calls: Iterable[tuple[GoldCall, Transcript, Read]]) -> Report:
    kinds = dict.fromkeys(KINDS, KindScore())
    claims = discarded = small = 0
    tasks = []
    for call, transcript, read in calls:
        notes = read(call, transcript)
        for kind in KINDS:
            kinds[kind] += score(items_of(notes, kind), [item for item in call.items if item.kind == kind])
        claims += len(notes.items()) + len(notes.discarded)
        discarded += len(notes.discarded)
        small += len(small_talk_items(notes))
        if call.task:
            tasks.append(score_task(call.name, notes, transcript, call.task, call.slots))
    return Report(kinds=kinds, claims=claims, discarded=discarded, small_talk=small, tasks=tuple(tasks))


@cache
def _templates() -> Templates:
    return read_templates()
