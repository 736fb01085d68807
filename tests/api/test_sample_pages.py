"""Samples of the audit: drawn again by the seed, judged blind, told when finished, gone with the call."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from lifecycle import erase, review, samples, trusted
from lifecycle.labelled import labelled
from lifecycle.trust.accuracy import LEAST_JUDGED
from models.access import Actor
from models.errors import DecidedMeanwhileError, InputError
from models.notes import Promise
from models.review import Decision
from models.samples import Case, SampleRule
from storage import samples as rows
from storage.drafts import add_decision
from tests.api.calls import QUOTE, staged_call
from tests.api.house import NOW, House
from tests.api.test_people_pages import enter

FAY = Actor(name="fay@example.com", role="auditor")
RULE = SampleRule(seed="s", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), random=9)
FORM = {"seed": "s", "since": "2000-01-01", "until": "2100-01-01", "random": "9", "of_flagged": "0"}


def decided(house: House, *, seed: int, verdict: str = "accept") -> str:
    call_id, shelves = staged_call(house, seed=seed), house.doors.shelves
    given = Decision.model_validate(
        {"item_id": "p1", "verdict": verdict, "by": "ann@example.com", "at": house.moment[0]}
    )
    review.decide(shelves, call_id, (given,), by="ann@example.com", enqueue=house.doors.enqueue)
    return call_id


def test_the_seed_draws_the_same_items_again_and_of_decided_ones_alone(house: House) -> None:
    shelves = house.doors.shelves
    there = {decided(house, seed=number) for number in range(6)}
    staged_call(house, seed=77)  # nobody decided on it
    rule = RULE.model_copy(update={"random": 3})
    drawn = [
        [one.call_id for one in cases_of(house, samples.draw_sample(shelves, rule, actor=FAY))]
        for rule in (rule, rule, rule.model_copy(update={"seed": "other"}))
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 3
    assert set(drawn[0]) <= there
    assert all(one.population == 6 for one in samples.samples(shelves, actor=FAY))


def cases_of(house: House, sample: str) -> tuple[Case, ...]:
    with house.doors.shelves.database.reading() as session:
        return rows.cases(session, sample, actor=FAY)


def test_an_auditor_judges_blind_case_after_case_and_sees_agreement_at_the_end(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor", granted=True)
    decided(house, seed=1)
    decided(house, seed=2, verdict="reject")
    page = fay.post("/samples", data=FORM).text
    where = re.search(r'action="(/samples/[^"]+)/judge"', page)
    assert where is not None
    assert QUOTE in page
    assert "<audio" in page
    for told in ("% sure", "badge", "accepted", "rejected", "ann@example.com", "As the agent decided"):
        assert told not in page
    case = page[page.index('<section aria-labelledby="case">') :]
    ways = [way for way in re.findall(r'(?:href|src|action)="([^"#]*)', case) if "/calls/" in way]
    assert ways  # the quote plays here
    assert all(way.endswith("/audio") for way in ways)  # and nothing leads to what others thought
    assert f"<p>{QUOTE}</p>" in case  # what was said around it stands here, too
    assert fay.post(f"{where[1]}/judge", data={"place": "1", "ruling": "fine"}).status_code == 422
    second = fay.post(f"{where[1]}/judge", data={"place": "1", "ruling": "right"}).text
    assert "1 of 2 judged" in second
    assert "As the agent decided" not in second
    assert "No sample is finished yet" in fay.get("/samples").text
    end = fay.post(f"{where[1]}/judge", data={"place": "2", "ruling": "right"}).text
    assert '<th scope="row">promises</th><td>1</td><td>1</td><td>0</td><td>0</td><td>0</td>' in end
    assert "Judged “Right”, rejected by the agent" in end
    assert f"“{QUOTE}”" in end
    assert "?play=p1#i-p1" in end
    assert "Rejected by ann@example.com" in end
    assert "2 of 2" in fay.get("/samples").text
    assert f"2 of at least {LEAST_JUDGED} judged items are there" in fay.get("/samples").text
    log = [one.action for one in house.doors.shelves.audit().entries()]
    assert log.count("judged_a_case") == 2
    assert "drew_a_sample" in log


def test_who_opened_the_call_or_decided_on_it_judges_no_longer_blind_and_is_told(house: House) -> None:
    shelves = house.doors.shelves
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor", granted=True)
    calls = [decided(house, seed=number) for number in range(3)]
    drawn = samples.draw_sample(shelves, RULE, actor=FAY)
    fay.get(f"/calls/{calls[1]}")
    own = Decision(item_id="p1", verdict="reject", by="fay@example.com", at=house.moment[0])
    with shelves.database.transaction() as session:
        add_decision(session, own, call_id=calls[2], notes_version=1)
    told: dict[str, bool] = {}
    assert "2 cases that are left are not blind for you" in fay.get(f"/samples/{drawn}").text
    for one in cases_of(house, drawn):
        page = fay.get(f"/samples/{drawn}").text
        assert ("not blind for you" in page) is bool({calls[1], calls[2]} - told.keys())
        told[one.call_id] = "marked as not blind" in page
        fay.get(f"/calls/{calls[0]}/audio")  # to listen is to judge
        fay.post(f"/samples/{drawn}/judge", data={"place": str(one.place), "ruling": "right"})
    assert told == {calls[0]: False, calls[1]: True, calls[2]: True}
    assert {one.call_id: one.sighted for one in cases_of(house, drawn)} == told
    result = samples.result(shelves, drawn, actor=FAY)
    assert result is not None
    assert [(one.same, one.sighted) for one in result.agreements] == [(1, 2)]
    assert trusted.standings(shelves)[0].accuracy.judged == 1
    assert "not blind" in str([one.detail for one in shelves.audit().entries(action="judged_a_case")])


def test_what_was_seen_long_before_the_draw_is_forgotten(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor", granted=True)
    fay.get(f"/calls/{decided(house, seed=1)}")
    for days, sighted in ((1, True), (8, False)):
        house.pass_time(timedelta(days=days))
        rule = RULE.model_copy(update={"until": house.moment[0] + timedelta(days=1)})
        drawn = samples.draw_sample(house.doors.shelves, rule, actor=FAY)
        shown = samples.next_case(house.doors.shelves, drawn, actor=FAY)
        assert shown is not None
        assert shown.sighted is sighted


def test_who_may_not_see_what_is_personal_gets_no_recording(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor")
    decided(house, seed=1)
    assert "<audio" not in fay.post("/samples", data=FORM).text


def test_another_managers_sample_and_a_call_of_another_team_are_as_if_not_there(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    decided(house, seed=1)  # of no team
    answer = cora.post("/samples", data=FORM)
    assert (answer.status_code, "0 items fit" in answer.text) == (422, True)
    drawn = samples.draw_sample(house.doors.shelves, RULE, actor=FAY)
    assert cora.get(f"/samples/{drawn}").status_code == 404
    assert cora.post(f"/samples/{drawn}/judge", data={"place": "1", "ruling": "right"}).status_code == 404


@pytest.mark.parametrize("wrong", [{"since": "soon"}, {"random": "-1"}, {"seed": " "}, {"kind": "joke"}])
def test_a_rule_that_draws_nothing_is_refused_in_a_sentence(house: House, wrong: dict[str, str]) -> None:
    eve = enter(house, "eve@example.com", "admin", granted=True)
    answer = eve.post("/samples", data=FORM | wrong)
    assert answer.status_code == 422
    assert "seed" in answer.text


def test_a_ruling_stands_and_trust_follows_from_rulings_and_ends_by_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelves = house.doors.shelves
    call_id = decided(house, seed=1)
    first = samples.draw_sample(shelves, RULE, actor=FAY)
    assert trusted.standings(shelves) == ()
    samples.judge(shelves, first, 1, "right", actor=FAY)
    with pytest.raises(DecidedMeanwhileError):
        samples.judge(shelves, first, 1, "not_said", actor=FAY)
    monkeypatch.setattr("lifecycle.trust.accuracy.LEAST_JUDGED", 1)
    monkeypatch.setattr("lifecycle.trust.accuracy.TRUSTED_ABOVE", 0.2)
    (found,) = trusted.standings(shelves)
    assert (found.kind, found.accuracy.right, found.accuracy.trusted) == ("promise", 1, True)
    house.pass_time(timedelta(minutes=1))
    again = samples.draw_sample(shelves, RULE, actor=FAY)
    samples.judge(shelves, again, 1, "wrong_due", actor=FAY)  # the same item: the newest ruling counts
    (found,) = trusted.standings(shelves)
    assert (found.accuracy.judged, found.accuracy.right, found.accuracy.trusted) == (1, 0, False)
    erase.erase(shelves, call_id, by="eve@example.com", reason="asked", enqueue=house.doors.enqueue)
    assert cases_of(house, first) == ()
    assert trusted.standings(shelves) == ()


def test_what_is_shown_has_nothing_of_what_the_machine_thinks(house: House) -> None:
    decided(house, seed=1)
    drawn = samples.draw_sample(house.doors.shelves, RULE, actor=FAY)
    shown = samples.next_case(house.doors.shelves, drawn, actor=FAY)
    assert shown is not None
    assert isinstance(shown.item, Promise)
    assert (shown.item.confidence, shown.item.flags, shown.item.reasons) == (0.0, (), ())


def test_what_auditor_and_agent_differ_on_becomes_labels_when_the_sample_is_finished(house: House) -> None:
    shelves = house.doors.shelves
    agreed, differing = decided(house, seed=1), decided(house, seed=2)
    drawn = samples.draw_sample(shelves, RULE, actor=FAY)
    with pytest.raises(InputError, match="not finished"):
        labelled(shelves, drawn, actor=None)
    for one in cases_of(house, drawn):
        ruling = "right" if one.call_id == agreed else "not_said"
        samples.judge(shelves, drawn, one.place, ruling, actor=FAY)
    (found,) = labelled(shelves, drawn, actor=None)
    assert (found.call_id, found.ruling, found.verdict) == (differing, "not_said", "accept")
    assert (found.kind, found.side, found.at) == ("promise", "ours", (("t1", QUOTE),))


def test_what_waits_for_a_decision_is_drawn_where_that_is_asked_and_counts_for_accuracy(house: House) -> None:
    shelves = house.doors.shelves
    done, waits = decided(house, seed=1), staged_call(house, seed=2)
    pools = {
        pool: {
            one.call_id
            for one in cases_of(
                house, samples.draw_sample(shelves, SampleRule(**{**dict(RULE), "pool": pool}), actor=FAY)
            )
        }
        for pool in ("decided", "proposed", "all")
    }
    assert pools == {"decided": {done}, "proposed": {waits}, "all": {done, waits}}
    both = next(one for one in samples.samples(shelves, actor=FAY) if one.rule.pool == "all")
    for place in range(1, both.cases + 1):
        samples.judge(shelves, both.id, place, "right", actor=FAY)
    result = samples.result(shelves, both.id, actor=FAY)
    assert result is not None
    assert [(one.same, one.undecided) for one in result.agreements] == [(1, 1)]
    assert trusted.standings(shelves)[0].accuracy.judged == 2


def test_an_auditors_note_is_sealed_shown_at_the_end_and_gone_with_the_call(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    fay = enter(house, "fay@example.com", "auditor", granted=True)
    gus = enter(house, "gus@example.com", "auditor")
    call_id = decided(house, seed=1)
    drawn = samples.draw_sample(house.doors.shelves, RULE, actor=FAY)
    told = {"place": "1", "ruling": "not_said", "note": "Brightwater never said that"}
    assert "Brightwater never said that" in fay.post(f"/samples/{drawn}/judge", data=told).text
    assert "Brightwater never said that" not in gus.get(f"/samples/{drawn}").text
    stored = b"".join(path.read_bytes() for path in house.folder.rglob("*.db*"))
    assert b"Brightwater never" not in stored
    (found,) = labelled(house.doors.shelves, drawn, actor=None)
    assert found.note == "Brightwater never said that"
    erase.erase(
        house.doors.shelves, call_id, by="eve@example.com", reason="asked", enqueue=house.doors.enqueue
    )
    assert cases_of(house, drawn) == ()
