"""What is told of a recording that came as a file: by its folder, by its name, and by a file beside it.

In: the fields of the folder, a name, the bytes of the file beside it. Out: `CallDetails`, `Consent`.
Each wins over the one before. Consent comes whole from one of them: who states it brings the proof.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lifecycle.new_call import PROOF, ReadHere, read_consent, read_details, read_new_call
from models.call import CallDetails, Consent
from models.errors import InputError
from models.two_legs import agent_side
from text.recording_names import read_recording_name

_NO_OBJECT: Final = (
    'The file beside the recording is not a JSON object in UTF-8, such as {"agent": "dana@example.com"}; '
    "correct it, and put both in again."
)


@dataclass(frozen=True)
class FolderRules:
    """What the settings say of a folder: its own fields, how names are read, whether files are kept."""

    fields: Mapping[str, str]
    pattern: str
    here: ReadHere
    delete_taken: bool = False


def told_of(
    name: str, stems: tuple[str, ...], sidecar: bytes | None, rules: FolderRules, *, now: datetime
) -> tuple[CallDetails, Consent]:
    """Return what is known of the call `name`, of which `stems` are the files without their endings.

    Raises InputError, ConsentValueError, EngineUnknownError in one sentence that repeats nothing.
    """
    by_name = read_recording_name(
        name, rules.pattern, rules.here.regions, now=now.astimezone(rules.here.zone)
    )
    beside = _fields_in(sidecar)
    by_folder = {
        key: value for key, value in rules.fields.items() if "consent" not in beside or key not in PROOF
    }
    fields = {"consent": "unknown"} | by_folder | by_name | beside
    new = read_new_call(fields)
    details = read_details(new, rules.here)
    if len(stems) == 2 and details.agent_channel == "auto":
        side = agent_side(stems[0], stems[1], details.direction)
        details = details.model_copy(update={"agent_channel": side})
    consent = read_consent(new, rules.here.zone)
    if "consent" not in beside and consent.at is None and consent.status != "unknown":
        consent = consent.model_copy(update={"at": details.started_at or now})
    return details, consent


def _fields_in(sidecar: bytes | None) -> dict[str, object]:
    if sidecar is None:
        return {}
    try:
        found = json.loads(sidecar.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(_NO_OBJECT) from error
    if not isinstance(found, dict):
        raise InputError(_NO_OBJECT)
    return found
