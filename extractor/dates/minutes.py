"""Times that name only the minute: "twenty past", "half past the hour", "the top of the hour"."""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import Moment, Reading, Rule, rule

_HOUR = 60
_NAMED = {"half": 30, "quarter": 15, "a quarter": 15}


def _minute(match: re.Match[str], call: Moment) -> Reading | None:
    groups = match.groupdict()
    part = groups.get("part")
    minute = (_NAMED.get(part) or int(part)) if part else 30 if "half hour" in match.group() else 0
    minute = _HOUR - minute if groups.get("side") in ("to", "before", "of") else minute
    ahead = (minute - call.now.minute) % _HOUR
    then = (call.now.astimezone(dt.UTC) + dt.timedelta(minutes=ahead or _HOUR)).astimezone(call.now.tzinfo)
    basis = f"the next time that it is {minute} minutes past an hour, after {call.now:%H:%M}"
    doubts = () if ahead else ("due_vague",)
    return Reading(date=then.date(), time=f"{then:%H:%M}", basis=basis, doubts=doubts)


RULES: tuple[Rule, ...] = (
    rule(
        r"(?:at |by |around )?(?P<part>half|quarter|a quarter|5|10|15|20|25)(?: minutes?)?"
        r" (?P<side>past|to|after)"
        r"(?: the hour|(?= \|)|(?= (?:please|then|yeah|yes|okay|ok|i think|if i can)(?![^ ]))|$)",
        _minute,
    ),
    rule(r"(?:at |on |by )?(?:the )?(?:top of the hour|half hour)", _minute),
    rule(r"(?:on|at) the hour", _minute),
)
