"""Which rule decides a call, and what a changed table makes of calls that did not pass the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import consent, reading
from lifecycle.consent_rules import deciding
from lifecycle.judge_again import judge_again
from lifecycle.verdict import verdict
from models.call import CallDetails, Consent, ConsentResponse, Customer
from models.consent_rules import CAUTIOUS, AgentPlace, ConsentRule, ConsentTable, Need
from models.stages import Stage
from storage import stated_consents
from storage.shelves import Shelves
from tests.lifecycle.house import GRANTED, NOW, UNKNOWN, Queue, accept

ANNOUNCED = GRANTED.model_copy(update={"status": "announced"})
EXPLICIT = ConsentTable(default=Need(enough="explicit"))
GERMANY = ConsentRule(name="Germany", country="DE", enough="explicit")
STATES = ConsentRule(name="all-party states", country="US", states=("CA", "WA"))
US = ConsentRule(name="other US states", country="US", parties="one")
TEXANS = AgentPlace(country="US", state="TX")
TABLE = ConsentTable(places=(TEXANS,), rules=(GERMANY, STATES, US))


def call_with(phone: str | None, *, agent: str | None = None, team: str | None = None) -> CallDetails:
    return CallDetails(customer=Customer(phone=phone), agent=agent, team=team)


@pytest.mark.parametrize(
    ("phone", "rule", "end"),
    [
        ("+15125550123", "other US states", "customer"),  # Texas to Texas
        ("+14155550123", "all-party states", "customer"),  # California
        ("+4930901820", "Germany", "customer"),
        ("+33142685300", "default", "customer"),
        ("+18005550123", "Germany", "customer"),  # a number that tells no place
        (None, "Germany", "customer"),
    ],
)
def test_the_strictest_of_both_ends_wins(phone: str | None, rule: str, end: str) -> None:
    found = deciding(TABLE, call_with(phone))
    assert (found.rule.name, found.end) == (rule, end)
    assert found.certain == (phone not in {None, "+18005550123"})


def test_the_place_of_the_agent_counts_as_much_as_the_customers() -> None:
    berlin = AgentPlace(country="DE", team="Support")
    table = TABLE.model_copy(update={"places": (berlin, TEXANS)})
    assert deciding(table, call_with("+15125550123")).rule == US
    found = deciding(table, call_with("+15125550123", team=" support"))
    assert (found.rule, found.end) == (GERMANY, "agent")
    one = AgentPlace(country="US", state="WA", agent="Dana@example.com")
    table = TABLE.model_copy(update={"places": (one, TEXANS)})
    assert deciding(table, call_with("+15125550123", agent="dana@example.com")).rule == STATES


def test_where_nobody_says_where_agents_are_the_strictest_rule_counts_for_them() -> None:
    found = deciding(TABLE.model_copy(update={"places": ()}), call_with("+15125550123"))
    assert (found.rule, found.end, found.certain) == (GERMANY, "agent", False)
    assert "the agent's place is not known for certain" in found.in_words


def test_a_rule_for_numbers_teams_or_agents_holds_for_those_alone() -> None:
    bank = ConsentRule(name="bank", numbers=("+15125",), enough="explicit")
    sales = ConsentRule(name="sales", teams=("sales",), enough="explicit")
    table = ConsentTable(places=(TEXANS,), rules=(bank, sales, US))
    assert deciding(table, call_with("+15125550123")).rule == bank
    assert deciding(table, call_with("+15135550123")).rule == US
    assert deciding(table, call_with("+15135550123", team="Sales")).rule == sales
    assert deciding(table, call_with(None, team="Sales")).rule.strictness == 2


_PLACES = st.sampled_from([None, "+15125550123", "+14155550123", "+4930901820", "+18005550123"])
_RULES = st.lists(st.sampled_from([GERMANY, STATES, US]), unique=True).map(tuple)
_NEEDS = st.sampled_from([Need(), Need(parties="one"), Need(enough="explicit")])


@given(phone=_PLACES, rules=_RULES, need=_NEEDS, places=st.sampled_from([(), (TEXANS,)]))
def test_what_is_not_known_never_makes_anything_easier(
    phone: str | None, rules: tuple[ConsentRule, ...], need: Need, places: tuple[AgentPlace, ...]
) -> None:
    table = ConsentTable(default=need, rules=rules, places=places)
    known = deciding(table, call_with(phone)).rule.strictness
    assert deciding(table, call_with(None)).rule.strictness >= known
    assert deciding(table.model_copy(update={"places": ()}), call_with(phone)).rule.strictness >= known


@pytest.mark.parametrize(
    ("rule", "status", "response", "answer"),
    [
        (US, "announced", None, "go"),
        (US, "announced", "none", "go"),
        (US, "unknown", None, "wait"),
        (STATES, "announced", None, "go"),
        (STATES, "announced", "announcement_only", "go"),
        (STATES, "announced", "none", "wait"),
        (GERMANY, "announced", None, "wait"),
        (GERMANY, "announced", "accepted", "go"),
        (GERMANY, "granted", None, "go"),
        (GERMANY, "granted", "announcement_only", "wait"),
        (GERMANY, "granted", "none", "wait"),
        (US, "granted", "declined", "stop"),
        (US, "declined", None, "stop"),
    ],
)
def test_each_rule_asks_for_its_own_proof(
    rule: ConsentRule, status: str, response: ConsentResponse | None, answer: str
) -> None:
    decided = deciding(
        ConsentTable(rules=(), default=Need(parties=rule.parties, enough=rule.enough)), CallDetails()
    )
    stated = GRANTED.model_copy(update={"status": status, "response": response})
    found = verdict(stated, decided)
    assert found.answer == answer
    assert found.rule in {None, "default"}
    assert verdict(stated.model_copy(update={"how": " "}), decided).answer in {"wait", "stop"}


def test_the_reason_names_the_rule_that_decided(shelves: Shelves) -> None:
    house = replace(shelves, consent_table=lambda: EXPLICIT)
    call = accept(house, consent=ANNOUNCED).call
    assert call.stage is Stage.AWAITING_CONSENT
    assert call.stage_why == "explicit consent is needed (rule “default” for the customer's end)"
    assert call.consent_rule == "default"
    assert consent.gate(house, call.id).answer == "wait"


def test_a_changed_table_lets_waiting_calls_through_and_holds_queued_ones(shelves: Shelves) -> None:
    table = [EXPLICIT]
    house, queue = replace(shelves, consent_table=lambda: table[0]), Queue()
    held = accept(house, consent=ANNOUNCED).call
    unknown = accept(house, consent=UNKNOWN, audio=(b"RIFF\x24\x00\x00\x00WAVEfmt other",)).call
    assert judge_again(house, enqueue=queue) == 0
    table[0] = CAUTIOUS
    assert judge_again(house, enqueue=queue) == 1
    assert reading.call(house, held.id).stage is Stage.QUEUED
    assert [work[0] for work in queue.work] == [held.id]
    assert reading.call(house, unknown.id).stage is Stage.AWAITING_CONSENT
    table[0] = EXPLICIT
    assert consent.gate(house, held.id).answer == "wait"
    assert reading.call(house, held.id).stage is Stage.AWAITING_CONSENT


def test_the_sweep_looks_at_a_waiting_call_once_for_each_table(shelves: Shelves) -> None:
    table = [EXPLICIT]
    house = replace(shelves, consent_table=lambda: table[0])
    call = accept(house, consent=ANNOUNCED).call
    table[0] = ConsentTable(default=Need(enough="explicit"), places=(TEXANS,), rules=(STATES,))
    assert judge_again(house, enqueue=Queue(), at_once=1) == 0
    why = reading.call(house, call.id).stage_why
    assert why is not None
    assert "customer's place is not known for certain" not in why  # the default is stricter, and certain
    with house.database.reading() as session:
        assert stated_consents.judged_otherwise(session, table[0].mark, at_most=9) == ()


def test_a_released_call_stays_released_under_any_table(shelves: Shelves) -> None:
    house = replace(shelves, consent_table=lambda: EXPLICIT)
    call = accept(house, consent=ANNOUNCED).call
    consent.release(house, call.id, "eve@example.com", "it is in the contract", enqueue=Queue())
    assert consent.gate(house, call.id).answer == "go"


def test_a_table_with_a_mistake_lets_nothing_through(shelves: Shelves) -> None:
    broken = CAUTIOUS.model_copy(update={"faults": ("The file is not TOML at line 1.",)})
    house = replace(shelves, consent_table=lambda: broken)
    call = accept(house).call
    assert call.stage is Stage.AWAITING_CONSENT
    assert "has a mistake" in (call.stage_why or "")
    assert judge_again(shelves, enqueue=Queue()) == 1


def test_a_declined_answer_beside_a_granted_status_keeps_nothing(shelves: Shelves) -> None:
    stated = Consent(status="granted", by="ivr", at=NOW, how="asked", response="declined")
    call = accept(shelves, consent=stated).call
    assert (call.stage, shelves.audio.kept()) == (Stage.DECLINED, ())


def test_the_whole_proof_is_kept_with_the_call_and_each_statement_stays(shelves: Shelves) -> None:
    proof = Consent(
        status="announced",
        by="ivr",
        at=NOW,
        how="played before the agent came",
        disclosed="This call is recorded.",
        script="ivr-7",
        response="announcement_only",
        recording_started_at=NOW,
    )
    call = accept(shelves, consent=proof).call
    assert call.consent == proof
    later = proof.model_copy(update={"response": "accepted", "script": "agent-2"})
    assert consent.record(shelves, call.id, later, enqueue=Queue()).consent == later
    assert reading.dossier(shelves, call.id).consents == (proof, later)
