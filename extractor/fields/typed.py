"""One value for a field of a template: is it of the field's type, and what is its one written form.

In: the field, the value as the engine states it, its evidence, the call's time. Out: `Typed`, or why it is
none. What does not fit stays as it was said, is flagged and goes to no property of the CRM; what was not said
at all is refused. Nothing is guessed: no currency, year or country code that nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from extractor.dates import resolve
from extractor.engine import CallContext
from extractor.fields.money import Sum, numbers
from extractor.said_values import value_was_said
from models.frozen import Frozen
from models.notes import Evidence
from models.template import FieldType, TemplateField, plain_name
from text.evidence.matching import spans
from text.phones import normalise_phone
from text.spoken import units

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_MOST_CHARACTERS: Final = 300
_NOT_SAID: Final = "The value was not said in the quote."


class Typed(Frozen):
    """A value in its one form; one that does not fit the type says so in `flags` and `reasons`."""

    value: str
    fits: bool = True
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def typed(
    field: TemplateField, value: str, evidence: Sequence[Evidence], context: CallContext
) -> Typed | str:
    """Return the value as this field takes it, or the reason why it is refused."""
    said = " ".join(value.split())
    if not said or len(said) > _MOST_CHARACTERS:
        return _NOT_SAID if not said else "The value is too long to be one."
    if field.type == "enum":
        return _option(field, said, evidence)
    return _READERS[field.type](said, evidence, context)


def _text(value: str, evidence: Sequence[Evidence], _context: CallContext) -> Typed | str:
    return Typed(value=value) if value_was_said(value, evidence) else _NOT_SAID


def _number(value: str, evidence: Sequence[Evidence], _context: CallContext) -> Typed | str:
    found = _one_number(value, evidence)
    if isinstance(found, Sum):
        return Typed(value=str(Sum(found.amount, None)))
    return found or _unfit(value, evidence, "number")


def _money(value: str, evidence: Sequence[Evidence], _context: CallContext) -> Typed | str:
    found = _one_number(value, evidence)
    if not isinstance(found, Sum):
        return found or _unfit(value, evidence, "sum of money")
    if found.currency is None:
        return Typed(
            value=str(found),
            fits=False,
            reasons=("No currency was said with the sum.",),
            flags=("currency_not_said",),
        )
    return Typed(value=str(found))


def _date(value: str, evidence: Sequence[Evidence], context: CallContext) -> Typed | str:
    if not _phrase_was_said(value, evidence):
        return _NOT_SAID
    due = resolve(value, started_at=context.started_at, zone=context.zone)
    if due is None:
        return _unfit(value, evidence, "clear day")
    if due.alternatives:
        others = ", ".join(str(one) for one in due.alternatives)
        return Typed(
            value=value,
            fits=False,
            reasons=(f"It may mean {due.date} or {others}.",),
            flags=("date_ambiguous",),
        )
    day = f"{due.date}T{due.time}" if due.time else f"{due.date}"
    return Typed(value=day, reasons=(f"The day of “{value}”: {due.basis}.",))


def _phone(value: str, evidence: Sequence[Evidence], context: CallContext) -> Typed | str:
    if not value_was_said(value, evidence):
        return _NOT_SAID
    phone = normalise_phone(value, context.phone_regions)
    return Typed(value=phone) if phone else _unfit(value, evidence, "valid telephone number")


def _email(value: str, evidence: Sequence[Evidence], _context: CallContext) -> Typed | str:
    address = value.lower()
    if not value_was_said(address, evidence):
        return _NOT_SAID
    return Typed(value=address) if _EMAIL.fullmatch(address) else _unfit(value, evidence, "e-mail address")


_READERS: Final[dict[FieldType, Callable[[str, Sequence[Evidence], CallContext], Typed | str]]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "phone": _phone,
    "email": _email,
}


def _option(field: TemplateField, value: str, evidence: Sequence[Evidence]) -> Typed | str:
    """One of the options, which are ours and need not be the speaker's words; then it is a judgement."""
    option = next((one for one in field.options if plain_name(one) == plain_name(value)), None)
    if option is None:
        return "The value is none of the options of the field."
    if value_was_said(option, evidence):
        return Typed(value=option)
    return Typed(
        value=option,
        reasons=("The value is what the engine made of the words, not the words themselves.",),
        flags=("value_judged",),
    )


def _unfit(value: str, evidence: Sequence[Evidence], what: str) -> Typed | str:
    if not value_was_said(value, evidence):
        return _NOT_SAID
    return Typed(
        value=value, fits=False, reasons=(f"The value is no {what}.",), flags=("value_does_not_fit",)
    )


def _one_number(value: str, evidence: Sequence[Evidence]) -> Sum | str | None:
    """Return the one number of the value with what the quotes say of it; None when it is none or several."""
    stated = numbers(value)
    if len(stated) != 1:
        return None
    said = [one for proof in evidence for one in numbers(proof.quote) if one.amount == stated[0].amount]
    if not said:
        return _NOT_SAID
    currencies = {one.currency for one in said if one.currency}
    if len(currencies) > 1 or stated[0].currency not in {None, *currencies}:
        return _NOT_SAID
    return Sum(stated[0].amount, next(iter(currencies), None))


def _phrase_was_said(phrase: str, evidence: Sequence[Evidence]) -> bool:
    return any(spans(units(phrase), units(proof.quote)) for proof in evidence)
