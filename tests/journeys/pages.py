"""Every page of the desk: one row each, with who looks at it and how it is brought up.

In: a gallery. Out: the page in the browser; AssertionError when another one comes. A test holds that each
route of the app that gives a page has a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize

from api import session_cookie
from api.web.tour_page import STEPS
from callnotes.sample import load_sample
from tests.journeys.browser import Witness
from tests.journeys.desk import PASSWORD
from tests.journeys.gallery import ADMIN, AGENT, KEEPER, MANAGER, NEWCOMER, Gallery
from tests.journeys.small_houses import OWNER

Act = Callable[[Page], None]
WIDTHS: Final = (390, 1440)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_HEIGHTS: Final = {390: 844, 1440: 900}

#: Adds up how far what is seen moves by itself (Cumulative Layout Shift, web.dev) while the page comes up and
#: while pictures and what its modules add come in. The insides of the browser's player are no part of that.
_COUNT_SHIFTS: Final = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    const ours = one.sources.some((source) => source.node);
    if (ours && !one.hadRecentInput) window.shifted += one.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""
#: Resolves when two frames were drawn after all has come, with how far things moved until then.
_MOVED: Final = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => setTimeout(() => done(window.shifted), 50))))"""
_MOVES_AT_MOST: Final = 0.01

#: Routes that give a browser something else than a page.
NO_PAGES: Final = {
    "/": "leads to the calls",
    "/calls/{call_id}/audio": "the recording",
    "/calls/{call_id}/next": "leads to the next call",
    "/events": "ids of calls that changed",
    "/calls/{call_id}/events": "ids of calls that changed",
    "/transparency": "for the public, off until it is published; tests/api/test_transparency.py looks at it",
    "/calendar/{secret}.ics": "a calendar for programs",
    "/calls/{call_id}/export/{form}": "a file to keep",
    "/promises/export/{form}": "a file to keep",
    "/audit/export/{form}": "a file to keep",
    "/erasures/certificates/{certificate_id}/download": "a file to keep",
}


@dataclass(frozen=True)
class Row:
    """One page: `path` may hold the gallery's `{names}`, `then` is done on it before anybody looks.

    `house` is the one that it is of: without a name the one with everything (gallery.py). `empty` says that
    the page has nothing to show yet, and says so. `within` is the part that is another than on the row
    before it: axe looks at that alone.
    """

    name: str
    route: str
    path: str
    title: str
    who: str = ADMIN
    status: int = 200
    house: str = ""
    empty: bool = False
    within: str | None = None
    then: Act | None = None

    @property
    def state(self) -> str:
        """What the page shows instead of what it is for, if it does."""
        told = {403: "forbidden", 404: "absent"}.get(self.status)
        return told or ("empty" if self.empty else "")


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("E-mail").fill(ADMIN)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()


def _press(button: str, seen: str) -> Act:
    def act(page: Page) -> None:
        page.get_by_role("button", name=button).first.click()
        page.get_by_text(seen).first.wait_for()

    return act


def _open_all(page: Page) -> None:
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()


def _make_token(page: Page) -> None:
    page.get_by_label("Name").fill("nightly-export")
    page.get_by_label("calls:read").check()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_text("Copy this token now").wait_for()


def _change_password_wrongly(page: Page) -> None:
    page.get_by_label("Current password").fill("not the password")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("alert").wait_for()


def _upload_two(page: Page) -> None:
    page.get_by_label("The customer agreed").check()
    files = [{"name": name, "mimeType": "audio/mpeg", "buffer": b"no sound"} for name in ("a.mp3", "b.mp3")]
    page.locator("#audio").set_input_files(files)  # type: ignore[arg-type]  # dicts of that shape
    page.get_by_role("button", name="Upload").click()
    page.locator("[data-outcome=refused]").nth(1).wait_for()


