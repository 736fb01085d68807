from __future__ import annotations

import pytest

from extractor.engine import CallContext
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from extractor.templates import read_templates
from models.notes import CallNotes
from tests.extractor.rules.calls import CONTEXT, bare, call

TEMPLATES = read_templates()


def notes(*lines: str, template: str = "general") -> CallNotes:
    context = CallContext(
        started_at=CONTEXT.started_at, zone=CONTEXT.zone, template=TEMPLATES.named(template)
    )
    return extract(call(*lines), engine=RulesEngine(), context=context)


def fields(*lines: str, template: str = "general") -> dict[str, str]:
    return {field.name: field.value for field in notes(*lines, template=template).fields}


@pytest.mark.parametrize("form", [str, bare])
@pytest.mark.parametrize(
    ("asked", "said", "name", "value"),
    [
        ("And what is your address?", "It's forty eight Birch Lane.", "address", "48 Birch Lane"),
        ("Which account would you like?", "My savings account, please.", "account type", "savings"),
        ("Which card would you like to replace?", "My debit card.", "card type", "debit"),
        ("How much would you like to send?", "Um, two hundred and fifty dollars.", "amount", "$250"),
        ("What day would suit you?", "Tuesday would be good.", "day", "Tuesday"),
        ("And what time?", "Half past nine.", "time", "Half past nine"),
        (
            "What is the company address?",
            "Nine River Road, Dalton.",
            "company address",
            "9 River Road, Dalton",
        ),
        ("What is the company name?", "The company is smart electric.", "company", "smart electric"),
        ("How many people would use it?", "About twenty five.", "users", "25"),
    ],
)
def test_what_is_asked_for_and_answered_is_a_field(
    form: type[str], asked: str, said: str, name: str, value: str
) -> None:
    lines = ("A: Hello, how can I help?", "C: I have a question for you today.")
    question, answer = (form(f"X: {one}").partition(" ")[2] for one in (asked, said))
    assert fields(*lines, f"A: {question}", f"C: {answer}")[name].lower() == value.lower()


def test_an_answer_cut_into_many_turns_is_one_value_with_all_its_turns_as_evidence() -> None:
    made = notes(
        "A: hello how can i help",
        "C: i need a new checkbook",
        "A: sure what is your address",
        "C: my address is zero zero one",
        "A: mhm",
        "C: main that's m a i n",
        "C: street",
        "C: and that's in forest ranch california",
        "C: and the zip code is seven zero zero",
        "C: two three",
        "A: thank you",
    )
    (field,) = [field for field in made.fields if field.name == "address"]
    assert field.value == "001 Main Street, Forest Ranch California 70023"
    assert [one.turn_id for one in field.evidence] == ["t4", "t6", "t7", "t8", "t9", "t10"]
    assert made.discarded == ()


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("C: I lost my credit card, can you send me a new one?", "card type", "credit"),
        ("C: I want to move $1,200 from my checking account to savings.", "from account", "checking"),
        ("C: I'd like to transfer forty dollars to my savings account.", "to account", "savings"),
        ("C: When is the branch on Elm Street open?", "branch", "elm street"),
        ("A: Alright, your balance is a hundred and thirty four dollars.", "account balance", "$134"),
    ],
)
def test_what_is_volunteered_is_a_field(said: str, name: str, value: str) -> None:
    assert fields("A: How can I help you?", "C: Hi, one question please.", said, "A: Okay.")[name] == value


@pytest.mark.parametrize(
    "lines",
    [
        ("A: What is your address?", "C: I'd rather not say that on the phone."),
        ("A: Which card?", "C: Either the debit or the credit card, I don't know."),
        ("A: What is the company name?", "C: I don't know. Let me look it up for you, it's on the bill."),
        ("A: How much is it?", "C: I have no idea how much it is."),
        ("C: I'll pay with my credit card.", "A: Fine."),
        ("A: What is your e-mail address?", "C: I don't have one."),
    ],
)
def test_what_was_not_answered_is_no_field(lines: tuple[str, ...]) -> None:
    assert fields("A: Hello.", "C: Hello, it's about my order.", *lines) == {}


SALES = (
    "A: Seating Direct, Hugo speaking.",
    "C: Hello, this is Ines Marlow from Marlow Design. We need forty chairs, and we use Salesbox right now.",
    "A: What is your budget?",
    "C: Around eight thousand dollars.",
    "A: When do you want to decide?",
    "C: By the fifteenth of December.",
    "A: I'll send you an offer on Monday.",
)


def test_a_sales_call_fills_the_fields_of_the_sales_template() -> None:
    found = fields(*SALES, template="sales")
    assert found["company"] == "Marlow Design"
    assert found["budget"] == "8000 USD"
    assert found["decision date"] == "2026-12-15"
    assert found["competitor"] == "Salesbox"
    assert found["next step"] == "I'll send you an offer on Monday"
    assert "competitor" not in fields(*SALES, template="support")


def test_a_support_call_fills_the_fields_of_the_support_template() -> None:
    found = fields(
        "A: Hello, how can I help?",
        "C: Hi, our washing machine is leaking, and I'd like a refund.",
        "A: I see.",
        "C: Please hurry, it's urgent, the kitchen is wet.",
        template="support",
    )
    assert found["product"] == "washing machine"
    assert found["issue"].startswith("our washing machine is leaking")
    assert found["preferred resolution"] == "I'd like a refund"
    assert found["urgency"] == "Please hurry"


def test_an_appointment_is_one_date_where_the_template_asks_for_it() -> None:
    found = fields(
        "A: Greenfield Vets, hello.",
        "C: I'd like to make an appointment for my cat.",
        "A: What day would suit you?",
        "C: Tuesday.",
        "A: And what time?",
        "C: Four p m.",
        "A: You are booked for Tuesday at four p m.",
        template="appointment",
    )
    assert found["appointment date"] == "2026-11-24T16:00"
    assert found["reason"] == "I'd like to make an appointment for my cat"
    assert "day" not in found
