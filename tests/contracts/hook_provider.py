"""What every provider's hook must do; a `test_*_hook.py` beside this file runs it over each one.

Subclass `HookProviderContract` and give it the class attribute `side`: the provider's side, which makes
deliveries as its documentation shows them.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest
from fastapi.exceptions import RequestValidationError

from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.provider import Provider
from lifecycle import intake, opt_out
from models.call import Customer
from models.errors import InputError, UnauthorisedError
from tests.api.house import NOW, House, open_house, wav
from text.recording_addresses import AllowedHost, read_allowed_host
from text.signed_message import secret_name

PUBLIC_URL = "https://notes.example.com"
SECRET, OLD_SECRET = "the secret of today 0123456789", "the secret of yesterday 012345"


class ProviderSide(Protocol):
    """The provider: its hosts, and deliveries for the recording with a number, signed at a moment."""

    provider: Provider
    host: str
    signs_the_body: bool
    signs_the_time: bool
    names_its_events: bool

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return the event that brings the recording; its call started at this moment."""
        ...

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return five events about that recording and its call, the one that brings it among them."""
        ...

    def unreadable(self) -> list[dict[str, Any]]:
        """Return events that are not in the provider's shape."""
        ...

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Return the event as a request that is signed with this secret at this moment."""
        ...


@dataclass
class Hook:
    """A house with the hook of a provider, and the provider's side."""

    house: House
    side: ProviderSide

    def send(self, delivery: Delivery) -> int:
        """Send a delivery, and return the status of the answer."""
        path = delivery.address.removeprefix(PUBLIC_URL)
        headers = {**delivery.headers, "authorization": ""}
        status: int = self.house.client.post(path, content=delivery.body, headers=headers).status_code
        return status

    def tell(self, event: dict[str, Any], **how: Any) -> int:  # noqa: ANN401 - what `deliver` takes
        """Send an event signed as it should be, at the moment of the house's clock."""
        return self.send(self.side.deliver(event, **{"at": self.house.moment[0]} | how))

    def calls(self) -> list[dict[str, Any]]:
        """Return all calls."""
        calls: list[dict[str, Any]] = self.house.client.get("/api/v1/calls").json()["calls"]
        return calls

    def deliveries(self) -> dict[str, int]:
        """Return how many deliveries ended in which way, as the metrics say; none is of another provider."""
        line = r'callnotes_hook_deliveries_total\{outcome="(\w+)",provider="([\w-]+)"\} ([0-9.]+)'
        found = re.findall(line, self.house.client.get("/metrics").text)
        assert {name for _, name, _ in found} <= {self.side.provider.name}
        return {word: int(float(count)) for word, _, count in found}

    def events(self, state: str) -> float:
        """Return how many events are in this state, as the metrics say."""
        line = f'callnotes_hook_events{{state="{state}"}} '
        text: str = self.house.client.get("/metrics").text
        return sum(float(one.removeprefix(line)) for one in text.splitlines() if one.startswith(line))


@contextmanager
def open_hook(folder: Path, side: ProviderSide, **changes: Any) -> Iterator[Hook]:  # noqa: ANN401 - fields of the doors
    """Open a house with this provider's hook in this folder."""
    given = {
        "public_url": PUBLIC_URL,
        "provider_secrets": {side.provider.name: (SECRET, OLD_SECRET)},
        "recording_hosts": hosts_of(side),
    }
    with open_house(folder, **given | changes) as house:
        yield Hook(house, side)


def hosts_of(side: ProviderSide) -> tuple[AllowedHost, ...]:
    """Return the hosts that the operator has allowed for the provider."""
    return (read_allowed_host(side.host),)


