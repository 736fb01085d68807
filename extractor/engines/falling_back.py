"""The `llm` engine with the `rules` engine behind it, for plain notes now rather than good ones later.

In: both engines. Out: the draft of the first, or of the second, marked as such, when the first failed.
"""

from __future__ import annotations

import structlog

from extractor.engine import CallContext, DraftResult, NotesEngine
from models.errors import FailedError
from models.ports import Cancelled, Progress
from models.transcript import Transcript

_log = structlog.get_logger(__name__)


class FallingBack:
    """Asks the first engine, and the second where the first one's model failed and it reads the language."""

    def __init__(self, first: NotesEngine, second: NotesEngine) -> None:
        self.name = first.name
        self.languages = first.languages
        self._first = first
        self._second = second

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,
        *,
        progress: Progress,
        cancelled: Cancelled,
    ) -> DraftResult:
        """Return the first engine's draft, else the second one's, marked. Raises what the second does."""
        try:
            return self._first.draft(transcript, context, progress=progress, cancelled=cancelled)
        except FailedError as error:
            read = self._second.languages
            if not error.code.startswith("llm.") or (read is not None and transcript.language not in read):
                raise
            _log.warning("notes_engine_fell_back", call_id=transcript.call_id, code=error.code)
            why = error.code
        made = self._second.draft(transcript, context, progress=progress, cancelled=cancelled)
        line = (
            f"The language model failed ({why}), so the {self._second.name} engine took these notes; "
            "it finds less."
        )
        return made.model_copy(update={"engine": self._second.name, "warnings": (line, *made.warnings)})
