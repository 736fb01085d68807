"""Tries a template on calls of before: what notes would come out, and how they differ; nothing is stored.

In: settings, shelves, the template's name, ids of calls. Out: `Trials`.
"""

from __future__ import annotations

from collections.abc import Iterable

from callnotes.engines import notes_engines
from callnotes.notes_context import context_of
from callnotes.settings import Settings
from extractor.extract import extract
from extractor.templates import read_templates
from lifecycle import reading
from lifecycle.reading import Dossier
from models.access import Actor
from models.errors import StageError
from models.frozen import Frozen
from models.notes import CallNotes
from models.notes_diff import NotesDiff, diff
from storage.shelves import Shelves


class Trial(Frozen):
    """What the template makes of one call, beside the notes that it has."""

    id: str
    notes: CallNotes
    diff: NotesDiff


class Trials(Frozen):
    """Every call that was tried, in the order in which they were named."""

    template: str
    calls: tuple[Trial, ...]


def try_template(
    settings: Settings,
    shelves: Shelves,
    name: str,
    call_ids: Iterable[str],
    *,
    engine: str | None,
    actor: Actor,
) -> Trials:
    """Make notes of these calls with the template.

    Raises InputError for an unknown template, CallNotFoundError, StageError for a call without notes, and
    what the engine raises.
    """
    templates, maker = read_templates(settings.templates), notes_engines(settings)(engine)
    wanted = templates.named(name)
    tried = []
    for dossier in _dossiers(shelves, call_ids, actor):
        assert dossier.notes is not None  # noqa: S101 - others were refused
        assert dossier.transcript is not None  # noqa: S101 - notes come of one
        call = dossier.call
        context = context_of(
            settings,
            templates,
            dossier.transcript,
            started_at=call.details.started_at or call.received_at,
            details=call.details,
            template=wanted.name,
        )
        notes = extract(dossier.transcript, engine=maker, context=context, call_id=call.id)
        tried.append(Trial(id=call.id, notes=notes, diff=diff(dossier.notes, notes)))
    return Trials(template=wanted.name, calls=tuple(tried))


def _dossiers(shelves: Shelves, call_ids: Iterable[str], actor: Actor) -> list[Dossier]:
    """All of them first, so that a wrong id is told before a model has read for minutes."""
    found = [reading.dossier(shelves, call_id) for call_id in call_ids]
    if any(dossier.notes is None or dossier.transcript is None for dossier in found):
        raise StageError("One of these calls has no notes yet to compare with; name calls that have.")
    for dossier in found:
        shelves.audit().looked(actor, "saw", call_id=dossier.call.id)
    return found
