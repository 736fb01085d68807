"""Words are found in what counts, by who may see it, on both databases; and what goes is found nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from lifecycle import consent, drafts, find
from lifecycle.reading_texts import read_texts
from models.access import Actor
from models.errors import ForbiddenError, InputError
from models.found_texts import Among, SearchText
from models.review import Decision
from models.words_wanted import words_wanted
from storage import word_index
from storage.drafts import add_decision, remove_all
from storage.shelves import Shelves
from storage.tables import CallRow, FoundTextRow
from storage.word_statements import Asked, on_sqlite
from tests.journeys.plans import explained, watching
from tests.lifecycle.house import DECLINED, NOW, accept, notes_of, transcript_of

BOSS = Actor(name="kim@example.com", role="admin", grants=("calls",))
SAM = Actor(name="sam@example.com", role="agent")
EVE = Actor(name="eve@example.com", role="agent")
ALL = Among()


def drafted_call(shelves: Shelves, *, number: int = 0, started_at: datetime | None = None) -> str:
    audio = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes([number]) * 400
    call = accept(shelves, audio=(audio,), started_at=started_at).call.id
    drafts.store_transcript(shelves, transcript_of(call))
    drafts.store_notes(shelves, notes_of(call))
    return call


def found(shelves: Shelves, typed: str, actor: Actor = BOSS, among: Among = ALL) -> list[str]:
    return [hit.found.ref for hit in find.find_words(shelves, typed, actor, among=among, limit=50).hits]


def test_words_rows_beginnings_and_what_must_not_be_there(shelves: Shelves) -> None:
    drafted_call(shelves)
    read_texts(shelves, "notes")
    assert sorted(found(shelves, "call")) == ["f1", "p1"]
    assert found(shelves, "CÁLL customer") == ["f1"]  # neither capitals nor accents tell words apart
    assert found(shelves, "call -customer") == ["p1"]
    assert sorted(found(shelves, '"call you back"')) == ["f1", "p1"]
    assert found(shelves, '"back call"') == []
    assert found(shelves, "lee*") == ["c1"]
    assert found(shelves, "lee") == []
    assert found(shelves, '"customer I"') == []  # text and quote are no row of words


def test_an_edited_item_is_found_by_its_new_words_alone(shelves: Shelves) -> None:
    call = drafted_call(shelves)
    read_texts(shelves, "notes")
    with shelves.database.transaction() as session:
        for one in (
            Decision(item_id="f1", verdict="edit", text="Ring Ürsula", by=SAM.name, at=NOW),
            Decision(item_id="p1", verdict="reject", by=SAM.name, at=NOW),
        ):
            add_decision(session, one, call_id=call, notes_version=1)
    assert read_texts(shelves, "notes") == 1
    assert found(shelves, "ursula") == ["f1"]
    assert found(shelves, "call customer") == []
    assert found(shelves, "back", among=Among(state="rejected")) == ["p1"]
    assert found(shelves, "leeds", among=Among(state="waiting")) == ["c1"]
    assert read_texts(shelves, "notes") == 0


@pytest.mark.parametrize(
    ("among", "refs"),
    [
        (Among(kind="promise"), ["p1"]),
        (Among(kind="follow_up"), ["f1"]),
        (Among(speaker="customer"), []),
        (Among(agent="sam@example.com", kind="promise"), ["p1"]),
        (Among(agent="eve@example.com"), []),
        (Among(begin=NOW, kind="promise"), ["p1"]),
        (Among(end=NOW), []),
        (Among(end=NOW + timedelta(seconds=1), kind="promise"), ["p1"]),
        (Among(customer="+12125550142"), []),
    ],
)
def test_what_is_looked_through_is_narrowed(shelves: Shelves, among: Among, refs: list[str]) -> None:
    drafted_call(shelves, started_at=NOW)
    read_texts(shelves, "notes")
    assert found(shelves, "call", among=among) == refs


@pytest.mark.parametrize("known_as", ["+12125550142", "leeds@example.com"])
def test_of_one_customer_only_their_calls_are_found(shelves: Shelves, known_as: str) -> None:
    calls = [drafted_call(shelves, number=number, started_at=NOW) for number in range(3)]
    with shelves.database.transaction() as session:
        for number, call in enumerate(calls):
            row = session.get_one(CallRow, call)
            row.customer_phone, row.customer_email = f"+1212555014{number}", None
        row.customer_email = "leeds@example.com"
    read_texts(shelves, "notes")
    among = Among(customer=known_as)
    page = find.find_words(shelves, "call -customer", SAM, among=among, limit=1)
    assert [(hit.found.call_id, hit.found.ref) for hit in page.hits] == [(calls[2], "p1")]
    assert sorted(found(shelves, "call", SAM, among)) == ["f1", "p1"]
    assert found(shelves, "call", SAM, among.model_copy(update={"kind": "promise"})) == ["p1"]
    assert found(shelves, "call", SAM, among.model_copy(update={"end": NOW})) == []
    assert found(shelves, "call", EVE, among) == []


def test_nobody_finds_what_a_person_may_not_see(shelves: Shelves) -> None:
    drafted_call(shelves)
    read_texts(shelves, "notes")
    assert found(shelves, "leeds", SAM) == ["c1"]
    assert found(shelves, "leeds", EVE) == []
    assert found(shelves, "leeds", Actor(name="kim@example.com", role="manager", teams=("north",))) == []
    for actor in (Actor(name="a@example.com", role="auditor"), Actor(name="b@example.com", role="admin")):
        with pytest.raises(ForbiddenError):
            found(shelves, "leeds", actor)


def test_turns_are_found_only_where_the_operator_says_so(shelves: Shelves) -> None:
    drafted_call(shelves)
    read_texts(shelves, "notes")
    assert found(shelves, "my new city is") == ["c1"]
    read_texts(shelves, "transcripts")
    assert sorted(found(shelves, "my new city is")) == ["c1", "t2"]
    assert found(shelves, "friday", among=Among(kind="turn", speaker="agent")) == ["t1"]
    read_texts(shelves, "off")
    answer = find.find_words(shelves, "friday", BOSS, among=ALL, limit=5)
    assert (answer.hits, answer.reads) == ((), False)
    assert _in_clear(shelves) == 0


def test_what_was_drafted_before_there_was_a_search_is_read_once(shelves: Shelves) -> None:
    drafted_call(shelves)
    with shelves.database.transaction() as session:
        session.execute(text("DELETE FROM texts_to_read"))
    assert read_texts(shelves, "notes") == 1
    assert found(shelves, "leeds") == ["c1"]


def test_a_page_goes_on_where_the_one_before_ended_and_newer_calls_come_first(shelves: Shelves) -> None:
    begun = [NOW - timedelta(days=days) for days in (2, 0, 1)]
    for number, moment in enumerate(begun):
        drafted_call(shelves, number=number, started_at=moment)
    read_texts(shelves, "notes")
    seen: list[tuple[str, str]] = []
    before = None
    while True:
        page = find.find_words(shelves, "call", BOSS, among=ALL, limit=4, before=before)
        seen += [(hit.found.call_id, hit.found.ref) for hit in page.hits]
        before = page.next_before
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 6
    with shelves.database.reading() as session:
        order = session.scalars(select(CallRow.id).order_by(CallRow.started_at.desc())).all()
    assert [call for call, _ in seen[::2]] == list(order)


def test_calls_of_one_second_do_not_take_each_other_s_place(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [drafted_call(shelves, number=number, started_at=NOW) for number in range(3)]
    monkeypatch.setattr(word_index, "MOST_TEXTS", 2**30)  # two places in a second: the hashes must collide
    texts = (SearchText(ref="p1", kind="promise", state="waiting", text="Same second"),)
    with shelves.database.transaction() as session:
        for call in calls[:2]:
            word_index.replace(session, session.get_one(CallRow, call), texts)
        with pytest.raises(ValueError, match="one second"):
            word_index.replace(session, session.get_one(CallRow, calls[2]), texts)
        assert session.query(FoundTextRow).count() == 2


def test_what_is_declined_or_removed_leaves_no_word_in_the_file(sqlite_shelves: Shelves) -> None:
    shelves = sqlite_shelves
    kept, gone = drafted_call(shelves), None
    accepted = accept(shelves, audio=(b"RIFF\x24\x00\x00\x00WAVEfmt " + b"x" * 400,))
    gone = accepted.call.id
    drafts.store_transcript(shelves, transcript_of(gone, "Send it to Quetzalcoatl street on Friday."))
    drafts.store_notes(shelves, notes_of(gone, "Send it to Quetzalcoatl street on Friday."))
    read_texts(shelves, "transcripts")
    assert found(shelves, "quetzalcoatl") != []
    assert b"quetzalcoatl" in _bytes_of(shelves)
    consent.record(shelves, gone, DECLINED, enqueue=lambda _work: None)
    assert found(shelves, "quetzalcoatl") == []
    assert b"quetzalcoatl" not in _bytes_of(shelves).lower()
    assert found(shelves, "leeds", among=Among(kind="field")) == ["c1"]
    with shelves.database.transaction() as session:
        remove_all(session, kept)
    assert _in_clear(shelves) == 0


def _bytes_of(shelves: Shelves) -> bytes:
    assert shelves.database.path is not None
    return b"".join(file.read_bytes() for file in shelves.database.path.parent.glob("callnotes.db*"))


def _in_clear(shelves: Shelves) -> int:
    with shelves.database.reading() as session:
        return session.query(FoundTextRow).count()


@pytest.mark.parametrize("typed", ["", "  ", "-call", '""', "!?", "a " * 21])
def test_what_has_nothing_to_look_for_is_told_in_a_sentence(sqlite_shelves: Shelves, typed: str) -> None:
    with pytest.raises(InputError, match="word"):
        found(sqlite_shelves, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "call OR leeds",
        "NEAR(call leeds)",
        "words:call",
        "call' | 'leeds",
        'a"b"c*',
        "call) OR (leeds",
        "^call",
        "{a} : b",
        "call:*",
    ],
)
def test_nothing_typed_is_an_operator_of_a_database(shelves: Shelves, typed: str) -> None:
    drafted_call(shelves)
    read_texts(shelves, "notes")
    assert "c1" not in found(shelves, typed)


def test_the_places_of_the_words_are_cut_out_whole() -> None:
    wanted = words_wanted('"Müller" ring* -never')
    cut = find.pieces("Ringing Mr. MULLER, never the ring.", wanted)
    assert [one.text for one in cut] == ["Ringing", " Mr. ", "MULLER", ", never the ", "ring", "."]
    assert [one.text for one in cut if one.hit] == ["Ringing", "MULLER", "ring"]


def test_searches_are_kept_by_name_and_only_seen_by_who_kept_them(shelves: Shelves) -> None:
    find.save(shelves, " Late   refunds ", "q=refund", SAM)
    find.save(shelves, "Late refunds", "q=refund+late", SAM)
    assert [(one.name, one.query) for one in find.saved(shelves, SAM)] == [("Late refunds", "q=refund+late")]
    assert find.saved(shelves, EVE) == ()
    find.remove_saved(shelves, "Late refunds", EVE)
    assert find.saved(shelves, SAM) != ()
    find.remove_saved(shelves, "Late refunds", SAM)
    assert find.saved(shelves, SAM) == ()
    with pytest.raises(InputError, match="name"):
        find.save(shelves, " ", "q=x", SAM)
    for number in range(find.MOST_SAVED):
        find.save(shelves, f"{number}", "q=x", SAM)
    with pytest.raises(InputError, match="remove one"):
        find.save(shelves, "one more", "q=x", SAM)


def _fill(shelves: Shelves) -> None:
    """Add 300 calls with ten texts each: `rare` stands in one, `some` in 60, `old` in the oldest 1,500."""
    with shelves.database.transaction() as session:
        session.add_all(_row_of_call(number) for number in range(300))
        session.flush()
        for number in range(300):
            words = [
                f"Common words, rare{at} and some{at % 50}" + (" of old" if at < 1500 else "")
                for at in range(number * 10, number * 10 + 10)
            ]
            texts = [
                SearchText(ref=f"p{place}", kind="promise", state="waiting", text=one)
                for place, one in enumerate(words)
            ]
            word_index.replace(session, session.get_one(CallRow, f"call_{number:04}"), texts)
    with shelves.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if shelves.database.path else "VACUUM ANALYZE found_texts, calls"))


def test_words_are_found_by_an_index_in_the_order_that_is_shown(shelves: Shelves) -> None:
    _fill(shelves)
    with watching() as watch:
        for typed in ("rare2999", "rare7", "some7", "old", "common"):
            for actor in (BOSS, SAM):
                watch.forget()
                with shelves.database.reading() as session:
                    word_index.find(session, words_wanted(typed), actor, among=ALL, limit=20)
                whole, touched = explained(shelves.database, watch, growing=("found_texts", "calls"))
                assert (typed, whole) == (typed, ())
                assert touched < 300  # of some 600 that all texts and their indexes take
    if shelves.database.path is not None:
        with shelves.database.reading() as session:
            query = on_sqlite(Asked(words_wanted("common"), SAM, ALL), 0, 2**62, limit=20)
            told = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
            rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {told}").all()
        assert not [row for row in rows if "TEMP B-TREE" in row[-1]]


def test_pages_of_words_miss_none_and_tell_none_twice(shelves: Shelves) -> None:
    _fill(shelves)
    for typed, count in (("rare7", 1), ("some7", 60), ("old", 1500), ("common -old", 1500)):
        for actor, seen in ((BOSS, count), (SAM, count // 2)):
            found: list[int] = []
            with shelves.database.reading() as session:
                while page := word_index.find(
                    session, words_wanted(typed), actor, among=ALL, limit=400,
                    before=found[-1] if found else None,
                ):  # fmt: skip
                    found += [one.number for one in page]
            assert found == sorted(set(found), reverse=True)
            assert (typed, len(found)) == (typed, seen)


def _row_of_call(number: int) -> CallRow:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    return CallRow(
        id=f"call_{number:04}", stage="staged", stage_at=moment, received_at=moment, agent_channel="auto",
        consent_status="granted", agent="sam@example.com" if number % 2 else "eve@example.com",
    )  # fmt: skip
