"""What a CRM adapter may do besides: find the record that a phone system made there of the call itself.

In: what is known of the call. Out: that record, or None; never one of several.
Not here: making such a record. An adapter without it simply lacks the method.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from models.crm import CallHints, CallRecord


@runtime_checkable
class CallLog(Protocol):
    """A CRM in which calls are records of their own."""

    def find_call(self, hints: CallHints) -> CallRecord | None:
        """Return the one record of this call: by a sender's id, else by number and time.

        Raises CrmBusyError, CrmRefusedError.
        """
        ...
