"""A field for an issue, a need or a reason holds words that say one; nothing is better than something odd."""

from __future__ import annotations

import pytest

from extractor.engines.rules import RulesEngine
from extractor.engines.rules.said_reasons import says
from extractor.extract import extract
from extractor.templates import read_templates
from models.notes import Field
from tests.extractor.rules.calls import CONTEXT, call

_TEMPLATES = read_templates()
_GOODBYE = ("C: Thank you very much for your help.", "A: You are welcome, have a nice day.")
_ODD: tuple[tuple[str, ...], ...] = (
    ("A: How can I help you?", "C: If this breaks again I'll kill myself.", "A: I'm sorry to hear that."),
    ("A: Hello, this is Anna.", "C: I need a minute, hold on.", "A: Sure."),
    ("A: Hello.", "C: You need to be kidding me.", "A: Sorry."),
    ("A: How are you today?", "C: I need a coffee first, haha.", "A: Me too."),
    ("A: Can I have your name?", "C: Sure, no problem, it's Dana.", "A: Thanks."),
    ("A: What is the problem?", "C: I'll sue you, that's the problem.", "A: Let me look."),
)
_GOOD: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("A: What is the problem?", "C: The printer keeps jamming when I print both sides.", "A: I see."),
        "issue",
        "printer",
    ),
    (
        ("A: What are you looking for?", "C: We need a tool to track our deliveries.", "A: Great."),
        "need",
        "deliver",
    ),
    (("A: How can I help?", "C: My router doesn't work since yesterday.", "A: I see."), "issue", "router"),
)


def fields(*lines: str, template: str) -> tuple[Field, ...]:
    context = CONTEXT.model_copy(update={"template": _TEMPLATES.named(template)})
    return extract(call(*lines, *_GOODBYE), engine=RulesEngine(), context=context).fields


@pytest.mark.parametrize("template", ["support", "sales", "appointment"])
@pytest.mark.parametrize("lines", _ODD)
def test_odd_words_fill_no_field(lines: tuple[str, ...], template: str) -> None:
    names = {one.name for one in fields(*lines, template=template)}
    assert not names & {"issue", "need", "reason", "next step"}


@pytest.mark.parametrize(("lines", "name", "word"), _GOOD)
def test_words_that_say_it_do(lines: tuple[str, ...], name: str, word: str) -> None:
    found = {
        one.name: one.value for one in fields(*lines, template="support" if name == "issue" else "sales")
    }
    assert word in found[name].lower()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("issue", "you people are all the same"),
        ("issue", "i just want to say hello"),
        ("issue", "my dog says hi"),
        ("issue", "i thought you were closed"),
        ("need", "i need to think about it"),
        ("need", "you are the third person i talk to"),
        ("need", "i need to sneeze, sorry"),
        ("reason", "it is raining here"),
    ],
)
def test_what_only_sounds_like_it_says_nothing(name: str, said: str) -> None:
    assert not says(name, said, asked="how can i help you?")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("issue", "my heater makes a strange noise"),
        ("issue", "the door won't close"),
        ("issue", "my bill is twice as high as last month"),
        ("need", "i'm looking for a bigger van"),
        ("need", "we'd like something that talks to our stock system"),
        ("reason", "it's for my daughter's check-up"),
    ],
)
def test_what_says_it_is_taken(name: str, said: str) -> None:
    assert says(name, said, asked="how can i help you?")


def test_an_answer_to_the_question_what_is_wrong_is_an_issue() -> None:
    said = "every evening it goes all green and then purple"
    assert says("issue", said, asked="what is the problem with it?")
    assert not says("issue", said, asked="how are you today?")


def test_a_moved_meeting_is_the_next_step_on_its_new_day() -> None:
    found = fields(
        "C: We need a tool to track our deliveries.", "A: Shall we meet on Tuesday at 12:00?",
        "C: Yes, Tuesday works for me.", "C: Oh wait, I'm away on Tuesday. Could we do Wednesday instead?",
        "A: Sure, Wednesday at the same time.", template="sales",
    )  # fmt: skip
    (step,) = [one.value for one in found if one.name == "next step"]
    assert step == "Sure, Wednesday at the same time"
