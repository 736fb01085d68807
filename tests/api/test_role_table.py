"""Every page and endpoint with everybody who may knock: one table; what has no row in it fails.

The columns: nobody; an agent with own and with a foreign call; the manager of the call's team and of another;
an admin; an auditor; tokens of one scope each (read, personal, write, decide, metrics), and a revoked one.
L: sent to sign in. U: 401. F: 403. N: 404, as if it were not there. I: let in, whatever comes then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from api.session_cookie import NAME
from lifecycle import links, people, signing_in, tokens
from models.access import GRANTS_OF_SCOPE, Role
from tests.api.calls import staged_call
from tests.api.house import House, open_house

WHO: Final = [
    "nobody",
    "agent",
    "foreign_agent",
    "manager",
    "other_manager",
    "admin",
    "auditor",
    "calls:read",
    "personal:read",
    "calls:write",
    "calls:decide",
    "metrics:read",
    "revoked",
]

OPEN = "IIIIIII IIIIII"
PAGE = "LIIIIII LLLLLL"
MANAGERS = "LFFIIII LLLLLL"
ACTING = "LIIIIIF LLLLLL"
TEACHERS = "LFFIIIF LLLLLL"
SIGNERS = "LFFINIF LLLLLL"
ADMINS = "LFFFFIF LLLLLL"
CALL = "LININII LLLLLL"
ACT = "LININIF LLLLLL"
READ = "UUUUUUU IFFFFU"
WRITE = "UUUUUUU FFIFFU"
DECIDE = "UUUUUUU FFFIFU"
METRICS = "UUUUUUU FFFFIU"
SIGNED = "UUUUUUU UUUUUU"  # a hook opens to its signature alone

TABLE: Final[dict[str, str]] = {
    "GET /": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "HEAD /healthz": OPEN,
    "HEAD /readyz": OPEN,
    "GET /api/openapi.json": OPEN,
    "GET /static": OPEN,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "POST /logout": "LLLLLLL LLLLLL",
    "GET /welcome/{secret}": OPEN,
    "POST /welcome/{secret}": OPEN,
    "GET /metrics": METRICS,
    "POST /api/webhooks/call-recorded": SIGNED,
    "POST /api/webhooks/hubspot": SIGNED,
    "POST /api/webhooks/aircall": SIGNED,
    "POST /api/webhooks/callrail": SIGNED,
    "POST /api/webhooks/dialpad": SIGNED,
    "POST /api/webhooks/ringcentral": SIGNED,
    "POST /api/webhooks/twilio": SIGNED,
    "POST /api/webhooks/zoom": SIGNED,
    "GET /api/v1/calls": READ,
    "GET /api/v1/calls/{call_id}": READ,
    "GET /api/v1/calls/{call_id}/versions": READ,
    "GET /api/v1/calls/{call_id}/diff": READ,
    "GET /api/v1/calls/{call_id}/ledger": READ,
    "GET /api/v1/crm/status": METRICS,
    "POST /api/v1/calls/{call_id}/reconcile": DECIDE,
    "POST /api/v1/calls": WRITE,
    "PUT /api/v1/calls/{call_id}/audio": WRITE,
    "POST /api/v1/calls/{call_id}/release": DECIDE,
    "POST /api/v1/calls/{call_id}/consent": DECIDE,
    "POST /api/v1/calls/{call_id}/link": DECIDE,
    "POST /api/v1/calls/{call_id}/review": DECIDE,
    "POST /api/v1/calls/{call_id}/take-back": DECIDE,
    "POST /api/v1/calls/{call_id}/speakers": DECIDE,
    "POST /api/v1/calls/{call_id}/rerun": DECIDE,
    "POST /api/v1/calls/{call_id}/conflicts": DECIDE,
    "POST /api/v1/calls/{call_id}/retry": DECIDE,
    "POST /api/v1/calls/{call_id}/cancel": DECIDE,
    "GET /calls": PAGE,
    "GET /upload": ACTING,
    "POST /upload": ACTING,
    "GET /crm": ACTING,
    "GET /ledger": TEACHERS,
    "GET /calls/{call_id}/ledger": SIGNERS,
    "POST /calls/{call_id}/reconcile": SIGNERS,
    "GET /crm/contacts/{contact_id}": "LNNNNNF LLLLLL",  # the contact asked for is not there
    "GET /calls/{call_id}": CALL,
    "GET /calls/{call_id}/audio": ACT,
    "HEAD /calls/{call_id}/audio": ACT,
    "GET /calls/{call_id}/export/{form}": CALL,
    "GET /calls/{call_id}/versions": CALL,
    "POST /calls/{call_id}/rerun": ACT,
    "POST /calls/{call_id}/decide": ACT,
    "POST /calls/{call_id}/link": ACT,
    "POST /calls/{call_id}/speakers": ACT,
    "POST /calls/{call_id}/release": ACT,
    "POST /calls/{call_id}/consent": ACT,
    "POST /calls/{call_id}/sign-off": SIGNERS,
    "POST /calls/{call_id}/take-back": ACT,
    "POST /calls/{call_id}/conflicts": ACT,
    "POST /calls/{call_id}/retry": ACT,
    "POST /calls/{call_id}/cancel": ACT,
    "GET /account": PAGE,
    "POST /account/password": PAGE,
    "POST /account/sessions": PAGE,
    "GET /audit": MANAGERS,
    "GET /consent": MANAGERS,
    "GET /calibration": TEACHERS,
    "POST /calibration/fit": TEACHERS,
    "POST /calibration/use": TEACHERS,
    "GET /people": ADMINS,
    "POST /people": ADMINS,
    "POST /people/change": ADMINS,
    "POST /people/end-link": ADMINS,
    "POST /people/link": ADMINS,
    "POST /people/sign-out": ADMINS,
    "GET /tokens": ADMINS,
    "POST /tokens": ADMINS,
    "POST /tokens/revoke": ADMINS,
    "GET /outgoing": ADMINS,
    "POST /outgoing": ADMINS,
    "POST /outgoing/change": ADMINS,
}

PEOPLE: Final[dict[str, tuple[str, Role, tuple[str, ...]]]] = {
    "admin": ("eve@example.com", "admin", ()),
    "auditor": ("fay@example.com", "auditor", ()),
    "agent": ("ann@example.com", "agent", ("blue",)),
    "foreign_agent": ("bob@example.com", "agent", ("blue",)),
    "manager": ("cora@example.com", "manager", ("blue",)),
    "other_manager": ("dan@example.com", "manager", ("red",)),
}


@dataclass
class Street:
    """A house with a call, and all who knock at its doors."""

    house: House
    call_id: str
    accounts: dict[str, tuple[str, str]]
    secrets: dict[str, str]

    def knock(self, row: str, who: str, **headers: str) -> str:
        """Return the letter of what this one meets there; each knock is with a new session."""
        method, path = row.split()
        for name, value in (("{call_id}", self.call_id), ("{form}", "json"), ("{secret}", "x")):
            path = path.replace(name, value)
        path = {"/static": "/static/desk.css"}.get(path, path.replace("{contact_id}", "contact_none"))
        shown = {"content-type": "application/x-www-form-urlencoded"} | headers
        if who in self.secrets:
            shown["authorization"] = f"Bearer {self.secrets[who]}"
        if who in self.accounts:
            secret = signing_in.open_session(self.house.doors.shelves, *self.accounts[who], browser=None)
            shown["cookie"] = f"{NAME}={secret}"
        with_nothing_kept = TestClient(self.house.client.app, follow_redirects=False)
        answer = with_nothing_kept.request(method, path, headers=shown)
        assert answer.status_code < 500 or path == "/readyz", (row, who)
        if answer.status_code == 303 and answer.headers["location"].startswith("/login"):
            return "L"
        is_page = not path.startswith(("/api/", "/metrics"))
        # On a page, 401 is a wrong password in a form that was let in.
        letters = {401: "I" if is_page else "U", 403: "F", 404: "N"}
        return letters.get(answer.status_code, "I")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("street")
    with open_house(folder) as house:
        shelves = house.doors.shelves
        accounts: dict[str, tuple[str, str]] = {}
        secrets: dict[str, str] = {}
        for who, (email, role, teams) in PEOPLE.items():
            link = links.invite(shelves, email, role, by="test")
            account = links.use(shelves, link, email=email, password="a sentence that nobody guesses")
            accounts[who] = (account.id, email)
            people.change(shelves, email, role=role, teams=teams, disabled=False, by="test")
        for scope in GRANTS_OF_SCOPE:
            secrets[scope] = tokens.make_token(shelves, scope.replace(":", "-"), (scope,), by="test")
        secrets["revoked"] = tokens.make_token(shelves, "revoked", tuple(GRANTS_OF_SCOPE), by="test")
        tokens.revoke_token(shelves, "revoked", by="test")
        call_id = staged_call(house, agent="Ann@example.com", team="blue")
        yield Street(house, call_id, accounts, secrets)


def rows_of(routes: list[Any]) -> Iterator[str]:
    """Yield every route, those of routers inside too; a HEAD that comes with a GET is of its row."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from rows_of(inside.routes)
            continue
        methods = set(getattr(route, "methods", None) or {"GET"})
        if "GET" in methods and not route.path.endswith("/audio"):
            methods.discard("HEAD")
        yield from (f"{method} {route.path}" for method in methods)


def test_every_route_has_a_row_and_every_row_a_route(street: Street) -> None:
    app: Any = street.house.client.app
    assert set(rows_of(app.routes)) == set(TABLE)


@pytest.mark.parametrize("row", TABLE)
def test_each_meets_what_the_table_says(street: Street, row: str) -> None:
    met = "".join(street.knock(row, who) for who in WHO)
    assert f"{met[:7]} {met[7:]}" == TABLE[row]


@pytest.mark.parametrize("row", [row for row in TABLE if row.startswith("POST") and " /api/" not in row])
def test_another_site_can_have_nothing_done_in_an_admins_name(street: Street, row: str) -> None:
    assert street.knock(row, "admin", **{"sec-fetch-site": "cross-site"}) == "F"
    assert street.knock(row, "admin", origin="https://elsewhere.example") == "F"
