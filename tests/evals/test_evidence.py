"""A share of the bar of the evidence check; `python -m evals.evidence` tries all 20,000 quotes."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

from evals.evidence import __main__ as command
from evals.evidence.adversary import Adversary, was_said
from evals.evidence.measure import ALL_WAYS, Measured, measure
from evals.evidence.other_forms import reworded
from evals.evidence.talk import own_calls, real_calls, transcript_of
from models.transcript import Transcript

REAL = next(
    (path for path in (Path("../shared/data"), Path("/work/shared/data")) if path.is_dir()), Path("none")
)
TRUE_SHARE = 0.995


@pytest.fixture(scope="module")
def ours() -> tuple[Transcript, ...]:
    return own_calls()


def holds(found: Measured) -> None:
    wrong = {way: [case.quote for case in cases][:3] for way, cases in found.wrong.items() if cases}
    assert min(found.tried[way] for way in ALL_WAYS) >= found.altered // len(ALL_WAYS)
    assert found.altered_accepted == 0, wrong
    assert found.true_share >= TRUE_SHARE, wrong


def test_no_altered_quote_of_our_own_calls_is_accepted_and_true_ones_are(
    ours: tuple[Transcript, ...],
) -> None:
    holds(measure(ours, quotes=1_200, seed=21))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real calls are not beside the repository")
def test_no_altered_quote_of_real_calls_is_accepted_and_true_ones_are() -> None:
    holds(measure(real_calls(REAL), quotes=600, seed=22))


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_the_bar_of_twenty_thousand_quotes_holds(ours: tuple[Transcript, ...]) -> None:
    holds(measure((*real_calls(REAL), *ours), quotes=20_000, seed=23))


def test_the_same_seed_draws_the_same_quotes(ours: tuple[Transcript, ...]) -> None:
    first, second = Adversary(ours, 5), Adversary(ours, 5)
    assert [first.altered("negation").quote for _ in range(5)] == [
        second.altered("negation").quote for _ in range(5)
    ]


def test_what_was_said_after_all_is_no_altered_quote() -> None:
    call = transcript_of(
        [("agent", 0, 4, "So, um, I, I'll call, you know, on Monday."), ("customer", 4, 8, "No.")], "x"
    )
    assert was_said(["I'll", "call", "on", "Monday"], call, "agent")
    assert not was_said(["I'll", "call", "on", "Monday"], call, "customer")
    assert not was_said(["I'll", "not", "call", "on", "Monday"], call, "agent")


def test_another_form_has_other_signs_and_the_same_words() -> None:
    forms = {reworded(random.Random(seed), "I'll pay forty five dollars at 3 p.m.") for seed in range(200)}
    plain = {form.strip('"“”.…,? ').lower() for form in forms}
    assert {"i will pay $45 at three pm", "i'll pay forty five dollars at 3 p.m"} & plain
    assert len(forms) > 100


def test_the_command_prints_its_table_and_its_exit_status_tells_whether_the_bar_holds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["evidence", "--quotes", "80", "--data", "none", "--speed-quotes", "40"])
    command.main()
    assert "altered quotes accepted: 0 of 40" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--json"])
    command.main()
    told = json.loads(capsys.readouterr().out)
    assert told["real_calls"] == 0
    assert sum(told["tried"].values()) == 80
    missed = measure(own_calls()[:1], quotes=2, seed=1)
    missed.wrong["true"] = [Adversary(own_calls()[:1], 1).true()]
    assert missed.true_share == 0.0
