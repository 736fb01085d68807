"""The draft that ships is what the program makes of the sample call today."""

from __future__ import annotations

import pytest

from callnotes.sample import load_draft
from tools.make_sample_draft import drafted


def test_the_draft_that_ships_is_what_the_rules_engine_makes_of_the_script() -> None:
    shipped, made = load_draft(), drafted()
    loud = shipped.transcript.loudness
    assert len(loud) == 600
    assert made.transcript.loudness == pytest.approx(loud, abs=1), "decoders differ by less than one can see"
    heard = made.transcript.model_copy(update={"loudness": loud})
    assert made.model_copy(update={"transcript": heard}) == shipped, (
        "run `.venv/bin/python -m tools.make_sample_draft`"
    )
