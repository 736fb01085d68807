"""A field's value fits its type in one form, or is flagged, or is refused; nothing is made up to fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractor.draft_check import check_draft
from extractor.engine import CallContext, Draft, DraftEvidence, DraftField
from extractor.fields import not_found, typed
from extractor.fields.money import sums
from extractor.fields.typed import Typed
from models.notes import Evidence, Field
from models.template import FieldType, Template, TemplateField
from tests.extractor.triage.calls import call

_CONTEXT = CallContext(
    started_at=datetime(2026, 11, 20, 14, 0, tzinfo=UTC), zone=UTC, phone_regions=("US", "GB")
)
_TEMPLATE = Template(
    name="own", version=1, description="d", category="own",
    fields=(
        TemplateField(name="order number", description="d", asked=True),
        TemplateField(name="refund", type="money", description="d", crm_property="refund", risk="high"),
        TemplateField(name="phone", type="phone", description="d", crm_property="phone"),
        TemplateField(name="product", description="d", asked=True),
    ),
)  # fmt: skip


def read(kind: FieldType, value: str, said: str, options: tuple[str, ...] = ()) -> Typed | str:
    evidence = Evidence(turn_id="t1", quote=said, speaker="customer", start_s=0, end_s=1)
    return typed(
        TemplateField(name="f", type=kind, description="d", options=options), value, (evidence,), _CONTEXT
    )


@pytest.mark.parametrize(
    ("kind", "value", "said", "kept"),
    [
        ("text", "blue kettle", "it is a blue kettle", "blue kettle"),
        ("number", "twelve", "for twelve users", "12"),
        ("number", "12", "for twelve users", "12"),
        ("money", "$1,250.50", "about $1,250.50 at most", "1250.50 USD"),
        ("money", "2500", "about two thousand five hundred euros", "2500 EUR"),
        ("money", "600 pounds", "six hundred pounds", "600 GBP"),
        ("money", "half a million dollars", "about half a million dollars", "500000 USD"),
        ("date", "next Friday", "we decide next Friday", "2026-11-27"),
        ("phone", "512 555 0123", "call me on five one two five five five oh one two three", "+15125550123"),
        ("email", "Grace@Example.com", "it's grace at example dot com", "grace@example.com"),
    ],
)
def test_a_value_of_its_type_has_one_form(kind: FieldType, value: str, said: str, kept: str) -> None:
    found = read(kind, value, said)
    assert isinstance(found, Typed)
    assert (found.value, found.fits, found.flags) == (kept, True, ())


@pytest.mark.parametrize(
    ("kind", "value", "said", "flag"),
    [
        ("number", "a few", "for a few users", "value_does_not_fit"),
        ("number", "between two and three", "between two and three users", "value_does_not_fit"),
        ("money", "600", "around 600 I think", "currency_not_said"),
        ("money", "a few thousand dollars", "a few thousand dollars", "value_does_not_fit"),
        ("date", "soon", "we decide soon", "value_does_not_fit"),
        ("phone", "123", "it is 123", "value_does_not_fit"),
    ],
)
def test_what_does_not_fit_stays_as_it_was_said_and_is_flagged(
    kind: FieldType, value: str, said: str, flag: str
) -> None:
    found = read(kind, value, said)
    assert isinstance(found, Typed)
    assert (found.value, found.fits, found.flags) == (value, False, (flag,))


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("text", "red kettle", "it is a blue kettle"),
        ("number", "13", "for twelve users"),
        ("money", "700 USD", "six hundred dollars"),
        ("money", "600 EUR", "six hundred dollars"),
        ("date", "next Friday", "we decide next Monday"),
        ("phone", "512 555 0124", "call me on 512 555 0123"),
        ("email", "grace@example.org", "it's grace at example dot com"),
        ("text", "  ", "it is a blue kettle"),
        ("text", "x" * 301, "x" * 301),
    ],
)
def test_what_was_not_said_is_refused(kind: FieldType, value: str, said: str) -> None:
    assert isinstance(read(kind, value, said), str)


def test_an_option_is_one_of_ours_and_a_judgement_is_called_one() -> None:
    options = ("yes", "no", "partly")
    said = read("enum", "Yes", "yes it works again", options)
    judged = read("enum", "yes", "it works again, thanks", options)
    assert isinstance(said, Typed)
    assert isinstance(judged, Typed)
    assert (said.value, said.flags, judged.value, judged.flags) == ("yes", (), "yes", ("value_judged",))
    assert isinstance(read("enum", "maybe", "maybe it works", options), str)


def _field(name: str, value: str, turn: str, quote: str, crm_property: str | None = None) -> DraftField:
    evidence = (DraftEvidence(turn_id=turn, quote=quote),)
    return DraftField(
        text=f"{name}: {value}", evidence=evidence, name=name, value=value, crm_property=crm_property
    )


def _checked(*fields: DraftField) -> tuple[Field, ...]:
    transcript = call(
        "A: What can I do for you?",
        "C: I want the six hundred dollars back for order number 4471.",
        "C: Call me on 123 please.",
        "C: Sorry, the order number is 4472.",
    )
    context = _CONTEXT.model_copy(update={"template": _TEMPLATE})
    return check_draft(Draft(fields=fields), transcript, context).fields


def test_the_template_names_the_field_its_property_and_what_is_confirmed_alone() -> None:
    refund, colour = _checked(
        _field("Refund", "600", "t2", "I want the six hundred dollars back", "owner_id"),
        _field("shirt", "4471", "t2", "for order number 4471", "company"),
    )
    assert (refund.name, refund.value, refund.crm_property) == ("refund", "600 USD", "refund")
    assert "confirm_alone" in refund.flags
    assert (colour.crm_property, colour.flags) == ("company", ())


def test_what_does_not_fit_is_proposed_for_no_property() -> None:
    (phone,) = _checked(_field("phone", "123", "t3", "Call me on 123 please."))
    assert (phone.value, phone.crm_property) == ("123", None)
    assert "value_does_not_fit" in phone.flags


def test_two_values_of_one_field_are_both_kept_and_flagged() -> None:
    first, second = _checked(
        _field("order number", "4471", "t2", "for order number 4471"),
        _field("order_number", "4472", "t4", "the order number is 4472"),
    )
    assert (first.value, second.value) == ("4471", "4472")
    assert "several_values" in first.flags
    assert "several_values" in second.flags
    assert not_found(_TEMPLATE, (first, second)) == ("product",)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("half a million dollars", "500000 USD"),
        ("a quarter of a million euros", "250000 EUR"),
        ("three quarters of a million pounds", "750000 GBP"),
        ("one and a half million dollars", "1500000 USD"),
        ("a million and a half dollars", "1500000 USD"),
        ("two and a half thousand pounds", "2500 GBP"),
        ("two point five million dollars", "2500000 USD"),
        ("a couple of thousand dollars", "2000 USD"),
        ("eine halbe Million Euro", "500000 EUR"),
        ("around $15k", "15000 USD"),
        ("$1.5m", "1500000 USD"),
        ("two and a half dollars", "2.50 USD"),
    ],
)
def test_a_sum_that_is_said_in_parts_is_one_sum(said: str, amount: str) -> None:
    assert [str(one) for one in sums(said)] == [amount]


@pytest.mark.parametrize(
    "said", ["half of the 600 dollars", "a few thousand dollars", "half a million", "minus 5 euros"]
)
def test_a_sum_that_nobody_can_know_is_none(said: str) -> None:
    assert sums(said) == ()
