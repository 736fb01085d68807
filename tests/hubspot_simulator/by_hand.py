"""What somebody at the simulator can see and do by hand, over HTTP: look, act as a user, let requests fail.

In: a path below /simulator, with JSON. Out: what stands in the portal, as JSON. HubSpot has nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.hubspot_simulator.portal import Answer, Portal, answer_of
from tests.hubspot_simulator.records import Entry
from tests.hubspot_simulator.refusals import RefusalError, bad_shape, refusal

_KINDS: Final = ("contacts", "companies", "deals", "notes", "tasks", "calls")


def by_hand(portal: Portal, method: str, path: str, body: Any) -> Answer:  # noqa: ANN401 - any JSON
    """Answer a request below /simulator: what is looked at or done there counts as no request of ours."""
    work = _DOORS.get((method, path.rstrip("/")))
    try:
        if work is None:
            raise refusal(404, "NOT_FOUND", "The doors are: " + ", ".join(" ".join(door) for door in _DOORS))
        with portal.lock:
            return Answer(200, work(portal, body or {}))
    except RefusalError as refused:
        return answer_of(refused)
    except (KeyError, TypeError, ValueError) as error:
        return answer_of(bad_shape(f"it lacks or misspells {error}"))


def _records(portal: Portal, _: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: [_shown(entry) for entry in portal.records.everything(kind)] for kind in _KINDS}


def _shown(entry: Entry) -> dict[str, Any]:
    values = {name: entry.value(name) for name in sorted(entry.history)}
    edges = sorted(f"{kind}/{other}" for kind, other in entry.edges)
    return {"id": entry.id, "archived": entry.archived_at is not None, "with": edges, "values": values}


def _act(portal: Portal, said: Mapping[str, Any]) -> dict[str, Any]:
    person = portal.act_as_user(said.get("user", 9001), source=said.get("source", "CRM_UI"))
    kind, values = said["kind"], said.get("values", {})
    if said.get("into"):
        person.merge(kind, said["into"], said["id"])
    elif said.get("delete"):
        person.delete(kind, said["id"])
    elif said.get("id"):
        person.set(kind, said["id"], **values)
    else:
        return {"id": person.create(kind, **values)}
    return {"id": said["id"]}


def _fail(portal: Portal, said: Mapping[str, Any]) -> dict[str, Any]:
    portal.faults.add(**said)
    return {"waiting": said.get("times", 1)}


def _heal(portal: Portal, _: Mapping[str, Any]) -> dict[str, Any]:
    portal.faults.clear()
    return {"waiting": 0}


_DOORS: Final[Mapping[tuple[str, str], Callable[[Portal, Mapping[str, Any]], dict[str, Any]]]] = {
    ("GET", "/simulator"): lambda portal, _: portal.about(),
    ("GET", "/simulator/records"): _records,
    ("POST", "/simulator/act"): _act,
    ("POST", "/simulator/faults"): _fail,
    ("DELETE", "/simulator/faults"): _heal,
}
