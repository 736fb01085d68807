"""Says a sentence of ours as a page says it: what a person can do there, in place of commands and files.

In: a sentence of an error, an attempt or a call, as the command line and the API give it. Out: the sentence
for people at a browser. Advice that helps only at the server becomes "tell whoever runs Call notes".
"""

from __future__ import annotations

import re
from typing import Final

#: What helps at the command line, and what helps on a page.
_HERE: Final = (
    (
        "`callnotes link CALL --contact ID` or `--new` gives it one, then decide again",
        "say who it was with, above the notes, then decide again",
    ),
    ("`callnotes link CALL --contact ID` chooses one", "choose one of them below"),
    ("`callnotes calls` lists them all", "the list of calls has all that you see"),
    ("`callnotes show CALL` lists them", "load the call again"),
    ("see `callnotes crm show`, then link the call again", "choose another contact"),
    ("record consent or use `callnotes release CALL`", "state the consent or release the call"),
    ("or `callnotes cancel CALL` first", "or stop the work first"),
    ("`callnotes retry CALL` takes it up again", "its page has a button that starts it again"),
    (
        "Look at the worker's log and memory, then try again with `callnotes retry`",
        "Try again, and tell whoever runs Call notes if it comes back",
    ),
    (
        "; the log shows where. Try again with `callnotes retry`, and report it when it comes back",
        ". Try again; if it comes back, tell whoever runs Call notes",
    ),
    ("Try again with `callnotes retry`", "Try again"),
    ("then run callnotes retry", "then try again"),
    ("at once with callnotes retry", "at once with “Try again now”"),
    (
        "see `callnotes doctor`, then try again",
        "try again in a moment, and tell whoever runs Call notes if it stays so",
    ),
    ("Nothing matches the given URI; docs/api.md lists what there is", "There is no page at this address"),
    ("docs/api.md lists what there is", "go to the calls and start from there"),
    ("docs/api.md names the limits", "shorten it"),
    ("docs/api.md lists them all", "load the page again"),
    (
        "repeat it with `--decide-anew` to decide all of them anew",
        "load the page again and tick the box that gives these decisions up",
    ),
    ("`callnotes show CALL` shows who speaks", "the transcript shows who speaks"),
    ("`callnotes show CALL --json` lists them", "load the call again"),
    ("callnotes writes", "Call notes writes"),
    (
        "a language model does (`--engine llm`)",
        "a language model does: whoever runs Call notes can have it read by one",
    ),
)
_FOR_THE_SERVER: Final = re.compile(r"callnotes [a-z]|docs/|CALLNOTES_|(?<![\w-])--[a-z]")
_TELL: Final = "tell whoever runs Call notes"
#: Where a pending note begins to speak to who decides at the command line (crm_sync/how_to_decide.py).
_HOW_TO_DECIDE: Final = "\nHow to decide. Nothing of this counts before"
_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-Z`])")
_CLAUSE: Final = re.compile(r"(?<=[,;:]) ")


def in_page_words(sentence: str) -> str:
    """Return the sentence without a command, an option, a setting or a file of the documentation."""
    for there, here in _HERE:
        sentence = sentence.replace(there, here)
    if not _FOR_THE_SERVER.search(sentence):
        return sentence
    return " ".join(_without_the_server(one) for one in _SENTENCE.split(sentence))


def note_on_a_page(body: str) -> str:
    """Return a note's text without the commands to decide with, its last part; a page leads to the call."""
    before, found, _ = body.rpartition(_HOW_TO_DECIDE)
    return before.rstrip() if found else body


def _without_the_server(sentence: str) -> str:
    """Leave out each clause that helps only at the server, with what hangs on it up to the next "or"."""
    if not _FOR_THE_SERVER.search(sentence):
        return sentence
    kept: list[str] = []
    leaving_out = False
    for clause in _CLAUSE.split(sentence):
        leaving_out = bool(_FOR_THE_SERVER.search(clause)) or (leaving_out and not clause.startswith("or "))
        if not leaving_out:
            kept.append(clause)
    said = " ".join(kept).rstrip(",;:. ")
    if not said:
        return f"{_TELL[0].upper()}{_TELL[1:]}."
    advised = any(clause.endswith((";", ":")) for clause in kept[:-1])
    return f"{said}." if advised else f"{said}; {_TELL}."
