"""The wording of an item is a colleague's English: who is meant stands there, and verbs fit."""

from __future__ import annotations

import pytest

from extractor.engines.rules.wording import as_sentence, turned, when
from models.notes import Side


@pytest.mark.parametrize(
    ("side", "said", "worded"),
    [
        ("theirs", "call my insurance myself", "Call their insurance themselves"),
        ("ours", "send you the form and once you sign it we ship it",
         "Send the customer the form and once they sign it we ship it"),
        ("ours", "call you when I'm back", "Call the customer when we're back"),
        ("theirs", "send it when I am back", "Send it when they are back"),
        ("ours", "check what you have", "Check what the customer has"),
        ("ours", "do what I was told", "Do what we were told"),
        ("ours", "fix it if you don't mind", "Fix it if the customer doesn't mind"),
        ("ours", "tell you what you need", "Tell the customer what they need"),
        ("ours", "let you have it tomorrow", "Let the customer have it tomorrow"),
        ("theirs", "let you have the form", "Let us have the form"),
        ("theirs", "pay when you've sent me the bill", "Pay when we have sent them the bill"),
        ("theirs", "let you know if we're interested", "Let us know if they're interested"),
        ("theirs", "e-mail you by the time you open", "E-mail us by the time we open"),
        ("theirs", "bring mine", "Bring theirs"),
        ("theirs", "send it by email by we", "Send it by email"),
        ("ours", "pass it on to the", "Pass it on to"),
        ("ours", "come by", "Come by"),
        ("ours", "call you thanks ines", "Call the customer"),
        ("ours", "e-mail you a summary of our call right", "E-mail the customer a summary of our call"),
        ("ours", "make it right", "Make it right"),
    ],
)  # fmt: skip
def test_who_is_meant_is_said_in_good_english(side: Side, said: str, worded: str) -> None:
    assert as_sentence(turned(said, side)) == worded


@pytest.mark.parametrize(
    ("said", "worded"),
    [("Friday", "on Friday"), ("4 pm", "at 4 pm"), ("noon", "at noon"), ("By Friday", "by Friday"),
     ("tomorrow", "tomorrow"), ("two days", "two days"), ("January the third", "on January the third")],
)  # fmt: skip
def test_a_day_and_a_time_have_their_prepositions(said: str, worded: str) -> None:
    assert when(said) == worded
