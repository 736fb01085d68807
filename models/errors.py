"""Every error this product raises on purpose: a stable code, and the one bit a caller needs, retry or not.

Out: `RefusedError` (wrong use or refused input, exit code 2), `FailedError` (the work failed, exit code 3).
Not here: HTTP status (api/), the translation of foreign exceptions (the file that touches the library).

A message is one sentence that says what, why and what to do next. It never holds speech, names, numbers,
prompts or answers, since it is logged and stored.
"""

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
    """Wrong use or refused input: nothing was kept, doing the same again changes nothing."""

    code = "refused"


class FailedError(CallNotesError):
    """The work failed; the call is kept and the attempt shows the cause."""

    code = "failed"


# -- what a person or a machine handed in ---------------------------------------------------------


class InputError(RefusedError):
    """A value is missing, malformed or contradicts another one."""

    code = "input.invalid"


class AudioEmptyError(RefusedError):
    """The recording has no bytes."""

    code = "audio.empty"


class AudioNotMediaError(RefusedError):
    """The first bytes are not those of a media file."""

    code = "audio.not_media"


class AudioTooLargeError(RefusedError):
    """The recording is over the size limit of the settings."""

    code = "audio.too_large"


class AudioTooLongError(RefusedError):
    """The recording decodes to more than the duration limit of the settings."""

    code = "audio.too_long"


class AudioUndecodableError(RefusedError):
    """ffmpeg finds no sound that it can decode."""

    code = "audio.undecodable"


class CallInFutureError(RefusedError):
    """The call is said to have taken place in the future."""

    code = "call.in_future"


class CallNotFoundError(RefusedError):
    """No call has this id."""

    code = "call.not_found"


class CallConflictError(RefusedError):
    """The external id is taken by a call with other audio."""

    code = "call.conflict"


class StageError(RefusedError):
    """The call is not in a stage in which this may happen."""

    code = "call.wrong_stage"


class ConsentValueError(RefusedError):
    """The consent value is not one of announced, granted, declined, unknown."""

    code = "consent.invalid"


class TranscriptUnreadableError(RefusedError):
    """The given transcript has a format that is not known, or holds no words or too many."""

    code = "transcript.unreadable"


class ItemNotFoundError(RefusedError):
    """The notes hold no item with this id."""

    code = "review.item_not_found"


class DecidedMeanwhileError(RefusedError):
    """Another person decided this item after the page was shown; nothing was overwritten."""

    code = "review.decided_meanwhile"


class ContactNeededError(RefusedError):
    """Confirming needs a contact, and the call has none yet."""

    code = "review.contact_needed"


class ContactNotFoundError(RefusedError):
    """The CRM holds no contact with this id."""

    code = "crm.contact_not_found"


class SettingsError(RefusedError):
    """A setting is unknown, malformed or missing."""

    code = "settings.invalid"


class EngineUnknownError(RefusedError):
    """No engine has this name, or its part is not installed."""

    code = "engine.unknown"


class WorkerBusyError(RefusedError):
    """Another worker holds this SQLite database."""

    code = "worker.already_running"


class UnauthorisedError(RefusedError):
    """The API token or the hook's signature is missing or wrong."""

    code = "auth.refused"


class TokenExpiredError(RefusedError):
    """The API token was good until its time ran out."""

    code = "auth.token_expired"


class ForbiddenError(RefusedError):
    """Who asks is known, but the role or the token's scopes do not allow this."""

    code = "access.denied"


class TooManyTriesError(RefusedError):
    """Signing in was tried too often for this account or from this address."""

    code = "auth.too_many_tries"


class SourceRefusedError(RefusedError):
    """The recording's address is not one that the settings allow."""

    code = "fetch.address_refused"


class UnprovenNotesError(RefusedError):
    """Notes hold an item whose evidence does not stand in the transcript; they are not stored."""

    code = "notes.unproven"


# -- work that failed ------------------------------------------------------------------------------


class ModelMissingError(FailedError):
    """The speech model is neither on disk nor to be had from the hub."""

    code = "speech.model_missing"
    retryable = True


class SpeechEngineError(FailedError):
    """The speech engine broke on this recording."""

    code = "speech.failed"


class SpeechUnreachableError(FailedError):
    """The server that recognises speech does not answer, is busy or timed out."""

    code = "speech.unreachable"
    retryable = True


class SpeechRefusedError(FailedError):
    """The server that recognises speech refuses the request: key, model name, language or a redirect."""

    code = "speech.refused"


class SpeechAnswerError(FailedError):
    """The server that recognises speech answers with something that is no transcription."""

    code = "speech.bad_answer"
    retryable = True


class MediaToolError(FailedError):
    """ffmpeg is missing, was killed or ran over its limits."""

    code = "media.tool_failed"
    retryable = True


class LlmUnreachableError(FailedError):
    """The language model's server does not answer, is busy or timed out."""

    code = "llm.unreachable"
    retryable = True


class LlmRefusedError(FailedError):
    """The language model's server refuses the request: key, model name or size."""

    code = "llm.refused"


class LlmAnswerError(FailedError):
    """The language model's answer does not fit the schema, also after one repair."""

    code = "llm.bad_answer"
    retryable = True


class CrmBusyError(FailedError):
    """The CRM is unreachable, busy or limits the rate; nothing was written or it can be found by its key."""

    code = "crm.busy"
    retryable = True


class CrmRefusedError(FailedError):
    """The CRM refuses the record itself."""

    code = "crm.refused"


class FetchFailedError(FailedError):
    """The recording could not be fetched from its address this time."""

    code = "fetch.failed"
    retryable = True


class FetchRefusedError(FailedError):
    """The recording's host refuses to give it; asking again changes nothing."""

    code = "fetch.refused"


class StorageError(FailedError):
    """The database or the audio store could not be read or written."""

    code = "storage.failed"
    retryable = True


class AudioMissingError(FailedError):
    """The stored recording is gone or does not match its hash."""

    code = "audio.missing"


class CancelledError(FailedError):
    """A person cancelled the work while it ran."""

    code = "call.cancelled"


class InternalError(FailedError):
    """A fault of ours; the log has the type of the error and where it arose."""

    code = "internal.fault"
    retryable = True
