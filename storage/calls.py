"""Finds call rows, and reads them as `models.Call` values.

In: a session and an id, a beginning of one, a hash or a sender's id. Out: rows for `lifecycle`, and values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final, cast

from sqlalchemy import and_, func, select

from models.access import Actor
from models.call import (
    AgentChannel,
    Attempt,
    Call,
    CallDetails,
    Customer,
    Direction,
    Priority,
    Progress,
    Recording,
    Verb,
)
from models.errors import CallNotFoundError, InputError
from models.stages import Stage
from models.zones import with_offset
from storage.database import Session
from storage.external_ids import HIDDEN, is_told
from storage.muted import spans_of
from storage.sight import seen_by as sight
from storage.stated_consents import consent_of
from storage.tables import AttemptRow, CallRow, ExternalIdRow, WithheldRow

_UNKNOWN: Final = "application/octet-stream"
_NOT_FOUND: Final = "No call has this id; `callnotes calls` lists them all."


def find(session: Session, call_id: str, *, seen_by: Actor | None = None) -> CallRow:
    """Return the call with this id or with the one id that begins so; its `call_` may be left out.

    A call that the actor does not see is as if it were not there. Raises CallNotFoundError, and InputError
    when several ids begin so.
    """
    seen = sight(seen_by)
    row = session.scalars(select(CallRow).where(CallRow.id == call_id, seen)).one_or_none()
    if row is not None:
        return row
    if not call_id:
        raise CallNotFoundError(_NOT_FOUND)
    beginning = call_id if call_id.startswith("call_") else f"call_{call_id}"
    found = session.scalars(
        select(CallRow).where(CallRow.id.startswith(beginning, autoescape=True), seen).limit(2)
    ).all()
    if not found:
        raise CallNotFoundError(_NOT_FOUND)
    if len(found) > 1:
        raise InputError("Several calls have an id that begins so; give more of it.")
    return found[0]


def locked(session: Session, call_id: str) -> CallRow:
    """Return the call as `find` does, and let nobody else change it until the transaction ends."""
    row = find(session, call_id)
    session.refresh(row, with_for_update=True)
    return row


def keeps_text(session: Session, call_id: str) -> bool:
    """True while what is said in the call may be kept; nobody ends it until this transaction does.

    A call that is declined or erased keeps nothing, and takes nothing from work that was begun before.
    """
    stage = session.scalar(select(CallRow.stage).where(CallRow.id == call_id).with_for_update(read=True))
    return stage not in {Stage.DECLINED.value, Stage.ERASED.value}


def by_audio(session: Session, sha256: str) -> CallRow | None:
    """Return the call whose audio has or had this hash, locked."""
    return session.scalars(
        select(CallRow).where(CallRow.audio_sha256 == sha256).with_for_update()
    ).one_or_none()


def by_content(session: Session, sha256: str) -> CallRow | None:
    """Return the call that came as the transcript with this hash, locked."""
    return session.scalars(
        select(CallRow).where(CallRow.content_sha256 == sha256).with_for_update()
    ).one_or_none()


def newest(
    session: Session,
    *,
    stages: Iterable[Stage] | None,
    limit: int | None,
    offset: int = 0,
    seen_by: Actor | None = None,
) -> Sequence[CallRow]:
    """Return call rows, the newest received first; only those in these stages, where given."""
    query = select(CallRow).where(sight(seen_by)).order_by(CallRow.received_at.desc(), CallRow.id.desc())
    query = query.offset(offset).limit(limit)
    if stages is not None:
        query = query.where(CallRow.stage.in_([stage.value for stage in stages]))
    return session.scalars(query).all()


def told(session: Session, call_ids: Collection[str]) -> Sequence[CallRow]:
    """Return those of these calls that wait for a person and beside whose stage something is told."""
    return session.scalars(
        select(CallRow).where(
            CallRow.id.in_(call_ids), CallRow.stage == Stage.STAGED.value, CallRow.stage_why.is_not(None)
        )
    ).all()


def every_team(session: Session) -> tuple[str, ...]:
    """Return every team that a call names, the one of most calls first; it reads all calls."""
    query = select(CallRow.team).where(CallRow.team.is_not(None)).group_by(CallRow.team)
    found = session.scalars(query.order_by(func.count().desc(), CallRow.team))
    return tuple(team for team in found if team is not None)


def keepers(session: Session) -> frozenset[str]:
    """Return the hashes of all recordings that a call keeps, or a legal hold."""
    kept = select(func.coalesce(CallRow.muted_sha256, CallRow.audio_sha256)).where(CallRow.audio_kept)
    both = kept.union(select(WithheldRow.audio_sha256))
    return frozenset(sha256 for sha256 in session.scalars(both) if sha256 is not None)


def recording_of(row: CallRow) -> Recording | None:
    """Return the recording that the call keeps, or None."""
    if not row.audio_kept or row.audio_sha256 is None:
        return None
    if row.muted_sha256 is not None:
        return Recording(
            sha256=row.audio_sha256,
            size_bytes=row.muted_size_bytes or 0,
            media_type=row.muted_media_type or _UNKNOWN,
            kept_sha256=row.muted_sha256,
            muted=spans_of(row),
        )
    return Recording(
        sha256=row.audio_sha256,
        size_bytes=row.audio_size_bytes or 0,
        media_type=row.audio_media_type or _UNKNOWN,
    )


def read(session: Session, row: CallRow) -> Call:
    """Return the row as a value."""
    return read_all(session, (row,))[0]


def read_new(row: CallRow, name: str | None, *, attempts: int) -> Call:
    """Return the row of a call that this transaction wrote, under its only name, without asking for more."""
    names = (name,) if name and not name.startswith(HIDDEN) else ()
    return _value(row, names, None, attempts)


def read_all(session: Session, rows: Sequence[CallRow]) -> tuple[Call, ...]:
    """Return the rows as values, with two more queries however many rows there are."""
    ids = [row.id for row in rows]
    names: dict[str, list[str]] = {call_id: [] for call_id in ids}
    for name in session.scalars(
        select(ExternalIdRow)
        .where(ExternalIdRow.call_id.in_(ids), is_told)
        .order_by(ExternalIdRow.added_at, ExternalIdRow.external_id)
    ):
        names[name.call_id].append(name.external_id)
    attempts = _newest_attempts(session, ids)
    return tuple(_value(row, tuple(names[row.id]), *attempts.get(row.id, (None, 0))) for row in rows)


#: An attempt that waits for its time: until then the failure before it is what a person must see.
_waits: Final = and_(AttemptRow.state == "queued", AttemptRow.not_before.is_not(None))


def _newest_attempts(session: Session, ids: list[str]) -> dict[str, tuple[AttemptRow | None, int]]:
    found: dict[str, tuple[AttemptRow | None, int]] = {}
    query = select(AttemptRow).where(AttemptRow.call_id.in_(ids), ~_waits)
    for attempt in sorted(session.scalars(query), key=lambda one: one.id):
        _, before = found.get(attempt.call_id, (None, 0))
        found[attempt.call_id] = (attempt, before + 1)
    return found


def _value(row: CallRow, names: tuple[str, ...], newest_attempt: AttemptRow | None, attempts: int) -> Call:
    return Call(
        id=row.id,
        external_ids=names,
        stage=Stage(row.stage),
        stage_why=row.stage_why,
        details=details_of(row, names),
        consent=consent_of(row),
        consent_rule=row.consent_rule,
        recording=recording_of(row),
        transcript_given=row.transcript_given,
        source_url=row.source_url,
        contact_id=row.contact_id,
        contact_by=row.contact_by,
        deal_id=row.deal_id,
        deal_by=row.deal_by,
        attempt=_failure(newest_attempt),
        attempts=attempts,
        progress=_progress(newest_attempt),
        received_at=row.received_at,
        duration_s=row.duration_s,
    )


def details_of(row: CallRow, names: tuple[str, ...] = ()) -> CallDetails:
    """Return what is known of the call, under the first of these names."""
    return CallDetails(
        agent=row.agent,
        team=row.team,
        customer=Customer(phone=row.customer_phone, email=row.customer_email),
        direction=cast("Direction | None", row.direction),
        started_at=with_offset(row.started_at, row.started_offset_s),
        external_id=names[0] if names else None,
        agent_channel=cast("AgentChannel", row.agent_channel),
        speech_engine=row.speech_engine,
        notes_engine=row.notes_engine,
        priority=cast("Priority", row.priority),
        language=row.language,
        hotwords=tuple(row.hotwords.splitlines()),
        labels=labels_of(row),
        template=row.template,
    )


def labels_of(row: CallRow) -> tuple[str, ...]:
    """Return the labels that the call carries."""
    return tuple(row.labels.split())


def _progress(attempt: AttemptRow | None) -> Progress | None:
    if attempt is None or attempt.state != "running" or attempt.done_s is None or attempt.total_s is None:
        return None
    return Progress(done_s=attempt.done_s, total_s=attempt.total_s)


def _failure(attempt: AttemptRow | None) -> Attempt | None:
    if attempt is None or attempt.state != "failed":
        return None
    return Attempt(
        number=attempt.number,
        verb=cast("Verb", attempt.verb),
        step=attempt.step or "",
        code=attempt.code or "internal",
        message=attempt.message or "",
        retryable=bool(attempt.retryable),
    )