def _upload_without_script(page: Page) -> None:
    """Send the form as a browser without JavaScript does: the page of results comes."""
    page.get_by_label("The customer agreed").check()
    page.evaluate("""() => {
        const chosen = new DataTransfer();
        chosen.items.add(new File(["no sound"], "picture of the machine.mp3"));
        document.querySelector("#audio").files = chosen.files;
        document.querySelector("#upload").submit();
    }""")
    page.get_by_role("heading", name="Uploaded").wait_for()


def _make_calendar(page: Page) -> None:
    page.get_by_role("button", name="Make a calendar address").click()
    page.get_by_text("Copy this address now").wait_for()


def _add_endpoint(page: Page) -> None:
    page.get_by_label("Name").fill("ticket-desk")
    page.get_by_label("Address").fill("https://example.com/hooks/callnotes?of=brightwater")
    page.get_by_role("button", name="Add the endpoint").click()
    page.get_by_text("It is not shown again").wait_for()


def _opt_out(page: Page) -> None:
    page.get_by_label("Phone or e-mail").fill("+1 202 555 0199")
    page.get_by_label("Reason").fill("asked for it by e-mail")
    page.get_by_role("button", name="Stop their calls").click()
    page.get_by_text("Is on the list now").or_(page.get_by_text("Was on the list already")).wait_for()


def _passport(page: Page) -> None:
    page.get_by_label("Phone or e-mail").fill("+44 20 7946 0122")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Consent of").first.wait_for()


def _hold(page: Page) -> None:
    page.get_by_label("Call id, phone or e-mail").fill("+1 202 555 0148")
    page.get_by_label("Why it is held").fill("a complaint is open at the ombudsman")
    page.get_by_label("Until").fill("2031-03-31")
    page.get_by_role("button", name="Hold", exact=True).click()
    page.get_by_text("It is held; nobody").wait_for()
    _open_all(page)


def _hold_wrongly(page: Page) -> None:
    page.get_by_label("Call id, phone or e-mail").fill("nobody in particular")
    page.get_by_label("Why it is held").fill("a complaint is open")
    page.get_by_role("button", name="Hold", exact=True).click()
    page.get_by_role("alert").wait_for()


def _foresee(page: Page, whom: str) -> None:
    page.get_by_label("Call id, phone, e-mail, or contact:ID").fill(whom)
    page.get_by_label("Why it is erased").fill("asked for by letter on 20 November")
    page.get_by_role("button", name="Show what would go").click()
    page.get_by_role("heading", name="What would be erased").wait_for()


def _foresee_contact(page: Page) -> None:
    _foresee(page, load_sample().contact.phone or "")


def _erase_nobody(page: Page) -> None:
    """Erase somebody of whom nothing is kept, so that the gallery stays whole."""
    _foresee(page, "+1 202 555 0163")
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("Proven").wait_for()


def _cut_off(page: Page) -> None:
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")  # on a machine without a network nothing goes
    page.get_by_text("No connection.").wait_for()


def _passport_of_nobody(page: Page) -> None:
    page.get_by_label("Phone or e-mail").fill("+44 20 7946 0199")
    page.get_by_role("button", name="Show").click()
    page.locator("main .empty").first.wait_for()


