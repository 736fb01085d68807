"""A wish to be called back that is left in a mailbox is kept, with its number; nothing else of it is."""

from __future__ import annotations

import pytest

from extractor.engine import Draft
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from extractor.templates import read_templates
from models.notes import CallNotes
from models.triage_words import risk_words, triage_lines
from tests.extractor.made_up import Proposes
from tests.extractor.rules.calls import CONTEXT, call

_LEFT = (
    (
        (
            "C: You have reached the voicemail of Tom Becker. Please leave a message after the tone. Hi "
            "Tom, this is Susan Lee from Acme. Could you call me back at 555 013 4477? Thanks, bye."
        ),
        "+15550134477",
    ),
    (
        (
            "C: Hi, this is Dan. I'm not available right now, please leave your name and number after the "
            "beep. Hello Dan, Maria here. Please give me a ring when you get this. My number is 0171 555 "
            "0199."
        ),
        "01715550199",
    ),
    (
        (
            "C: The person you are calling is not available. Record your message at the tone. Hey, it's "
            "Joe, I'm calling about the invoice. Ring me back when you can, you can reach me on 212 555 "
            "0147."
        ),
        "+12125550147",
    ),
    (
        (
            "C: Please leave a message after the tone. Hi, it's Mia, could you ring me back by Friday, on "
            "512 555 0123?"
        ),
        "+15125550123",
    ),
)
_NOTHING = (
    (
        "C: Please leave a message after the tone. Good morning, this is Ben from the garage, your car "
        "is ready. If you have any questions call us on 020 7946 0018."
    ),
    (
        "C: You've reached the voice mailbox of Anna. Leave a message after the beep. Hi Anna, just "
        "checking in, nothing urgent. Bye."
    ),
    "C: Leave a message after the beep. Hi Ann, it is sorted, no need to call me back.",
    (
        "C: Leave a message after the beep. Hi Ann, we come on Thursday. Give me a ring if that doesn't "
        "suit you."
    ),
    (
        "C: You have reached Ben's mailbox. If it is urgent call me on 0171 555 0199. Leave a message "
        "after the tone."
    ),
)


def heard(*lines: str, direction: str | None = None) -> CallNotes:
    context = CONTEXT.model_copy(update={"direction": direction, "phone_regions": ("US", "GB")})
    notes = extract(call(*lines), engine=RulesEngine(), context=context)
    assert (notes.conversation, notes.discarded) == ("voicemail", ())
    return notes


@pytest.mark.parametrize(("line", "number"), _LEFT)
def test_a_wish_to_be_called_back_is_kept_with_its_number(line: str, number: str) -> None:
    notes = heard(line)
    assert [one.text for one in notes.summary] == ["The customer asked to be called back"]
    (back,) = notes.follow_ups
    assert (back.text, back.kind, back.owner.side) == ("Call the customer back", "call", "ours")
    assert "left_on_voicemail" in back.flags
    assert [one.name for one in notes.fields] == ["phone"]
    assert notes.fields[0].value.lstrip("+") in {number.lstrip("+"), number.lstrip("+1")}
    assert notes.promises == ()
    assert notes.warnings == ("Voicemail, no conversation: only the wish to be called back was noted.",)


@pytest.mark.parametrize(
    "line",
    [
        (
            "C: You have reached the office of Dr Lane. Leave your name and number after the beep. Hi, "
            "this is Omar Reid, please ring back when you have a moment, I'm on 0161 496 0345."
        ),
        (
            "C: Nobody can take your call right now, please leave a message after the tone. Hello, "
            "Grace here, it's about the roof. I'd appreciate a call back. My mobile is 07700 900123."
        ),
        (
            "C: Please record your message after the tone. This is Ivan, get back to me as soon as "
            "possible, thanks."
        ),
        (
            "C: hi you've reached the front desk leave a message after the beep hi this is paula can "
            "you give me a call tomorrow morning my number is five five five oh one four two nine nine"
        ),
        (
            "C: Bitte hinterlassen Sie eine Nachricht nach dem Signalton. Guten Tag, hier Peter "
            "Krause, bitte rufen Sie mich zurück unter 030 901820."
        ),
        "C: Deje su mensaje después del tono. Hola, soy Marta Ruiz, llámeme cuando pueda, por favor.",
    ],
)
def test_a_wish_in_other_words_is_kept_too(line: str) -> None:
    assert [one.text for one in heard(line).follow_ups] == ["Call the customer back"]


