"""Errors of what a person or a machine handed in; exit code 2."""

from __future__ import annotations

from typing import Literal

from models.errors.parents import RefusedError


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


class ItemChangedError(RefusedError):
    """The notes were made again after the page was shown, and the item is another one; nothing was kept."""

    code = "review.item_changed"


class CorrectedMeanwhileError(RefusedError):
    """The speakers were corrected after the page was shown; nothing was kept."""

    code = "speakers.corrected_meanwhile"


class ItemsDecidedError(RefusedError):
    """Items of the call are decided, and corrected speakers would have its notes made again."""

    code = "speakers.items_decided"


class SignOffNeededError(RefusedError):
    """The call's risk is high, and who signs it off is no manager or admin."""

    code = "review.sign_off_needed"


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


class DiarizationModelError(RefusedError):
    """The folder of the diarization model is missing, not the operator's own, or not only a model."""

    code = "speakers.model_refused"


class WorkerBusyError(RefusedError):
    """Another worker holds this SQLite database."""

    code = "worker.already_running"


class UnauthorisedError(RefusedError):
    """The API token or the hook's signature is missing or wrong.

    `why` tells hooks apart that have no secret (closed), or whose own time is too far from now.
    """

    code = "auth.refused"

    def __init__(self, message: str, *, why: Literal["signature", "closed", "time"] = "signature") -> None:
        """Keep the sentence, and why."""
        super().__init__(message)
        self.why = why


class TokenExpiredError(RefusedError):
    """The API token was good until its time ran out."""

    code = "auth.token_expired"


class ForbiddenError(RefusedError):
    """Who asks is known, but the role or the token's scopes do not allow this."""

    code = "access.denied"


class TooManyTriesError(RefusedError):
    """Signing in was tried too often for this account or from this address."""

    code = "auth.too_many_tries"


class TooManyPagesError(RefusedError):
    """More pages of one account are open than may hear of changes at once."""

    code = "events.too_many_pages"


class SourceRefusedError(RefusedError):
    """The recording's address is not one that the settings allow."""

    code = "fetch.address_refused"


class UnprovenNotesError(RefusedError):
    """Notes hold an item whose evidence does not stand in the transcript; they are not stored."""

    code = "notes.unproven"
