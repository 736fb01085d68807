"""What the page Trust shows: figures over weeks and by group, for the teams that a person sees.

In: shelves, the person, how many weeks. Out: `Board`, `Compared`. Read from weekly counts alone, so that it
costs the same however many items there are; no agent and no customer is in them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Final, get_args

from lifecycle.trust.crossings import cells, changed, crossings
from lifecycle.trust.figures import Counts, apart, compared, confidence, figures
from models.access import Actor
from models.calibration import Step
from models.errors import InputError
from models.tallies import CROSSED_FACETS, Across, Facet, Making, week_of
from models.trust_figures import Board, Compared, Crossings, Group, Week
from storage import trust_tallies
from storage.shelves import Shelves

FACETS: Final[tuple[Facet, ...]] = get_args(Facet)
MOST_WEEKS: Final = 104
ACROSS: Final[tuple[Across, ...]] = get_args(Across)
#: These hold no calls of their own, or are shown in a way of their own.
_NO_GROUPS: Final = frozenset({"all", "changed"})


def board(shelves: Shelves, *, actor: Actor, weeks: int = 12, team: str | None = None) -> Board:
    """Return the figures of the last weeks, this one included; of one team where it is named.

    Raises InputError for a number of weeks out of range, or a team that the actor does not see.
    """
    spans, teams = _span(shelves, weeks), _teams(actor, team)
    with shelves.database.reading() as session:
        read = {
            facet: trust_tallies.totals(session, facet, spans, teams, summed=facet != "all")
            for facet in FACETS
        }
    whole, by_week, by_team = Counts(), _grouped(), _grouped()
    for _, week, of_team, measure, bucket, count in read["all"]:
        whole[measure, bucket] += count
        by_week[week][measure, bucket] += count
        by_team[of_team][measure, bucket] += count
    groups: dict[Facet | str, tuple[Group, ...]] = {"team": _groups(by_team, whole)}
    edits = Counter[str]()
    for facet in FACETS:
        by_value = _grouped()
        for value, _, _, measure, bucket, count in read[facet]:
            by_value[value][measure, bucket if measure in _SPREAD else 0] += count
        if facet == "changed":
            edits.update({value: sum(counts.values()) for value, counts in by_value.items()})
        if facet not in _NO_GROUPS:
            groups[facet] = _groups(by_value, _sum(by_value) if facet == "field" else whole)
    return Board(
        teams=teams,
        whole=figures(whole),
        weeks=tuple(Week(week=week, figures=figures(by_week[week])) for week in spans),
        groups=groups,
        edits=tuple(edits.most_common()),
        confidence=confidence(whole),
    )


def side_by_side(
    shelves: Shelves, facet: str, first: str, second: str, *, actor: Actor, weeks: int = 12
) -> tuple[Compared, ...]:
    """Return every measure of two engines, models, prompts, templates or versions, and the difference.

    Raises InputError where one of them drafted nothing in these weeks.
    """
    known = next((one for one in FACETS if one == facet and one not in _NO_GROUPS), None)
    if known is None:
        raise InputError("That cannot be held side by side; choose version, engine, model or prompt.")
    with shelves.database.reading() as session:
        read = trust_tallies.totals(session, known, _span(shelves, weeks), _teams(actor, None))
    by_value = _grouped()
    for value, _, _, measure, bucket, count in read:
        by_value[value][measure, bucket] += count
    if first not in by_value or second not in by_value:
        raise InputError("One of them drafted nothing in these weeks; choose two of the list.")
    return compared(figures(by_value[first]), figures(by_value[second]))


def crossed(
    shelves: Shelves, of: Making = "version", *, actor: Actor, weeks: int = 12, team: str | None = None
) -> Crossings:
    """Return versions, engines, models, prompts or templates side by side, within each kind of group.

    Raises InputError as `board` does.
    """
    spans, teams = _span(shelves, weeks), _teams(actor, team)
    with shelves.database.reading() as session:
        read = {
            group: trust_tallies.totals(session, CROSSED_FACETS[group], spans, teams, summed=True)
            for group in ACROSS
        }
    added = {
        group: cells(((one.value, one.measure, one.times) for one in counts), of)
        for group, counts in read.items()
    }
    return Crossings(
        of=of,
        across={
            group: changed(one, added["language"]) if group == "changed" else crossings(one)
            for group, one in added.items()
        },
    )


def certainty(shelves: Shelves, version: str, *, actor: Actor, weeks: int = 12) -> tuple[Step, ...]:
    """Return what was decided on the items of a version, by each tenth of its confidence."""
    with shelves.database.reading() as session:
        read = trust_tallies.totals(session, "version", _span(shelves, weeks), _teams(actor, None))
    counts = Counts()
    for value, _, _, measure, bucket, count in read:
        if value == version:
            counts[measure, bucket] += count
    return confidence(counts)


def count_anew(shelves: Shelves, *, actor: Actor) -> int:
    """Count everything anew from the calls that are there, and return how many counts that are."""
    with shelves.database.transaction() as session:
        counts = trust_tallies.rebuild(session)
        shelves.audit().note_in(session, actor, "counted_trust_anew", detail=f"{counts} counts")
    return counts


_SPREAD: Final = frozenset({"draft_s", "review_s", "coverage"})


def _grouped() -> defaultdict[str, Counts]:
    return defaultdict(Counts)


def _sum(by_value: dict[str, Counts]) -> Counts:
    return sum(by_value.values(), Counts())


def _groups(by_value: dict[str, Counts], whole: Counts) -> tuple[Group, ...]:
    """Each group with what lies apart from all others together; the largest first."""
    unsplit = Counts()
    for (measure, bucket), count in whole.items():
        unsplit[measure, bucket if measure in _SPREAD else 0] += count
    groups = []
    for value, counts in by_value.items():
        own = Counts()
        for (measure, bucket), count in counts.items():
            own[measure, bucket if measure in _SPREAD else 0] += count
        mine = figures(own)
        worse, better = apart(mine, figures(unsplit - own))
        groups.append(Group(value=value, figures=mine, worse=worse, better=better))
    return tuple(sorted(groups, key=lambda one: (-one.figures.items, one.value)))


def _span(shelves: Shelves, weeks: int) -> tuple[str, ...]:
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"The page shows 1 to {MOST_WEEKS} weeks; choose a number of these.")
    last = date.fromisoformat(week_of(shelves.clock()))
    return tuple((last - timedelta(weeks=ago)).isoformat() for ago in range(weeks - 1, -1, -1))


def _teams(actor: Actor, team: str | None) -> tuple[str, ...] | None:
    """The teams whose figures are shown; None for everybody's."""
    seen = actor.teams if actor.role in {"lead", "manager"} else None
    if team is None:
        return seen
    if seen is not None and team not in seen:
        raise InputError("You do not see a team of this name; choose one of yours.")
    return (team,)
