"""Days that are named: today, tomorrow, Friday, next Tuesday, a week from Monday, Thursday week.

A bare weekday is the first one after the day of the call. "Next" may be the first one or that of the week
after: where these differ, both are kept.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import (
    DAY,
    WEEKDAYS,
    Moment,
    Reading,
    Rule,
    any_of,
    either,
    one_day,
    rule,
    weekday_name,
)

_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_INDEX = {name: place for place, name in enumerate(WEEKDAYS)} | _SHORT
_DAY = f"(?P<day>{any_of((*WEEKDAYS, *_SHORT))})"
_WEEKS = r"(?:(?P<weeks>a|1|2|3|4) )"
_UNITS = {"a": 1, "1": 1, "2": 2, "3": 3, "4": 4}
_PART_ENDS = {"morning": 12, "afternoon": 18}


def _ahead(days: int, words: str) -> Rule:
    def read(match: re.Match[str], call: Moment) -> Reading:
        del match
        return one_day(call.today + DAY * days, words.format(call.today))

    return rule({0: _TODAY, 1: r"tomorrow", 2: r"(?:the )?day after tomorrow"}[days], read)


_TODAY = r"(?:later (?:on )?|still )?(?:today|to day|to date)|tonight|later tonight|(?:the )?same day"


def _part_of_today(match: re.Match[str], call: Moment) -> Reading:
    """A morning, afternoon or evening of the call's day: gone by once it is over."""
    over = call.now.hour >= _PART_ENDS.get(match["part"], 24)
    return one_day(call.today, f"the day of the call, {call.today}", *(("due_past",) if over else ()))


def _same_time(match: re.Match[str], call: Moment) -> Reading:
    day = call.today + DAY * (1 if "tomorrow" in match.group() else 7)
    basis = f"{call.now:%H:%M}, the time of the call, on {day}"
    return Reading(date=day, time=f"{call.now:%H:%M}", basis=basis)


_HEARD = {
    0: "money|mondays|mon day|man day|mundane",
    1: "to stay|two stay|2 stay|choose day|chews day|tuesdays",
    2: "wednesdays|when's day|wins day|winds day|once day",
    3: "there is a|there's a|thursdays|thirsty|thirst day|third day|3rd day|thus day",
    4: "fridays|fry day|fried day|free day|fright day",
    5: "saturdays|sat a day|sad her day",
    6: "sundays|sun day|son day",
}  # what recognisers make of a weekday; believed after a word that leads to a day only


def _heard(index: int) -> Rule:
    def read(match: re.Match[str], call: Moment) -> Reading:
        reading = _next_one(index, call) if match["lead"] == "next" else _coming(index, call)
        return reading.model_copy(
            update={"basis": f"{reading.basis}, since '{match['heard']}' sounds like it"}
        )

    leads = r"(?P<lead>by|on|next|until|before|this)"
    return rule(rf"{leads} (?P<heard>{_HEARD[index]})(?! (?:order|transfer|back|of))", read)


def coming(index: int, today: dt.date) -> dt.date:
    """Return the first such weekday after today (0 is Monday)."""
    return today + dt.timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _of_week(index: int, call: Moment, later: int) -> dt.date:
    start = call.work.week_start(call.today) + dt.timedelta(weeks=later)
    return start + DAY * ((index - start.weekday()) % 7)


def _coming(index: int, call: Moment) -> Reading:
    day = coming(index, call.today)
    return one_day(day, f"{weekday_name(day)} after {call.today}")


def _bare(match: re.Match[str], call: Moment) -> Reading:
    return _coming(_INDEX[match["day"]], call)


def _this(match: re.Match[str], call: Moment) -> Reading:
    """The one of this week; of one that is today, or over, it is not certain which is meant."""
    index = _INDEX[match["day"]]
    day = _of_week(index, call, 0)
    if day > call.today:
        return one_day(day, f"{weekday_name(day)} of the week of {call.today}")
    if day == call.today:
        return either({day, day + DAY * 7}, f"{weekday_name(day)}, the day of the call or a week later")
    day = coming(index, call.today)
    return one_day(day, f"{weekday_name(day)} after {call.today}; that of this week is over", "due_past")