@pytest.mark.parametrize(
    "line",
    [
        "C: Please leave a message after the tone. Hi Kim, I'll call you back later, bye.",
        "C: Leave a message after the beep. Hi, just to say the parcel came, thanks.",
        "C: Please leave a message after the tone. Hi, you don't have to call me back, it was only a test.",
        "C: Leave a message after the beep. He said he would call us. Bye.",
    ],
)
def test_words_of_a_call_that_nobody_asks_for_are_none(line: str) -> None:
    assert heard(line).items() == ()


def test_the_day_by_which_to_call_back_is_kept() -> None:
    (back,) = heard(_LEFT[-1][0]).follow_ups
    assert back.due is not None
    assert back.due.date.isoformat() == "2026-11-27"


@pytest.mark.parametrize("line", _NOTHING)
def test_what_asks_for_no_call_leaves_no_item(line: str) -> None:
    assert heard(line).items() == ()


def test_what_we_leave_in_a_mailbox_is_nothing_for_us_to_do() -> None:
    lines = (
        "C: Please leave a message after the tone.",
        "A: Hi, this is Alder Dental. Please call us back on 512 555 0142.",
    )
    notes = heard(*lines)
    assert [one.text for one in notes.summary] == ["We asked to be called back"]
    assert (notes.follow_ups, notes.fields) == ((), ())


def test_of_an_unknown_speaker_the_direction_says_whose_wish_it_is() -> None:
    line = _LEFT[0][0].replace("C: ", "S1: ")
    assert len(heard(line, direction="inbound").follow_ups) == 1
    assert heard(line, direction="outbound").follow_ups == ()
    assert [one.text for one in heard(line).summary] == ["The caller asked to be called back"]


_GERMAN = (
    "A: Guten Tag, hier ist die Firma Nordlicht, was kann ich für Sie tun?",
    "C: Guten Tag, ich habe eine Frage zu meiner Rechnung, die ist mir zu hoch.",
    "A: Ich schaue das gleich für Sie nach und rufe Sie morgen zurück.",
    "C: Vielen Dank, das ist sehr nett von Ihnen. Auf Wiederhören.",
)
_SPANISH = (
    "A: Buenos días, ¿en qué le puedo ayudar con su contrato?",
    "C: Buenos días, estoy muy enfadado con la factura de este mes, voy a poner una demanda.",
    "A: Lo siento mucho, voy a hablar con el departamento y le llamo mañana.",
)


def noted(*lines: str) -> CallNotes:
    context = CONTEXT.model_copy(update={"template": read_templates().general})
    return extract(call(*lines), engine=RulesEngine(), context=context)


def test_a_risk_in_a_language_that_was_not_read_is_not_called_low() -> None:
    notes = noted(*_GERMAN)
    assert (notes.conversation, notes.unread_language, notes.risk) == ("wrong_language", "de", "low")
    assert risk_words(notes) == "not judged"
    assert triage_lines(notes)[0] == (
        "Risk not judged: German was heard, which the rules engine does not read; "
        "a language model does (`--engine llm`)."
    )
    assert notes.warnings[0].startswith("German was heard, which the engine does not read")


def test_a_risk_that_was_heard_in_such_a_language_is_the_least_it_is() -> None:
    notes = noted(*_SPANISH)
    assert (notes.unread_language, risk_words(notes)) == ("es", "at least high")
    assert any(line.startswith("Risk judged by a few words only: Spanish") for line in triage_lines(notes))


def test_an_engine_that_reads_every_language_judges_the_risk() -> None:
    notes = extract(call(*_GERMAN), engine=Proposes(Draft()), context=CONTEXT)
    assert (notes.unread_language, risk_words(notes)) == (None, "low")
