"""Auditors judge drawn items blind: draws a sample, shows case after case, and tells what came of it.

In: shelves, a rule, the actor. Out: `Sample`s, `Shown`, `Result`. The last ruling of a sample has trust
reckoned anew (trusted.py). Not here: who may (models/access.py), the statistics (trust/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Final, get_args

import structlog
from pydantic import SerializeAsAny

from lifecycle.calibration import judgement
from lifecycle.trust.draw import draw
from lifecycle.trusted import review_trust
from lifecycle.veil import may_see, veiled
from models.access import Actor
from models.errors import CallNotFoundError, DecidedMeanwhileError, InputError
from models.frozen import Frozen
from models.notes import CallNotes, Item
from models.review import Verdict
from models.samples import Candidate, Case, Ruling, Sample, SampleRule
from models.transcript import Transcript, Turn
from storage import calls
from storage import samples as rows
from storage.database import Session
from storage.shelves import Shelves
from storage.sightings import has_seen, open_and_seen

_log = structlog.get_logger(__name__)
_MOST_WORDS: Final = 2000
#: So many turns before and after the quote are shown with it.
_NEIGHBOURS: Final = 3
#: What somebody saw of a call so long before the sample was drawn is forgotten.
FORGOTTEN_AFTER: Final = timedelta(days=7)
RULINGS: Final[tuple[Ruling, ...]] = get_args(Ruling)


class Shown(Frozen):
    """A case as it is judged; the page shows no confidence, flag or verdict of it.

    `hears` is true where there is a recording that this person may hear; `around` are the turns that show the
    item and their neighbours. `sighted` is true where this person may know what others thought of it;
    of the cases left that is so of `not_blind`.
    """

    place: int
    left: int
    kind: str
    call_id: str
    item: SerializeAsAny[Item]
    hears: bool
    around: tuple[Turn, ...] = ()
    sighted: bool = False
    not_blind: int = 0


class Agreement(Frozen):
    """Of one kind: how often auditor and agent said the same.

    `undecided` ones no person decided yet, `unclear` ones could not be told, `sighted` ones were not judged
    blind; none of them counts.
    """

    kind: str
    same: int
    other: int
    undecided: int
    unclear: int
    sighted: int


class Disagreement(Frozen):
    """A case on which auditor and agent differ: a labelled case."""

    case: Case
    verdict: Verdict


class Result(Frozen):
    """What came of a finished sample."""

    sample: Sample
    agreements: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]
    noted: tuple[Case, ...] = ()  # cases beside which the auditor wrote something


class Said(Frozen):
    """Notes with the transcript by which they are veiled."""

    notes: CallNotes
    transcript: Transcript | None


def draw_sample(shelves: Shelves, rule: SampleRule, *, actor: Actor) -> str:
    """Draw a sample and return its id. Raises InputError where the rule draws nothing."""
    if rule.since >= rule.until:
        raise InputError("The span ends before it begins; give a later last day.")
    with shelves.database.transaction() as session:
        there = {one.name: one for one in _candidates(session, rule, actor)}
        flagged = _flagged(session, there.values()) if rule.of_flagged else frozenset()
        drawn = draw(there, flagged, seed=rule.seed, random=rule.random, of_flagged=rule.of_flagged)
        if not drawn:
            msg = (
                f"Nothing was drawn: {len(there)} items fit; choose a longer span, more kinds, or a "
                "count above 0."
            )
            raise InputError(msg)
        sample = rows.add(
            session, rule, ((there[one.item], one.why) for one in drawn),
            by=actor.name, at=shelves.clock(), population=len(there),
        )  # fmt: skip
        shelves.audit().note_in(session, actor, "drew_a_sample", detail=f"{sample}, {len(drawn)} cases")
    _log.info("sample_drawn", sample=sample, cases=len(drawn), population=len(there))
    return sample


def samples(shelves: Shelves, *, actor: Actor) -> tuple[Sample, ...]:
    """Return the samples that the actor may open, the newest first."""
    with shelves.database.reading() as session:
        return rows.listed(session, actor=actor)


def sample(shelves: Shelves, sample_id: str, *, actor: Actor) -> Sample:
    """Return this sample; raises CallNotFoundError where the actor may open no such one."""
    for one in samples(shelves, actor=actor):
        if one.id == sample_id:
            return one
    raise CallNotFoundError(
        "There is no such sample, or it is not yours to see; the list has those that are."
    )


def next_case(shelves: Shelves, sample_id: str, *, actor: Actor) -> Shown | None:
    """Return the first case that is not judged and that the actor sees; None where there is none."""
    since = sample(shelves, sample_id, actor=actor).at - FORGOTTEN_AFTER
    with shelves.database.reading() as session:
        open_ones = [one for one in rows.cases(session, sample_id, actor=actor) if one.ruling is None]
        for one in open_ones:
            opened = rows.notes_of(session, one.call_id, one.notes_version)
            if opened is None:
                continue
            said = veiled(Said(notes=opened[0], transcript=opened[1]), actor, shelves.masking)
            item = said.notes.item(one.item_id)
            if item is None:
                continue
            call = calls.read(session, calls.find(session, one.call_id, seen_by=actor))
            return Shown(
                place=one.place, left=len(open_ones), kind=one.kind, call_id=one.call_id,
                item=_blind(item), hears=call.recording is not None and may_see(actor),
                around=_around(said.transcript, item),
                sighted=has_seen(session, one, actor.name, since=since),
                not_blind=open_and_seen(session, sample_id, actor, since=since),
            )  # fmt: skip
    return None


def _around(transcript: Transcript | None, item: Item) -> tuple[Turn, ...]:
    """The turns that show the item, each with those before and after it."""
    turns, shown = () if transcript is None else transcript.turns, {one.turn_id for one in item.evidence}
    near = [place for place, turn in enumerate(turns) if turn.id in shown]
    return tuple(
        turn for place, turn in enumerate(turns) if any(abs(place - one) <= _NEIGHBOURS for one in near)
    )


def _blind(item: Item) -> Item:
    """Return the item without what the machine thinks of it."""
    return item.model_copy(update={"confidence": 0.0, "parts": (), "reasons": (), "flags": ()})


def judge(shelves: Shelves, sample_id: str, place: int, ruling: str, *, note: str = "", actor: Actor) -> None:
    """Keep what the auditor says of a case, once and for all, with a note beside it.

    A ruling of who may know what the machine or the agent thought is kept as not blind. Raises InputError
    for another word or place, DecidedMeanwhileError where somebody judged it before.
    """
    drawn = sample(shelves, sample_id, actor=actor)
    known = next((one for one in RULINGS if one == ruling), None)
    if known is None:
        raise InputError("That is no ruling; choose right, what is wrong, or that it cannot be told.")
    if len(note) > _MOST_WORDS:
        raise InputError(f"A note has at most {_MOST_WORDS} characters; say it in fewer.")
    with shelves.database.transaction() as session:
        found = next((c for c in rows.cases(session, sample_id, actor=actor) if c.place == place), None)
        if found is None:
            raise InputError("There is no such case in this sample any more; open the sample again.")
        sighted = has_seen(session, found, actor.name, since=drawn.at - FORGOTTEN_AFTER)
        if not rows.rule_on(
            session, found, known, note=note.strip(), sighted=sighted, by=actor.name, at=shelves.clock()
        ):
            raise DecidedMeanwhileError("Somebody judged this case before; open the sample again.")
        detail = f"{sample_id}, case {place}{', not blind' if sighted else ''}"
        shelves.audit().note_in(session, actor, "judged_a_case", call_id=found.call_id, detail=detail)
        if rows.is_finished(session, sample_id):
            review_trust(session, shelves)
    _log.info("case_judged", sample=sample_id, place=place)


def result(shelves: Shelves, sample_id: str, *, actor: Actor) -> Result | None:
    """Return what came of a sample; None until every case is judged, so that nobody judges by it."""
    found = sample(shelves, sample_id, actor=actor)
    if not found.is_finished:
        return None
    with shelves.database.reading() as session:
        cases, verdicts = rows.cases(session, sample_id, actor=actor), rows.verdicts(session, sample_id)
    judged = tuple(_readable(one, actor) for one in cases)
    counts: dict[str, Counter[str]] = {}
    differing: list[Disagreement] = []
    for one in judged:
        verdict = verdicts.get((one.call_id, one.notes_version, one.item_id))
        of_kind = counts.setdefault(one.kind, Counter())
        if one.sighted:
            of_kind["sighted"] += 1
        elif one.ruling == "cannot_tell":
            of_kind["unclear"] += 1
        elif verdict is None:
            of_kind["undecided"] += 1
        elif (one.ruling == "right") == (verdict == "accept"):
            of_kind["same"] += 1
        else:
            of_kind["other"] += 1
            differing.append(Disagreement(case=one, verdict=verdict))
    agreements = tuple(
        Agreement(
            kind=kind,
            same=of["same"],
            other=of["other"],
            undecided=of["undecided"],
            unclear=of["unclear"],
            sighted=of["sighted"],
        )
        for kind, of in sorted(counts.items())
    )
    noted = tuple(one for one in judged if one.note)
    return Result(sample=found, agreements=agreements, disagreements=tuple(differing), noted=noted)


def rulings_on(
    shelves: Shelves, items: Collection[tuple[str, int, str]], *, actor: Actor
) -> dict[tuple[str, int, str], tuple[Case, ...]]:
    """Return what auditors said of these items in finished samples; notes as a sample's end shows them."""
    with shelves.database.reading() as session:
        found = rows.rulings_on(session, items)
    return {item: tuple(_readable(one, actor) for one in cases) for item, cases in found.items()}


