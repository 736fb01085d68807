"""The parents of all our errors: the one bit that tells what to do next stands on them."""

from __future__ import annotations

from typing import ClassVar


class CallNotesError(Exception):
    """Parent of all our errors; `code` is stable and documented in docs/errors.md."""

    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        """Keep the one sentence that a person reads."""
        super().__init__(message)
        self.message = message


class RefusedError(CallNotesError):
    """Wrong use or refused input: nothing was kept, doing the same again changes nothing.

    `field` names the field of a form that is to be corrected, where it is one.
    """

    code = "refused"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep the one sentence that a person reads, and at which field."""
        super().__init__(message)
        self.field = field


class FailedError(CallNotesError):
    """The work failed; the call is kept and the attempt shows the cause."""

    code = "failed"
