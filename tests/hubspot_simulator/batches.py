"""Requests for many records at once: at most 100, with 207 where a part of them fails.

Source: reference 1.3, 1.5, 1.6 and 4.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.hubspot_simulator.portal import Answer, Asked, Portal
from tests.hubspot_simulator.records import Entry
from tests.hubspot_simulator.refusals import RefusalError, bad_values, refusal
from tests.hubspot_simulator.schema import kind_of
from tests.hubspot_simulator.shapes import check

_MOST: Final = 100
_MOST_WITH_HISTORY: Final = 50
TIMES: Final = {"startedAt": "2026-01-01T00:00:00.000Z", "completedAt": "2026-01-01T00:00:00.000Z"}


def created(portal: Portal, asked: Asked, kind: str, one: Mapping[str, Any]) -> Entry:
    """Make one record with its associations, all of it or nothing."""
    targets = [
        (portal.records.get(_kind_of_edge(kind, spec), edge["to"]["id"]), spec["associationTypeId"])
        for edge in one.get("associations") or []
        for spec in edge["types"]
    ]
    refuse_by_rules(portal, asked, kind, one["properties"])
    entry = portal.records.create(kind, one["properties"])
    for target, edge_type in targets:
        portal.records.connect(entry, target, edge_type)
    return entry


def refuse_by_rules(portal: Portal, asked: Asked, kind: str, values: Mapping[str, str]) -> None:
    """Raise RefusalError where a value breaks an admin's rule; only the dated versions hold those."""
    if not asked.dated:
        return
    broken = [
        name
        for name in values
        if not re.fullmatch(portal.rules.get((kind, name), ".*"), values[name], re.DOTALL)
    ]
    if broken:
        told = "The value breaks a validation rule of this account."
        raise bad_values([{"message": told, "error": "FAILED_VALIDATION", "name": name} for name in broken])