def _candidates(session: Session, rule: SampleRule, actor: Actor) -> Iterator[Candidate]:
    """What there is to draw from: each item once, whichever pool it is in."""
    if rule.pool != "proposed":
        yield from rows.candidates(session, rule, actor=actor)
    if rule.pool == "decided":
        return
    for one in rows.waiting(session, rule, actor=actor):
        for item in one.notes.items():
            known = judgement(one.notes, item.id)
            if item.id in one.decided or known is None or (rule.kinds and known.kind not in rule.kinds):
                continue
            yield Candidate(
                call_id=one.call_id, notes_version=one.version, item_id=item.id, kind=known.kind,
                category=known.category, engine=one.notes.engine, model=one.notes.model,
                prompt_version=one.notes.prompt_version,
            )  # fmt: skip


def _readable(case: Case, actor: Actor) -> Case:
    """Return the case without its note for who may not see what is personal, and did not write it."""
    is_open = may_see(actor) or case.judged_by == actor.name
    return case if is_open else case.model_copy(update={"note": ""})


def _flagged(session: Session, there: Iterable[Candidate]) -> frozenset[str]:
    """Return the names of those that the machine flagged; each version of notes is opened once."""
    found: set[str] = set()
    notes: dict[tuple[str, int], CallNotes | None] = {}
    for one in there:
        key = (one.call_id, one.notes_version)
        if key not in notes:
            read = rows.notes_of(session, *key)
            notes[key] = None if read is None else read[0]
        opened = notes[key]
        item = None if opened is None else opened.item(one.item_id)
        if item is not None and item.flags:
            found.add(one.name)
    return frozenset(found)
