"""Machines' own tokens: made with scopes, good for those alone, gone when revoked, and named in the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from lifecycle import tokens
from models.access import Actor, Scope
from models.errors import InputError
from tests.api.house import PROVEN, House, wav

ADMIN = "dana@example.com"
CALLS = "/api/v1/calls"
SCOPES: tuple[Scope, ...] = get_args(Scope)


def _shown(house: House, *scopes: Scope, name: str = "pbx") -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.make_token(house.doors.shelves, name, scopes, by=ADMIN)}"}


def _submit(house: House, headers: dict[str, str]) -> int:
    files = {name: (None, value) for name, value in PROVEN.items()} | {"audio": ("a.wav", wav())}
    return int(house.client.post(CALLS, files=files, headers=headers).status_code)


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", CALLS, "calls:read"),
        ("GET", f"{CALLS}/call_none", "calls:read"),
        ("POST", CALLS, "calls:write"),
        ("PUT", f"{CALLS}/call_none/audio", "calls:write"),
        *(
            ("POST", f"{CALLS}/call_none/{verb}", "calls:decide")
            for verb in ("release", "consent", "link", "review", "retry", "cancel")
        ),
        ("GET", "/metrics", "metrics:read"),
    ],
)
def test_a_door_opens_for_the_one_scope_that_it_needs(
    house: House, method: str, path: str, needed: Scope
) -> None:
    for number, scope in enumerate(SCOPES):
        answer = house.client.request(method, path, headers=_shown(house, scope, name=f"t{number}"))
        assert (answer.status_code == 403) is (scope != needed), scope
        assert answer.status_code != 401
        if scope != needed:
            assert answer.json()["code"] == "access.denied"


def test_what_a_machine_did_stands_in_the_audit_under_its_name(house: House) -> None:
    headers = _shown(house, "calls:write", "calls:read", "calls:decide")
    assert _submit(house, headers) == 201
    call_id = house.client.get(CALLS).json()["calls"][0]["id"]
    house.client.get(f"{CALLS}/{call_id}", headers=headers)
    house.client.post(f"{CALLS}/{call_id}/cancel", headers=headers)
    noted = house.doors.shelves.audit().entries(call_id=call_id)
    assert [(one.actor, one.action) for one in noted] == [
        ("pbx", "cancelled"),
        ("pbx", "saw"),
        ("pbx", "submitted"),
    ]


def test_a_revoked_token_opens_nothing_and_its_name_is_never_given_again(house: House) -> None:
    headers = _shown(house, "calls:read")
    assert house.client.get(CALLS, headers=headers).status_code == 200
    tokens.revoke_token(house.doors.shelves, "pbx", by=ADMIN)
    assert house.client.get(CALLS, headers=headers).status_code == 401
    with pytest.raises(InputError):
        _shown(house, "calls:read")


def test_of_a_token_only_the_hash_is_kept_and_when_it_was_used(house: House) -> None:
    headers = _shown(house, "calls:read")
    secret = headers["Authorization"].removeprefix("Bearer ")
    house.client.get(CALLS, headers=headers)
    first = tokens.every_token(house.doors.shelves)[0]
    assert first.used_at == house.moment[0]
    house.pass_time(timedelta(minutes=2))
    house.client.get(CALLS, headers=headers)
    assert tokens.every_token(house.doors.shelves)[0].used_at == house.moment[0]
    for path in house.folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()


@pytest.mark.parametrize("name", ["", "Pbx", "a b", "settings", "hook", "unknown", "x" * 65, "../x"])
def test_a_token_has_a_plain_name(house: House, name: str) -> None:
    with pytest.raises(InputError):
        tokens.make_token(house.doors.shelves, name, ("calls:read",), by=ADMIN)


@pytest.mark.parametrize("scopes", [(), ("calls:everything",)])
def test_a_token_has_scopes_that_there_are(house: House, scopes: tuple[Scope, ...]) -> None:
    with pytest.raises(InputError):
        tokens.make_token(house.doors.shelves, "pbx", scopes, by=ADMIN)


def test_a_word_that_is_no_token_of_ours_is_not_looked_up(house: House) -> None:
    assert tokens.machine_of(house.doors.shelves, "password") is None
    assert tokens.machine_of(house.doors.shelves, "cn_" + "x" * 43) is None
    headers = _shown(house, "calls:read")
    secret = headers["Authorization"].removeprefix("Bearer ")
    assert tokens.machine_of(house.doors.shelves, secret) == Actor(
        name="pbx", scopes=("calls:read",), door="api_token"
    )


def test_a_token_lasts_90_days_unless_another_end_is_chosen(house: House) -> None:
    headers = _shown(house, "calls:read")
    house.pass_time(timedelta(days=90) - timedelta(seconds=1))
    assert house.client.get(CALLS, headers=headers).status_code == 200
    house.pass_time(timedelta(seconds=1))
    answer = house.client.get(CALLS, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "auth.token_expired"
    assert "has expired; have an admin make another one" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("lifetime", "days", "status"),
    [("30 days", 30, 401), ("a year", 364, 200), ("a year", 365, 401), ("never", 3650, 200)],
)
def test_a_token_lasts_as_long_as_was_chosen(house: House, lifetime: str, days: int, status: int) -> None:
    secret = tokens.make_token(house.doors.shelves, "pbx", ("calls:read",), by=ADMIN, lifetime=lifetime)
    house.pass_time(timedelta(days=days))
    answer = house.client.get(CALLS, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == status


def test_a_token_that_expired_and_was_revoked_is_told_no_more_than_a_wrong_one(house: House) -> None:
    headers = _shown(house, "calls:read")
    tokens.revoke_token(house.doors.shelves, "pbx", by=ADMIN)
    house.pass_time(timedelta(days=91))
    assert house.client.get(CALLS, headers=headers).json()["code"] == "auth.refused"


@pytest.mark.parametrize("lifetime", ["", "2 years", "90"])
def test_a_token_has_an_end_that_can_be_chosen(house: House, lifetime: str) -> None:
    with pytest.raises(InputError):
        tokens.make_token(house.doors.shelves, "pbx", ("calls:read",), by=ADMIN, lifetime=lifetime)
