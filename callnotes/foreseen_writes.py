"""What would be written to the CRM if all that is open were accepted: by the plan that workers use.

In: settings, all there is about a call. Out: operations, of which none is done. The plan is loaded when it is
first asked for.
"""

from __future__ import annotations

from datetime import datetime

from callnotes.settings import Settings
from lifecycle.reading import Dossier
from lifecycle.rest import verdicts_on_rest
from models.crm import Operation, Party
from models.review import Decision
from models.zones import zone_of


def foreseen_writes(
    settings: Settings, dossier: Dossier, *, by: str, at: datetime, wished: str | None
) -> tuple[Operation, ...]:
    """Return the operations for this person's yes; nothing without notes, or before a contact is known.

    `wished` is the name of the contact that is made first.
    """
    from crm_sync.plan_settlement import plan_settlement

    call, notes, party = dossier.call, dossier.notes, _party(dossier, wished)
    if notes is None or party is None:
        return ()
    decided = {one.item_id: one for one in dossier.decisions}
    verdicts = {item_id: one.verdict for item_id, one in decided.items()}
    rest = dict(verdicts_on_rest(notes, verdicts, "accept"))
    open_ones = (one.id for one in notes.items() if one.id not in decided)
    assumed = (Decision(item_id=each, verdict=rest.get(each, "accept"), by=by, at=at) for each in open_ones)
    return plan_settlement(
        call,
        notes,
        (*dossier.decisions, *assumed),
        party=party,
        zone=zone_of(call.details.started_at, settings.zone),
        regions=settings.phone_regions,
        yes=(by, at),
        signed=dossier.sign_off,
    )


def _party(dossier: Dossier, wished: str | None) -> Party | None:
    call, match = dossier.call, dossier.match
    if call.contact_id is None:
        return Party(contact_id="", name=wished, matched_by="link") if wished else None
    if match is not None and match.party is not None and match.party.contact_id == call.contact_id:
        return match.party
    return Party(contact_id=call.contact_id, name="", matched_by="link")
