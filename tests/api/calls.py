"""Calls brought to where a test begins, by the doors and by the rules that the pipeline uses."""

from __future__ import annotations

from lifecycle import attempts, drafts, link, review
from models.crm import Outcome, SetContactField
from models.notes import CallNotes, Evidence, Item, NotesCoverage, Owner, Promise
from models.transcript import Coverage, Transcript, Turn
from tests.api.house import PROVEN, House, wav

CALLS = "/api/v1/calls"
QUOTE = "I will send the quote on Friday."


def new_call(house: House, *, seed: int = 0, **fields: str) -> str:
    """Submit a recording and return the call's id; each seed is another recording."""
    answer = house.client.post(CALLS, data=PROVEN | fields, files={"audio": wav(seed=seed)})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def call_in_conflict(house: House, *, seed: int = 0) -> str:
    """Bring a call to where its field c1 was left alone, since somebody had typed "Chief Buyer" there."""
    call_id, shelves = staged_call(house, customer="reed@example.com", seed=seed), house.doors.shelves
    link.link_matched(shelves, call_id, "contact_1")
    review.decide(shelves, call_id, (), accept_rest=True, by="lee@example.com", enqueue=house.doors.enqueue)
    change = SetContactField(
        key=f"{call_id}:field:c1",
        call_id=call_id,
        contact_id="contact_1",
        name="jobtitle",
        expected="Buyer",
        value="Head of <Buying>",
    )
    shelves.ledger().intend(change)
    left_alone = Outcome(result="conflict", external_id="contact_1", current_value="Chief Buyer")
    shelves.ledger().done(change, left_alone, adapter="local")
    review.mark_settled(shelves, call_id)
    return call_id


def staged_call(house: House, *, seed: int = 0, **fields: str) -> str:
    """Bring a call to where a person decides, by the rules that the pipeline uses."""
    call_id, shelves = new_call(house, seed=seed, **fields), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    turn = Turn(id="t1", speaker="agent", speaker_confidence=1, start_s=0, end_s=2, text=QUOTE)
    drafts.store_transcript(
        shelves,
        Transcript(
            call_id=call_id,
            language="en",
            duration_s=2,
            channels=2,
            engine="e",
            model="m",
            turns=(turn,),
            coverage=Coverage(speech_s=2, transcribed_s=2),
        ),
    )
    proof = (Evidence(turn_id="t1", quote=QUOTE, speaker="agent", start_s=0, end_s=2),)
    drafts.store_notes(
        shelves,
        CallNotes(
            call_id=call_id,
            engine="rules",
            model="rules",
            prompt_version="1",
            language="en",
            summary=(Item(id="s1", text="A quote was promised.", evidence=proof, confidence=0.9),),
            promises=(
                Promise(
                    id="p1",
                    text="Send the quote",
                    evidence=proof,
                    confidence=0.9,
                    side="ours",
                    owner=Owner(side="ours"),
                    to=Owner(side="theirs"),
                ),
            ),
            coverage=NotesCoverage(turns=1, turns_read=1),
        ),
    )
    drafts.mark_staged(shelves, call_id)
    attempts.succeed(shelves, call_id, "process", 1)
    return call_id


def without_id(shown: str, call_id: str) -> str:
    """Return a page without the id of a call, long or short: it is random, and may hold any digits."""
    return shown.replace(call_id, "").replace(call_id.removeprefix("call_")[:8], "")