def _next(match: re.Match[str], call: Moment) -> Reading:
    return _next_one(_INDEX[match["day"]], call)


def _next_one(index: int, call: Moment) -> Reading:
    first, after = coming(index, call.today), _of_week(index, call, 1)
    weekday = weekday_name(after)
    if first == after:
        return one_day(after, f"{weekday} of the week after that of {call.today}")
    return either({first, after}, f"{weekday} after {call.today}, or that of the week after")


def _of_next_week(match: re.Match[str], call: Moment) -> Reading:
    day = _of_week(_INDEX[match["day"]], call, 1)
    return one_day(day, f"{weekday_name(day)} of the week after that of {call.today}")


def _after_next(match: re.Match[str], call: Moment) -> Reading:
    day = _of_week(_INDEX[match["day"]], call, 2)
    return one_day(day, f"{weekday_name(day)} of the second week after that of {call.today}")


def _weeks_from(match: re.Match[str], call: Moment) -> Reading:
    groups = match.groupdict()
    weeks = 2 if "fortnight" in match.group() else _UNITS[groups.get("weeks") or "1"]
    word, later = groups["from"], dt.timedelta(weeks=weeks)
    words = f"{weeks} week{'s' if weeks > 1 else ''}"
    if word in ("today", "now", "tomorrow"):
        start = call.today + DAY * (word == "tomorrow")
        return one_day(start + later, f"{words} after {start}")
    start = coming(_INDEX[word], call.today)
    weekday = weekday_name(start)
    if start.weekday() == call.today.weekday():
        return either({call.today + later, start + later}, f"{words} after {weekday}, today's or the next")
    return one_day(start + later, f"{words} after {weekday} {start}")


_FROM = f"(?P<from>{any_of((*WEEKDAYS, 'today', 'tomorrow', 'now'))})"
_WEEK_AFTER = r"(?:next|the following|the coming) week"

RULES: tuple[Rule, ...] = (
    _ahead(0, "the day of the call, {}"),
    _ahead(1, "the day after {}"),
    _ahead(2, "two days after {}"),
    rule(r"(?:later )?this (?P<part>morning|afternoon|evening)", _part_of_today),
    rule(r"(?:at )?(?:the )?(?:this|same) time (?:tomorrow|next week)", _same_time),
    rule(r"(?:tomorrow|next week) (?:at )?(?:the )?(?:this|same) time", _same_time),
    rule(rf"(?:the )?(?:coming |upcoming )?{_DAY}", _bare),
    rule(rf"{_DAY} coming", _bare),
    *(_heard(index) for index in _HEARD),
    rule(rf"this (?:coming|next) {_DAY}", _bare),
    rule(rf"this {_DAY}", _this),
    rule(rf"{_DAY} (?:of )?this week", _this),
    rule(rf"this week (?:on |by |before )?{_DAY}", _this),
    rule(rf"(?:next|the following|the next) {_DAY}", _next),
    rule(rf"{_DAY} (?:of |in )?{_WEEK_AFTER}", _of_next_week),
    rule(rf"{_WEEK_AFTER} (?:on |by |before )?{_DAY}", _of_next_week),
    rule(rf"(?:the )?{_DAY} after next", _after_next),
    rule(rf"{_DAY} (?:of )?the week after next", _after_next),
    rule(rf"the week after next (?:on |by )?{_DAY}", _after_next),
    rule(rf"(?:{_WEEKS}weeks?|a fortnight) (?:from|after|on) {_FROM}", _weeks_from),
    rule(rf"(?:(?:a|1) )?week {_FROM}", _weeks_from),
    rule(rf"(?:a )?fortnight {_FROM}", _weeks_from),
    rule(rf"{_FROM} (?:week|fortnight)", _weeks_from),
    rule(rf"{_FROM} in {_WEEKS}weeks?", _weeks_from),
)