def _edit(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator(".edit[open] textarea").wait_for()


def _show_keys(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


WELCOME: Final = "/welcome/{secret}"
CALL: Final = "/calls/{call_id}"
PROMISE: Final = "/promises/{call_id}/{item_id}"
CERTIFICATE: Final = "/erasures/certificates/{certificate_id}"
LEDGER: Final = "/calls/{call_id}/ledger"
VERSIONS: Final = "/calls/{call_id}/versions"
SAMPLE: Final = "/samples/{sample_id}"
CONTACT: Final = "/crm/contacts/{contact_id}"
PASSPORT: Final = "/consent/passport"
#: Pages of a house in which nothing has happened yet.
_BARE: Final = (
    ("/calls", "Calls"),
    ("/crm", "CRM"),
    ("/samples", "Audit samples"),
    ("/misses", "Errors and near misses"),
    ("/tokens", "Tokens"),
    ("/hooks", "Hooks"),
    ("/outgoing", "Outgoing"),
    ("/consent/opt-outs", "Opt-outs"),
    ("/promises", "Promises"),
    ("/erasures", "Data"),
    ("/ledger", "Ledger"),
    ("/search", "Search"),
)
#: Whose role does not allow the page.
_FORBIDDEN: Final = (
    *((one[1:], one, one, AGENT) for one in ("/trust", "/samples", "/misses", "/audit", "/hooks", "/tokens")),
    ("outgoing", "/outgoing", "/outgoing", AGENT),
    ("sample", SAMPLE, "/samples/{sample_new}", AGENT),
    ("certificate", CERTIFICATE, "/erasures/certificates/x", AGENT),
    ("call-ledger", LEDGER, "/calls/{call_settled}/ledger", AGENT),
    *(
        (one[1:], one, one, KEEPER)
        for one in ("/calls", "/upload", "/crm", "/guide", "/search", "/promises", "/tour")
    ),
    ("call", CALL, "/calls/{call_staged}", KEEPER),
    ("versions", VERSIONS, "/calls/{call_staged}/versions", KEEPER),
    ("contact", CONTACT, "/crm/contacts/{contact}", KEEPER),
    ("promise", PROMISE, "/promises/{call_settled}/p1", KEEPER),
    ("passport", PASSPORT, PASSPORT, KEEPER),
)
_OWN: Final = "it is everybody's own"
_OPEN: Final = "it is there before anybody is known"
#: Pages that cannot be in a state, and why: each other page has a row for it.
STATELESS: Final[dict[str, dict[str, str]]] = {
    "forbidden": {"/login": _OPEN, WELCOME: _OPEN, "/account": _OWN},
    "absent": {WELCOME: "a link that is used up or gone is the row welcome-gone"},
    "empty": {
        "/login": "it is a form",
        WELCOME: "it is a form",
        "/upload": "it is a form",
        PASSPORT: "it is a form; its answer about nobody is the row passport-nobody",
        "/guide": "it is the same for everybody",
        "/tour": "the sample call is always there",
        "/account": "who looks has an account, and is signed in somewhere",
        "/people": "who looks is one of them",
        "/consent": "a last rule is always there",
        PROMISE: "a promise has its words and its quote",
        SAMPLE: "a sample that would have no case is not drawn",
        CERTIFICATE: "a certificate says what went",
        CONTACT: "a contact is shown for its calls, and says in its place what else there is none of",
    },
}
ROWS: Final = (
    Row("sign-in-first", "/login", "/login", "Sign in", who="", house="fresh"),
    Row(
        "welcome-first",
        "/welcome/{secret}",
        "/welcome/{first_link}",
        "Choose a password",
        who="",
        house="fresh",
    ),
    Row("sign-in", "/login", "/login", "Sign in", who=""),
    Row("sign-in-wrong", "/login", "/login", "Sign in", who="", then=_sign_in_wrongly),
    Row("welcome", WELCOME, "/welcome/{invitation}", "Choose a password", who=""),
    Row("welcome-gone", WELCOME, "/welcome/gone", "That did not work", who="", status=422),
    Row("calls", "/calls", "/calls", "Calls"),
    Row("calls-waiting", "/calls", "/calls?show=waiting", "Calls", who=AGENT),
    Row("calls-none-match", "/calls", "/calls?q=nobody", "Calls"),
    Row("calls-none", "/calls", "/calls", "Calls", who=NEWCOMER, empty=True),
    Row("upload", "/upload", "/upload", "Upload calls", then=_open_all),
    Row("upload-refused", "/upload", "/upload", "Upload calls", who=AGENT, then=_upload_two),
    Row("uploaded", "/upload", "/upload", "Upload calls", who=AGENT, then=_upload_without_script),
    Row("call-working", CALL, "/calls/{call_working}", "Call", empty=True),
    Row("call-staged", CALL, "/calls/{call_staged}", "Call", who=AGENT),
    Row("call-staged-open", CALL, "/calls/{call_staged}", "Call", who=AGENT, then=_open_all),
    Row(
        "call-edit", CALL, "/calls/{call_staged}", "Call", who=AGENT, within="details.edit[open]", then=_edit
    ),
    Row(
        "call-keys",
        CALL,
        "/calls/{call_staged}",
        "Call",
        who=AGENT,
        within="#keys",
        then=_show_keys,
    ),
    Row("call-unsure", CALL, "/calls/{call_unsure}", "Call", who=AGENT),
    Row("call-unsure-open", CALL, "/calls/{call_unsure}", "Call", who=AGENT, then=_open_all),
    Row("call-stranger", CALL, "/calls/{call_stranger}", "Call"),
    Row("call-settled", CALL, "/calls/{call_settled}", "Call"),
    Row("call-consent", CALL, "/calls/{call_consent}", "Call", then=_open_all),
    Row("call-failed", CALL, "/calls/{call_failed}", "Call"),
    Row("call-broken", CALL, "/calls/{call_broken}", "Call"),
    Row("versions", "/calls/{call_id}/versions", "/calls/{call_staged}/versions", "Versions", who=AGENT),
    Row(
        "versions-none", "/calls/{call_id}/versions", "/calls/{call_working}/versions", "Versions", empty=True
    ),
    Row("calibration", "/calibration", "/calibration", "Calibration", who=MANAGER, empty=True),
    Row("samples", "/samples", "/samples", "Audit samples", who=MANAGER),
    Row("sample", "/samples/{sample_id}", "/samples/{sample_new}", "Audit sample", who=MANAGER),
    Row("sample-judged", "/samples/{sample_id}", "/samples/{sample_judged}", "Audit sample", who=MANAGER),
    Row("trust", "/trust", "/trust", "Trust"),
    Row("trust-compared", "/trust", "/trust?{versions}", "Trust"),
    Row("trust-edits", "/trust", "/trust?across=changed", "Trust"),
    Row("trust-none", "/trust", "/trust", "Trust", who=OWNER, house="bare", empty=True),
    Row("misses", "/misses", "/misses", "Errors and near misses", who=MANAGER, then=_open_all),
    Row("misses-none", "/misses", "/misses?show=fixed", "Errors and near misses", who=MANAGER, empty=True),
    Row("calibration-forbidden", "/calibration", "/calibration", "Not for you to see", who=AGENT, status=403),
    Row("call-refused", CALL, "/calls/{call_refused}", "Call"),
    Row("call-cancelled", CALL, "/calls/{call_cancelled}", "Call"),
    Row("call-not-there", CALL, "/calls/call_0000000000000000", "Not here", status=404),
    Row("crm", "/crm", "/crm", "CRM"),
    Row("crm-open", "/crm", "/crm", "CRM", who=NEWCOMER, then=_open_all),
    Row("contact", "/crm/contacts/{contact_id}", "/crm/contacts/{contact}", "Daniel Reed", then=_open_all),
    Row(
        "contact-not-there", "/crm/contacts/{contact_id}", "/crm/contacts/none", "No such contact", status=404
    ),
    Row("ledger", "/ledger", "/ledger", "Ledger", who=MANAGER),
    Row("ledger-forbidden", "/ledger", "/ledger", "Not for you to see", who=AGENT, status=403),
    Row("call-ledger", LEDGER, "/calls/{call_settled}/ledger", "Records of call"),
    Row("call-ledger-open", LEDGER, "/calls/{call_staged}/ledger", "Records of call", who=MANAGER),
    Row("call-ledger-none", LEDGER, "/calls/{call_working}/ledger", "Records of call", empty=True),
    Row(
        "call-ledger-asked",
        LEDGER,
        "/calls/{call_settled}/ledger",
        "Records of call",
        then=_press("Reconcile now", "A worker is looking into the CRM"),
    ),
    Row("guide", "/guide", "/guide", "Guide", who=AGENT),
    *(
        Row(
            f"tour-{name}",
            "/tour",
            f"/tour?step={at}#step",
            "Tour, step",
            within=".notes" if at > 1 else None,
        )
        for at, name in enumerate(STEPS, 1)
    ),
    Row("tour-too-far", "/tour", "/tour?step=8", "That did not work", who=NEWCOMER, status=422),
    Row("search", "/search", "/search?q=will", "Search"),
    Row("search-begin", "/search", "/search", "Search", who=AGENT, then=_open_all),
    Row("search-none", "/search", "/search?q=nobodysaidthis", "Search", who=AGENT, empty=True),
    Row("promises", "/promises", "/promises", "Promises", then=_open_all),
    Row(
        "promises-none", "/promises", "/promises?owner=nobody@example.com", "Promises", who=AGENT, empty=True
    ),
    Row("promises-wrong", "/promises", "/promises?side=both", "That did not work", status=422),
    Row("promise", PROMISE, "/promises/{call_settled}/p1", "Promise", then=_open_all),
    Row("promise-not-there", PROMISE, "/promises/call_0000000000000000/p1", "Not here", status=404),
    Row("account", "/account", "/account", "Account", who=MANAGER),
    Row("account-wrong", "/account", "/account", "Account", who=NEWCOMER, then=_change_password_wrongly),
    Row("account-calendar", "/account", "/account", "Account", who=NEWCOMER, then=_make_calendar),
    Row("audit", "/audit", "/audit", "Audit"),
    Row("audit-nothing", "/audit", "/audit?who=nobody", "Audit", who=MANAGER, empty=True),
    Row("consent", "/consent", "/consent", "Consent rules", who=MANAGER),
    Row("consent-tried", "/consent", "/consent?customer=%2B15125550123", "Consent rules"),
    Row("consent-wrong", "/consent", "/consent?customer=nobody", "Consent rules", status=422),
    Row("consent-forbidden", "/consent", "/consent", "Not for you to see", who=AGENT, status=403),
    Row("opt-outs", "/consent/opt-outs", "/consent/opt-outs", "Opt-outs", who=MANAGER),
    Row("opt-outs-added", "/consent/opt-outs", "/consent/opt-outs", "Opt-outs", who=MANAGER, then=_opt_out),
    Row(
        "opt-outs-forbidden",
        "/consent/opt-outs",
        "/consent/opt-outs",
        "Not for you to see",
        who=AGENT,
        status=403,
    ),
    Row("erasures", "/erasures", "/erasures", "Data", who=MANAGER, then=_hold),
    Row("erasures-wrong", "/erasures", "/erasures", "Data", who=MANAGER, then=_hold_wrongly),
    Row("erasures-foreseen", "/erasures", "/erasures", "Data", who=MANAGER, then=_foresee_contact),
    Row("erasures-forbidden", "/erasures", "/erasures", "Not for you to see", who=AGENT, status=403),
    Row("certificate", CERTIFICATE, "/erasures", "Data", who=MANAGER, then=_erase_nobody),
    Row(
        "certificate-not-there", CERTIFICATE, "/erasures/certificates/x", "Not here", who=MANAGER, status=404
    ),
    Row("passport", "/consent/passport", "/consent/passport", "Consent passport", who=AGENT),
    Row(
        "passport-shown",
        "/consent/passport",
        "/consent/passport",
        "Consent passport",
        who=AGENT,
        then=_passport,
    ),
    Row("people", "/people", "/people", "People"),
    Row("people-link", "/people", "/people", "People", then=_press("New one-time link", "works once")),
    Row("people-forbidden", "/people", "/people", "Not for you to see", who=AGENT, status=403),
    Row("hooks", "/hooks", "/hooks", "Hooks", then=_open_all),
    Row("tokens", "/tokens", "/tokens", "Tokens"),
    Row("tokens-made", "/tokens", "/tokens", "Tokens", then=_make_token),
    Row("outgoing", "/outgoing", "/outgoing", "Outgoing", then=_open_all),
    Row("outgoing-added", "/outgoing", "/outgoing", "Outgoing", then=_add_endpoint),
    Row("not-there", "", "/nothing/here", "Not here", who=AGENT, status=404),
    Row("not-there-signed-out", "", "/nothing/here", "Not here", who="", status=404),
    Row("call-offline", CALL, "/calls/{call_staged}", "Call", who=AGENT, within=".afloat", then=_cut_off),
    Row("away", "/calls", "/calls", "Cannot be reached right now", who=OWNER, house="away", status=503),
    Row("broken", "/guide", "/guide", "Something broke", who=OWNER, house="broken", status=500),
    Row("passport-nobody", PASSPORT, PASSPORT, "Consent passport", who=AGENT, then=_passport_of_nobody),
    *(
        Row(f"{path[1:].replace('/', '-')}-bare", path, path, title, OWNER, house="bare", empty=True)
        for path, title in _BARE
    ),
    *(
        Row(f"{name}-forbidden", route, path, "Not for you to see", who, status=403)
        for name, route, path, who in _FORBIDDEN
    ),
    *(
        Row(f"{name}-absent", route, path, "Not here", MANAGER, status=404)
        for name, route, path in (
            ("sample", SAMPLE, "/samples/none"),
            ("versions", VERSIONS, "/calls/call_0000000000000000/versions"),
            ("call-ledger", LEDGER, "/calls/call_0000000000000000/ledger"),
        )
    ),
)


@contextmanager
def brought_up(row: Row, gallery: Gallery, browser: Browser, witness: Witness) -> Iterator[Page]:
    """Bring the page up as its row says, in a window of its own. AssertionError when another one comes."""
    address = gallery.addresses[row.house]
    zone = load_sample().time_zone
    with browser.new_context(base_url=address, viewport=size(WIDTHS[0]), timezone_id=zone) as context:
        witness.watch(context)
        if row.who:
            secret = gallery.sessions[f"{row.who} {row.house}".strip()]
            context.add_cookies([{"name": session_cookie.NAME, "value": secret, "url": address}])
        page = context.new_page()
        page.add_init_script(_COUNT_SHIFTS)
        answer = page.goto(row.path.format_map(gallery.known))
        met = (answer and answer.status, page.title().removesuffix(" · Call notes"))
        assert met[0] == row.status, f"{row.name}: status {met[0]} came"
        assert met[1].startswith(row.title), f"{row.name}: the page {met[1]!r} came"
        page.wait_for_load_state()  # what the page's modules listen to is listened to from here on
        assert page.evaluate(_MOVED) < _MOVES_AT_MOST, f"{row.name} moves while it comes up"
        if row.empty:
            assert page.locator("main .empty").first.is_visible(), f"{row.name} does not say that it is empty"
        if row.then is not None:
            row.then(page)
        yield page


def in_german(row: Row, page: Page) -> bool:
    """Bring the page up again for a browser that asks for German; false where its act speaks English."""
    if row.then not in {None, _open_all, _edit, _show_keys}:
        return False
    page.set_extra_http_headers({"accept-language": "de"})
    page.goto(page.url.partition("#")[0])
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "de", row.name
    if row.then is not None:
        row.then(page)
    return True


def size(width: int) -> ViewportSize:
    """Return the window of this width."""
    return {"width": width, "height": _HEIGHTS[width]}


def looks(page: Page) -> Iterator[tuple[int, str]]:
    """Show the page at each width, light and dark, and say which it is."""
    for width in WIDTHS:
        page.set_viewport_size(size(width))
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            yield width, scheme
