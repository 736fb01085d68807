"""Markers of every kind are planted in a call, and looked for wherever they must not be.

The program runs as an operator runs it, with a language model's server that keeps all it gets; the logs are
at their most talkative. Planted in turns, the file's name, hotwords, the sender's id and the customer.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import select

from callnotes.workshop import workshop_of
from evals.scripted_llm import Says, ScriptedLlm, scripted_llm
from lifecycle import tokens
from lifecycle.erase_person import erase_person
from models.erasure import Person
from storage import call_keys
from storage.exchanges import exchange_purpose
from storage.sealed_bodies import body_of
from storage.shelves import Shelves
from storage.tables import ExchangeRow, NotesRow, TranscriptRow
from tests.api.house import TOKEN, House, open_house, wav
from tests.extractor.answers import as_text, item
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import Queue
from tests.pipeline.interleavings.stepped import Points, Worker

CARD = ("4242 4242 4242 4242", "4242424242424242", "four two four two four two", "seven three nine")
PERSONAL = (
    "512-555-0123", "5125550123", "five one two", "five five five oh", "oh one two three",
    "jane.doe@corp.example", "jane dot doe", "corp dot example",
    "GB82 WEST", "GB82WEST", "123-45-6789", "six seven eight nine", "AB 12 34 56 C", "12345678Z",
    "fourteenth of may", "03/14/1985", "12 Oak Lane", "Springfield", "E48213", "Okafor", "Adaeze",
)  # fmt: skip
SAID = """Agent: Thank you for calling, how can I help you today?
Customer: Hi, my name is Adaeze Okafor, I am calling about order number 44712.
Agent: Thank you Adaeze. What is the best phone number for you?
Customer: it's five one two
Agent: okay
Customer: five five five oh one two three
Agent: so that is 512-555-0123, thanks. And your e-mail address?
Customer: jane dot doe at corp dot example, that is jane.doe@corp.example
Agent: And your date of birth?
Customer: the fourteenth of may eighty five, 03/14/1985
Agent: Can you confirm your social security number?
Customer: 123-45-6789, it ends in six seven eight nine
Agent: And your address?
Customer: 12 Oak Lane, Springfield, IL 62704.
Customer: My NI number is AB 12 34 56 C, the DNI 12345678Z, the IBAN GB82 WEST 1234 5698 7654 32.
Customer: My staff number is E48213.
Agent: Could you read me the card number?
Customer: four two four two four two four two 4242 4242
Agent: and the security code on the back
Customer: seven three nine
Agent: I will send the replacement to you by Friday, and I call you on 512-555-0123.
"""
ENVIRONMENT = {
    "CALLNOTES_PHONE_REGIONS": "US,GB",
    "CALLNOTES_MASK_NAMES": "yes",
    "CALLNOTES_MASK_PATTERNS": r"staff_number=E\d{5}",
    "CALLNOTES_LOG_LEVEL": "debug",
    "CALLNOTES_TIME_ZONE": "Europe/Berlin",
}


@dataclass(frozen=True)
class Run:
    """What the program printed and logged, what the model's server got, and the data folder."""

    printed: str
    llm: ScriptedLlm
    data: Path


def speaker(request: dict[str, Any]) -> Says:
    """Copy what it reads, as models do; the refused call fails, with all that was sent in the error."""
    sent = "\n".join(message["content"] for message in request["messages"])
    if "refused call" in sent:
        return Says(status=400, error={"message": f"cannot read: {sent}", "type": "invalid"})
    line = next(line for line in sent.splitlines() if "I will send the replacement" in line)
    turn, quote = int(re.findall(r"\d+", line)[0]), line.partition(": ")[2]
    return Says(
        as_text(
            summary=[item("I will send the replacement by Friday and call you on [PHONE_1].", turn, quote)]
        )
    )


