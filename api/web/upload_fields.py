"""What a person says about the calls on the upload page, and how it becomes details and consent.

In: the fields of the form and who is signed in. Out: `CallDetails`, `Consent`.
Not here: the fields of machines (lifecycle/new_call.py), whose reading of values is used.
"""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from api.doors import Doors
from lifecycle.new_call import NewCall, read_consent, read_details
from models.access import Actor, Permission
from models.call import CallDetails, Consent
from models.errors import CallNotesError, InputError
from models.mail_address import plain_address

FIELDS: Final = frozenset(NewCall.model_fields) - {"engine"}
_PROVEN: Final = frozenset({"announced", "granted"})


def read_fields(fields: dict[str, str], *, actor: Actor, doors: Doors) -> tuple[CallDetails, Consent]:
    """Return what the fields say of each recording; agent and stater default to the actor.

    Consent without a moment was given at the start of the call; where that is not said either, by now.

    Raises InputError for a value that cannot be read, or for an agent or a team that the actor may not set;
    ConsentValueError.
    """
    said: dict[str, str] = {"agent": actor.name, "consent": "unknown", **fields}
    if said["consent"] in _PROVEN:
        said.setdefault("consent_by", actor.name)
        said.setdefault("consent_at", said.get("started_at") or doors.clock().isoformat())
    if "team" not in said and len(actor.teams) == 1:
        said["team"] = actor.teams[0]
    _check(said, actor)
    try:
        new = NewCall.model_validate(said)
    except ValidationError as error:
        raise InputError(
            "A value of the form is too long or is not one of its choices; correct it."
        ) from error
    return read_details(new, doors), read_consent(new, doors.zone)


def wrong_field(fields: dict[str, str], *, actor: Actor, doors: Doors) -> str | None:
    """Return the name of the first field that cannot be read by itself; None where it is none alone."""
    for name, value in fields.items():
        try:
            read_fields({name: value}, actor=actor, doors=doors)
        except CallNotesError:
            return name
    return None


def _check(said: dict[str, str], actor: Actor) -> None:
    if plain_address(said["agent"]) != actor.name and not actor.may(Permission.SUBMIT_FOR_OTHERS):
        raise InputError("Only a lead, a manager or an administrator can upload calls for another agent.")
    if "team" in said and said["team"] not in actor.teams and not actor.sees_every_call:
        raise InputError("You can upload calls only for a team that you belong to.")
