"""The `llm` engine: numbered, masked turns go out in parts that fit the model, strict JSON answers come back.

In: `Transcript`, `CallContext`. Out: `DraftResult`.
The transcript goes as numbered lines between delimiters, as material and not as instruction; the model has no
tools. Not here: belief (extract.py checks every quote), the server's failures (chat.py), a part (reading.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from extractor.engine import CallContext, Draft, DraftResult
from extractor.engines.llm.answer import answer_schema
from extractor.engines.llm.asking import Task, answer_room, budget_of, lines_of
from extractor.engines.llm.chat import Model
from extractor.engines.llm.context_size import Gauge, gauge_of, measure
from extractor.engines.llm.failures import too_long
from extractor.engines.llm.merging import merged
from extractor.engines.llm.question import Question, Reply
from extractor.engines.llm.reading import DOES_NOT_FIT, PartRead, PartReader
from extractor.engines.llm.recited import without_prompt
from extractor.engines.llm.spending import Limits, Spending
from extractor.engines.llm.wanted import Wanted, wanted_of
from extractor.engines.llm.windows import Line, parts_of
from models.errors import CancelledError, FailedError, LlmAnswerError, LlmRefusedError
from models.exchange import Exchange
from models.notes import NotesCoverage, NotesGap, Usage
from models.ports import Cancelled, KeepExchange, Progress
from models.transcript import Transcript
from text.masking import Masker, Masking

_READ_WELL_TOKENS: Final = 12_000  # models skip what stands in the middle of more


class LlmEngine:
    """The `llm` engine on one model.

    `context_tokens` is the model's context (None: the server is asked); `keep` is given every exchange of a
    stored call, masked as it was sent. `prompt` is `notes`, or a former one such as `notes-2`.
    """

    name = "llm"
    languages: frozenset[str] | None = None

    def __init__(
        self,
        model: Model,
        *,
        context_tokens: int | None = None,
        limits: Limits | None = None,
        masking: Masking | None = None,
        keep: KeepExchange | None = None,
        prompt: str = "notes",
    ) -> None:
        """Nothing is sent before the first call."""
        self._prompt = prompt
        self._model = model
        self._context_tokens = context_tokens
        self._limits = limits or Limits()
        self._masking = masking or Masking()
        self._keep = keep
        self._context: int | None = None

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,
        *,
        progress: Progress,
        cancelled: Cancelled,
    ) -> DraftResult:
        """Return the model's draft; temperature 0, one repair turn per part.

        A part that cannot be read is a gap of the coverage where others can be. Raises LlmUnreachableError,
        LlmRefusedError, LlmAnswerError, and CancelledError between parts.
        """
        wanted = wanted_of(context)
        schema = self._schema(wanted)
        masker = Masker(self._masking)
        lines = lines_of(transcript, masker)
        gauge = self._gauge_for(lines)
        task = Task.of(context, wanted, schema, self._prompt)
        spending = Spending(self._limits)
        parts = parts_of(lines, budget=min(budget_of(gauge, task), _READ_WELL_TOKENS), tokens=gauge.tokens)
        turns = len(transcript.turns)
        reader = PartReader(
            model=self._model,
            gauge=gauge,
            spending=spending,
            question=lambda part: task.question(part, turns=turns, answer_tokens=answer_room(gauge)),
            keep=lambda question, reply: self._kept(transcript, task.version, question, reply),
        )
        read = PartRead()
        progress(0, len(parts))
        for done, part in enumerate(parts, start=1):
            if cancelled():
                raise CancelledError("The call was cancelled while its notes were made; retry it to go on.")
            read.add(reader.read(part, alone=len(parts) == 1))
            progress(done, len(parts))
        self._context = gauge.context_tokens
        if parts and not read.answers:
            raise _nothing_read(read)
        turn_ids = {number: turn.id for number, turn in enumerate(transcript.turns, start=1)}
        restore = without_prompt(masker.unmask, task.system)
        drafts = [answer.draft(turn_ids, restore, wanted) for answer in read.answers]
        model = read.model or self._model.name
        result = _result(transcript, drafts, read, task.version, model, spending.usage)
        return result.model_copy(update={"masked": masker.counts})

    def close(self) -> None:
        """Let go of the connections to the server."""
        self._model.close()

    def _schema(self, wanted: Wanted) -> dict[str, Any]:
        return answer_schema(wanted, with_lengths=not self._model.hosted_by_openai)

    def _gauge_for(self, lines: Sequence[Line]) -> Gauge:
        """The context as it was found out once; the tokens are counted anew, since languages differ."""
        if self._context is None:
            self._context = gauge_of(self._model, context_tokens=self._context_tokens).context_tokens
        gauge = Gauge(self._context)
        measure(self._model, gauge, "\n".join(map(str, lines)))
        return gauge

    def _kept(self, transcript: Transcript, version: str, question: Question, reply: Reply) -> None:
        if self._keep is None or transcript.call_id is None:
            return
        self._keep(
            Exchange(
                call_id=transcript.call_id,
                request=question.document(),
                answer=reply.text,
                way=reply.way,
                cut_off=reply.cut_off,
                model=reply.model or self._model.name,
                prompt_version=version,
                usage=reply.usage,
            )
        )


def _result(
    transcript: Transcript, drafts: Sequence[Draft], read: PartRead, version: str, model: str, usage: Usage
) -> DraftResult:
    """Put together what the parts gave, and say which turns none of them could read."""
    turn_ids = {number: turn.id for number, turn in enumerate(transcript.turns, start=1)}
    missed = read.gaps()
    gaps = tuple(
        NotesGap(turn_ids=tuple(turn_ids[number] for number in sorted(numbers)), why=why)
        for why, numbers in missed.items()
    )
    turns = len(transcript.turns)
    turns_read = turns - len(set[int]().union(*missed.values()))
    return DraftResult(
        draft=merged(drafts, transcript),
        model=model,
        prompt_version=version,
        coverage=NotesCoverage(turns=turns, turns_read=turns_read, gaps=gaps),
        usage=usage,
        warnings=_warnings(read),
    )


def _warnings(read: PartRead) -> tuple[str, ...]:
    lines = []
    if read.left_out:
        claims = "One claim" if read.left_out == 1 else f"{read.left_out} claims"
        lines.append(f"{claims} of the language model did not fit the form and could not be used.")
    if read.cut_off:
        lines.append("An answer of the language model was cut off; some of what it found may be missing.")
    return tuple(lines)


def _nothing_read(read: PartRead) -> FailedError:
    """The failure of a call of which no part could be read."""
    why = next((why for _part, why in read.unread), "")
    if why == DOES_NOT_FIT:
        return too_long()
    if "CALLNOTES_" in why and "limit" in why.lower():
        return LlmRefusedError(
            f"{why.rstrip('.')}, before any part of the call was read; raise it, then retry."
        )
    return LlmAnswerError(
        "The language model could read no part of this call; retry it, or use --engine rules."
    )
