"""The draft that ships is what the program makes of the sample call today."""

from __future__ import annotations

from callnotes.sample import load_draft
from tools.make_sample_draft import drafted


def test_the_draft_that_ships_is_what_the_rules_engine_makes_of_the_script() -> None:
    assert load_draft() == drafted(), "run `.venv/bin/python -m tools.make_sample_draft`"
