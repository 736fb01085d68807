"""Asks a language model for a draft of the notes: masked turns go out, a strict JSON answer comes back.

In: `Transcript`, `CallContext`. Out: `DraftResult`.
The transcript goes as numbered lines between delimiters, as material and not as instruction; the model has no
tools. Not here: belief (extract.py checks every quote), the server's failures (chat.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from openai.types.chat import ChatCompletionMessageParam
from pydantic import ValidationError

from extractor.engine import CallContext, Draft, DraftResult
from extractor.engines.llm.answer import Answer, answer_schema
from extractor.engines.llm.chat import Chat, Reply
from extractor.engines.llm.merging import merged
from extractor.engines.llm.prompt_files import prompt, prompt_version
from extractor.engines.llm.salvage import salvage
from extractor.engines.llm.windows import Window, windows
from models.errors import CancelledError, LlmAnswerError
from models.notes import NotesCoverage, Usage
from models.ports import Cancelled, Progress
from models.transcript import Transcript
from models.zones import zone_name
from text.masking import Masker, Masking

_SHOWN_ANSWER_CHARACTERS = 4_000
_NO_MARKUP = str.maketrans({"<": "‹", ">": "›"})


class LlmEngine:
    """The `llm` engine on one server and model."""

    name = "llm"
    languages: frozenset[str] | None = None

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str | None,
        model: str,
        timeout_s: float = 120.0,
        max_retries: int = 2,
        budget_characters: int = 24_000,
        masking: Masking | None = None,
    ) -> None:
        """Keep the server's address; nothing is sent before the first call.

        `budget_characters` is how much of a transcript goes out at once; a longer one is read in parts.
        """
        self._chat = Chat(
            base_url=base_url, api_key=api_key, model=model, timeout_s=timeout_s, max_retries=max_retries
        )
        self._model = model
        self._budget_characters = budget_characters
        self._masking = masking or Masking()
        self._schema = answer_schema(with_lengths=not self._chat.hosted_by_openai)
        self._prompt_version = prompt_version("notes", self._schema)

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,
        *,
        progress: Progress,
        cancelled: Cancelled,
    ) -> DraftResult:
        """Return the model's draft; temperature 0, one repair turn per part.

        Raises LlmUnreachableError, LlmRefusedError, LlmAnswerError, and CancelledError between parts.
        """
        masker = Masker(self._masking)
        parts = windows(masker.turns(transcript.turns), budget_characters=self._budget_characters)
        turn_ids = {number: turn.id for number, turn in enumerate(transcript.turns, start=1)}
        drafts: list[Draft] = []
        replies: list[Reply] = []
        progress(0, len(parts))
        for done, window in enumerate(parts, start=1):
            if cancelled():
                raise CancelledError("The call was cancelled while its notes were made; retry it to go on.")
            answer, used = self._read(_messages(window, context, masker, part=done, parts=len(parts)))
            drafts.append(answer.draft(turn_ids, masker.unmask))
            replies.extend(used)
            progress(done, len(parts))
        return DraftResult(
            draft=merged(drafts) if drafts else Draft(),
            model=next((reply.model for reply in replies if reply.model), self._model),
            prompt_version=self._prompt_version,
            coverage=NotesCoverage(turns=len(transcript.turns), turns_read=len(transcript.turns)),
            usage=_summed(replies),
            masked=masker.counts,
        )

    def close(self) -> None:
        """Let go of the connections to the server."""
        self._chat.close()

    def _read(self, messages: list[ChatCompletionMessageParam]) -> tuple[Answer, list[Reply]]:
        """Ask, and ask once more when the answer cannot be read."""
        first = self._chat.ask(messages, self._schema)
        answer = _parsed(first)
        if isinstance(answer, Answer):
            return answer, [first]
        repair: list[ChatCompletionMessageParam] = [
            *messages,
            {"role": "assistant", "content": first.text[:_SHOWN_ANSWER_CHARACTERS] or "(nothing)"},
            {"role": "user", "content": prompt("repair").format(problem=answer)},
        ]
        second = self._chat.ask(repair, self._schema)
        answer = _parsed(second)
        if isinstance(answer, Answer):
            return answer, [first, second]
        raise LlmAnswerError(
            "The language model's answer does not fit the schema, also after one repair; retry the call, or "
            "use a larger model or --engine rules."
        )


def _parsed(reply: Reply) -> Answer | str:
    """Return the answer, or what is wrong with it, without any of its words."""
    text = salvage(reply.text)
    if text is None:
        return "it was cut off before its end." if reply.cut_off else "it holds no complete JSON object."
    try:
        return Answer.model_validate_json(text)
    except ValidationError as error:
        places = {".".join(str(part) for part in problem["loc"]) for problem in error.errors()[:5]}
        return f"these keys are missing, unknown or of a wrong kind: {', '.join(sorted(places))}."


def _messages(
    window: Window, context: CallContext, masker: Masker, *, part: int, parts: int
) -> list[ChatCompletionMessageParam]:
    started_at = context.started_at.astimezone(context.zone)
    about = (
        f"The call took place on {started_at:%A, %Y-%m-%d at %H:%M} ({zone_name(context.zone, started_at)})"
    )
    about += f", {context.direction}." if context.direction else "."
    if parts > 1:
        about += f" This is part {part} of {parts}; note only what this part shows."
    lines = "\n".join(
        f"[{number}] {_flat(masker.mask(turn.speaker))}: {_flat(turn.text)}"
        for number, turn in enumerate(window.turns, start=window.first)
    )
    return [
        {"role": "system", "content": prompt("notes")},
        {"role": "user", "content": f"{about}\n\n<transcript>\n{lines}\n</transcript>"},
    ]


def _flat(text: str) -> str:
    """One line without angle brackets, so that nothing said can end the transcript."""
    return " ".join(text.split()).translate(_NO_MARKUP)


def _summed(replies: Sequence[Reply]) -> Usage:
    return Usage(
        prompt_tokens=sum(reply.usage.prompt_tokens for reply in replies),
        completion_tokens=sum(reply.usage.completion_tokens for reply in replies),
        calls=sum(reply.usage.calls for reply in replies),
    )
