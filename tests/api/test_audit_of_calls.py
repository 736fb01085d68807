"""What is done to a call stands in the audit log exactly once: who, what, when, which call, by which door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import text

from tests.api.calls import QUOTE
from tests.api.house import PROVEN, TOKEN, wav
from tests.api.test_people_pages import DANA, PASSWORD
from tests.api.watched_desk import PHONE, Act, Desk, open_desk

EDIT: Final = "Send the other quote"
REASON: Final = "it stands in the contract"
NAME: Final = "Lee Reed"
CONSENT: Final = {"consent": "granted", "consent_how": "said yes", "consent_at": "2026-11-20T13:00:00Z"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def _saw(desk: Desk) -> str:
    call_id = desk.staged()
    desk.begins()
    for looking_again in ({}, {"x-look": "1"}, {}, {"x-look": "1"}):
        assert desk.admin.get(f"/calls/{call_id}", headers=looking_again).status_code == 200
    return call_id


def _played(desk: Desk) -> str:
    call_id = desk.staged()
    desk.begins()
    assert desk.admin.head(f"/calls/{call_id}/audio").status_code == 200
    assert not desk.noted()
    for part in ("bytes=0-9", "bytes=10-", ""):
        assert desk.admin.get(f"/calls/{call_id}/audio", headers={"range": part}).status_code in {200, 206}
    return call_id


def _exported(desk: Desk) -> str:
    call_id = desk.staged()
    desk.begins()
    assert desk.admin.get(f"/calls/{call_id}/export/md").status_code == 200
    return call_id


def _uploaded(desk: Desk) -> str:
    desk.begins()
    audio, as_json = wav(seed=next(desk.numbers)), {"accept": "application/json"}
    told = [
        desk.admin.post("/upload", data={"consent": "unknown"}, files={"audio": audio}, headers=as_json)
        for _ in range(2)
    ]
    return str(told[0].json()["results"][0]["call_id"])


def _on(state: str, way: str, **form: str) -> Act:
    def act(desk: Desk) -> str:
        call_id: str = getattr(desk, state)()
        desk.post(f"/calls/{call_id}/{way}", **form)
        return call_id

    return act


def _accepted_the_rest(desk: Desk) -> str:
    call_id = desk.staged()
    desk.post(f"/calls/{call_id}/link", name=NAME)
    desk.post(f"/calls/{call_id}/decide", rest="accept")
    return call_id


def _retried(desk: Desk) -> str:
    call_id = desk.queued()
    desk.post(f"/calls/{call_id}/cancel")
    desk.post(f"/calls/{call_id}/retry")
    return call_id


def _seen_by_machine(desk: Desk) -> str:
    call_id = desk.staged()
    desk.begins()
    for _ in range(3):
        assert desk.house.client.get(f"/api/v1/calls/{call_id}", headers=desk.machine).status_code == 200
    return call_id


def _sent_audio(desk: Desk) -> str:
    call_id = desk.send("", **PROVEN, external_id=f"pbx-{next(desk.numbers)}")
    body = wav(seed=next(desk.numbers))
    desk.begins()
    for _ in range(2):
        desk.house.client.put(f"/api/v1/calls/{call_id}/audio", content=body, headers=desk.machine)
    return call_id


def _sent_by_hook(desk: Desk) -> str:
    name = f"hook-{next(desk.numbers)}"
    desk.begins()
    for _ in range(2):
        told = desk.house.hook(
            {"type": "call.recorded", "data": PROVEN | {"external_id": name}}, event_id=name
        )
    return str(told.json()["call"]["id"])


def _by_machine(state: str, way: str, **body: object) -> Act:
    return lambda desk: desk.send(f"/{getattr(desk, state)()}/{way}", **body)


def _retried_by_machine(desk: Desk) -> str:
    call_id = desk.queued()
    desk.send(f"/{call_id}/cancel")
    return desk.send(f"/{call_id}/retry")


BY: Final = "Dana@Example.com"
PAGE: Final = (DANA, "page", None)
MACHINE: Final = ("pbx", "api_token", None)
FOR_DANA: Final = ("pbx", "api_token", DANA)

#: what, detail, (who, door, for whom), the act
ACTS: Final[list[tuple[str, str | None, tuple[str, str, str | None], Act]]] = [
    ("saw", None, PAGE, _saw),
    ("played", None, PAGE, _played),
    ("exported", "md", PAGE, _exported),
    ("submitted", None, PAGE, _uploaded),
    ("confirmed", "p1", PAGE, _on("staged", "decide", item="p1", verdict="accept")),
    ("edited", "p1", PAGE, _on("staged", "decide", item="p1", verdict="edit", text=EDIT)),
    ("rejected", "p1", PAGE, _on("staged", "decide", item="p1", verdict="reject")),
    ("accepted_the_rest", "s1, p1", PAGE, _accepted_the_rest),
    ("rejected_the_rest", "s1, p1", PAGE, _on("staged", "decide", rest="reject")),
    ("linked", "a new contact", PAGE, _on("staged", "link", name=NAME)),
    ("corrected_speakers", "swap", PAGE, _on("staged", "speakers", correct="swap")),
    ("released", None, PAGE, _on("waiting", "release", reason=REASON)),
    ("stated_consent", "granted", PAGE, _on("waiting", "consent", **CONSENT)),
    ("cancelled", None, PAGE, _on("queued", "cancel")),
    ("retried", None, PAGE, _retried),
    ("saw", None, MACHINE, _seen_by_machine),
    ("submitted", None, MACHINE, lambda desk: desk.send("", **PROVEN)),
    ("sent_audio", None, MACHINE, _sent_audio),
    ("submitted", None, ("hook", "hook", None), _sent_by_hook),
    ("confirmed", "p1", FOR_DANA, _by_machine("staged", "review", by=BY, accept=["p1"])),
    (
        "edited",
        "p1",
        FOR_DANA,
        _by_machine("staged", "review", by=BY, edit=[{"item_id": "p1", "text": EDIT}]),
    ),
    ("rejected", "p1", FOR_DANA, _by_machine("staged", "review", by=BY, reject=["p1"])),
    ("rejected_the_rest", "s1, p1", FOR_DANA, _by_machine("staged", "review", by=BY, rest="reject")),
    ("linked", "a new contact", FOR_DANA, _by_machine("staged", "link", by=BY, new=True, name=NAME)),
    ("linked", "a new contact", MACHINE, _by_machine("staged", "link", by=PHONE, new=True, name=NAME)),
    (
        "corrected_speakers",
        "swap, turn t1=S2",
        FOR_DANA,
        _by_machine(
            "staged",
            "speakers",
            by=BY,
            corrections=[{"kind": "swap"}, {"kind": "turn", "turn": "t1", "to": "S2"}],
        ),
    ),
    ("released", None, FOR_DANA, _by_machine("waiting", "release", by=BY, reason=REASON)),
    ("stated_consent", "granted", MACHINE, _by_machine("waiting", "consent", **CONSENT, consent_by=PHONE)),
    ("cancelled", None, MACHINE, _by_machine("queued", "cancel")),
    ("retried", None, MACHINE, _retried_by_machine),
]


@pytest.mark.parametrize(
    ("action", "detail", "who", "act"),
    ACTS,
    ids=[f"{who[1]}-{what}-{n}" for n, (what, _, who, _) in enumerate(ACTS)],
)
def test_an_act_on_a_call_is_noted_once(
    desk: Desk, action: str, detail: str | None, who: tuple[str, str, str | None], act: Act
) -> None:
    call_id = act(desk)
    (line,) = desk.noted()
    assert (line.action, line.detail) == (action, detail)
    assert (line.actor, line.door, line.for_whom) == who
    assert line.call_id == call_id
    assert line.at == desk.house.moment[0]


def test_the_summary_that_follows_has_a_line_of_its_own(desk: Desk) -> None:
    call_id = desk.staged()
    desk.post(f"/calls/{call_id}/decide", item="p1", verdict="accept")
    desk.post(f"/calls/{call_id}/link", name=NAME)
    lines = [(one.action, one.detail) for one in desk.noted()]
    assert lines == [("linked", "a new contact"), ("let_the_summary_follow", "s1")]


def test_what_was_decided_and_cancelled_before_is_not_noted_again(desk: Desk) -> None:
    staged, queued = desk.staged(), desk.queued()
    for path, form in (
        (f"/calls/{staged}/decide", {"rest": "reject"}),
        (f"/calls/{queued}/cancel", {}),
    ):
        desk.post(path, **form)
        assert len(desk.noted()) == 1
        desk.post(path, **form)
        assert not desk.noted()


def test_who_looks_again_after_a_quarter_of_an_hour_is_noted_again(desk: Desk) -> None:
    call_id = desk.staged()
    desk.begins()
    for minutes in (0, 14, 1, 14):
        desk.house.pass_time(timedelta(minutes=minutes))
        desk.admin.get(f"/calls/{call_id}")
    assert [one.action for one in desk.noted()] == ["saw", "saw"]


def test_who_reads_the_crm_is_noted_since_notes_of_calls_stand_there(desk: Desk) -> None:
    desk.begins()
    for _ in range(3):
        desk.admin.get("/crm")
    (line,) = desk.noted()
    assert (line.actor, line.action, line.call_id) == (DANA, "saw_the_crm", None)


def test_what_is_refused_is_not_noted_as_done(desk: Desk) -> None:
    call_id = desk.staged()
    desk.begins()
    for way, form in (
        ("release", {"reason": REASON}),
        ("retry", {}),
        ("decide", {"item": "x", "verdict": "accept"}),
    ):
        assert desk.admin.post(f"/calls/{call_id}/{way}", data=form).status_code in {404, 409}
    desk.admin.get("/calls/call_none")
    assert not desk.noted()


def test_the_log_holds_no_speech_no_number_no_name_and_no_secret(desk: Desk) -> None:
    with desk.house.doors.shelves.database.reading() as session:
        rows = [str(row) for row in session.execute(text("SELECT * FROM audit_log"))]
    assert len(rows) > len(ACTS)
    machine = desk.machine["authorization"].removeprefix("Bearer ")
    hidden = (QUOTE, EDIT, REASON, NAME, PHONE, PHONE[-7:], "said yes", "quote", PASSWORD, machine, TOKEN)
    assert not [row for row in rows for words in hidden if words in row]