class HookProviderContract:
    """Let in by the secret alone, one call per recording, nothing lost, nothing doubled."""

    side: ClassVar[ProviderSide]
    #: What an event lacks by itself to say whom the call was with.
    names_the_customer: ClassVar[dict[str, str]] = {}

    @pytest.fixture
    def hook(self, tmp_path: Path) -> Iterator[Hook]:
        with open_hook(tmp_path, self.side) as opened:
            yield opened

    def test_a_recording_becomes_a_call_that_is_fetched_in_a_job(self, hook: Hook) -> None:
        before = time.monotonic()
        assert hook.tell(self.side.recorded()) == 204
        assert time.monotonic() - before < 2, "the door asks nobody, so it answers at once"
        (call,) = hook.calls()
        assert call["stage"] == "awaiting_audio"
        assert call["external_ids"][0].startswith(f"{self.side.provider.name}:")
        assert hook.house.enqueued == [(call["id"], "fetch", 1)]

    def test_without_word_of_consent_the_call_waits_for_a_person(self, hook: Hook) -> None:
        hook.tell(self.side.recorded())
        doors, (call,) = hook.house.doors, hook.calls()
        intake.attach_audio(doors.shelves, call["id"], [wav()], limits=doors.limits, enqueue=doors.enqueue)
        assert hook.calls()[0]["stage"] == "awaiting_consent"
        assert len(hook.house.enqueued) == 1, "nothing listens to it"

    def test_a_person_who_opted_out_is_not_processed(self, hook: Hook) -> None:
        assert hook.tell(self.side.recorded(1) | self.names_the_customer) == 204
        doors, (call,) = hook.house.doors, hook.calls()
        customer = Customer(phone=call["customer"])
        opt_out.add(doors.shelves, customer, by="eve@example.com", enqueue=doors.enqueue)
        assert hook.tell(self.side.recorded(2) | self.names_the_customer) == 204
        assert [(one["stage"], one["customer"]) for one in hook.calls()] == [("declined", None)] * 2
        assert len(hook.house.enqueued) == 1, "the second one is not even fetched"
        doors.shelves.database.wash()
        marker = call["customer"].removeprefix("+").encode()
        files = (path for path in hook.house.folder.rglob("*") if path.is_file())
        assert not [path.name for path in files if marker in path.read_bytes()]

    def test_five_announcements_in_any_order_are_one_call(self, tmp_path: Path) -> None:
        told, shuffled = self.side.told(), random.Random(7)
        assert len(told) == 5
        with open_hook(tmp_path, self.side) as hook:
            for number in range(1, 4):
                events = self.side.told(number)
                shuffled.shuffle(events)
                assert [hook.tell(event) for event in events] == [204] * 5
                assert len(hook.calls()) == number
            assert sorted(verb for _, verb, _ in hook.house.enqueued) == ["fetch"] * 3

    def test_a_replay_changes_nothing(self, hook: Hook) -> None:
        delivery = self.side.deliver(self.side.recorded())
        assert {hook.send(delivery) for _ in range(5)} == {204}
        assert len(hook.calls()) == len(hook.house.enqueued) == 1
        hook.house.pass_time(timedelta(days=400))
        assert hook.send(delivery) == (401 if self.side.signs_the_time else 204)
        assert len(hook.calls()) == len(hook.house.enqueued) == 1

    def test_either_secret_opens_and_it_is_seen_which_one_did(self, hook: Hook) -> None:
        assert hook.tell(self.side.recorded(1), secret=OLD_SECRET) == 204
        assert hook.tell(self.side.recorded(2), secret=SECRET) == 204
        assert hook.tell(self.side.recorded(3), secret="another secret") == 401
        used = hook.house.doors.shelves.hook_events().last_signed()
        assert set(used) == {secret_name(one.encode()) for one in (SECRET, OLD_SECRET)}
        assert len(hook.calls()) == 2

    def test_without_a_secret_it_is_closed_and_the_setting_named(self, tmp_path: Path) -> None:
        with open_hook(tmp_path, self.side, provider_secrets={}) as hook:
            delivery = self.side.deliver(self.side.recorded())
            path = delivery.address.removeprefix(PUBLIC_URL)
            answer = hook.house.client.post(path, content=delivery.body, headers=dict(delivery.headers))
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.refused")
            assert self.side.provider.setting in answer.json()["detail"]

    def test_a_thousand_altered_deliveries_are_refused_or_say_the_same(self) -> None:
        right, chance = self.side.deliver(self.side.recorded()), random.Random(11)
        assert _fits(self.side.provider, right)
        refused = 0
        for _ in range(1000):
            altered = altered_once(right, chance, body=self.side.signs_the_body)
            if _fits(self.side.provider, altered):  # an escape in capitals, an empty parameter
                assert _read(self.side.provider, altered) in (None, self.side.provider.read(right))
            else:
                refused += 1
        assert refused > 950

    def test_a_signature_of_another_time_is_refused_where_it_has_one(self, hook: Hook) -> None:
        for off_s in (-3600, -301, 301, 3600):
            at = NOW + timedelta(seconds=off_s)
            assert hook.tell(self.side.recorded(), at=at) == (401 if self.side.signs_the_time else 204)

    def test_a_call_of_the_future_is_taken_without_its_start(self, hook: Hook) -> None:
        assert hook.tell(self.side.recorded(started_at=NOW + timedelta(days=3))) == 204
        assert hook.calls()[0]["started_at"] is None

    def test_what_is_no_event_is_a_wrong_input_and_never_a_fault(self, hook: Hook) -> None:
        assert {hook.tell(event) for event in self.side.unreadable()} == {422}
        assert hook.calls() == []

    def test_an_event_that_a_crash_left_is_handled_when_the_server_starts(self, tmp_path: Path) -> None:
        (announcement,) = self.side.provider.read(self.side.deliver(self.side.recorded()))
        with open_hook(tmp_path, self.side) as hook:
            hook.house.doors.shelves.hook_events().store(
                self.side.provider.name,
                announcement.event_id,
                announcement.model_dump_json(exclude_defaults=True),
            )
            assert hook.calls() == []
        with open_hook(tmp_path, self.side) as again:
            assert len(again.calls()) == len(again.house.enqueued) == 1
            assert again.tell(self.side.recorded()) == 204
            assert len(again.calls()) == len(again.house.enqueued) == 1

    def test_an_event_that_breaks_keeps_no_server_from_starting(self, tmp_path: Path) -> None:
        name = self.side.provider.name
        with open_hook(tmp_path, self.side) as hook:
            events = hook.house.doors.shelves.hook_events()
            events.store(name, "older", "not what is stored today")
            url = f"https://{self.side.host}/1"
            call = {"consent": "unknown", "started_at": "soon", "external_id": "x", "recording_url": url}
            events.store(name, "odd", json.dumps({"event_id": "odd", "call": call}))
        with open_hook(tmp_path, self.side) as again:
            assert again.tell(self.side.recorded()) == 204
            assert len(again.calls()) == 1

    def test_a_host_that_is_not_allowed_is_told_and_taken_up_once_it_is(self, tmp_path: Path) -> None:
        with open_hook(tmp_path, self.side, recording_hosts=()) as hook:
            assert hook.tell(self.side.recorded()) == 422
            assert (hook.calls(), hook.events("failed")) == ([], 1)
        with open_hook(tmp_path, self.side) as again:
            assert len(again.calls()) == 1
            assert (again.events("failed"), again.events("handled")) == (0, 1)

    def test_the_same_event_with_another_content_is_counted_and_changes_nothing(self, hook: Hook) -> None:
        hook.tell(self.side.recorded())
        other = self.side.recorded(started_at=NOW - timedelta(hours=5))
        assert hook.tell(other) == 204
        told = 1.0 if self.side.names_its_events else 0.0
        assert f"callnotes_hook_contradictions_total {told}" in hook.house.client.get("/metrics").text
        assert len(hook.calls()) == len(hook.house.enqueued) == 1

    def test_no_secret_is_stored(self, hook: Hook) -> None:
        hook.tell(self.side.recorded())
        files = [path for path in hook.house.folder.rglob("*") if path.is_file()]
        assert files
        assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def _fits(provider: Provider, delivery: Delivery) -> bool:
    try:
        provider.verify(delivery, (SECRET.encode(), OLD_SECRET.encode()), NOW)
    except UnauthorisedError:
        return False
    return True


