"""A notes engine whose claims are compared with what a second engine finds in the same call.

In: two engines. Out: the first one's draft, each claim with how far the second one agrees (agreement.py).
The second one adds nothing and discards nothing; in a language that it does not read it is not asked.
What the rules do not find costs little, since they find less: it may be right all the same.
"""

from __future__ import annotations

from extractor.agreement import agreement
from extractor.engine import CallContext, DraftResult, NotesEngine
from models.ports import Cancelled, Progress
from models.transcript import Transcript


class ReadTwice:
    """Asks both; name, languages, model and costs are those of the first one."""

    def __init__(self, first: NotesEngine, second: NotesEngine) -> None:
        """Compare what `first` claims with what `second` finds."""
        self._first = first
        self._second = second
        self.name = first.name
        self.languages = first.languages

    def draft(
        self, transcript: Transcript, context: CallContext, *, progress: Progress, cancelled: Cancelled
    ) -> DraftResult:
        """Return the first one's result with agreements. Raises what the first one raises."""
        result = self._first.draft(transcript, context, progress=progress, cancelled=cancelled)
        languages = self._second.languages
        if languages is not None and transcript.language.split("-")[0] not in languages:
            return result
        again = self._second.draft(transcript, context, progress=_silent, cancelled=cancelled)
        return result.model_copy(update={"draft": agreement(result.draft, again.draft)})


def _silent(_done: float, _total: float) -> None:
    """The second reading takes no time worth showing."""
