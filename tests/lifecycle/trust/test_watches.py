"""The alarm of the whole page, tried on simulated people: quiet, and soon where all falls."""

from __future__ import annotations

from random import Random

from lifecycle.trust.watches import WEEKS_BEFORE, Before, Key, Series, before_of, is_good, series_of

#: The page of a house of two teams that clears some ten calls, fifty items, a week.
A_WEEK = 50
SHARES = {"blue": 0.93, "red": 0.87}
GROUPS = {"team": 2, "version": 2, "language": 2, "channels": 2, "speaker": 2, "kind": 4, "template": 3}


def items(chance: Random, many: int, *, fall: float = 0.0) -> list[tuple[list[Key], bool]]:
    """So many items, each of one group in every way of grouping, and whether it was accepted."""
    found = []
    for _ in range(many):
        team = "blue" if chance.random() < 0.5 else "red"
        keys = [Key("accept", "all", ""), Key("accept", "team", team)]
        keys += [
            Key("accept", facet, str(chance.randrange(groups)))
            for facet, groups in GROUPS.items() if facet != "team"
        ]  # fmt: skip
        found.append((keys, chance.random() < SHARES[team] - fall))
    return found


def watched(chance: Random) -> dict[Key, Series]:
    """The series as they stand after half a year in which nothing changed."""
    good: dict[Key, int] = {}
    of: dict[Key, int] = {}
    for keys, accepted in items(chance, A_WEEK * WEEKS_BEFORE):
        for key in keys:
            of[key] = of.get(key, 0) + 1
            good[key] = good.get(key, 0) + accepted
    return series_of({key: Before(good[key], of[key], WEEKS_BEFORE) for key in of})


def alarms(series: dict[Key, Series], seen: list[tuple[list[Key], bool]]) -> list[tuple[Key, int]]:
    """Every alarm, and by how many items it was raised; a series that raised one is silent from then on."""
    raised, silent = [], set()
    for place, (keys, accepted) in enumerate(seen, 1):
        for key in keys:
            one = series.get(key)
            if one is not None and key not in silent and one.takes("accept" if accepted else "reject", 0):
                raised.append((key, place))
                silent.add(key)
    return raised


def test_fifty_quiet_weeks_of_the_whole_page_have_one_false_alarm_at_most() -> None:
    runs = []
    for seed in range(24):
        chance = Random(seed)
        series = watched(chance)
        assert len(series) >= 12
        runs.append(len(alarms(series, items(chance, 50 * A_WEEK))))
    assert sum(runs) / len(runs) < 0.75
    assert sum(one <= 1 for one in runs) / len(runs) >= 0.9


def test_a_drop_of_ten_points_is_found_within_200_items() -> None:
    found = []
    for seed in range(40):
        chance = Random(1000 + seed)
        raised = alarms(watched(chance), items(chance, 200, fall=0.1))
        found.append(bool(raised))
    assert sum(found) / len(found) >= 0.85


def test_of_times_and_of_what_is_read_nine_tenths_of_before_are_the_limit() -> None:
    slow = before_of("review_s", {10: 80, 20: 12, 40: 8}, 26)
    assert (slow.limit, slow.good, slow.of) == (20, 92, 100)
    read = before_of("coverage", {100: 85, 90: 10, 40: 5}, 26)
    assert (read.limit, read.good) == (90, 95)
    assert [is_good("review_s", bucket, 20) for bucket in (10, 20, 21)] == [True, True, False]
    assert [is_good("coverage", bucket, 90) for bucket in (100, 90, 89)] == [True, True, False]
    assert not is_good("edit", 0, 0)


def test_a_group_of_few_or_of_nearly_all_or_that_is_hardly_accepted_is_not_watched() -> None:
    before = {
        Key("accept", "all", ""): Before(900, 1000, 26),
        Key("accept", "language", "en"): Before(880, 960, 26),
        Key("accept", "language", "de"): Before(20, 40, 26),
        Key("accept", "kind", "topic"): Before(250, 500, 26),
        Key("accept", "kind", "promise"): Before(450, 500, 26),
    }
    assert set(series_of(before)) == {Key("accept", "all", ""), Key("accept", "kind", "promise")}
