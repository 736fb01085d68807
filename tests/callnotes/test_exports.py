"""What an export says of items that people decided, edited, rejected or have not looked at."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from callnotes.cli.printing import print_dossier
from callnotes.exports import exported
from lifecycle.reading import Dossier
from models.call import Call, CallDetails, Customer
from models.errors import StageError
from models.notes import CallNotes, Due
from models.review import Decision, Verdict
from models.stages import Stage
from models.transcript import Coverage, Transcript, Turn
from storage.events import Event
from tests.lifecycle.house import GRANTED, NOW, notes_of

_BERLIN = ZoneInfo("Europe/Berlin")
_LEE = "lee@example.com"


def _notes(
    *, at: str | None = "10:00", from_promise: str | None = None, proviso: str | None = None
) -> CallNotes:
    plain = notes_of("call_1")
    due = Due(said="Friday at ten", date=date(2026, 11, 27), time=at, basis="Friday after 2026-11-20")
    promise = plain.promises[0].model_copy(update={"due": due, "condition": proviso})
    follow_up = plain.follow_ups[0].model_copy(update={"due": due, "from_promise": from_promise})
    return plain.model_copy(update={"promises": (promise,), "follow_ups": (follow_up,)})


def _dossier(notes: CallNotes | None, *decisions: Decision) -> Dossier:
    return Dossier(
        call=Call(
            id="call_1",
            stage=Stage.STAGED,
            details=CallDetails(
                agent="sam@example.com",
                customer=Customer(phone="+12125550142"),
                started_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
            ),
            consent=GRANTED,
            received_at=NOW,
            duration_s=12.5,
        ),
        consent=GRANTED,
        transcript=Transcript(
            language="en",
            duration_s=12.5,
            channels=2,
            engine="test",
            model="none",
            turns=(
                Turn(
                    id="t1",
                    speaker="agent",
                    speaker_confidence=1.0,
                    start_s=0.0,
                    end_s=2.0,
                    text="I will call you back on *Friday*.",
                ),
            ),
            coverage=Coverage(speech_s=2.0, transcribed_s=2.0),
        ),
        notes=notes,
        decisions=decisions,
    )


def _on(item_id: str, verdict: Verdict, text: str | None = None) -> Decision:
    return Decision(item_id=item_id, verdict=verdict, text=text, by=_LEE, at=NOW)


def _rows(dossier: Dossier) -> dict[str, dict[str, str]]:
    table = csv.DictReader(io.StringIO(exported(dossier, "csv", zone=_BERLIN), newline=""))
    return {row["item_id"]: row for row in table}


def _summaries(dossier: Dossier) -> list[str]:
    calendar = Calendar.from_ical(exported(dossier, "ics", zone=_BERLIN))
    return [str(todo["summary"]) for todo in calendar.walk("VTODO")]


def test_the_table_carries_the_persons_words_beside_the_machines() -> None:
    rows = _rows(
        _dossier(_notes(), _on("p1", "edit", "Call at noon"), _on("f1", "reject"), _on("c1", "accept"))
    )
    told = {
        key: (row["text"], row["verdict"], row["decided_text"], row["decided_by"])
        for key, row in rows.items()
    }
    assert told == {
        "p1": ("Call back", "edit", "Call at noon", _LEE),
        "f1": ("Call the customer", "reject", "", _LEE),
        "c1": ("city: Leeds", "accept", "city: Leeds", _LEE),
    }


def test_an_edited_field_has_its_new_value_in_the_table() -> None:
    assert _rows(_dossier(_notes(), _on("c1", "edit", "York")))["c1"]["decided_text"] == "city: York"


def test_the_calendar_says_what_is_unconfirmed_and_leaves_out_what_is_rejected() -> None:
    assert _summaries(_dossier(_notes())) == ["Unconfirmed: Call back", "Unconfirmed: Call the customer"]
    decided = _dossier(_notes(), _on("p1", "edit", "Call at noon"), _on("f1", "reject"), _on("c1", "accept"))
    assert _summaries(decided) == ["Call at noon"]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ((), ["Unconfirmed: Call the customer"]),
        ((_on("p1", "accept"), _on("f1", "accept")), ["Call the customer"]),
        ((_on("p1", "accept"),), ["Call back"]),
        ((_on("f1", "reject"),), ["Unconfirmed: Call back"]),
    ],
)
def test_a_promise_and_its_follow_up_are_one_to_do(
    decisions: tuple[Decision, ...], expected: list[str]
) -> None:
    assert _summaries(_dossier(_notes(from_promise="p1"), *decisions)) == expected


def test_a_time_in_the_calendar_is_in_utc_and_a_day_is_a_day() -> None:
    timed = exported(_dossier(_notes()), "ics", zone=_BERLIN)
    assert "DUE:20261127T090000Z\r\n" in timed
    assert "TZID" not in timed
    assert timed.count("STATUS:NEEDS-ACTION") == 2
    assert "DUE;VALUE=DATE:20261127\r\n" in exported(_dossier(_notes(at=None)), "ics", zone=_BERLIN)


def test_a_condition_stands_in_the_calendar_too() -> None:
    (first, _) = _summaries(_dossier(_notes(proviso="you sign")))
    assert first == "Unconfirmed: Call back (only if you sign)"


def test_the_document_holds_facts_consent_decisions_quotes_and_the_words() -> None:
    text = exported(_dossier(_notes(), _on("p1", "edit", "Call at noon")), "md", zone=_BERLIN)
    assert text.startswith("# Call: +12125550142, 2026-11-20 10:00\n")
    for part in (
        "- When: 2026-11-20 10:00 (Europe/Berlin), 00:12 long",
        "- Who: agent sam@example.com; customer +12125550142",
        "- Consent: granted, stated by dana@example.com, 2026-11-20 10:30 (Europe/Berlin), said",
        "1 of 3 items are decided",
        "### Promised\n\n- \\[p1\\] Call at noon\n    - **Edited by lee@example.com, 2026-11-20 10:30 ",
        "    - The machine wrote: \\[p1\\] Call back",
        'agent at 00:00: "I will call you back on Friday."',
        "### Follow-ups\n\n- \\[f1\\] Call the customer\n    - **Undecided**",
        "## Transcript\n",
        "I will call you back on \\*Friday\\*.",
    ):
        assert part in text
    assert text.index("## Notes") < text.index("## Transcript")


def test_the_document_says_who_signed_a_call_of_high_risk_off(capsys: pytest.CaptureFixture[str]) -> None:
    signed = Event(kind="signed_off", by="boss@example.com", why="the customer speaks of a court", at=NOW)
    dossier = _dossier(_notes(), _on("p1", "accept")).model_copy(update={"events": (signed,)})
    words = "Signed off by boss@example.com, 2026-11-20 10:30"
    assert f"- {words} (Europe/Berlin): the customer speaks of a court." in exported(
        dossier, "md", zone=_BERLIN
    )
    print_dossier(dossier, program="callnotes", zone=_BERLIN, parts=("decisions",))
    assert words in capsys.readouterr().out


def test_an_undecided_document_says_that_it_is_unconfirmed() -> None:
    assert "**UNCONFIRMED" in exported(_dossier(_notes()), "md", zone=_BERLIN)
    assert "There are no notes yet." in exported(_dossier(None), "md", zone=_BERLIN)


@pytest.mark.parametrize("form", ["csv", "ics"])
def test_a_call_without_notes_has_no_items_to_export(form: str) -> None:
    with pytest.raises(StageError):
        exported(_dossier(None), form, zone=_BERLIN)
