"""Switches who drafts a team's notes: a former model, rules only, nobody, and back again, with the reason.

In: a team, what it is switched to, the person, why. Out: `NotesSwitch`es. It holds for what is drafted from
then on, since the pipeline asks at each call; notes that are there stay as they are.
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.teams import known_teams, plain_team
from models.access import Actor, Permission
from models.errors import ForbiddenError, InputError
from models.trust import OFF, STANDARD, NotesSwitch, drafter, is_switch
from storage import notes_switches
from storage.database import hold_key
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)
_LONGEST: Final = 500
_SHOWN: Final = 50


def switch_notes(
    shelves: Shelves, team: str, to: str, *, why: str, engines: tuple[str, ...],
    prompts: tuple[str, ...] = (), actor: Actor,
) -> NotesSwitch:  # fmt: skip
    """Switch the team's notes and return what holds now; to what holds already is no turn.

    `engines` are those that are set up here, `prompts` the former ones that this release has. Raises
    InputError for an unknown team or word, an engine that is not set up, a prompt that is not there, or
    without a reason; ForbiddenError for who does not lead this team.
    """
    if not is_switch(to):
        raise InputError(
            "That is nothing to switch to; choose standard, rules, off, llm, llm: with a model's name, or a "
            "former prompt such as llm#notes-2."
        )
    name = _known(shelves, team)
    if actor.role is not None and not (actor.may(Permission.SWITCH_NOTES) and _is_theirs(actor, name)):
        raise ForbiddenError("This team's notes are not yours to switch; ask its manager or an admin.")
    engine, _, prompt = drafter(to)
    if to not in {STANDARD, OFF} and engine not in engines:
        raise InputError("No language model is set here; set CALLNOTES_LLM_URL, or choose rules or off.")
    if prompt and prompt not in prompts:
        raise InputError("This release has no such former prompt; the page Trust lists those that it has.")
    reason = " ".join(why.split())
    if not 1 <= len(reason) <= _LONGEST:
        raise InputError(f"A switch needs its reason in 1 to {_LONGEST} characters; say why.")
    with shelves.database.transaction() as session:
        hold_key(session, "notes switch")
        held = notes_switches.of_team(session, name)
        before = STANDARD if held is None else held.to
        turn = NotesSwitch(
            team=name, to=to, before=before, by=actor.name, at=shelves.clock(), why=reason
        )  # fmt: skip
        if to == before:
            return held or turn
        notes_switches.add(session, turn)
        detail = f"{name or 'no team'}: {before} to {to}: {reason}"
        shelves.audit().note_in(session, actor, "switched_notes", detail=detail)
    _log.info("notes_switched", to=engine, before=drafter(before).engine)
    return turn


def notes_switch(shelves: Shelves, team: str | None) -> NotesSwitch | None:
    """Return the switch that holds for calls of this team at this moment; None where none is set."""
    with shelves.database.reading() as session:
        held = notes_switches.of_team(session, team or "")
    return None if held is None or held.engine is None else held


def switched(shelves: Shelves, *, actor: Actor | None = None) -> tuple[NotesSwitch, ...]:
    """Return the switches that hold for the teams that the actor sees; without an actor of all."""
    with shelves.database.reading() as session:
        every = notes_switches.present(session)
    return tuple(one for one in every if one.engine is not None and _sees(actor, one.team))


def turns(shelves: Shelves, *, actor: Actor | None = None) -> tuple[NotesSwitch, ...]:
    """Return the latest turns of the switches of the teams that the actor sees, the newest first."""
    with shelves.database.reading() as session:
        return tuple(one for one in notes_switches.history(session, limit=_SHOWN) if _sees(actor, one.team))


def switchable(shelves: Shelves, *, actor: Actor) -> tuple[str, ...]:
    """Return the teams whose notes the actor may switch; the empty one is of calls without a team."""
    if not actor.may(Permission.SWITCH_NOTES):
        return ()
    return tuple(team for team in (*known_teams(shelves), "") if _is_theirs(actor, team))


def _is_theirs(actor: Actor, team: str) -> bool:
    return actor.role == "admin" or team in actor.teams


def _sees(actor: Actor | None, team: str) -> bool:
    return actor is None or actor.role not in {"lead", "manager"} or team in actor.teams


def _known(shelves: Shelves, team: str) -> str:
    if not team.strip():
        return ""
    known = {plain_team(one): one for one in known_teams(shelves)}
    if plain_team(team) not in known:
        raise InputError("There is no such team; the page Trust lists those that there are.")
    return known[plain_team(team)]
