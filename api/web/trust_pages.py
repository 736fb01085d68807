"""The page of how far the machine can be trusted: figures by week and group, and each team's switch.

In: what to show, the form of a switch. Out: the page. Figures are of the teams that the viewer sees.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web import versions_in_groups
from api.web.form import read_form
from api.web.language import N_, language_of, speaking
from api.web.page import page
from api.web.plot import Key, Words
from api.web.ranges_plot import ranges_svg
from api.web.reliability import reliability_svg
from api.web.times import short_day
from api.web.weeks_plot import Point, weeks_svg
from api.who import allowed
from lifecycle import trust_alarms, trust_board, trust_switch
from models.access import Actor, Permission
from models.errors import InputError, RefusedError
from models.trust import OFF, STANDARD, drafter, is_switch, switch_words
from models.trust_figures import Spread, Week

router = APIRouter(prefix="/trust")
Here = Annotated[Entry, Depends(entry_of)]
Sees = Annotated[Actor, Depends(allowed(Permission.SEE_TRUST))]
Switches = Annotated[Actor, Depends(allowed(Permission.SWITCH_NOTES))]
SPANS: Final = (4, 12, 26, 52)
GROUPS: Final = {
    "team": N_("Team"), "version": N_("Version"), "engine": N_("Engine"), "model": N_("Model"),
    "prompt": N_("Prompt version"), "template": N_("Template"), "language": N_("Language"),
    "channels": N_("Channels"), "speaker": N_("Whose words"), "kind": N_("Kind"), "field": N_("CRM field"),
}  # fmt: skip
#: Words of ours among the values of groups; all others are names.
VALUES: Final = {
    "not known": N_("not known"), "one": N_("one channel"), "two": N_("two channels"),
    "more": N_("more channels"),
    "agent": N_("the agent's"), "customer": N_("the customer's"), "both": N_("both people's"),
    "topic": N_("topics"), "promise": N_("promises"), "follow_up": N_("follow-ups"),
    "open_question": N_("open questions"), "field": N_("fields"), "off": N_("off"),
}  # fmt: skip
MEASURES: Final = {
    "accepted": N_("accepted"), "edited": N_("edited"), "rejected": N_("rejected"),
    "read_whole": N_("calls read whole"), "draft": N_("time to draft"), "review": N_("time to review"),
}  # fmt: skip
#: What can be held side by side.
COMPARABLE: Final = ("version", "engine", "model", "prompt", "template")
#: The measure that a watched series is of.
WATCHED: Final = {"accept": "accepted", "coverage": "read_whole", "draft_s": "draft", "review_s": "review"}
EDITS: Final = {
    "wording": N_("the text"), "words": N_("other words"), "number": N_("a number"),
    "day": N_("a day"), "owner": N_("who has to do it"), "negation": N_("yes or no"),
    "value": N_("the value of a field"),
}  # fmt: skip
#: What models/trust.py says of a switch.
SWITCHED: Final = (
    N_("the engine of the settings"), N_("rules only"), N_("off: no notes are drafted"),
    N_("the language model of the settings"), N_("the language model {model}"),
    N_("the language model of the settings with the former prompt {prompt}"),
    N_("the language model {model} with the former prompt {prompt}"),
)  # fmt: skip
_MINUTES_FROM_S: Final = 120
_HOURS_FROM_S: Final = 7_200
#: Tops of an axis whose quarters are round.
_TOPS_S: Final = (60.0, 120.0, 240.0, 480.0, 1200.0, 2400.0, 4800.0, 14400.0, 43200.0, 86400.0, 604800.0)


@router.get("")
async def show_trust(request: Request, entry: Here, actor: Sees) -> Response:
    """Show the figures, two versions side by side where they are asked for, and the switches."""
    return await _shown(request, entry, actor)


@router.post("/switch")
async def switch(request: Request, entry: Here, actor: Switches) -> Response:
    """Switch what drafts a team's notes from now on."""
    form, shelves = await read_form(request), entry.doors.shelves
    to, model = form.one("to"), form.one("model").strip()
    try:
        await in_thread(
            lambda: trust_switch.switch_notes(
                shelves, form.one("team"), _with_model(to, model) if model else to,
                why=form.one("why"), engines=entry.doors.engines_set,
                prompts=entry.doors.former_prompts, actor=actor,
            )
        )  # fmt: skip
    except RefusedError as error:
        return await _shown(request, entry, actor, wrong=error)
    return RedirectResponse("/trust#switch", 303)


