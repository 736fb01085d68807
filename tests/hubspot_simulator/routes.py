"""Which path means what, in both families: v3 and v4 paths, and those of version 2026-09, over one store.

In: `Asked`. Out: `Answer`. Every body is held against the SDK's models; a path that no version has is a fault
of the caller, counted in `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.hubspot_simulator import batches
from tests.hubspot_simulator.portal import Answer, Asked, Portal
from tests.hubspot_simulator.refusals import refusal
from tests.hubspot_simulator.schema import Property, kind_of
from tests.hubspot_simulator.shapes import check

_VERSION: Final = "2026-09"
_FAMILIES: Final = (
    (re.compile(r"^/crm/v3/objects/(.+)$"), "/objects/", False),
    (re.compile(r"^/crm/v4/objects/(.+)$"), "/objects/", False),
    (re.compile(r"^/crm/v4/associations/(.+)$"), "/associations/", False),
    (re.compile(r"^/crm/v3/properties/(.+)$"), "/properties/", False),
    (re.compile(r"^/crm/v3/(owners/.*)$"), "/", False),
    (re.compile(rf"^/crm/objects/{_VERSION}/(.+)$"), "/objects/", True),
    (re.compile(rf"^/crm/associations/{_VERSION}/(.+)$"), "/associations/", True),
    (re.compile(rf"^/crm/properties/{_VERSION}/(.+)$"), "/properties/", True),
)
Work = Callable[[Portal, Asked, re.Match[str]], Answer]


def common_path(path: str) -> tuple[str, bool] | None:
    """Return the path without its version, and whether the version is a dated one; None for no such path."""
    for pattern, prefix, dated in _FAMILIES:
        if match := pattern.match(path):
            return prefix + "".join(match.groups()), dated
    return None


@dataclass
class Routes:
    """Answers requests for one portal; `unknown` lists what no version of HubSpot has."""

    portal: Portal
    unknown: list[str] = field(default_factory=list)

    def find(self, asked: Asked) -> Callable[[], Answer]:
        """Return the work that this request asks for. Raises RefusalError (404)."""
        for method, pattern, scope, work in _ROUTES:
            match = re.fullmatch(pattern, asked.path)
            if match and method == asked.method:
                scopes = _scopes(scope, match)
                self.portal.admit(asked, scopes)
                return lambda: work(self.portal, asked, match)
        self.unknown.append(f"{asked.method} {asked.path}")
        raise refusal(404, "NOT_FOUND", "No such endpoint in this version.")


def is_search(asked: Asked) -> bool:
    """True for what has the limit of searches and is not counted by the other one."""
    return asked.path.endswith("/search")


def _scopes(scope: str, match: re.Match[str]) -> frozenset[str]:
    """One of these lets the request in; notes, tasks and calls have the scopes of contacts."""
    if scope == "owners":
        return frozenset({"crm.objects.owners.read"})
    kind = kind_of(match["kind"])
    of = kind if kind in {"contacts", "companies", "deals"} else "contacts"
    if scope == "schemas":
        return frozenset(f"crm.schemas.{one}.write" for one in ("contacts", "companies", "deals"))
    return frozenset({f"crm.objects.{of}.{scope}"})


# -- one record


def _create(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    check("objects", "SimplePublicObjectInputForCreate", asked.body)
    return Answer(201, batches.created(portal, asked, kind_of(match["kind"]), asked.body).document(()))


def _read(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    kind, archived = kind_of(match["kind"]), asked.query.get("archived", "").lower() == "true"
    names = tuple(name for name in asked.query.get("properties", "").split(",") if name)
    history = tuple(name for name in asked.query.get("propertiesWithHistory", "").split(",") if name)
    prop = asked.query.get("idProperty")
    if prop:
        entry = portal.records.by_unique(kind, prop, match["id"])
        if entry is None:
            raise refusal(404, "OBJECT_NOT_FOUND", "resource not found")
    else:
        entry = portal.records.get(kind, match["id"], archived=archived)
    return Answer(200, entry.document(names, history))


def _update(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    check("objects", "SimplePublicObjectInput", asked.body)
    kind = kind_of(match["kind"])
    entry = portal.records.get(kind, match["id"])
    batches.refuse_by_rules(portal, asked, kind, asked.body["properties"])
    portal.records.update(entry, asked.body["properties"])
    return Answer(200, entry.document(tuple(asked.body["properties"])))


def _archive(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    portal.records.archive(kind_of(match["kind"]), match["id"])
    return Answer(204)


def _search(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    check("objects", "PublicObjectSearchRequest", asked.body)
    return Answer(200, portal.search.answer(kind_of(match["kind"]), asked.body))


# -- associations


def _associate_default(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    source, target = _both(portal, match)
    portal.records.connect(source, target)
    return Answer(200, {"status": "COMPLETE", "results": [], **batches.TIMES})


def _associate(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    if not isinstance(asked.body, list):
        raise refusal(400, "VALIDATION_ERROR", "Invalid input JSON: a list is expected")
    source, target = _both(portal, match)
    for one in asked.body:
        check("associations", "AssociationSpec", one)
        portal.records.connect(source, target, one["associationTypeId"])
    return Answer(201, {"fromObjectTypeId": source.kind, "fromObjectId": int(source.id), "labels": []})


def _disassociate(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    portal.records.disconnect(*_both(portal, match))
    return Answer(204)


def _associated(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    entry, to = portal.records.get(kind_of(match["kind"]), match["id"]), kind_of(match["to"])
    found = sorted((int(other), types) for (kind, other), types in entry.edges.items() if kind == to)
    limit, start = int(asked.query.get("limit", "500")), int(asked.query.get("after", "0"))
    page = [
        {
            "toObjectId": other,
            "associationTypes": [
                {"category": "HUBSPOT_DEFINED", "typeId": one, "label": None} for one in sorted(types)
            ],
        }
        for other, types in found
        if other > start
    ]
    body: dict[str, Any] = {"results": page[:limit]}
    if len(page) > limit:
        body["paging"] = {"next": {"after": str(page[limit - 1]["toObjectId"])}}
    return Answer(200, body)


def _both(portal: Portal, match: re.Match[str]) -> tuple[Any, Any]:
    source = portal.records.get(kind_of(match["kind"]), match["id"])
    return source, portal.records.get(kind_of(match["to"]), match["other"])


# -- properties and owners


def _properties(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    return Answer(200, {"results": [_shown(one) for one in portal.schema.all(kind_of(match["kind"]))]})


def _property(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    one = portal.schema.property(kind_of(match["kind"]), match["name"])
    if one is None:
        raise refusal(404, "OBJECT_NOT_FOUND", f"No property named '{match['name']}' exists.")
    return Answer(200, _shown(one))


def _add_property(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    check("properties", "PropertyCreate", asked.body)
    return Answer(201, _shown(portal.schema.add(kind_of(match["kind"]), asked.body, dated=asked.dated)))


def _groups(portal: Portal, _asked: Asked, match: re.Match[str]) -> Answer:
    groups = portal.schema.groups(kind_of(match["kind"]))
    return Answer(200, {"results": [{"name": name, "label": name, "archived": False} for name in groups]})


def _add_group(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    check("properties", "PropertyGroupCreate", asked.body)
    portal.schema.add_group(kind_of(match["kind"]), asked.body["name"])
    return Answer(201, {**asked.body, "archived": False})


def _shown(one: Property) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": one.label or one.name,
        "type": one.type,
        "fieldType": one.field_type,
        "description": "",
        "groupName": one.group,
        "hasUniqueValue": one.unique,
        "hidden": False,
        "options": [
            {"label": value, "value": value, "hidden": False, "displayOrder": place}
            for place, value in enumerate(one.options)
        ],
        "modificationMetadata": {
            "archivable": one.own,
            "readOnlyDefinition": not one.own,
            "readOnlyValue": one.read_only,
        },
    }


def _owners(portal: Portal, asked: Asked, _match: re.Match[str]) -> Answer:
    email, limit = asked.query.get("email"), int(asked.query.get("limit", "100"))
    start = int(asked.query.get("after", "0"))
    found = [one for one in portal.owners if email is None or one.email.lower() == email.lower()]
    body: dict[str, Any] = {"results": [one.document() for one in found[start : start + limit]]}
    if start + limit < len(found):
        body["paging"] = {"next": {"after": str(start + limit)}}
    return Answer(200, body)


def _owner(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    by_user = asked.query.get("idProperty") == "userId"
    for one in portal.owners:
        if match["id"] == (str(one.user_id) if by_user else one.id):
            return Answer(200, one.document())
    raise refusal(404, "OBJECT_NOT_FOUND", "Owner does not exist")


_KIND, _ID = r"(?P<kind>[\w-]+)", r"(?P<id>[^/]+)"
_TO, _OTHER = r"(?P<to>[\w-]+)", r"(?P<other>[^/]+)"
_ROUTES: Final[tuple[tuple[str, str, str, Work], ...]] = (
    ("POST", rf"/objects/{_KIND}/batch/read", "read", batches.read),
    ("POST", rf"/objects/{_KIND}/batch/create", "write", batches.create),
    ("POST", rf"/objects/{_KIND}/batch/update", "write", batches.update),
    ("POST", rf"/objects/{_KIND}/batch/upsert", "write", batches.upsert),
    ("POST", rf"/objects/{_KIND}/batch/archive", "write", batches.archive),
    ("POST", rf"/objects/{_KIND}/search", "read", _search),
    ("POST", rf"/objects/{_KIND}", "write", _create),
    ("PUT", rf"/objects/{_KIND}/{_ID}/associations/default/{_TO}/{_OTHER}", "write", _associate_default),
    ("PUT", rf"/objects/{_KIND}/{_ID}/associations/{_TO}/{_OTHER}", "write", _associate),
    ("DELETE", rf"/objects/{_KIND}/{_ID}/associations/{_TO}/{_OTHER}", "write", _disassociate),
    ("GET", rf"/objects/{_KIND}/{_ID}/associations/{_TO}", "read", _associated),
    ("POST", rf"/associations/{_KIND}/{_TO}/batch/associate/default", "write", batches.associate),
    ("POST", rf"/associations/{_KIND}/{_TO}/batch/read", "read", batches.associated),
    ("GET", rf"/objects/{_KIND}/{_ID}", "read", _read),
    ("PATCH", rf"/objects/{_KIND}/{_ID}", "write", _update),
    ("DELETE", rf"/objects/{_KIND}/{_ID}", "write", _archive),
    ("GET", rf"/properties/{_KIND}/groups", "read", _groups),
    ("POST", rf"/properties/{_KIND}/groups", "schemas", _add_group),
    ("GET", rf"/properties/{_KIND}", "read", _properties),
    ("GET", rf"/properties/{_KIND}/(?P<name>[^/]+)", "read", _property),
    ("POST", rf"/properties/{_KIND}", "schemas", _add_property),
    ("GET", r"/owners/", "owners", _owners),
    ("GET", rf"/owners/{_ID}", "owners", _owner),
)
