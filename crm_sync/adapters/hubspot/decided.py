"""Reads what people did in HubSpot itself: the review property on our tasks, and records in the bin.

In: our own pending records by id, 50 for a request, which is the most that comes with history. Out: answers
for those with which something was done. Source: reference 1.6 and 2.
Not here: when it is looked (pipeline/look.py), what an answer changes (lifecycle/decided_there.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Literal

from hubspot.crm.objects import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.portal_schema import STATUS
from models.decided_there import DecidedThere, PendingRecord
from models.errors import CrmRefusedError

_NAME: Final = "HubSpot"
_WITH_HISTORY: Final = 50
_WITHOUT: Final = 100
#: Where HubSpot's history says that a person changed a single record. Everything else is no decision: apps,
#: workflows, imports, merges, and a list that was edited in one go.
BY_A_PERSON: Final = frozenset({"CRM_UI", "MOBILE_IOS", "MOBILE_ANDROID"})
_KINDS: Final = {"task": "tasks", "note": "notes"}
_VERDICTS: Final[dict[str, Literal["confirmed", "rejected"]]] = {
    "confirmed": "confirmed",
    "rejected": "rejected",
}


class Decided:
    """The decisions of one portal; people are named once each, as their users are."""

    def __init__(self, client: HubSpotClient) -> None:
        self._client = client
        self._names: dict[int, str] = {}

    def of(self, pending: Sequence[PendingRecord]) -> tuple[DecidedThere, ...]:
        """Return an answer for each that was decided on or is gone. Raises CrmBusyError, CrmRefusedError."""
        return tuple(self._answers(pending))

    def _answers(self, pending: Sequence[PendingRecord]) -> Iterator[DecidedThere]:
        for kind, most in (("task", _WITH_HISTORY), ("note", _WITHOUT)):
            of_kind = [one for one in pending if one.kind == kind]
            for place in range(0, len(of_kind), most):
                some = of_kind[place : place + most]
                found = self._read(kind, some, history=kind == "task")
                yield from self._gone(kind, [one for one in some if one.external_id not in found])
                for one in some:
                    if one.external_id in found and kind == "task":
                        yield from self._decided(one, found[one.external_id])

    def _decided(self, pending: PendingRecord, record: Any) -> Iterator[DecidedThere]:  # noqa: ANN401 - the vendor's, untyped
        """The newest value alone counts, and only if it is a decision."""
        history = (record.properties_with_history or {}).get(STATUS) or []
        newest_first = sorted(history, key=lambda one: one.timestamp, reverse=True)
        if not newest_first or newest_first[0].value not in _VERDICTS:
            return
        answer = self._answer(pending, newest_first[0])
        if not answer.by_a_person:
            theirs = next((one for one in newest_first if _is_by_a_person(one)), None)
            if theirs is not None and theirs.value in _VERDICTS:
                answer = answer.model_copy(update={"beneath": self._answer(pending, theirs)})
        yield answer

    def _answer(self, pending: PendingRecord, entry: Any) -> DecidedThere:  # noqa: ANN401 - the vendor's, untyped
        by_a_person, at = _is_by_a_person(entry), entry.timestamp
        return DecidedThere(
            call_id=pending.call_id,
            verdict=_VERDICTS[entry.value],
            where=_NAME,
            by=self._name(entry.updated_by_user_id) if by_a_person else entry.source_type,
            by_a_person=by_a_person,
            at=at,
        )

    def _gone(self, kind: str, missing: Sequence[PendingRecord]) -> Iterator[DecidedThere]:
        """Who decides and then puts the task into the bin has decided; else the bin is the answer."""
        if missing:
            binned = self._read(kind, missing, archived=True, history=kind == "task")
            for one in missing:
                before = self._decided(one, binned[one.external_id]) if one.external_id in binned else ()
                yield next((answer for answer in before if answer.by_a_person), _put_away(one, binned))

    def _read(
        self, kind: str, some: Sequence[PendingRecord], *, archived: bool = False, history: bool = False
    ) -> dict[str, Any]:
        asked = BatchReadInputSimplePublicObjectId(
            inputs=[SimplePublicObjectId(id=one.external_id) for one in some],
            properties=[],
            properties_with_history=[STATUS] if history else [],
        )
        with answering():
            page = self._client.batches.read(_KINDS[kind], asked, archived=archived)
        return {one.id: one for one in page.results}

    def _name(self, user: int) -> str:
        """The e-mail address of the portal's user, or its number where HubSpot does not tell."""
        if user not in self._names:
            try:
                with answering():
                    owner = self._client.owners.get_by_id(user, id_property="userId")
                self._names[user] = owner.email or _unnamed(user)
            except CrmRefusedError:
                return _unnamed(user)
        return self._names[user]


def _is_by_a_person(entry: Any) -> bool:  # noqa: ANN401 - the vendor's, untyped
    return entry.source_type in BY_A_PERSON and entry.updated_by_user_id is not None


def _put_away(one: PendingRecord, binned: Collection[str]) -> DecidedThere:
    verdict: Literal["deleted", "lost"] = "deleted" if one.external_id in binned else "lost"
    return DecidedThere(call_id=one.call_id, verdict=verdict, where=_NAME)


def _unnamed(user: int) -> str:
    return f"user {user}"