async def _shown(
    request: Request, entry: Entry, actor: Actor, *, wrong: RefusedError | None = None
) -> Response:
    asked, shelves = request.query_params, entry.doors.shelves
    weeks = _weeks(asked.get("weeks", "12"))
    team, first, second = asked.get("team") or None, asked.get("first"), asked.get("second")
    board = await in_thread(lambda: trust_board.board(shelves, actor=actor, weeks=weeks, team=team))
    whole = board if team is None else await in_thread(
        lambda: trust_board.board(shelves, actor=actor, weeks=weeks)
    )  # fmt: skip
    of_what = versions_in_groups.making(asked.get("of", "version"))
    within = await in_thread(
        lambda: trust_board.crossed(shelves, of_what, actor=actor, weeks=weeks, team=team)
    )
    versions = [one.value for one in board.groups["version"]]
    compared, certain = None, []
    (facet, value), (of, other) = _named(first or ""), _named(second or "")
    if first and second:
        if facet != of:
            raise InputError("These two are not of one kind; choose two versions, or two models.")
        compared = await in_thread(
            lambda: trust_board.side_by_side(shelves, facet, value, other, actor=actor, weeks=weeks)
        )
        if facet == "version":
            certain = [
                (one, await in_thread(partial(trust_board.certainty, shelves, one, actor=actor, weeks=weeks)))
                for one in (value, other)
            ]
    held = await in_thread(lambda: trust_switch.switched(shelves, actor=actor))
    with speaking(language_of(request)):
        accepted, reviewed = [_accepted(one) for one in board.weeks], _times_of(board.weeks)
    return page(
        request, "trust.html", actor=actor, title="Trust", status=200 if wrong is None else status_of(wrong),
        board=board, weeks=weeks, spans=SPANS, team=team,
        teams=[one.value for one in whole.groups["team"]],
        groups=GROUPS, values=VALUES, measures=MEASURES, edits=EDITS,
        versions=versions, compared=compared, certain=certain,
        within=versions_in_groups.shown(within, asked.get("across", "language")),
        of_groups=versions_in_groups, ranges_svg=ranges_svg, first=(facet, value), second=(of, other),
        comparable=[one for one in COMPARABLE if len(board.groups.get(one, ())) > 1],
        accepted=accepted, reviewed=reviewed, top_s=_top_s(reviewed),
        alarms=await in_thread(lambda: trust_alarms.alarms(shelves, actor=actor)), watched=WATCHED,
        watching=await in_thread(lambda: trust_alarms.watched(shelves, actor=actor)),
        seconds=_seconds, weeks_svg=weeks_svg, reliability_svg=reliability_svg, Words=Words, Key=Key,
        percent="{:.0f}".format,
        years=" – ".join(sorted({one.week[:4] for one in board.weeks})),
        held={one.team: one for one in held}, STANDARD=STANDARD, switch_words=switch_words,
        choices=_choices(entry, versions),
        switchable=await in_thread(lambda: trust_switch.switchable(shelves, actor=actor)),
        turns=await in_thread(lambda: trust_switch.turns(shelves, actor=actor)), wrong=wrong,
    )  # fmt: skip


def _named(typed: str) -> tuple[str, str]:
    """Of what kind a thing to compare is, and which one; a version where no kind is named."""
    facet, _, value = typed.partition("=")
    return (facet, value) if facet in COMPARABLE else ("version", typed)


def _with_model(to: str, model: str) -> str:
    """The same language model's prompt, asked of the model whose name was typed."""
    engine, _, prompt = drafter(to)
    return to if engine != "llm" else f"llm:{model}" + (f"#{prompt}" if prompt else "")


def _choices(entry: Entry, versions: list[str]) -> tuple[str, ...]:
    """What a team can be switched to, with the models that drafted here and each former prompt."""
    words, doors = [STANDARD, "rules", OFF], entry.doors
    if "llm" in doors.engines_set:
        models = dict.fromkeys(one.split(" / ")[1] for one in versions if one.startswith("llm / "))
        former = ["", *(f"#{name}" for name in doors.former_prompts)]
        words += [head + end for head in ("llm", *(f"llm:{one}" for one in models)) for end in former]
    return tuple(one for one in words if is_switch(one))


def _weeks(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise InputError("The number of weeks is no number; choose one of the list.")
    return int(typed)


def _accepted(week: Week) -> Point:
    one, label = week.figures.accepted, _begins(week)
    return Point(label) if one is None else Point(label, one.rate * 100, one.low * 100, one.high * 100)


def _begins(week: Week) -> str:
    return short_day(date.fromisoformat(week.week))


def _times_of(weeks: tuple[Week, ...]) -> list[Point]:
    """Median and ninth tenth of the time to review."""
    return [_time(_begins(one), one.figures.review) for one in weeks]


def _seconds(one: float) -> str:
    """Return a time as short as it is read: "90 s", "12 min", "1.5 h"."""
    if one < _MINUTES_FROM_S:
        return f"{one:.0f} s"
    return f"{one / 60:.0f} min" if one < _HOURS_FROM_S else f"{one / 3600:.1f} h"


def _top_s(points: list[Point]) -> float:
    """The round time above all of them."""
    most = max([1.0, *(one.second or 0.0 for one in points)])
    return next((one for one in _TOPS_S if one >= most), most)


def _time(label: str, one: Spread | None) -> Point:
    return Point(label) if one is None else Point(label, one.median_s, one.low_s, one.high_s, one.p90_s)
