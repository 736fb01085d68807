"""The team's vocabulary: terms with their written form and how they are said, from the file of the settings.

In: the path of a TOML file. Out: `Term`s, what is written for what is heard.
Not here: which of them are likely in a call (likely_words.py), how forms are replaced (text/spoken).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from models.errors import SettingsError
from models.frozen import Frozen
from text.spoken import SaidAs

_MOST_BYTES: Final = 1 << 20
_Form = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\n\r,]*\S[^\n\r,]*$")]


class Term(Frozen):
    """A word or phrase of the house. Without a team it is everybody's."""

    written: _Form
    spoken: tuple[_Form, ...] = ()
    team: str | None = None


class _Vocabulary(Frozen):
    term: Annotated[tuple[Term, ...], Field(max_length=5_000)] = ()


def read_vocabulary(path: Path | None) -> tuple[Term, ...]:
    """Return the terms in this file, in its order; none without a file.

    Raises SettingsError when it cannot be read or holds anything else.
    """
    return terms_in(content_of(path))


def terms_in(content: bytes) -> tuple[Term, ...]:
    """Return the terms in the content of such a file. Raises SettingsError when it holds anything else."""
    try:
        return _Vocabulary.model_validate(tomllib.loads(content.decode("utf-8"))).term
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = "The file named by CALLNOTES_VOCABULARY is not readable TOML; docs/models.md shows one."
        raise SettingsError(msg) from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        msg = f"The vocabulary is wrong at {where}; correct the file as docs/models.md shows."
        raise SettingsError(msg) from error


def of_team(terms: tuple[Term, ...], team: str | None) -> tuple[Term, ...]:
    """Return the terms that hold for this team, its own first; teams are compared in any case and spacing."""
    own = tuple(term for term in terms if term.team and team and _plain(term.team) == _plain(team))
    return own + tuple(term for term in terms if term.team is None)


def said_as(terms: tuple[Term, ...]) -> tuple[SaidAs, ...]:
    """Return what is written for each spoken form; of one that stands twice the first counts."""
    forms: dict[str, SaidAs] = {}
    for term in terms:
        for spoken in term.spoken:
            forms.setdefault(_plain(spoken), SaidAs(spoken=spoken, written=term.written))
    return tuple(forms.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def content_of(path: Path | None) -> bytes:
    """Return the bytes of the file, none without one. Raises SettingsError when it cannot be read."""
    if path is None:
        return b""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        msg = "The file named by CALLNOTES_VOCABULARY cannot be read; check its path and its rights."
        raise SettingsError(msg) from error
    if len(content) > _MOST_BYTES:
        msg = "The file named by CALLNOTES_VOCABULARY is over 1 MiB; keep to the words that matter in calls."
        raise SettingsError(msg)
    return content
