"""What a CRM adapter may do besides: find the records that a phone system made there of the call itself.

In: what is known of the call. Out: those that fit; one of several is never picked.
Not here: writing such a record (`PutCall`). An adapter without it simply lacks the method.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from models.crm import CallHints, CallRecord


@runtime_checkable
class CallLog(Protocol):
    """A CRM in which calls are records of their own."""

    def find_calls(self, hints: CallHints) -> tuple[CallRecord, ...]:
        """Return what others wrote of this call: by a sender's id, else by number and time.

        Raises CrmBusyError, CrmRefusedError.
        """
        ...
