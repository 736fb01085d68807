"""What an engine for notes is told of a call that it reads outside of the main job: time, zone, template.

In: settings, templates, transcript, what is known of the call. Out: `CallContext`.
"""

from __future__ import annotations

from datetime import datetime

from callnotes.settings import Settings
from callnotes.working_time import working_time_of
from extractor.engine import CallContext
from extractor.templates import Templates, choose
from models.call import CallDetails
from models.transcript import Transcript
from models.zones import zone_of


def context_of(
    settings: Settings,
    templates: Templates,
    transcript: Transcript,
    *,
    started_at: datetime,
    details: CallDetails | None = None,
    template: str | None = None,
) -> CallContext:
    """Return the context; the named template wins over the rules. Raises InputError for an unknown one."""
    known = details or CallDetails(team=settings.team)
    chosen = choose(templates, transcript, team=known.team, direction=known.direction, named=template)
    return CallContext(
        started_at=started_at,
        zone=zone_of(started_at, settings.zone),
        direction=known.direction,
        template=chosen.template,
        category=chosen.category,
        notes_language=settings.notes_language,
        phone_regions=settings.phone_regions,
        work=working_time_of(settings),
    )
