"""The properties that Call notes needs in a portal, and how they come to be there.

Two on each kind of record that we write, which is what the smallest plans have room for: `cn_external_id`, by
which a record is found again, and `cn_review_status`. Source: reference 1.4 and 2.
"""

from __future__ import annotations

from typing import Final

from hubspot.crm.properties import OptionInput, PropertyCreate, PropertyGroupCreate

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from models.errors import CrmRefusedError
from models.frozen import Frozen

KEY: Final = "cn_external_id"
STATUS: Final = "cn_review_status"
GROUP: Final = "call_notes"
STATUSES: Final = ("pending", "confirmed", "rejected")
_WANTED: Final = (("notes", (KEY, STATUS)), ("tasks", (KEY, STATUS)), ("contacts", (KEY,)))
_OF_CALLS: Final = (("calls", (KEY,)),)


class PortalChange(Frozen):
    """Something that the set-up made, or (in a dry run) would make: `what` is "group" or "property"."""

    what: str
    kind: str
    name: str


def missing(client: HubSpotClient, *, calls: bool = False) -> tuple[PortalChange, ...]:
    """Return what the portal lacks; with `calls` also for records of calls.

    Raises CrmBusyError, CrmRefusedError.
    """
    found: list[PortalChange] = []
    for kind, names in (*_WANTED, *(_OF_CALLS if calls else ())):
        with answering():
            groups = {group.name for group in client.groups.get_all(kind).results}
            properties = {one.name for one in client.properties.get_all(kind).results}
        if GROUP not in groups:
            found.append(PortalChange(what="group", kind=kind, name=GROUP))
        found.extend(
            PortalChange(what="property", kind=kind, name=name) for name in names if name not in properties
        )
    return tuple(found)


def set_up(client: HubSpotClient, *, dry_run: bool = False, calls: bool = False) -> tuple[PortalChange, ...]:
    """Make what the portal lacks and return it; a second time there is nothing left to make."""
    changes = missing(client, calls=calls)
    if not dry_run:
        for change in changes:
            _make(client, change)
    return changes


def _make(client: HubSpotClient, change: PortalChange) -> None:
    if change.what == "group":
        group = PropertyGroupCreate(name=GROUP, label="Call notes", display_order=-1)
        with answering():
            client.groups.create(change.kind, group)
        return
    try:
        with answering():
            client.properties.create(change.kind, _property(change.name))
    except CrmRefusedError:
        if change.name != KEY or change.kind == "contacts":
            raise
        # Nobody documents whether notes, tasks and calls take unique properties; keyed.py can do without.
        with answering():
            client.properties.create(change.kind, _property(KEY, unique=False))


def _property(name: str, *, unique: bool = True) -> PropertyCreate:
    if name == KEY:
        return PropertyCreate(
            name=KEY,
            label="Call notes: key",
            description="By which Call notes finds its record again. Not to be edited.",
            group_name=GROUP,
            type="string",
            field_type="text",
            has_unique_value=unique,
        )
    return PropertyCreate(
        name=STATUS,
        label="Call notes: review",
        description="Whether a person has confirmed what a machine wrote here.",
        group_name=GROUP,
        type="enumeration",
        field_type="select",
        options=[
            OptionInput(label=status.capitalize(), value=status, hidden=False, display_order=place)
            for place, status in enumerate(STATUSES)
        ],
    )
