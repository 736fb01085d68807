"""Triage raises what was said and meant, with the words that say so, and nothing that was only mentioned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractor.engine import DraftEvidence, DraftRaised
from extractor.templates import Templates, choose, read_templates
from extractor.triage import Triage, triage
from models.notes import Owner, Promise
from models.template import RiskRule
from models.transcript import Transcript
from tests.extractor.triage.calls import call
from tests.extractor.triage.sentences import HIGH, MEDIUM, NOTHING, NOTHING_ELSEWHERE, RAISED_ELSEWHERE
from text.evidence import Refusal, prove

_BANK = Path("/work/shared/data/harper_valley")
TEMPLATES: Templates = read_templates()


def graded(*lines: str, template: str = "general") -> Triage:
    return triage(call(*lines), TEMPLATES.named(template))


@pytest.mark.parametrize("said", HIGH)
def test_what_a_manager_must_see_is_high(said: str) -> None:
    assert graded(f"C: {said}").risk == "high"


@pytest.mark.parametrize("said", MEDIUM)
def test_an_unhappy_customer_is_medium(said: str) -> None:
    assert graded(f"C: {said}").risk == "medium"


@pytest.mark.parametrize("said", NOTHING)
def test_what_is_denied_supposed_or_harmless_raises_nothing(said: str) -> None:
    assert graded(f"C: {said}").raised == ()


@pytest.mark.parametrize(("said", "rule"), RAISED_ELSEWHERE)
def test_german_spanish_and_french_customers_are_heard(said: str, rule: str) -> None:
    raised = {one.rule for one in graded(f"C: {said}").raised}
    wanted = {"health": {"health", "vulnerable customer"}, "complaint": {"complaint", "formal complaint"}}
    assert raised & wanted.get(rule, {rule})


@pytest.mark.parametrize("said", NOTHING_ELSEWHERE)
def test_everyday_words_of_other_languages_raise_nothing(said: str) -> None:
    assert graded(f"C: {said}").raised == ()


@pytest.mark.parametrize(
    "said",
    [
        "We could do 15% off.",
        "I'll take 15 % off the price.",
        "We can do a 15 percent discount.",
        "I can give you twenty percent off.",
        "You get a reduction of 20 percent.",
        "How about half price?",
    ],
)
def test_a_discount_is_one_with_a_sign_and_with_a_word(said: str) -> None:
    raised = graded("C: What is the price?", f"A: {said}", template="sales").raised
    assert [one.rule for one in raised] == ["discount"]


def test_what_was_raised_says_why_and_to_whom_in_words_that_stand_there() -> None:
    transcript = call(
        "A: How can I help?",
        "C: It broke again. You will hear from my lawyer about this. That is all I have to say to you.",
    )
    found = triage(transcript, TEMPLATES.named("support"))
    legal = found.raised[0]
    assert (legal.rule, legal.tier, found.risk) == ("legal", "high", "high")
    assert (legal.why, legal.escalate_to) == (
        "The customer speaks of lawyers, a court or the authorities.",
        "a manager, before anything is answered",
    )
    assert [one.quote for one in legal.evidence] == ["You will hear from my lawyer about this."]
    for one in (quote for raised in found.raised for quote in raised.evidence):
        assert prove(one.turn_id, one.quote, transcript) == one


def test_the_agent_raises_no_complaint_and_an_unknown_speaker_may() -> None:
    assert graded("A: So you want to file a complaint.", "C: No, not at all.").risk == "low"
    assert graded("1: I want to file a complaint.", "1: Of course.").risk == "high"


def test_the_gravest_rule_comes_first_and_gives_the_tier() -> None:
    found = graded("C: This is ridiculous.", "C: I will sue you, see you in court.")
    assert [one.tier for one in found.raised] == ["high", "medium"]


def _promise(transcript: Transcript, *, side: str = "ours", standing: str = "standing") -> Promise:
    evidence = prove("t1", transcript.turns[0].text, transcript)
    assert not isinstance(evidence, Refusal)
    return Promise.model_validate(
        {
            "id": "p1", "text": "Refund it", "evidence": (evidence,), "confidence": 0.9, "side": side,
            "owner": Owner(side="ours"), "to": Owner(side="theirs"), "standing": standing,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ("We will refund you six hundred dollars by Friday.", "high"),
        ("We will refund you $1,250.50 by Friday.", "high"),
        ("We will refund you five hundred dollars by Friday.", "low"),
        ("We will send you six hundred brochures by Friday.", "low"),
        ("We will pay half a million dollars by Friday.", "high"),
        ("We will pay half a dollar by Friday.", "low"),
    ],
)
def test_a_promise_over_the_limit_is_high(said: str, tier: str) -> None:
    transcript = call(f"A: {said}")
    general = TEMPLATES.named("general")
    assert triage(transcript, general, promises=(_promise(transcript),)).risk == tier
    assert triage(transcript, general, promises=(_promise(transcript, side="theirs"),)).risk == "low"
    assert triage(transcript, general, promises=(_promise(transcript, standing="withdrawn"),)).risk == "low"


def test_an_engine_raises_a_rule_in_other_words_but_only_with_proof() -> None:
    transcript = call("C: My cousin at the bar association will look at what you did to me.", "A: I see.")
    words = "My cousin at the bar association will look at what you did to me."

    def claimed(rule: str, turn: str, quote: str) -> str:
        one = DraftRaised(rule=rule, evidence=(DraftEvidence(turn_id=turn, quote=quote),))
        return triage(transcript, TEMPLATES.named("general"), claimed=(one,)).risk

    assert claimed("legal", "t1", words) == "high"
    assert claimed("legal", "t1", words.replace("will", "won't")) == "low"
    assert claimed("legal", "t2", "I see.") == "low", "the rule is about the customer's words"
    assert claimed("nothing like it", "t1", words) == "low"


def test_an_engine_that_takes_a_denial_for_a_complaint_is_not_believed() -> None:
    transcript = call("C: I have no complaint at all, thank you.")
    one = DraftRaised(
        rule="complaint", evidence=(DraftEvidence(turn_id="t1", quote="I have no complaint at all"),)
    )
    assert triage(transcript, TEMPLATES.named("general"), claimed=(one,)).risk == "low"


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("It is urgent, the whole office is down.", "high"),
        ("There is no rush, whenever you can.", "low"),
        ("It is not urgent at all, no rush.", "low"),
        ("I have a question about my order.", "normal"),
    ],
)
def test_urgency_is_what_the_customer_says_of_it(said: str, urgency: str) -> None:
    found = graded(f"C: {said}", template="support")
    assert found.urgency == urgency
    assert bool(found.urgency_evidence) == (urgency != "normal")


def test_a_rule_of_ones_own_is_obeyed_with_its_exceptions() -> None:
    rule = RiskRule(
        name="carrier", tier="medium", why="w", phrases=("arrived .. broken",), unless=("arrived not broken",)
    )
    own = TEMPLATES.named("general").model_copy(update={"risks": (rule,)})
    assert triage(call("C: It arrived all in pieces and broken."), own).risk == "low", "more than three words"
    assert triage(call("C: It arrived badly broken yesterday."), own).risk == "medium"
    assert triage(call("C: It arrived not broken yesterday."), own).risk == "low"


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("My router is broken and the internet does not work.", "support"),
        ("I'd like a quote, what is the price for ten users?", "sales"),
        ("Can I reschedule my appointment with the dentist?", "appointment"),
        ("Hello, is Anna there?", "general"),
    ],
)
def test_the_first_look_tells_the_category_and_the_template(said: str, category: str) -> None:
    chosen = choose(TEMPLATES, call(f"C: {said}"))
    assert (chosen.category, chosen.template.name) == (category, category)


def test_a_template_that_is_named_wins_over_the_words() -> None:
    chosen = choose(TEMPLATES, call("C: My router is broken."), named="sales")
    assert (chosen.template.name, chosen.category) == ("sales", "sales")


@pytest.mark.skipif(not _BANK.exists(), reason="the shared recordings are not here")
def test_no_call_to_a_bank_about_everyday_matters_is_high() -> None:
    line = re.compile(r"\[.*?\] (\w+): (.*\S.*)")
    for path in (*_BANK.glob("*.human.txt"), *_BANK.glob("*.machine.txt")):
        said = [match for text in path.read_text().splitlines() if (match := line.match(text))]
        lines = [f"{'A' if match[1] == 'agent' else 'C'}: {match[2]}" for match in said]
        assert graded(*lines).risk != "high"