def _read(provider: Provider, delivery: Delivery) -> tuple[Announcement, ...] | None:
    try:
        return provider.read(delivery)
    except (InputError, RequestValidationError):
        return None


def altered_once(right: Delivery, chance: random.Random, *, body: bool) -> Delivery:
    """Change one byte of the body, or of what shows that the delivery comes from the provider."""
    signed = [name for name in right.headers if "signature" in name or "token" in name]
    if body and (not signed or chance.random() < 0.7):
        return replace_in(right, chance)
    if signed:
        name = chance.choice(signed)
        value = right.headers[name]
        place = chance.randrange(len(value) - 2)  # the last digit of base64 may stand for the same bytes
        other = chance.choice([one for one in "ABCdef012" if one != value[place]])
        headers = {**right.headers, name: value[:place] + other + value[place + 1 :]}
        return right.model_copy(update={"headers": headers})
    return right.model_copy(update={"body": right.body.replace(SECRET.encode(), _other(chance).encode())})


def replace_in(right: Delivery, chance: random.Random) -> Delivery:
    """Change, drop or double one byte of the body."""
    place, kind = chance.randrange(len(right.body)), chance.randrange(3)
    before, one, after = right.body[:place], right.body[place : place + 1], right.body[place + 1 :]
    new = (bytes([one[0] ^ (1 << chance.randrange(7))]), b"", one + one)[kind]
    return right.model_copy(update={"body": before + new + after})


def _other(chance: random.Random) -> str:
    place = chance.randrange(len(SECRET))
    return SECRET[:place] + "~" + SECRET[place + 1 :]
