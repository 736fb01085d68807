"""Tokens and secrets: who is let in, how they are kept, and which are refused at the start."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from api.app import create_app
from api.webhooks.signature import read_hook_secrets
from models.errors import SettingsError
from tests.api.house import SECRET, TOKEN, House, open_house

EVERY_DOOR = [
    ("GET", "/api/v1/calls"),
    ("POST", "/api/v1/calls"),
    ("GET", "/api/v1/calls/x"),
    ("PUT", "/api/v1/calls/x/audio"),
    ("GET", "/api/v1/calls/x/versions"),
    ("GET", "/api/v1/calls/x/diff"),
    ("GET", "/api/v1/calls/x/ledger"),
    ("GET", "/api/v1/crm/status"),
    ("GET", "/api/v1/promises"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/trust"),
    ("GET", "/api/v1/misses"),
    ("POST", "/api/v1/misses/{miss_id}"),
    ("GET", "/api/v1/promises/x/{item_id}"),
    ("POST", "/api/v1/promises/x/{item_id}"),
    ("GET", "/api/v1/opt-outs"),
    ("POST", "/api/v1/opt-outs"),
    ("POST", "/api/v1/opt-outs/remove"),
    ("POST", "/api/v1/consent-passport"),
    ("GET", "/api/v1/audit"),
    ("GET", "/api/v1/audit/export"),
    ("POST", "/api/v1/access-requests"),
    ("GET", "/api/v1/erasures"),
    ("POST", "/api/v1/erasures"),
    *(
        ("POST", f"/api/v1/calls/x/{verb}")
        for verb in (
            "release",
            "consent",
            "link",
            "review",
            "speakers",
            "rerun",
            "retry",
            "cancel",
            "reconcile",
            "conflicts",
            "take-back",
            "undo",
            "items",
        )
    ),
]


NO_TOKENS = ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"]


def test_no_door_opens_without_a_token(house: House) -> None:
    for method, path in EVERY_DOOR:
        for shown in NO_TOKENS:
            answer = house.client.request(method, path, headers=[(b"authorization", shown.encode())])
            assert answer.status_code == 401, (method, path, shown)
            assert answer.json()["code"] == "auth.refused"
            assert answer.headers["www-authenticate"] == "Bearer"


def test_every_door_of_the_api_is_in_the_list_above(house: House) -> None:
    described = {
        (method.upper(), path.replace("{call_id}", "x"))
        for path, methods in house.client.get("/api/openapi.json").json()["paths"].items()
        for method in methods
        if path.startswith("/api/v1/")
    }
    assert described == set(EVERY_DOOR)


@pytest.mark.parametrize("shown", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", "Bearer another-token"])
def test_each_of_the_tokens_opens(house: House, shown: str) -> None:
    assert house.client.get("/api/v1/calls", headers={"authorization": shown}).status_code == 200


@pytest.mark.parametrize("tokens", [(), ("",)])
def test_without_a_token_every_call_is_refused_and_the_setting_named(
    tmp_path: Path, tokens: tuple[str, ...]
) -> None:
    with open_house(tmp_path, api_tokens=tokens) as house:
        for shown in ("Bearer ", f"Bearer {TOKEN}"):
            answer = house.client.get("/api/v1/calls", headers={"authorization": shown})
            assert answer.status_code == 401
            assert "CALLNOTES_API_TOKENS" in answer.json()["detail"]


def test_the_app_keeps_no_secret_in_clear(house: House) -> None:
    entry = create_app(house.doors).state.entry
    for secret in (TOKEN, SECRET, SECRET.removeprefix("whsec_")):
        assert secret not in repr(house.doors)
        assert secret not in repr(vars(entry))
        assert secret not in repr(vars(entry.tokens))
        assert secret not in repr(vars(entry.doors))


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        base64.b64encode(bytes(32)).decode(),
        "whsec_" + base64.b64encode(bytes(23)).decode(),
        "whsec_" + base64.b64encode(bytes(65)).decode(),
        "whsec_not base64 at all, but long enough",
        "whsec_ähnlich",
    ],
)
def test_a_malformed_hook_secret_is_refused_at_the_start_and_not_repeated(secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_hook_secrets((SECRET, secret))
    assert secret in {"", "whsec_"} or secret not in caught.value.message


def test_a_hook_secret_may_come_without_padding() -> None:
    assert read_hook_secrets(("whsec_" + base64.b64encode(bytes(25)).decode().rstrip("="),)) == (bytes(25),)
