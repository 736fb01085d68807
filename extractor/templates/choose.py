"""Chooses the template of a call: by its team, its direction, and a first look at its words.

In: the templates, the transcript, what is known of the call. Out: the template, and the category seen.
"""

from __future__ import annotations

from typing import NamedTuple

from extractor.templates.read import Templates
from extractor.triage.category import category_of
from models.call import Direction
from models.template import Template
from models.transcript import Transcript


class Chosen(NamedTuple):
    """What to ask, and of which category the call looks."""

    template: Template
    category: str


def choose(
    templates: Templates,
    transcript: Transcript,
    *,
    team: str | None = None,
    direction: Direction | None = None,
    named: str | None = None,
) -> Chosen:
    """Return the template that is named, else the first whose rule fits, else the general one.

    A template that no rule of category led to gives the call its own category, where that is a special one.
    Raises InputError for a name that no template has.
    """
    seen = category_of(transcript.turns, templates.every)
    if named is not None:
        template = templates.named(named)
    else:
        template = templates.chosen(team=team, direction=direction, category=seen)
    return Chosen(template, template.category if template.category != templates.general.category else seen)
