"""Errors of work that failed; exit code 3. The call is kept."""

from __future__ import annotations

from models.errors.parents import FailedError


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


class DiarizationError(FailedError):
    """The diarizer broke on this recording."""

    code = "speakers.failed"
    retryable = True


class MediaToolError(FailedError):
    """ffmpeg is missing, was killed or ran over its limits."""

    code = "media.tool_failed"
    retryable = True


class HookBusyError(FailedError):
    """More events came in over hooks than are written down in time; the sender sends them again."""

    code = "hook.busy"
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


class CrmClosedError(FailedError):
    """The CRM is not asked just now: daily limit, outage, or a token that it refuses; the work is held."""

    code = "crm.closed"
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


class RecordingLostError(FailedError):
    """The phone system says that it could not make the recording."""

    code = "fetch.recording_lost"


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
