"""What stands in a message to the outside: ids, stage, counts, links, and items only where wanted.

In: a message that is to be sent. Out: its JSON, as docs/webhooks-out.md shows it.

What was stored when it happened is sent as it was. Looked up anew for each try are the names that senders
have for the call, and confirmed items where the endpoint gets them: of an erased call neither is there.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any, Final

from lifecycle import reading
from lifecycle.reading import Dossier
from models.errors import CallNotFoundError
from models.notes import FollowUp, Item, Promise
from models.outgoing import OutgoingMessage
from models.stages import Stage
from storage.shelves import Shelves

_DECIDED: Final = frozenset({Stage.IN_REVIEW, Stage.SETTLED})


def body_of(shelves: Shelves, message: OutgoingMessage, *, public_url: str | None) -> bytes:
    """Return the message's bytes; `public_url` is how the addresses of our pages begin."""
    at = message.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data: dict[str, Any] = {"sequence": message.sequence}
    if message.call_id is not None:
        facts = json.loads(message.facts)
        dossier = _dossier(shelves, message.call_id)
        data["call"] = {
            "id": message.call_id,
            "external_ids": list(dossier.call.external_ids) if dossier else [],
            "stage": facts.pop("stage", None),
            "page": f"{public_url.rstrip('/')}/calls/{message.call_id}" if public_url and dossier else None,
        }
        data |= facts
        if message.with_items and message.kind == "call.confirmed":
            data["items"] = _confirmed(dossier)
        elif message.with_items and "promise" in facts:
            data["items"] = [one for one in _confirmed(dossier) if one["id"] == facts["promise"]["id"]]
    else:
        data |= json.loads(message.facts)
    return json.dumps({"type": message.kind, "timestamp": at, "data": data}, ensure_ascii=False).encode()


def _dossier(shelves: Shelves, call_id: str) -> Dossier | None:
    try:
        found = reading.dossier(shelves, call_id)
    except CallNotFoundError:
        return None
    return None if found.call.stage is Stage.ERASED else found


def _confirmed(dossier: Dossier | None) -> list[dict[str, Any]]:
    """Return what a person confirmed, in the words that count; nothing of a call that came back."""
    if dossier is None or dossier.notes is None or dossier.call.stage not in _DECIDED:
        return []
    decided = {one.item_id: one for one in dossier.decisions if one.verdict != "reject"}
    return [_item(decided[item.id].worded(item)) for item in dossier.notes.items() if item.id in decided]


def _item(item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {"id": item.id, "text": item.text}
    if isinstance(item, Promise | FollowUp):
        told["due"] = item.due.date.isoformat() if item.due else None
    if isinstance(item, Promise):
        told["side"] = item.side
    return told
