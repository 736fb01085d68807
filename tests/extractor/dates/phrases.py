"""What people say on calls and the day that it means, on Friday 2026-11-20 at 10:06 in New York.

Each line: the phrase, the date or "-" where it cannot be known, and the time if one is meant.
"""

from __future__ import annotations

import datetime as dt

TABLE = """
today | 2026-11-20
later today | 2026-11-20
later on today | 2026-11-20
tonight | 2026-11-20
this afternoon | 2026-11-20
this evening | 2026-11-20
by the end of the day | 2026-11-20
by end of day | 2026-11-20
by end of day today | 2026-11-20
end of business | 2026-11-20 17:00
by close of business | 2026-11-20 17:00
by the end of business today | 2026-11-20 17:00
by the close of play | 2026-11-20 17:00
by the end of the business day | 2026-11-20 17:00
eod | 2026-11-20
before the end of my shift | 2026-11-20
tomorrow | 2026-11-21
by tomorrow | 2026-11-21
Tomorrow morning | 2026-11-21
by tomorrow evening | 2026-11-21
by tomorrow night | 2026-11-21
first thing tomorrow | 2026-11-21
first thing in the morning | 2026-11-21
in the morning | 2026-11-21
by end of day tomorrow | 2026-11-21
by the end of business tomorrow | 2026-11-21 17:00
the day after tomorrow | 2026-11-22
day after tomorrow | 2026-11-22
on Friday | 2026-11-27
by Friday | 2026-11-27
before Friday | 2026-11-26
no later than Friday | 2026-11-27
Friday at the latest | 2026-11-27
until Monday | 2026-11-23
by monday | 2026-11-23
on Saturday | 2026-11-21
by sunday | 2026-11-22
Thursday | 2026-11-26
come Tuesday | 2026-11-24
this Friday | 2026-11-20
this Monday | 2026-11-23
this coming Wednesday | 2026-11-25
the coming Wednesday | 2026-11-25
next Monday | 2026-11-23
next Friday | 2026-11-27
next Thursday | 2026-11-26
next Sunday | 2026-11-22
the following Tuesday | 2026-11-24
Wednesday next week | 2026-11-25
Wednesday of next week | 2026-11-25
next week Wednesday | 2026-11-25
next week on Wednesday | 2026-11-25
next week by Wednesday | 2026-11-25
Friday this week | 2026-11-20
the Monday after next | 2026-11-30
Monday of the week after next | 2026-11-30
a week from Monday | 2026-11-30
one week from Monday | 2026-11-30
two weeks from Friday | 2026-12-04
a week from today | 2026-11-27
a week today | 2026-11-27
a week tomorrow | 2026-11-28
a week on Thursday | 2026-12-03
Monday week | 2026-11-30
first thing Monday | 2026-11-23
first thing on Monday morning | 2026-11-23
close of business Friday | 2026-11-27 17:00
Friday morning | 2026-11-27
on Tuesday afternoon | 2026-11-24
on tues | 2026-11-24
by weds | 2026-11-25
this week | 2026-11-20
later this week | 2026-11-20
by the end of the week | 2026-11-20
by the end of this week | 2026-11-20
end of week | 2026-11-20
next week | 2026-11-27
sometime next week | 2026-11-27
by the end of next week | 2026-11-27
at the end of next week | 2026-11-27
the week after next | 2026-12-04
at the beginning of next week | 2026-11-23
by the start of next week | 2026-11-23
in the middle of next week | 2026-11-25
mid next week | 2026-11-25
early next week | -
late next week | 2026-11-27
this weekend | 2026-11-22
over the weekend | 2026-11-22
next weekend | 2026-11-22
by the weekend | 2026-11-20
before the weekend | 2026-11-20
this month | 2026-11-30
by the end of the month | 2026-11-30
by the end of this month | 2026-11-30
at the end of the month | 2026-11-30
end of month | 2026-11-30
before the end of the month | 2026-11-30
next month | 2026-12-31
by the end of next month | 2026-12-31
at the beginning of next month | 2026-12-01
in the middle of next month | 2026-12-15
the month after next | 2027-01-31
by the end of the mind | 2026-11-30
by the end of the minds | 2026-11-30
by the end of the weak | 2026-11-20
by the end of the mouthpiece | -
by the end of the quarter | 2026-12-31
by the end of next quarter | 2027-03-31
this quarter | 2026-12-31
Q1 | 2027-03-31
by the end of Q1 | 2027-03-31
in q one | 2027-03-31
in the first quarter | 2027-03-31
by the end of q four | 2026-12-31
by the end of the year | 2026-12-31
before year end | -
by the end of next year | 2027-12-31
next year | 2027-12-31
at the start of next year | 2027-01-01
in the new year | 2027-01-01
by the end of March | 2027-03-31
before the end of March | 2027-03-31
at the beginning of March | 2027-03-01
in mid December | 2026-12-15
in the middle of December | 2026-12-15
by the end of November | 2026-11-30
at the start of November | 2027-11-01
in March | 2027-03-31
by May | 2027-05-01
in February 2028 | 2028-02-29
by the end of february twenty twenty eight | 2028-02-29
in an hour | 2026-11-20 11:06
within the next hour | 2026-11-20 11:06
in half an hour | 2026-11-20 10:36
in two hours | 2026-11-20 12:06
within 24 hours | 2026-11-21 10:06
within 48 hours | 2026-11-22 10:06
within forty eight hours | 2026-11-22 10:06
within twenty four to forty eight hours | 2026-11-22 10:06
in ninety minutes | 2026-11-20 11:36
in thirty minutes | 2026-11-20 10:36
in an hour and a half | 2026-11-20 11:36
in a day | 2026-11-21
in two days | 2026-11-22
in a couple of days | 2026-11-22
in a couple days | 2026-11-22
within three days | 2026-11-23
in the next three days | 2026-11-23
within the next ten days | 2026-11-30
in ten days' time | 2026-11-30
ten days from now | 2026-11-30
in a day or two | 2026-11-22
in two or three days | 2026-11-23
in three to five days | 2026-11-25
in 3-5 days | 2026-11-25
within two working days | 2026-11-24
within five business days | 2026-11-27
within three to five business days | 2026-11-27
3-5 business days from today | 2026-11-27
in one business day | 2026-11-23
in a week | 2026-11-27
within a week | 2026-11-27
in a week or two | 2026-12-04
in two weeks | 2026-12-04
in about two weeks | 2026-12-04
within the next two weeks | 2026-12-04
over the next two weeks | 2026-12-04
in two weeks' time | 2026-12-04
two weeks from now | 2026-12-04
a couple weeks from now | 2026-12-04
in a fortnight | 2026-12-04
in three weeks | 2026-12-11
in a month | 2026-12-20
in six months | 2027-05-20
in a year | 2027-11-20
in a few days | -
within a few weeks | -
in the next few days | -
in several weeks | -
the third | 2026-12-03
by the third | 2026-12-03
on the 23rd | 2026-11-23
on the twenty third | 2026-11-23
by the twentieth | 2026-11-20
by the first | 2026-12-01
on the thirty first | 2026-11-30
on the fifteenth at two | 2026-12-15 14:00
Friday the 4th | 2026-12-04
Friday the 5th | -
Tuesday the twenty fourth | 2026-11-24
the 3rd of December | 2026-12-03
the third of december | 2026-12-03
December third | 2026-12-03
December 3 | 2026-12-03
December 3rd, 2026 | 2026-12-03
3 December | 2026-12-03
Dec 3rd | 2026-12-03
on the 1st of January | 2027-01-01
January second | 2027-01-02
May fifth | 2027-05-05
november twentieth | 2026-11-20
november nineteenth | 2027-11-19
Thursday the 3rd of December | 2026-12-03
Thursday, December 3rd | 2026-12-03
Friday the 3rd of December | -
the 31st of November | -
february 29th | 2028-02-29
february twenty ninth twenty twenty eight | 2028-02-29
the twentieth of next month | 2026-12-20
the 25th of this month | 2026-11-25
the 5th of this month | -
2026-12-03 | 2026-12-03
2026-11-03 | -
12/25 | 2026-12-25
25/12/2026 | 2026-12-25
3/4 | 2027-03-04
24/7 | -
Christmas | 2026-12-25
by Christmas Eve | 2026-12-24
before Christmas | 2026-12-24
New Year's Eve | 2026-12-31
before the holidays | -
after the summer | -
at noon | 2026-11-20 12:00
by noon tomorrow | 2026-11-21 12:00
at midday on Monday | 2026-11-23 12:00
at three | 2026-11-20 15:00
by five | 2026-11-20 17:00
at nine | -
10 am | -
at 10:30 | 2026-11-20 10:30
half past ten | 2026-11-20 10:30
quarter to three | 2026-11-20 14:45
a quarter past four | 2026-11-20 16:15
three thirty p m | 2026-11-20 15:30
3:30 p.m. | 2026-11-20 15:30
at eleven a m | 2026-11-20 11:00
five o'clock | 2026-11-20 17:00
at six thirty in the evening | 2026-11-20 18:30
at eight tonight | 2026-11-20 20:00
Tuesday at ten | 2026-11-24 10:00
tuesday ten thirty | 2026-11-24 10:30
next Tuesday at ten | 2026-11-24 10:00
ten thirty tomorrow | 2026-11-21 10:30
five thirty on tuesday | 2026-11-24 17:30
Monday at eleven a m | 2026-11-23 11:00
tomorrow at nine in the evening | 2026-11-21 21:00
tomorrow evening at seven | 2026-11-21 19:00
tomorrow morning at seven | 2026-11-21 07:00
tomorrow at 5 p.m. sharp | 2026-11-21 17:00
6pm tomorrow | 2026-11-21 18:00
at 14:30 on Monday | 2026-11-23 14:30
at fourteen thirty on Monday | 2026-11-23 14:30
Friday at quarter past four | 2026-11-27 16:15
at five to three tomorrow | 2026-11-21 14:55
Monday between two and four | 2026-11-23 16:00
tomorrow between eight and twelve | 2026-11-21 12:00
Monday at ten oh five | 2026-11-23 10:05
at twelve on Monday | 2026-11-23 12:00
the sixteenth of December at two o'clock | 2026-12-16 14:00
Monday or Tuesday | 2026-11-23
today or tomorrow | 2026-11-20
between Monday and Wednesday | 2026-11-25
Thursday, Friday at the latest | 2026-11-27
last Friday | -
yesterday | -
two days ago | -
last week | -
every Monday | -
since Tuesday | -
as soon as possible | -
soon | -
at some point | -
in a moment | -
whenever you like | -
"""


def table() -> tuple[tuple[str, dt.date | None, str | None], ...]:
    """Return the phrases with the date and time that they mean."""
    rows = []
    for line in TABLE.strip().splitlines():
        said, _, meant = line.partition(" | ")
        day, _, time = meant.partition(" ")
        rows.append((said, None if day == "-" else dt.date.fromisoformat(day), time or None))
    return tuple(rows)