def read(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Return records by id, or by a unique property; what is not there is told in a 207."""
    check("objects", "BatchReadInputSimplePublicObjectId", asked.body)
    kind, body = kind_of(match["kind"]), asked.body
    archived, prop = asked.query.get("archived", "").lower() == "true", body.get("idProperty")
    history = tuple(body["propertiesWithHistory"])
    _refuse_too_many(body["inputs"], _MOST_WITH_HISTORY if history else _MOST)

    def one(entry: Mapping[str, Any]) -> dict[str, Any]:
        if prop is None:
            found = portal.records.get(kind, entry["id"], archived=archived)
        else:
            by_value = portal.records.by_unique(kind, prop, entry["id"], archived=archived)
            if by_value is None:
                raise refusal(404, "OBJECT_NOT_FOUND", "resource not found")
            found = by_value
        return found.document(tuple(body["properties"]), history)

    return _each(body["inputs"], one, ok=200)


def create(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Make records: all of them, or none when one does not fit."""
    check("objects", "BatchInputSimplePublicObjectBatchInputForCreate", asked.body)
    kind, inputs = kind_of(match["kind"]), asked.body["inputs"]
    _refuse_too_many(inputs)
    for one in inputs:
        checked = portal.schema.checked(kind, one["properties"], is_new=True)
        portal.records.refuse_taken(kind, checked, but=None)
    made = [created(portal, asked, kind, one) for one in inputs]
    results = [
        entry.document(tuple(one["properties"])) | _trace(one)
        for entry, one in zip(made, inputs, strict=True)
    ]
    return Answer(201, {"status": "COMPLETE", "results": results, **TIMES})


def update(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Change records by their ids; one that is not there fails alone."""
    check("objects", "BatchInputSimplePublicObjectBatchInput", asked.body)
    kind = kind_of(match["kind"])
    _refuse_too_many(asked.body["inputs"])

    def one(given: Mapping[str, Any]) -> dict[str, Any]:
        prop = given.get("idProperty")
        entry = (
            portal.records.by_unique(kind, prop, given["id"])
            if prop
            else portal.records.get(kind, given["id"])
        )
        if entry is None:
            raise refusal(404, "OBJECT_NOT_FOUND", "resource not found")
        refuse_by_rules(portal, asked, kind, given["properties"])
        portal.records.update(entry, given["properties"])
        return entry.document(tuple(given["properties"])) | _trace(given)

    return _each(asked.body["inputs"], one, ok=200)


def upsert(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Make or change records by a unique property; each result says whether it is `new`."""
    check("objects", "BatchInputSimplePublicObjectBatchInputUpsert", asked.body)
    kind, inputs = kind_of(match["kind"]), asked.body["inputs"]
    _refuse_too_many(inputs)
    for given in inputs:
        if given.get("idProperty") not in portal.schema.unique(kind):
            told = f"Unable to perform update/upsert by non-unique {kind} property {given.get('idProperty')}"
            raise refusal(400, "VALIDATION_ERROR", told)
    named = [(given["idProperty"], given["id"].lower()) for given in inputs]
    if len(named) != len(set(named)):
        raise refusal(400, "VALIDATION_ERROR", "Duplicate IDs found in batch input.")

    def one(given: Mapping[str, Any]) -> dict[str, Any]:
        values = {**given["properties"], given["idProperty"]: given["id"]}
        refuse_by_rules(portal, asked, kind, values)
        entry = portal.records.by_unique(kind, given["idProperty"], given["id"])
        is_new = entry is None
        if entry is None:
            entry = portal.records.create(kind, values)
        else:
            portal.records.update(entry, values)
        return entry.document(tuple(values)) | {"new": is_new} | _trace(given)

    return _each(inputs, one, ok=200)


def archive(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Put records into the recycle bin, those that are there."""
    check("objects", "BatchInputSimplePublicObjectId", asked.body)
    _refuse_too_many(asked.body["inputs"])
    for one in asked.body["inputs"]:
        portal.records.archive(kind_of(match["kind"]), one["id"])
    return Answer(204)


def associate(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Connect pairs of records by the default type."""
    check("associations", "BatchInputPublicDefaultAssociationMultiPost", asked.body)
    kind, to = kind_of(match["kind"]), kind_of(match["to"])
    _refuse_too_many(asked.body["inputs"])

    def one(given: Mapping[str, Any]) -> dict[str, Any]:
        source, target = given["from"], given["to"]
        portal.records.connect(portal.records.get(kind, source["id"]), portal.records.get(to, target["id"]))
        return {"from": source, "to": target, "associationSpec": {"associationCategory": "HUBSPOT_DEFINED"}}

    return _each(asked.body["inputs"], one, ok=200)


def associated(portal: Portal, asked: Asked, match: re.Match[str]) -> Answer:
    """Return what records are connected to."""
    check("associations", "BatchInputPublicFetchAssociationsBatchRequest", asked.body)
    kind, to = kind_of(match["kind"]), kind_of(match["to"])
    _refuse_too_many(asked.body["inputs"], 1000)

    def one(given: Mapping[str, Any]) -> dict[str, Any]:
        entry = portal.records.get(kind, given["id"])
        found = [
            {
                "toObjectId": int(other),
                "associationTypes": [
                    {"category": "HUBSPOT_DEFINED", "typeId": number, "label": None}
                    for number in sorted(types)
                ],
            }
            for (other_kind, other), types in entry.edges.items()
            if other_kind == to
        ]
        return {"from": {"id": entry.id}, "to": found}

    return _each(asked.body["inputs"], one, ok=200)


def _each(
    inputs: list[Mapping[str, Any]], work: Callable[[Mapping[str, Any]], dict[str, Any]], *, ok: int
) -> Answer:
    results, errors = [], []
    for one in inputs:
        try:
            results.append(work(one))
        except RefusalError as refused:
            told = refused.body
            errors.append(
                {
                    "status": "error",
                    "category": told["category"],
                    "message": told["message"],
                    "context": {"ids": [one.get("id", "")]},
                }
            )
    body: dict[str, Any] = {"status": "COMPLETE", "results": results, **TIMES}
    if not errors:
        return Answer(ok, body)
    return Answer(207, body | {"numErrors": len(errors), "errors": errors})


def _trace(given: Mapping[str, Any]) -> dict[str, Any]:
    trace = given.get("objectWriteTraceId")
    return {"objectWriteTraceId": trace} if trace else {}


def _kind_of_edge(kind: str, spec: Mapping[str, Any]) -> str:
    from tests.hubspot_simulator.records import DEFAULT_EDGES

    for (source, target), number in DEFAULT_EDGES.items():
        if source == kind and number == spec["associationTypeId"]:
            return target
    raise refusal(400, "VALIDATION_ERROR", f"No association of type {spec['associationTypeId']} from {kind}.")


def _refuse_too_many(inputs: list[Any], most: int = _MOST) -> None:
    if not 0 < len(inputs) <= most:
        raise refusal(400, "VALIDATION_ERROR", f"A batch holds 1 to {most} inputs.")