@pytest.fixture(scope="module", params=["json", pytest.param("console", marks=pytest.mark.soak)])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("planted")
    printed = ""
    with scripted_llm(speaker=speaker) as llm:
        for seed, said in enumerate((SAID, SAID.replace("how can I help", "refused call, how can I help"))):
            audio = folder / f"call 512-555-0123 jane.doe@corp.example {seed}.wav"
            audio.write_bytes(wav(seed=seed))
            (folder / "said.txt").write_text(said)
            done = subprocess.run(
                [
                    sys.executable, "-m", "callnotes", "--data", str(folder / "data"), "submit", str(audio),
                    "--transcript", str(folder / "said.txt"), "--consent", "granted",
                    "--customer", "+1 512 555 0123", "--hotwords", "jane.doe@corp.example,Okafor",
                    "--external-id", f"pbx-{seed}", "--wait",
                ],
                env={**os.environ, **ENVIRONMENT, "CALLNOTES_LOG_FORMAT": request.param,
                     "CALLNOTES_LLM_URL": llm.url, "CALLNOTES_MAX_ATTEMPTS": "1"},
                capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            printed += done.stderr  # standard output is for who runs the service
        yield Run(printed, llm, folder / "data")


@pytest.fixture
def house(run: Run) -> Iterator[House]:
    with open_house(run.data) as opened:
        yield opened


def found(text: str, markers: tuple[str, ...] = (*CARD, *PERSONAL)) -> list[str]:
    return [marker for marker in markers if marker.lower() in text.lower()]


def test_the_model_gets_tokens_and_what_the_notes_need(run: Run) -> None:
    sent = "\n".join(run.llm.bodies)
    assert not found(sent)
    for shown in ("[PHONE_1]", "[EMAIL_1]", "[BIRTH_1]", "[STAFFNUMBER_1]", "[card]", "44712", "by Friday"):
        assert shown in sent


def test_nothing_is_in_the_log_or_in_an_error(run: Run) -> None:
    assert "notes_extracted" in run.printed
    assert "cannot read" not in run.printed
    assert not found(run.printed)


def cells(path: Path) -> str:
    """Every value of every table."""
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        rows = [row for table in tables for row in database.execute(f'select * from "{table}"')]  # noqa: S608 - our own names
    return "\n".join(str(value) for row in rows for value in row)


def opened(shelves: Shelves) -> str:
    """What is sealed with the keys of the calls, as whoever holds the master key reads it."""
    with shelves.database.reading() as session:
        bodies = [body_of(session, row) for row in session.scalars(select(TranscriptRow))]
        bodies += [body_of(session, row) for row in session.scalars(select(NotesRow))]
        for row in session.scalars(select(ExchangeRow)):
            plain = call_keys.opened(session, row.call_id, row.sealed, purpose=exchange_purpose(row.call_id))
            bodies.append(None if plain is None else plain.decode())
    assert all(bodies), "everything opens"
    return "\n".join(str(body) for body in bodies)


def test_card_data_is_in_no_table_and_the_queue_holds_nothing_that_was_said(run: Run, house: House) -> None:
    said, kept = opened(house.doors.shelves), cells(run.data / "callnotes.db")
    assert "order number 44712" in said  # this is where it would be
    assert "order number 44712" not in kept, "what was said is sealed"
    assert not found(said, CARD)
    assert not found(kept, CARD)
    for path in run.data.glob("*.db*"):
        assert not found(path.read_bytes().decode("utf-8", "replace"), CARD), path.name
    for path in run.data.glob("workflows.db*"):
        assert not found(path.read_bytes().decode("utf-8", "replace")), path.name


def test_what_may_come_back_does_so_for_who_may_see_it_and_for_nobody_else(run: Run, house: House) -> None:
    plain = tokens.make_token(house.doors.shelves, "plain", ("calls:read",), by="test")
    calls = house.client.get("/api/v1/calls").json()["calls"]
    made = next(one["id"] for one in calls if one["external_ids"] == ["pbx-0"])
    whole = house.client.get(f"/api/v1/calls/{made}").json()
    (shown,) = whole["notes"]["summary"]
    assert shown["text"].endswith("call you on 512-555-0123.")
    assert shown["evidence"][0]["quote"].endswith("call you on 512-555-0123.")
    assert whole["notes"]["masked"]["phone"] == 1
    assert whole["notes"]["masked"]["card"] >= 2
    for call in calls:
        for path in ("/api/v1/calls", f"/api/v1/calls/{call['id']}"):
            answer = house.client.get(path, headers={"authorization": f"Bearer {plain}"}).text
            assert not [one for one in found(answer) if one not in {"Okafor", "Adaeze", "E48213"}]
    tokens.revoke_token(house.doors.shelves, "plain", by="test")


def test_metrics_and_problem_documents_hold_none(run: Run, house: House) -> None:
    assert not found(house.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text)
    for marker in (*CARD, *PERSONAL):
        for answer in (
            house.client.get(f"/api/v1/calls/{marker.replace('/', '')}"),
            house.client.get("/api/v1/calls", params={"cursor": marker, "stage": marker}),
            house.client.post(
                "/api/v1/calls", data={"customer": marker, "consent": marker}, files={"audio": wav()}
            ),
        ):
            assert answer.status_code >= 400
            assert not found(answer.text), answer.text


def test_after_erasing_the_person_no_marker_is_in_any_file_nor_in_the_tables_of_the_queue(
    run: Run, house: House
) -> None:
    """The last one of this file, since nothing is left after it."""
    shelves, person = house.doors.shelves, Person(phones=("+15125550123",))
    assert found(cells(run.data / "callnotes.db"), ("5125550123",)), "nothing was planted"
    erase_person(shelves, person, by="sam@example.com", reason="asked", crm="remove", enqueue=Queue())
    with workshop_of(settings_in(run.data)) as shop:
        worker = Worker(shop, Points(), whole=True)
        while due := worker.due():
            worker.go_on(due[0])
    shelves.database.wash()
    for path in run.data.rglob("*"):
        if path.is_file():
            assert not found(path.read_bytes().decode("utf-8", "replace")), path.name
    assert cells(run.data / "workflows.db")
    assert not found(cells(run.data / "workflows.db"))
    assert not found(cells(run.data / "callnotes.db"))


def test_the_tables_of_the_queue_on_postgresql_hold_nothing_that_was_said(
    postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "call 512-555-0123.wav").write_bytes(wav(seed=9))
    (tmp_path / "said.txt").write_text(SAID)
    done = subprocess.run(
        [
            sys.executable, "-m", "callnotes", "--data", str(tmp_path / "data"), "submit",
            str(tmp_path / "call 512-555-0123.wav"), "--transcript", str(tmp_path / "said.txt"),
            "--consent", "granted", "--customer", "+1 512 555 0123", "--hotwords", "Okafor", "--wait",
        ],
        env={**os.environ, **ENVIRONMENT, "DATABASE_URL": postgres_url},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = 0
    with psycopg.connect(postgres_url) as here:
        names = {name for (name,) in here.execute("SELECT datname FROM pg_database WHERE datallowconn")}
        mine = conninfo_to_dict(postgres_url)["dbname"]
    for name in (one for one in names if one.startswith(str(mine))):
        with psycopg.connect(make_conninfo(postgres_url, dbname=name)) as there:
            tables = there.execute(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = 'dbos'"
            ).fetchall()
            for schema, table in tables:
                query = sql.SQL("SELECT * FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(table))
                rows = there.execute(query).fetchall()
                seen += len(rows)
                assert not found(repr(rows)), table
    assert seen, "the queue's tables were looked at"
