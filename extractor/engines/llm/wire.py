"""Reads the body of a completion, whole or as a stream of events, within a time and a size.

In: portions of bytes, their content type, a deadline. Out: `Reply`.
Servers differ in what they leave out; only what is needed is looked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ValidationError

from extractor.engines.llm import failures
from extractor.engines.llm.question import Reply
from models.notes import Usage

#: The name of the form that a model fills in, where answers come by a tool.
FORM: Final = "call_notes"
_MOST_BYTES: Final = 16 * 2**20
_DONE: Final = "[DONE]"


def _text(value: object) -> str:
    """Text, or the text of the parts in which some servers give it."""
    if isinstance(value, list):
        return "".join(str(part.get("text") or "") for part in value if isinstance(part, dict))
    return value if isinstance(value, str) else ""


_Text = Annotated[str, BeforeValidator(_text)]
_Count = Annotated[int, BeforeValidator(lambda value: value if isinstance(value, int) else 0)]


class _Function(BaseModel):
    name: _Text = FORM
    arguments: Any = ""

    @property
    def text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


class _Tool(BaseModel):
    function: _Function = _Function()


class _Message(BaseModel):
    content: _Text = ""
    refusal: _Text = ""
    tool_calls: list[_Tool] | None = None


class _Choice(BaseModel):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: _Count = 0
    completion_tokens: _Count = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    model: _Text = ""
    usage: _Usage | None = None


def received(portions: Iterable[bytes], *, is_over: Callable[[], bool]) -> bytes:
    """Return the whole body. Raises LlmUnreachableError when time is over, LlmAnswerError beyond 16 MiB."""
    body = bytearray()
    for portion in portions:
        body += portion
        if is_over():
            raise failures.late()
        if len(body) > _MOST_BYTES:
            raise failures.no_completion()
    return bytes(body)


def reply_of(body: bytes) -> Reply:
    """Return what the model said. Raises LlmAnswerError for what is no completion."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    try:
        if text.startswith(("data:", "event:", "id:", ":")):
            return _reply(_streamed(text))
        return _reply(_Completion.model_validate_json(text))
    except (ValidationError, ValueError, RecursionError) as error:
        raise failures.no_completion() from error


def _streamed(text: str) -> _Completion:
    """Put the events of a stream together to the one completion that they are pieces of."""
    events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    pieces = [
        _Completion.model_validate({"choices": [], **json.loads(each)})
        for each in events
        if each not in {"", _DONE}
    ]
    choices = [piece.choices[0] for piece in pieces if piece.choices]
    said = [found for choice in choices if (found := choice.delta or choice.message)]
    if not said:
        raise failures.no_completion()
    arguments = "".join(tool.function.text for message in said for tool in message.tool_calls or ())
    whole = _Message(
        content="".join(message.content for message in said),
        refusal="".join(message.refusal for message in said),
        tool_calls=[_Tool(function=_Function(arguments=arguments))] if arguments else None,
    )
    ended = next((choice.finish_reason for choice in reversed(choices) if choice.finish_reason), None)
    # A stream that ends without a reason broke off.
    return _Completion(
        choices=[_Choice(message=whole, finish_reason=ended or ("stop" if _DONE in events else "length"))],
        model=next((piece.model for piece in pieces if piece.model), ""),
        usage=next((piece.usage for piece in reversed(pieces) if piece.usage), None),
    )


def _reply(completion: _Completion) -> Reply:
    if not completion.choices or completion.choices[0].message is None:
        raise failures.no_completion()
    choice = completion.choices[0]
    message = completion.choices[0].message
    counted = completion.usage or _Usage()
    # A model that calls for anything but the form is not heard: there is nothing that it could do.
    forms = [tool.function.text for tool in message.tool_calls or () if tool.function.name == FORM]
    return Reply(
        text=next(iter(forms), "") or message.content,
        model=completion.model,
        cut_off=choice.finish_reason == "length",
        declined=bool(message.refusal) or choice.finish_reason == "content_filter",
        usage=Usage(
            prompt_tokens=counted.prompt_tokens, completion_tokens=counted.completion_tokens, calls=1
        ),
    )
