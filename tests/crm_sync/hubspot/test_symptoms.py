"""Each refusal of HubSpot's has one clear sentence and one thing that follows; the document tells both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pytest

from crm_sync.adapters.hubspot import HubSpotAdapter
from models.crm import PartyHints, PutNote, SetContactField
from models.errors import CallNotesError, CrmBusyError, CrmClosedError, CrmRefusedError
from tests.architecture.repository import DOCS
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator.faults import What
from tests.hubspot_simulator.schema import Property

_SECRET: Final = "Martin Reed wants a refund of 4,000"
_NOTE: Final = PutNote(
    key="c1:note", call_id="c1", title="Call notes", body=_SECRET, status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)  # fmt: skip
_NEXT: Final[dict[type[CallNotesError], str]] = {
    CrmBusyError: "Goes on",
    CrmClosedError: "Held",
    CrmRefusedError: "A person",
}
_ROW: Final = re.compile(
    r"^\| (HubSpot .+?|A rule .+?) \| (.+?) \| \*\*(Goes on|Held|A person)\*\*", re.MULTILINE
)

Ask = Callable[[HubSpotWorld], object]


def failing(*what: What, times: int = 1) -> Ask:
    """Write a note, while HubSpot fails in this way."""

    def ask(world: HubSpotWorld) -> None:
        for one in what:
            world.portal.faults.add(one, times=times)
        world.adapter.apply(_NOTE)

    return ask


def setting(name: str, value: str) -> Ask:
    """Set this property of a contact to this value."""

    def ask(world: HubSpotWorld) -> None:
        contact = world.add_contact("Martin Reed")
        world.add_contact("Ann Reed", email="taken@northwind.example")
        world.portal.rules[("contacts", "jobtitle")] = "[A-Z].*"
        kinds = world.portal.schema._properties["contacts"]
        kinds["cn_size"] = Property("cn_size", "number", "number")
        kinds["cn_since"] = Property("cn_since", "date", "date")
        kinds["cn_choice"] = Property("cn_choice", "enumeration", "select", options=("a", "b"))
        world.person.create("contacts", firstname="Jo", cn_external_id="c7:contact")
        held = world.adapter.field_values(contact, (name,))[name]
        change = SetContactField(
            key="c1:field", call_id="c1", contact_id=contact, name=name, expected=held, value=value
        )
        world.adapter.apply(change)

    return ask


def searching_too_often(world: HubSpotWorld) -> None:
    world.portal.limits.search = 0
    world.adapter.find_parties(PartyHints(emails=("m.reed@northwind.example",)))


def with_a_token_of(*scopes: str) -> Ask:
    def ask(world: HubSpotWorld) -> None:
        world.portal.tokens.clear()
        if scopes:
            world.portal.tokens["pat-test"] = frozenset(scopes)
        world.adapter.apply(_NOTE)

    return ask


def without_the_set_up(world: HubSpotWorld) -> None:
    world.adapter.apply(_NOTE)
    world.portal.schema._properties["notes"]["cn_external_id"] = Property("cn_external_id")
    world.adapter.create_contact(key="c2:contact", name="Ann Reed", phone=None, email=None)
    world.portal.schema._properties["contacts"]["cn_external_id"] = Property("cn_external_id")
    world.adapter.create_contact(key="c3:contact", name="Ann Reed", phone=None, email=None)


def changing_in_a_batch(world: HubSpotWorld) -> None:
    world.adapter.apply(_NOTE)
    world.portal.rules[("notes", "hs_note_body")] = "nothing"
    world.adapter.apply(_NOTE.model_copy(update={"body": "Another text", "written": _SECRET}))


def attaching_to_a_deal_that_is_gone(world: HubSpotWorld) -> None:
    world.adapter.apply(_NOTE.model_copy(update={"deal_id": "999"}))


def where_nobody_listens(_world: HubSpotWorld) -> None:
    adapter = HubSpotAdapter("pat-test", gate=OpenGate(), url="http://127.0.0.1:9", timeout_s=1)
    try:
        adapter.apply(_NOTE)
    finally:
        adapter.close()


@dataclass(frozen=True)
class Symptom:
    """What brings it about, what the person reads, and what follows."""

    answer: str
    ask: Ask
    kind: type[CallNotesError]
    said: str


SYMPTOMS: Final = (
    Symptom("429 SECONDLY", searching_too_often, CrmBusyError, "HubSpot asks for a pause of a second"),
    Symptom(
        "429 TEN_SECONDLY_ROLLING",
        failing("429", times=3),
        CrmBusyError,
        "HubSpot asks for ten seconds' pause",
    ),
    Symptom(
        "429 DAILY", failing("429-daily"), CrmClosedError, "HubSpot is not asked just now: its daily limit"
    ),
    Symptom("423", failing("423", times=3), CrmBusyError, "HubSpot has locked the record"),
    Symptom(
        "477", failing("477"), CrmClosedError, "HubSpot is not asked just now: this account is being moved"
    ),
    *(
        Symptom(status, failing(status), CrmBusyError, "HubSpot is busy or broken (HTTP")
        for status in ("500", "502", "503", "504", "524")
    ),
    Symptom("refused", where_nobody_listens, CrmBusyError, "HubSpot cannot be reached"),
    Symptom("reset", failing("reset"), CrmBusyError, "HubSpot cannot be reached"),
    Symptom("reset", failing("lost"), CrmBusyError, "HubSpot cannot be reached"),
    Symptom(
        "401", with_a_token_of(), CrmClosedError, "HubSpot is not asked just now: it does not know the token"
    ),
    Symptom(
        "403 MISSING_SCOPES",
        with_a_token_of("crm.objects.contacts.read"),
        CrmClosedError,
        "HubSpot is not asked just now: the token may not do this",
    ),
    Symptom("403", failing("403"), CrmRefusedError, "HubSpot forbids this to the token's user"),
    Symptom(
        "non-unique", without_the_set_up, CrmRefusedError, "HubSpot does not know the property of our keys"
    ),
    Symptom(
        "PROPERTY_DOESNT_EXIST",
        setting("nope", "x"),
        CrmRefusedError,
        "HubSpot does not know the property nope",
    ),
    Symptom(
        "INVALID_OPTION",
        setting("cn_choice", "c"),
        CrmRefusedError,
        "HubSpot has no such choice for the property cn_choice",
    ),
    Symptom(
        "READ_ONLY_VALUE",
        setting("hs_object_id", "1"),
        CrmRefusedError,
        "HubSpot lets nobody set the property hs_object_id",
    ),
    Symptom(
        "INVALID_LONG",
        setting("cn_size", "many"),
        CrmRefusedError,
        "HubSpot wants another form of value for the property cn_size",
    ),
    Symptom(
        "INVALID_DATE",
        setting("cn_since", "long ago"),
        CrmRefusedError,
        "HubSpot wants another form of value for the property cn_since",
    ),
    Symptom(
        "FAILED_VALIDATION",
        setting("jobtitle", "lower case"),
        CrmRefusedError,
        "A rule of this HubSpot account refuses the property jobtitle",
    ),
    Symptom(
        "207",
        changing_in_a_batch,
        CrmRefusedError,
        "A rule of this HubSpot account refuses the property hs_note_body",
    ),
    Symptom(
        "CONFLICTING_UNIQUE_VALUE",
        setting("cn_external_id", "c7:contact"),
        CrmRefusedError,
        "HubSpot has another record with this value of a property",
    ),
    Symptom(
        "409",
        setting("email", "taken@northwind.example"),
        CrmRefusedError,
        "HubSpot already has such a record",
    ),
    Symptom(
        "404", attaching_to_a_deal_that_is_gone, CrmRefusedError, "HubSpot has no such record or property"
    ),
    Symptom("any other", failing("400"), CrmRefusedError, "HubSpot refuses what was sent (HTTP 400)"),
)


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as world:
        yield world


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.answer)
def test_a_person_reads_one_sentence_and_the_document_tells_what_happens_next(
    world: HubSpotWorld, symptom: Symptom
) -> None:
    with pytest.raises(CallNotesError) as raised:
        symptom.ask(world)
    assert type(raised.value) is symptom.kind
    assert raised.value.message.startswith(symptom.said)
    assert raised.value.message.endswith((".", "`."))
    for private in (_SECRET, "taken@northwind.example", "lower case", "long ago", "many"):
        assert private not in raised.value.message
    rows = [
        row
        for row in documented()
        if symptom.answer in row[1] and raised.value.message.startswith(_start(row[0]))
    ]
    assert [row[2] for row in rows] == [_NEXT[symptom.kind]]


def test_the_document_tells_of_nothing_else() -> None:
    told = {_start(row[0]) for row in documented()} - {"HubSpot is not asked just now: it does not answer"}
    said = [symptom.said for symptom in SYMPTOMS]
    assert [
        start for start in told if not any(one.startswith(start) or start.startswith(one) for one in said)
    ] == []


def documented() -> list[tuple[str, str, str]]:
    text = (DOCS / "hubspot.md").read_text(encoding="utf-8")
    section = text.partition("## Troubleshooting by symptom")[2].partition("\n## ")[0]
    return _ROW.findall(section)


def _start(row: str) -> str:
    """What the document says, up to where a status is an example."""
    return row.partition(" (HTTP 503)")[0]
