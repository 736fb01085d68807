"""A call is masked as one: numbers in pieces, repeated, corrected, in four languages; and what stays."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InputError
from models.transcript import Turn
from tests.text.calls import call
from text.masking import Masker, Masking, Patterns

A, C = "agent", "customer"
REGIONS = ("US", "GB", "DE", "FR", "ES")
Said = tuple[str, str]


def masked(*said: Said, names: bool = False, patterns: dict[str, str] | None = None) -> list[str]:
    masker = Masker(Masking(regions=REGIONS, names=names, patterns=patterns or {}))
    return [turn.text for turn in masker.turns(call(*said).turns)]


def test_a_number_in_pieces_repeated_and_corrected_is_one_number() -> None:
    assert masked(
        (A, "what's your phone number"),
        (C, "five one two"),
        (A, "okay"),
        (C, "five five five"),
        (A, "five five five"),
        (C, "oh one two three"),
        (A, "so five one two five five five oh one two three"),
        (C, "no, seven not nine"),
        (A, "ok I will call you back on 512-555-0123 by Friday"),
    )[1:] == [
        "[PHONE_1]", "okay", "[PHONE_1]", "[PHONE_1]", "[PHONE_1]", "so [PHONE_1]", "no, [PHONE_1]",
        "ok I will call you back on [PHONE_1] by Friday",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("my e-mail is jane dot doe at example dot com", "my e-mail is [EMAIL_1]"),
        ("my email's jane doe at gmail dot com okay", "my email's [EMAIL_1] okay"),
        ("ana punto garcia arroba correo punto es", "[EMAIL_1]"),
        ("max punkt muster at firma punkt de", "[EMAIL_1]"),
        ("I live at 12 Oak Lane, Springfield, IL 62704.", "I live at [ADDRESS_1]."),
        ("Ich wohne in der Hauptstraße 5, 10115 Berlin.", "Ich wohne in [ADDRESS_1]."),
        ("J'habite au 12 rue de la Paix, 75002 Paris", "J'habite au [ADDRESS_1]"),
        ("mi DNI es 12345678Z, calle Mayor 12, 28013 Madrid", "mi DNI es [DNI_1], [ADDRESS_1]"),
        ("twelve hundred main street is the place", "[ADDRESS_1] is the place"),
        ("my social is 123 45 6789", "my social is [SSN_1]"),
        ("the last four of my social are six seven eight nine", "the last four of my social are [SSN_1]"),
        ("my NI number is A B one two three four five six C", "my NI number is [NINO_1]"),
        ("QQ 12 34 56 C or AB 12 34 56 C", "QQ 12 34 56 C or [NINO_1]"),
        ("meine Steuer-ID ist 86 095 742 719", "meine Steuer-ID ist [STEUERID_1]"),
        ("c'est le 2 55 08 14 168 025 38", "c'est le [INSEE_1]"),
        ("passport number C zero one X zero zero T four seven", "passport number [PASSPORT_1]"),
        ("born on March third nineteen eighty five in Ohio", "born on [BIRTH_1] in Ohio"),
        ("my date of birth is 03/14/1985", "my date of birth is [BIRTH_1]"),
        ("Geburtsdatum dritter März 1985", "Geburtsdatum dritter [BIRTH_1]"),
        ("call ٥١٢-٥٥٥-٠١٢٣ or 5\u200b12 555 0123", "call [PHONE_1] or [PHONE_1]"),
        ("card number 4242 4242 4242 4242 and cvv 123", "card number [CARD_1]"),
        ("GB82 WEST 1234 5698 7654 32 and gb82west12345698765432 it is", "[IBAN_1] and [IBAN_1] it is"),
    ],
)
def test_what_is_personal_has_a_token(said: str, shown: str) -> None:
    assert masked((C, said)) == [shown]


@pytest.mark.parametrize(
    ("asked", "answer", "kind"),
    [
        ("Wie ist Ihre Telefonnummer?", "null eins sieben sechs, zwölf vierunddreißig", "PHONE"),
        (
            "Votre numéro de téléphone ?",
            "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
            "PHONE",
        ),
        ("¿Su teléfono?", "seis uno dos tres cuatro cinco seis siete ocho", "PHONE"),
        ("And your date of birth?", "the fourteenth of may eighty five", "BIRTH"),
        ("can I have your address?", "zero zero one main street springfield", "ADDRESS"),
        ("account number", "one two three four five six seven eight", "ACCOUNT"),
        ("and your social security number", "one two three four five six seven eight nine", "SSN"),
    ],
)
def test_the_answer_to_a_question_has_a_token(asked: str, answer: str, kind: str) -> None:
    shown = masked((A, asked), (C, answer))
    assert shown[1].removeprefix("the ") == f"[{kind}_1]"


@pytest.mark.parametrize(
    "said",
    [
        "The total is $1,200.50 for 3 boxes, delivered on November 20, 2026 at 10:30, 1500 units at 19.99",
        "between 2019 and 2021, ten to twelve people, half past ten, 50 percent",
        "invoice number 20261120 and tracking number 1Z999AA10123456784",
        "your order number is four four seven one nine three six two",
        "I ordered two on the fifth of May and one more on 2026-05-20",
        "we'll address that in 2 weeks, it was two down the road",
        "version 10.4.2, error code 4031, model number 550",
    ],
)
def test_what_the_notes_need_stays_readable(said: str) -> None:
    assert masked((A, said)) == [said]


def test_an_order_number_stays_readable_when_it_is_said_again() -> None:
    said = (
        (A, "and the order number"),
        (C, "four four seven one nine three six two"),
        (A, "4 4 7 1 9 3 6 2, thanks"),
    )
    assert masked(*said) == [text for _, text in said]


def test_names_are_masked_only_when_so_set_and_then_wherever_they_are_said() -> None:
    said = (
        (A, "my name is Jennifer how can I help"),
        (C, "hi my name is Elizabeth David. I need to check"),
        (A, "Sure, Elizabeth, will that do?"),
        (C, "It will, Mark said so, and Frau Müller"),
    )
    assert masked(*said) == [text for _, text in said]
    assert masked(*said, names=True) == [
        "my name is [NAME_1] how can I help",
        "hi my name is [NAME_2]. I need to check",
        "Sure, [NAME_2], will that do?",
        "It will, Mark said so, and Frau [NAME_3]",
    ]


def test_a_name_in_a_transcript_without_capitals_ends_where_talk_goes_on() -> None:
    said = ((C, "my name is patricia brown i lost my card"), (A, "thank you patricia i see the brown box"))
    assert masked(*said, names=True) == [
        "my name is [NAME_1] i lost my card",
        "thank you [NAME_1] i see the brown box",
    ]


def test_a_pattern_of_the_operator_masks_whole_words() -> None:
    assert masked((C, "I am E12345 and xE12345y"), patterns={"staff_no": r"E\d{5}"}) == [
        "I am [STAFFNO_1] and [STAFFNO_1]"
    ]


@pytest.mark.parametrize(
    "pattern",
    {"staff": "(?=x)", "back": r"(a)\1", "broken": "(", "empty": "a*", "2": "a", "x-y": "a"}.items(),
)
def test_a_pattern_that_cannot_be_run_in_bounded_time_is_refused(pattern: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        Patterns(dict([pattern]))


def test_a_pattern_that_explodes_elsewhere_takes_no_longer_than_the_text_is_long() -> None:
    patterns = Patterns({"evil": "(a+)+$|(a|aa)+c|(.*a){20}"})

    def cpu_s(length: int) -> float:
        began = time.process_time()
        list(patterns.finds("a" * length + "b", 0))
        return time.process_time() - began

    cpu_s(10)
    assert cpu_s(40_000) < 40 * max(cpu_s(4_000), 1e-3)


@pytest.mark.parametrize(
    "piece",
    ["my phone is 512-555-0123 ", "my address is ", "four, two, ", "a.b-c' ", "a@b.c ",
     "jane dot doe at x.y ",
     "date of birth may ", "order number 44 ", "my name is Ann ", "GB82 "],
)  # fmt: skip
def test_eight_times_the_text_takes_about_eight_times_as_long(piece: str) -> None:
    def cpu_s(times: int) -> float:
        began = time.process_time()
        Masker(Masking(names=True)).turns(call((C, piece * times)).turns)
        return time.process_time() - began

    few, many = 40, 320
    assert any(cpu_s(many) / max(cpu_s(few), 1e-3) < 2.5 * many / few for _ in range(3))


def test_what_comes_back_of_a_quote_is_what_its_turn_said() -> None:
    turns = call(
        (C, "call 512-555-0123 now"), (A, "so five one two five five five oh one two three it is")
    ).turns
    masker = Masker()
    one, two = masker.turns(turns)
    assert "[PHONE_1]" in one.text
    assert "[PHONE_1]" in two.text
    assert masker.unmask("so [PHONE_1] it is", "t2") == turns[1].text
    assert masker.unmask("call [PHONE_1]", "t1") == "call 512-555-0123"
    assert masker.unmask("The customer's phone is [phone 1].") == "The customer's phone is 512-555-0123."
    assert masker.counts == {"phone": 1}


def test_a_number_that_was_said_in_pieces_only_comes_back_whole() -> None:
    masker = Masker()
    masker.turns(
        call(
            (A, "your phone number?"),
            (C, "five one two"),
            (A, "okay"),
            (C, "five five five oh one two three"),
        ).turns
    )
    assert masker.unmask("call [PHONE_1]") == "call five one two five five five oh one two three"


def test_a_value_is_known_again_wherever_it_is_said() -> None:
    said = (
        (A, "your date of birth?"),
        (C, "march third eighty five"),
        (A, "and the passport number?"),
        (C, "C48445748"),
        (A, "so march third eighty five, and C48445748"),
    )
    assert masked(*said)[4] == "so [BIRTH_1], and [PASSPORT_1]"


def test_card_data_comes_back_as_a_mark_only() -> None:
    turns = call((C, "card number 4242 4242 4242 4242 and cvv 123"), (C, "512-555-0123")).turns
    masker = Masker()
    first, _ = masker.turns(turns)
    assert masker.unmask(first.text, "t1") == masker.unmask(first.text) == "card number [card]"
    alone = masker.mask("use 5500 0000 0000 0004 and call 512-555-0123")
    assert masker.unmask(alone) == "use [card] and call 512-555-0123"


def test_words_are_masked_with_their_text_and_a_written_form_is_dropped() -> None:
    turn = call((C, "call five one two five five five oh one two three now"), timed=True).turns[0]
    (found,) = Masker().turns((turn.model_copy(update={"written": "call 5125550123 now"}),))
    assert [word.text for word in found.words] == ["call", "[PHONE_1]", "now"]
    assert (found.words[1].start_s, found.words[1].end_s) == (0.5, 5.4)
    assert found.written is None


SPOKEN = [
    "five",
    "oh",
    "double",
    "two",
    "and",
    "uh",
    "4",
    "555",
    "2026",
    "twenty",
    "vier",
    "٣",
    "３",
    "7\u200d8",
]
TALK = st.lists(
    st.sampled_from(
        ["my", "phone", "is", "card", "number", "email", "at", "dot", "com", "born", "May", "address", "Oak",
         "Lane", "order", "no", "a@b.example", "512-555-0123", "[PHONE_1]", "[card]",
         "GB82WEST12345698765432",
         "E12345", "señor", "Müller,", "x-y", "€5", *SPOKEN]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip
MASKINGS = st.sampled_from([Masking(), Masking(names=True, patterns={"staff": r"E\d+"})])


@settings(max_examples=120)
@given(
    st.lists(st.tuples(st.sampled_from([A, C]), TALK | st.text(max_size=20)), min_size=1, max_size=4),
    MASKINGS,
)
def test_masking_a_call_keeps_its_frame_its_words_and_what_may_come_back(
    said: list[Said], masking: Masking
) -> None:
    turns = call(*said, timed=True).turns
    masker = Masker(masking)
    found = masker.turns(turns)
    assert [turn.id for turn in found] == [turn.id for turn in turns]
    for before, after in zip(turns, found, strict=True):
        assert len(after.text) <= 12 * len(before.text) + 12
        words = before.text.split()
        for left in masker_free(after).split():
            assert any(left in word for word in words)  # nothing is there that was not said
        if "[CARD_" not in after.text:
            assert masker.unmask(after.text, before.id) == before.text


@settings(max_examples=120)
@given(TALK, MASKINGS)
def test_a_masked_text_is_masked_for_good_and_comes_back_whole(text: str, masking: Masking) -> None:
    masker = Masker(masking)
    shown = masker.mask(text)
    assert masker.mask(shown) == shown
    if "[CARD_" not in shown:
        assert masker.unmask(shown) == text


def masker_free(turn: Turn) -> str:
    """A masked turn without its tokens."""
    return re.sub(r"\[[A-Z]+_\d+\]", " ", turn.text)
