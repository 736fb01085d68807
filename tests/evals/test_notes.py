"""The rules engine against labels, with floors a bit below what was measured; and how scores behave."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from evals import notes
from evals.agreement import agreements, cohens_kappa, labels_of
from evals.gold import CALLS, GoldItem, Span, read_gold
from evals.gold_run import FORMS, Report, by_rules, on_bank_calls, on_gold, on_real_labels, recorded
from evals.item_scores import KindScore, score
from evals.shared_talk import bank_calls
from evals.small_talk import small_talk_items
from models.errors import InputError
from models.notes import CallNotes

here = pytest.mark.skipif(not bank_calls(), reason="the shared talks are not beside the repository")


@cache
def report(part: str, form: str) -> Report:
    return on_gold(part, form=form)


@pytest.mark.parametrize(
    ("part", "form", "precision", "recall"),
    [
        ("tuned on", "written", 0.95, 0.95),
        ("held out", "written", 0.90, 0.85),
        ("held out", "typed", 0.90, 0.85),
        ("held out", "heard", 0.85, 0.70),
        ("later", "written", 0.90, 0.75),
        ("later", "heard", 0.85, 0.65),
    ],
)
def test_the_rules_find_the_promises_of_the_gold_calls(
    part: str, form: str, precision: float, recall: float
) -> None:
    found = report(part, form).kinds["promise"]
    assert found.precision >= precision
    assert found.recall >= recall
    assert found.side_right == found.found


def test_other_items_are_found_and_nothing_is_made_of_small_talk() -> None:
    parts = [report("tuned on", "written"), report("held out", "written"), report("later", "written")]
    for kind, least in (("follow_up", 0.7), ("open_question", 0.8), ("refused", 0.75)):
        together = sum((one.kinds[kind] for one in parts), KindScore())  # type: ignore[index]  # literal kinds
        assert together.f1 >= least, kind
    assert [one.small_talk for one in parts] == [0, 0, 0]
    assert [one.unsupported for one in parts] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("part", "form", "least"),
    [("tuned on", "written", 0.7), ("held out", "written", 0.75), ("held out", "typed", 0.7)],
)
def test_the_callers_task_and_its_values_are_found(part: str, form: str, least: float) -> None:
    found = report(part, form)
    assert found.whole / len(found.tasks) >= least
    assert all(one.task_found for one in found.tasks)


@here
@pytest.mark.parametrize(("machine", "least"), [(False, 0.8), (True, 0.65)])
def test_the_task_and_every_slot_of_real_bank_calls_are_found(machine: bool, least: float) -> None:
    found = on_bank_calls(machine=machine)
    assert len(found.tasks) == 6
    assert found.whole / 6 >= least
    assert found.small_talk == 0


@here
def test_promises_on_real_talks_are_right() -> None:
    promises = sum((one.kinds["promise"] for one in on_real_labels().values()), KindScore())
    assert promises.precision >= 0.8
    assert promises.found >= 3


def test_every_gold_quote_stands_in_its_turn() -> None:
    calls = read_gold()
    assert len(calls) >= 20
    for call in calls:
        for span in (span for item in call.items for span in item.at):
            turn = call.transcript().turn(span.turn_id)
            assert turn is not None
            assert span.quote.lower() in turn.text.lower()


def test_a_script_of_ours_keeps_its_words_and_loses_some_when_heard() -> None:
    call = next(call for call in read_gold() if call.name == "claim")
    typed, heard = FORMS["typed"](call), FORMS["heard"](call)
    assert heard == FORMS["heard"](call)
    kept = [one.text == other.text for one, other in zip(typed.turns, heard.turns, strict=True)]
    assert 0 < sum(kept) < len(kept)


def _label(**more: object) -> GoldItem:
    read = {"kind": "promise", "about": "send the offer", "side": "ours", "at": (Span(turn_id="t7"),)}
    return GoldItem.model_validate({**read, **more})


def _sales() -> CallNotes:
    call = next(call for call in read_gold() if call.name == "chairs_quote")
    return by_rules(call, call.transcript())


def test_side_and_day_are_scored_apart_and_an_optional_item_counts_neither_way() -> None:
    offer = [one for one in _sales().promises if "offer" in one.text]
    right = score(offer, [_label(due="2026-11-24")])
    assert (right.found, right.side_right, right.dated, right.day_right) == (1, 1, 1, 1)
    assert score(offer, [_label(due="2026-11-25")]).day_right == 0
    assert score(offer, [_label(side="theirs")]).side_right == 0
    assert score(offer, [_label(optional=True)]) == KindScore()
    assert score([], [_label()]).omitted == 1.0
    assert score(offer, []).precision == 0.0
    assert score(offer, [_label(at=(Span(turn_id="t1"),))]).found == 0


def test_recorded_notes_are_scored_like_fresh_ones(tmp_path: Path) -> None:
    for call in read_gold():
        if call.part == "tuned on":
            made = by_rules(call, call.transcript())
            (tmp_path / f"{call.name}.json").write_text(made.model_dump_json(), "utf-8")
    assert on_gold("tuned on", form="written", read=recorded(tmp_path)) == report("tuned on", "written")


def test_an_item_of_small_talk_is_known() -> None:
    made = _sales()
    (kept, *_) = made.promises
    thanks = kept.evidence[0].model_copy(update={"quote": "Thank you so much, bye"})
    small = kept.model_copy(update={"evidence": (thanks,)})
    assert small_talk_items(made.model_copy(update={"promises": (small,)})) == (small,)
    assert small_talk_items(made) == ()


def test_kappa_is_one_for_the_same_labels_and_nought_for_chance() -> None:
    assert cohens_kappa(45, 15, 25, 15) == pytest.approx(0.1304, abs=1e-4)  # the textbook's example
    assert cohens_kappa(25, 25, 25, 25) == 0.0
    assert cohens_kappa(0, 0, 0, 9) is None
    labels = labels_of(CALLS)
    turns = {call.name: [f"t{number}" for number in range(1, len(call.turns) + 1)] for call in read_gold()}
    assert {found.kappa for found in agreements(labels, labels, turns)} == {1.0}
    fewer = {name: items[1:] for name, items in labels.items()}
    (promises, *_) = agreements(labels, fewer, turns)
    assert promises.kappa is not None
    assert 0 < promises.kappa < 1
    with pytest.raises(InputError, match="no such label file"):
        labels_of(Path("nowhere"))


def test_the_table_of_tasks_names_what_was_measured() -> None:
    table = notes.task_table(parts=("tuned on",), forms=("written",))
    assert table.splitlines()[1].startswith("made up, tuned on, written")


@pytest.mark.parametrize("command", [("kappa", str(CALLS), str(CALLS)), ("scripts", "--written-only")])
def test_the_tables_are_printed(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["notes", *command])
    notes.main()
    assert len(capsys.readouterr().out.splitlines()) >= 5
