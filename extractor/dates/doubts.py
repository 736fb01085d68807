"""Why a person should look at a due date, in words for the item's reasons; the codes become its flags."""

from __future__ import annotations

from typing import Final

DOUBTS: Final = {
    "due_two_days": "The words about when may mean another day as well.",
    "due_two_times": "The hour may be one of the morning or one of the afternoon.",
    "due_vague": "When it is due was said loosely; the date is the likeliest one.",
    "due_past": "What was said about when lies before the call, or may.",
    "due_earliest": "What was said is when it begins at the earliest, not by when it is due.",
    "due_from_event": "It is counted from something whose day was not said.",
    "due_recurs": "It comes again and again, which is no single due date.",
    "due_their_zone": "The time was said in a zone other than the call's, or perhaps was.",
    "due_no_such_time": "The clocks skip that time on that day.",
}
