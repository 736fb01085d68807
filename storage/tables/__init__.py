"""The one model set for SQLite and PostgreSQL; importing it registers every table on `Table.metadata`."""

from __future__ import annotations

from storage.tables.accounts import (
    AccountRow,
    ApiTokenRow,
    AuditChainRow,
    AuditRow,
    CalendarFeedRow,
    DigestRow,
    DigestWishRow,
    GrantRow,
    OneTimeLinkRow,
    SignedInRow,
    SignInTryRow,
    TeamMemberRow,
)
from storage.tables.calls import AttemptRow, CallRow, ConsentRow, EventRow, ExternalIdRow
from storage.tables.consent import OptOutRow, PersonMarkRow
from storage.tables.crm import (
    CrmChangeRow,
    CrmCompanyRow,
    CrmContactFieldRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
)
from storage.tables.drafts import (
    AttentionRow,
    CalibrationRow,
    DecisionRow,
    ExchangeRow,
    NotesRow,
    PieceRow,
    TranscriptRow,
)
from storage.tables.erasures import CertificateRow, HoldRow, WithheldRow
from storage.tables.keys import CallKeyRow, HouseKeyRow
from storage.tables.limits import CircuitRow, ConnectionRow, HeldSendingRow, RateRow
from storage.tables.live import CallChangeRow, ChangeNumberRow, PresenceRow, SentDecisionRow
from storage.tables.misses import MissRow
from storage.tables.outgoing import (
    OutgoingDeliveryRow,
    OutgoingEndpointRow,
    OutgoingEventRow,
    OutgoingTryRow,
)
from storage.tables.people import ConflictChoiceRow, MatchRow, RememberedContactRow
from storage.tables.promises import ProjectionRow, PromiseChangeRow, PromiseNoticeRow, PromiseRow
from storage.tables.samples import SampleCaseRow, SampleRow, TrustRow
from storage.tables.signs import SignRow
from storage.tables.table import Table
from storage.tables.trust import NotesSwitchRow, TrustAlarmRow, TrustNewsRow, TrustTallyRow, TrustWatchRow
from storage.tables.wires import HookDeliveryRow, HookEventRow, HookTallyRow, LedgerRow, LookRow, WorkerRow
from storage.tables.words import FoundTextRow, SavedSearchRow, SearchReachRow, ToReadRow

__all__ = [
    "AccountRow",
    "ApiTokenRow",
    "AttemptRow",
    "AttentionRow",
    "AuditChainRow",
    "AuditRow",
    "CalendarFeedRow",
    "CalibrationRow",
    "CallChangeRow",
    "CallKeyRow",
    "CallRow",
    "CertificateRow",
    "ChangeNumberRow",
    "CircuitRow",
    "ConflictChoiceRow",
    "ConnectionRow",
    "ConsentRow",
    "CrmChangeRow",
    "CrmCompanyRow",
    "CrmContactFieldRow",
    "CrmContactRow",
    "CrmDealRow",
    "CrmNoteRow",
    "CrmTaskRow",
    "DecisionRow",
    "DigestRow",
    "DigestWishRow",
    "EventRow",
    "ExchangeRow",
    "ExternalIdRow",
    "FoundTextRow",
    "GrantRow",
    "HeldSendingRow",
    "HoldRow",
    "HookDeliveryRow",
    "HookEventRow",
    "HookTallyRow",
    "HouseKeyRow",
    "LedgerRow",
    "LookRow",
    "MatchRow",
    "MissRow",
    "NotesRow",
    "NotesSwitchRow",
    "OneTimeLinkRow",
    "OptOutRow",
    "OutgoingDeliveryRow",
    "OutgoingEndpointRow",
    "OutgoingEventRow",
    "OutgoingTryRow",
    "PersonMarkRow",
    "PieceRow",
    "PresenceRow",
    "ProjectionRow",
    "PromiseChangeRow",
    "PromiseNoticeRow",
    "PromiseRow",
    "RateRow",
    "RememberedContactRow",
    "SampleCaseRow",
    "SampleRow",
    "SavedSearchRow",
    "SearchReachRow",
    "SentDecisionRow",
    "SignInTryRow",
    "SignRow",
    "SignedInRow",
    "Table",
    "TeamMemberRow",
    "ToReadRow",
    "TranscriptRow",
    "TrustAlarmRow",
    "TrustNewsRow",
    "TrustRow",
    "TrustTallyRow",
    "TrustWatchRow",
    "WithheldRow",
    "WorkerRow",
]
