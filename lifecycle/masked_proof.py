"""Masks the proof of consent of a call that ends, so that it stays and names nobody whose call it was.

In: a locked call before anything of it goes, and what is stated now. Out: the statement, and what stands of
earlier ones, with tokens; the senders' names as keyed hashes. Who works here is named as before.
"""

from __future__ import annotations

from lifecycle.reason import masker_of
from models.call import Consent
from storage import accounts, external_ids, stated_consents
from storage.database import Session
from storage.events import event_rows
from storage.tables import CallRow
from text.masking import Masker, Masking


def mask_proof(session: Session, row: CallRow, masking: Masking) -> None:
    """Mask what is written down already: statements of consent, who stated them, why a call was released."""
    masker, ours = masker_of(session, masking, row), _who_works_here(session, row)
    said = stated_consents.consent_rows(session, row.id)
    strangers = {one.by for one in said if one.by and one.by not in ours}
    for one in said:
        one.by = _masked(masker, one.by, ours)
        one.how, one.disclosed = _masked(masker, one.how), _masked(masker, one.disclosed)
        one.script = _masked(masker, one.script)
    row.consent_by = _masked(masker, row.consent_by, ours)
    row.consent_how, row.consent_disclosed = (
        _masked(masker, row.consent_how), _masked(masker, row.consent_disclosed),
    )  # fmt: skip
    row.consent_script = _masked(masker, row.consent_script)
    for event in event_rows(session, row.id):
        if event.by in strangers:
            event.by = _masked(masker, event.by)
        if event.kind == "released":
            event.why = _masked(masker, event.why)
    external_ids.hide(session, row.id)


def masked_statement(
    session: Session, row: CallRow, consent: Consent, masking: Masking, *, by: str | None = None
) -> Consent:
    """Return what is stated now, masked; `by` is who acts here, and stays named."""
    masker, ours = masker_of(session, masking, row), _who_works_here(session, row) | {by}
    return consent.model_copy(
        update={
            "by": _masked(masker, consent.by, ours),
            "how": _masked(masker, consent.how),
            "disclosed": _masked(masker, consent.disclosed),
            "script": _masked(masker, consent.script),
        }
    )


def _masked(masker: Masker, text: str | None, ours: frozenset[str | None] = frozenset()) -> str | None:
    return text if not text or text in ours else masker.mask(text)


def _who_works_here(session: Session, row: CallRow) -> frozenset[str | None]:
    return frozenset({row.agent, row.released_by, *(one.email for one in accounts.every(session))})
