"""The one spelling of a team: blanks and capitals make no other team of a name.

In: names as somebody wrote them, and an open session. Out: the spelling of the team that is known, else the
name as it was written, without the blanks that nobody sees.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from models.errors import InputError
from storage import accounts, calls
from storage.database import Session
from storage.shelves import Shelves

_LONGEST: Final = 80


def known_teams(shelves: Shelves) -> tuple[str, ...]:
    """Return the teams of people, and those that calls alone name, each in one spelling, by name."""
    with shelves.database.reading() as session:
        found = _known(accounts.every_team(session), calls.every_team(session))
    return tuple(sorted(found.values(), key=plain_team))


def read_teams(session: Session, names: Iterable[str], *, whose: str | None = None) -> tuple[str, ...]:
    """Return the teams of a person as they are known, each once. Raises InputError for an overlong name.

    A spelling that other people have goes before one that calls have, and of those the one of most calls. The
    person's own (of the account `whose`) is not asked, so that it can be mended.
    """
    written = {plain_team(name): _tidy(name) for name in names if name.strip()}
    if any(len(name) > _LONGEST for name in written.values()):
        raise InputError(f"The name of a team has at most {_LONGEST} characters; choose a shorter one.")
    known = _known(accounts.every_team(session, besides=whose)) if written else {}
    if written.keys() - known.keys():
        known |= {
            plain: name for plain, name in _known(calls.every_team(session)).items() if plain not in known
        }
    return tuple(known.get(plain, name) for plain, name in written.items())


def team_of_call(session: Session, name: str) -> str:
    """Return the team as people have it, so that those who belong to it see the call; else as it is written.

    Only the teams of people are read: there are few, and a call arrives often.
    """
    return _known(accounts.every_team(session)).get(plain_team(name), _tidy(name) or name)


def plain_team(name: str) -> str:
    """Return the form in which names of teams are compared: one case for all of Unicode, and no blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(folded.split())


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _known(*spellings: Iterable[str]) -> dict[str, str]:
    """Return the teams by their plain form; the first spelling of each counts."""
    found: dict[str, str] = {}
    for names in spellings:
        for name in names:
            found.setdefault(plain_team(name), name)
    return found
