"""Where a call can be, and the one table of the moves that are allowed between those places.

Failure is not a stage: it is an `Attempt` with an error code, beside the stage the call is in.
Only `lifecycle` moves a call.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A place in a call's life; the last four are ends."""

    AWAITING_AUDIO = "awaiting_audio"
    AWAITING_CONSENT = "awaiting_consent"
    QUEUED = "queued"
    TRANSCRIBED = "transcribed"
    DRAFTED = "drafted"
    STAGED = "staged"
    IN_REVIEW = "in_review"
    SETTLED = "settled"
    DECLINED = "declined"
    ERASED = "erased"
    CANCELLED = "cancelled"
    REFUSED = "refused"


_S = Stage

#: What may follow what. `declined` reopens only with new proof of consent and audio, `cancelled` by retry;
#: from `drafted` and `staged` a call goes back to `transcribed` when a person corrects its speakers or wants
#: its notes made again, from `in_review` to `staged` when a person takes the decision back in time. A call
#: in which the customer may have refused goes from `transcribed` back to `awaiting_consent`.
ALLOWED_MOVES: dict[Stage, frozenset[Stage]] = {
    _S.AWAITING_AUDIO: frozenset(
        {_S.AWAITING_CONSENT, _S.QUEUED, _S.DECLINED, _S.CANCELLED, _S.REFUSED, _S.ERASED}
    ),
    _S.AWAITING_CONSENT: frozenset({_S.QUEUED, _S.DECLINED, _S.CANCELLED, _S.ERASED}),
    _S.QUEUED: frozenset(
        {_S.TRANSCRIBED, _S.AWAITING_CONSENT, _S.REFUSED, _S.DECLINED, _S.CANCELLED, _S.ERASED}
    ),
    _S.TRANSCRIBED: frozenset({_S.DRAFTED, _S.AWAITING_CONSENT, _S.DECLINED, _S.CANCELLED, _S.ERASED}),
    _S.DRAFTED: frozenset({_S.STAGED, _S.TRANSCRIBED, _S.DECLINED, _S.CANCELLED, _S.ERASED}),
    _S.STAGED: frozenset({_S.IN_REVIEW, _S.TRANSCRIBED, _S.DECLINED, _S.ERASED}),
    _S.IN_REVIEW: frozenset({_S.SETTLED, _S.STAGED, _S.DECLINED, _S.ERASED}),
    _S.SETTLED: frozenset({_S.ERASED}),
    _S.DECLINED: frozenset({_S.AWAITING_AUDIO, _S.QUEUED, _S.ERASED}),
    _S.CANCELLED: frozenset({_S.QUEUED, _S.ERASED}),
    _S.REFUSED: frozenset({_S.ERASED}),
    _S.ERASED: frozenset(),
}

#: Stages in which the pipeline owes the call work; the sweep enqueues what a crash left out.
WORKING_STAGES: frozenset[Stage] = frozenset({_S.QUEUED, _S.TRANSCRIBED, _S.DRAFTED})

#: Stages in which a call waits for a person; `submit --wait` ends with 0 there.
WAITING_STAGES: frozenset[Stage] = frozenset({_S.AWAITING_CONSENT, _S.STAGED, _S.IN_REVIEW})

END_STAGES: frozenset[Stage] = frozenset({_S.SETTLED, _S.DECLINED, _S.ERASED, _S.CANCELLED, _S.REFUSED})


def may_move(*, now: Stage, then: Stage) -> bool:
    """True when the table allows a call in `now` to go to `then`."""
    return then in ALLOWED_MOVES[now]
