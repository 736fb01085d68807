"""Every page and endpoint with everybody who may knock: one table; what has no row in it fails.

The columns of a row: nobody; an agent with own and with a foreign call; a lead, then a manager, each of the
call's team and of another; an auditor without and with a grant; an admin without and with one; tokens of one
scope each, in the order of `SCOPES`; a revoked token and one whose time is over.
L: sent to sign in. U: 401. F: 403. N: 404, as if it were not there. I: let in, whatever comes then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from fastapi.testclient import TestClient

from api.session_cookie import NAME
from lifecycle import grants, links, people, signing_in, tokens
from models.access import ADDED_BY_GRANT, GRANTS_OF_SCOPE, Actor, Role, Scope, grant_for
from tests.api.calls import staged_call
from tests.api.house import House, open_house

SCOPES: Final[tuple[Scope, ...]] = (
    "calls:read",
    "personal:read",
    "calls:write",
    "calls:decide",
    "calls:erase",
    "metrics:read",
    "audit:read",
)

#: By the name of a column: address, role, teams, and whether the grant of that role is given.
PEOPLE: Final[dict[str, tuple[str, Role, tuple[str, ...], bool]]] = {
    "agent": ("ann@example.com", "agent", ("blue",), False),
    "foreign_agent": ("bob@example.com", "agent", ("blue",), False),
    "lead": ("lea@example.com", "lead", ("blue",), False),
    "other_lead": ("leo@example.com", "lead", ("red",), False),
    "manager": ("cora@example.com", "manager", ("blue",), False),
    "other_manager": ("dan@example.com", "manager", ("red",), False),
    "auditor": ("fay@example.com", "auditor", (), False),
    "hearing_auditor": ("gus@example.com", "auditor", (), True),
    "admin": ("hal@example.com", "admin", (), False),
    "seeing_admin": ("eve@example.com", "admin", (), True),
}
PASSWORD: Final = "a sentence that nobody guesses"
WHO: Final = ("nobody", *PEOPLE, *SCOPES, "revoked", "expired")

OPEN = "I II II II II II IIIIIII II"
PAGE = "L II II II II II LLLLLLL LL"
SEARCH = "L II II II FI FI LLLLLLL LL"
CALLS = "L II II II II FI LLLLLLL LL"
MANAGERS = "L FF FF II II II LLLLLLL LL"
ACTING = "L II II II FF FI LLLLLLL LL"
LEDGER = "L FF II II FF II LLLLLLL LL"
TEACHERS = "L FF FF II FF II LLLLLLL LL"
JUDGES = "L FF FF II II FI LLLLLLL LL"
TRUSTING = "L FF II II II II LLLLLLL LL"
NO_SAMPLE = "L FF FF NN NN FN LLLLLLL LL"
SIGNERS = "L FF FF IN FF FI LLLLLLL LL"
ERASERS = "L FF FF II FF FI LLLLLLL LL"
ADMINS = "L FF FF FF FF II LLLLLLL LL"
CALL = "L IN IN IN II FI LLLLLLL LL"
HEARD = "L IN IN IN FI FI LLLLLLL LL"
ACT = "L IN IN IN FF FI LLLLLLL LL"
RECORDS = "L FF IN IN FF NI LLLLLLL LL"
READ = "U UU UU UU UU UU IFFFFFF UU"
FINDING = "U UU UU UU UU UU FFFFFFF UU"  # it takes two scopes: a hit says what is personal
WRITE = "U UU UU UU UU UU FFIFFFF UU"
DECIDE = "U UU UU UU UU UU FFFIFFF UU"
ERASE = "U UU UU UU UU UU FFFFIFF UU"
AUDIT = "U UU UU UU UU UU FFFFFFI UU"
BOTH = "U UU UU UU UU UU FFFFFFF UU"  # it takes two scopes: to erase, and to see what is personal
METRICS = "U UU UU UU UU UU FFFFFIF UU"
SIGNED = "U UU UU UU UU UU UUUUUUU UU"  # a hook opens to its signature alone
UNPUBLISHED = "N NN NN NN NN NN NNNNNNN NN"
NOBODY = "L LL LL LL LL LL LLLLLLL LL"

TABLE: Final[dict[str, str]] = {
    "GET /": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "HEAD /healthz": OPEN,
    "HEAD /readyz": OPEN,
    "GET /api/openapi.json": OPEN,
    "GET /static": OPEN,
    "GET /login": OPEN,
    "GET /transparency": UNPUBLISHED,
    "POST /login": OPEN,
    "POST /logout": NOBODY,
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
    "GET /api/v1/promises": READ,
    "GET /api/v1/search": FINDING,
    "GET /api/v1/trust": METRICS,
    "GET /api/v1/misses": READ,
    "POST /api/v1/misses/{miss_id}": DECIDE,
    "GET /api/v1/promises/{call_id}/{item_id}": "U UU UU UU UU UU NFFFFFF UU",  # nothing is confirmed yet
    "POST /api/v1/promises/{call_id}/{item_id}": DECIDE,
    "GET /api/v1/opt-outs": DECIDE,
    "POST /api/v1/opt-outs": DECIDE,
    "POST /api/v1/opt-outs/remove": DECIDE,
    "POST /api/v1/consent-passport": READ,
    "GET /api/v1/audit": AUDIT,
    "GET /api/v1/audit/export": AUDIT,
    "POST /api/v1/access-requests": BOTH,
    "GET /api/v1/erasures": ERASE,
    "POST /api/v1/erasures": ERASE,
    "POST /api/v1/calls/{call_id}/reconcile": DECIDE,
    "POST /api/v1/calls": WRITE,
    "PUT /api/v1/calls/{call_id}/audio": WRITE,
    "POST /api/v1/calls/{call_id}/release": DECIDE,
    "POST /api/v1/calls/{call_id}/consent": DECIDE,
    "POST /api/v1/calls/{call_id}/link": DECIDE,
    "POST /api/v1/calls/{call_id}/review": DECIDE,
    "POST /api/v1/calls/{call_id}/take-back": DECIDE,
    "POST /api/v1/calls/{call_id}/undo": DECIDE,
    "POST /api/v1/calls/{call_id}/items": DECIDE,
    "POST /api/v1/calls/{call_id}/speakers": DECIDE,
    "POST /api/v1/calls/{call_id}/rerun": DECIDE,
    "POST /api/v1/calls/{call_id}/conflicts": DECIDE,
    "POST /api/v1/calls/{call_id}/retry": DECIDE,
    "POST /api/v1/calls/{call_id}/cancel": DECIDE,
    "GET /calls": CALLS,
    "GET /events": CALLS,
    "GET /calls/{call_id}/events": CALL,
    "GET /calls/{call_id}/next": CALL,
    "GET /promises": CALLS,
    "GET /guide": CALLS,
    "GET /tour": CALLS,
    "POST /tour": CALLS,
    "GET /search": SEARCH,
    "POST /search/keep": SEARCH,
    "POST /search/forget": SEARCH,
    "GET /promises/export/{form}": CALLS,
    "GET /promises/{call_id}/{item_id}": "L NN NN NN NN FN LLLLLLL LL",  # nothing is confirmed yet
    "POST /promises/{call_id}/{item_id}": "L NN NN NN FF FN LLLLLLL LL",
    "GET /upload": ACTING,
    "POST /upload": ACTING,
    "GET /crm": ACTING,
    "POST /crm/tasks/{task_id}/done": "L II II II FF FI LLLLLLL LL",  # the task asked for is not there
    "GET /ledger": LEDGER,
    "GET /calls/{call_id}/ledger": RECORDS,
    "POST /calls/{call_id}/reconcile": RECORDS,
    "GET /crm/contacts/{contact_id}": "L NN NN NN FF FN LLLLLLL LL",  # the contact asked for is not there
    "GET /calls/{call_id}": CALL,
    "GET /calls/{call_id}/audio": HEARD,
    "HEAD /calls/{call_id}/audio": HEARD,
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
    "POST /calls/{call_id}/undo": ACT,
    "POST /calls/{call_id}/items": ACT,
    "POST /calls/{call_id}/conflicts": ACT,
    "POST /calls/{call_id}/retry": ACT,
    "POST /calls/{call_id}/cancel": ACT,
    "GET /account": PAGE,
    "POST /account/password": PAGE,
    "POST /account/sessions": PAGE,
    "POST /account/digest": PAGE,
    "POST /account/zone": PAGE,
    "POST /account/language": PAGE,
    "POST /account/calendar": "L II II II FI FI LLLLLLL LL",  # it shows what was said
    "GET /calendar/{secret}.ics": "N NN NN NN NN NN NNNNNNN NN",  # the address is nobody's
    "HEAD /calendar/{secret}.ics": "N NN NN NN NN NN NNNNNNN NN",
    "GET /audit": MANAGERS,
    "GET /audit/export/{form}": MANAGERS,
    "GET /consent": MANAGERS,
    "GET /consent/opt-outs": "L FF FF II FF FI LLLLLLL LL",
    "POST /consent/opt-outs": "L FF FF II FF FI LLLLLLL LL",
    "POST /consent/opt-outs/remove": "L FF FF II FF FI LLLLLLL LL",
    "GET /consent/passport": "L II II II FI FI LLLLLLL LL",
    "POST /consent/passport": "L II II II FI FI LLLLLLL LL",
    "GET /erasures": ERASERS,
    "POST /erasures": ERASERS,
    "POST /erasures/access-requests": ERASERS,
    "POST /erasures/foresee": ERASERS,
    "POST /erasures/holds": ERASERS,
    "POST /erasures/holds/end": ERASERS,
    "GET /erasures/certificates/{certificate_id}": "L FF FF NN FF FN LLLLLLL LL",  # nothing was deleted yet
    "GET /erasures/certificates/{certificate_id}/download": "L FF FF NN FF FN LLLLLLL LL",
    "GET /calibration": TEACHERS,
    "POST /calibration/fit": TEACHERS,
    "POST /calibration/use": TEACHERS,
    "GET /samples": JUDGES,
    "POST /samples": JUDGES,
    "GET /samples/{sample_id}": NO_SAMPLE,
    "POST /samples/{sample_id}/judge": NO_SAMPLE,
    "GET /trust": TRUSTING,
    "POST /trust/switch": TEACHERS,
    "GET /misses": JUDGES,
    "POST /misses/{miss_id}": JUDGES,
    "GET /people": ADMINS,
    "POST /people": ADMINS,
    "POST /people/change": ADMINS,
    "POST /people/end-link": ADMINS,
    "POST /people/grant": ADMINS,
    "POST /people/link": ADMINS,
    "POST /people/sign-out": ADMINS,
    "POST /people/take-back": ADMINS,
    "GET /tokens": ADMINS,
    "POST /tokens": ADMINS,
    "POST /tokens/revoke": ADMINS,
    "GET /outgoing": ADMINS,
    "POST /outgoing": ADMINS,
    "POST /outgoing/change": ADMINS,
    "GET /hooks": ADMINS,
    "POST /hooks/test": ADMINS,
}

#: What ends the session that it comes with; whoever knocks there needs a new one.
ENDS_A_SESSION: Final = frozenset({"POST /logout"})


@dataclass
class Street:
    """A house with a call, and all who knock at its doors."""

    house: House
    knocker: TestClient
    call_id: str
    sessions: dict[str, str]
    secrets: dict[str, str]

    def knock(self, row: str, who: str, **headers: str) -> str:
        """Return the letter of what this one meets there."""
        method, path = row.split()
        for name, value in (
            ("{call_id}", self.call_id),
            ("{form}", "json"),
            ("{secret}", "x"),
            ("{certificate_id}", "cert_x"),
        ):
            path = path.replace(name, value)
        path = {"/static": "/static/desk.css"}.get(path, path.replace("{contact_id}", "contact_none"))
        shown = {"content-type": "application/x-www-form-urlencoded"} | headers
        if who in self.secrets:
            shown["authorization"] = f"Bearer {self.secrets[who]}"
        if who in self.sessions:
            shown["cookie"] = f"{NAME}={self.sessions[who]}"
        answer = self.knocker.request(method, path, headers=shown)
        self.knocker.cookies.clear()
        if row in ENDS_A_SESSION and who in PEOPLE:
            self.sessions[who] = session_of(self.house, who)
        assert answer.status_code < 500 or path == "/readyz", (row, who)
        if answer.status_code == 303 and answer.headers["location"].startswith("/login"):
            return "L"
        is_page = not path.startswith(("/api/", "/metrics"))
        # On a page, 401 is a wrong password in a form that was let in.
        letters = {401: "I" if is_page else "U", 403: "F", 404: "N"}
        return letters.get(answer.status_code, "I")

    def met(self, row: str) -> str:
        """Return the letters of all who knock, grouped as the table groups them."""
        letters = iter(self.knock(row, who) for who in WHO)
        return " ".join("".join(next(letters) for _ in group) for group in OPEN.split())


def session_of(house: House, who: str) -> str:
    """Return a new session of this person."""
    shelves, email = house.doors.shelves, PEOPLE[who][0]
    account = next(one for one in people.everybody(shelves) if one.email == email)
    return signing_in.open_session(shelves, account.id, email, browser=None)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("street")
    by = Actor(name="test", door="command_line")
    with open_house(folder) as house:
        shelves = house.doors.shelves
        links.use(shelves, links.first_link(shelves) or "", email="first@example.com", password=PASSWORD)
        for email, role, teams, granted in PEOPLE.values():
            link = links.invite(shelves, email, role, by="test", teams=teams)
            links.use(shelves, link, email=email, password=PASSWORD)
            if granted and (grant := grant_for(role)):
                grants.give(shelves, email, grant, actor=by)
        every = tuple(GRANTS_OF_SCOPE)
        secrets = {
            "revoked": tokens.make_token(shelves, "revoked", every, by="test"),
            "expired": tokens.make_token(shelves, "expired", every, by="test", lifetime="30 days"),
        }
        tokens.revoke_token(shelves, "revoked", by="test")
        house.pass_time(timedelta(days=31))
        secrets |= {
            scope: tokens.make_token(shelves, scope.replace(":", "-"), (scope,), by="test")
            for scope in SCOPES
        }
        call_id = staged_call(house, agent="Ann@example.com", team="blue")
        sessions = {who: session_of(house, who) for who in PEOPLE}
        knocker = TestClient(house.client.app, follow_redirects=False)
        yield Street(house, knocker, call_id, sessions, secrets)


def test_every_role_grant_and_scope_has_a_column() -> None:
    assert {role for _, role, _, _ in PEOPLE.values()} == set(get_args(Role))
    assert {role for _, role, _, granted in PEOPLE.values() if granted} == {
        role for role, _ in ADDED_BY_GRANT
    }
    assert set(SCOPES) == set(GRANTS_OF_SCOPE) == set(get_args(Scope))
    assert all(len(letters.replace(" ", "")) == len(WHO) for letters in TABLE.values())


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
    assert street.met(row) == TABLE[row]


@pytest.mark.parametrize("row", [row for row in TABLE if row.startswith("POST") and " /api/" not in row])
def test_another_site_can_have_nothing_done_in_an_admins_name(street: Street, row: str) -> None:
    assert street.knock(row, "seeing_admin", **{"sec-fetch-site": "cross-site"}) == "F"
    assert street.knock(row, "seeing_admin", origin="https://elsewhere.example") == "F"
