"""Checks what a sender states about a call, once for every door: plain short lines, moments that can be.

In: details, consent, the present moment. Out: nothing, or a RefusedError that repeats none of it.
Not here: whether the consent lets the call through (verdict.py).
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final

from models.call import CallDetails, Consent
from models.errors import CallInFutureError, InputError

_LINE, _SENTENCE = 320, 2000  # characters, as docs/api.md has them
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNSEEN: Final = frozenset({"Cc", "Cs"})  # control characters and halves of characters
_AHEAD: Final = timedelta(minutes=5)


def check_details(details: CallDetails, *, now: datetime, ahead: timedelta = _AHEAD) -> None:
    """Raise CallInFutureError for a call that is to come (a clock may be `ahead`), InputError else."""
    for text in (details.agent, details.team, details.external_id):
        _check_text(text, _LINE)
    if details.started_at is None:
        return
    if details.started_at > now + ahead:
        raise CallInFutureError(
            "The call is said to have taken place in the future; check its time and zone."
        )
    if details.started_at < _FIRST:
        raise InputError("The call is said to have taken place before 1970; check its time.")


def check_consent(consent: Consent, *, now: datetime, ahead: timedelta = _AHEAD) -> None:
    """Raise InputError for consent that is to be given some day, or whose proof is no plain text."""
    _check_text(consent.by, _LINE)
    _check_text(consent.how, _SENTENCE)
    _check_text(consent.disclosed, _SENTENCE)
    _check_text(consent.script, _LINE)
    if consent.at is not None and not _FIRST <= consent.at <= now + ahead:
        raise InputError(
            "The consent is said to have been given in the future or before 1970; check its time and zone."
        )
    began = consent.recording_started_at
    if began is not None and not _FIRST <= began <= now + ahead:
        raise InputError(
            "The recording is said to have begun in the future or before 1970; check its time and zone."
        )


def _check_text(text: str | None, most: int) -> None:
    if text is None:
        return
    if len(text) > most or any(unicodedata.category(sign) in _UNSEEN for sign in text):
        raise InputError(
            "A field of the call is too long or holds control characters; send it as one plain line."
        )
