"""What words about time mean in a call, for people who type a due date: the reader of the notes, lent.

In: settings, words, the call. Out: `Due` or None. What reads them is loaded when it is first asked for.
"""

from __future__ import annotations

from callnotes.settings import Settings
from callnotes.working_time import working_time_of
from models.call import Call
from models.notes import Due
from models.zones import zone_of


def due_of_words(settings: Settings, said: str, call: Call, language: str) -> Due | None:
    """Return the due date, reckoned from the time of the call; English is understood beside its language."""
    from extractor.dates import resolve

    moment = call.details.started_at or call.received_at
    for code in dict.fromkeys((language, "en")):
        found = resolve(
            said,
            started_at=moment,
            zone=zone_of(moment, settings.zone),
            language=code,
            work=working_time_of(settings),
        )
        if found is not None:
            return found
    return None
