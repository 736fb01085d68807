"""One chat completion at an OpenAI-compatible server, with its failures in our words.

In: messages and a JSON schema. Out: `Reply`, or one of LlmUnreachableError, LlmRefusedError, LlmAnswerError.
`chat.completions` and not `responses`: llama.cpp ignores schemas on the latter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from models.errors import FailedError, LlmAnswerError, LlmRefusedError, LlmUnreachableError
from models.notes import Usage

_CONNECT_S = 10.0
_MAX_ANSWER_TOKENS = 8_192
_BUSY = frozenset({408, 409, 425, 429})
_NO_KEY = "none"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, whether it was cut off, the model's own name, and the tokens counted."""

    text: str
    cut_off: bool
    model: str
    usage: Usage


class Chat:
    """A server and a model on it.

    `base_url` None means OpenAI's own service. Busy answers and time-outs are tried again at most
    `max_retries` times by the client, which honours Retry-After.
    """

    def __init__(
        self, *, base_url: str | None, api_key: str | None, model: str, timeout_s: float, max_retries: int
    ) -> None:
        self.hosted_by_openai = base_url is None
        self._model = model
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or _NO_KEY,
            timeout=openai.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
            max_retries=max_retries,
        )

    def ask(self, messages: Sequence[ChatCompletionMessageParam], schema: dict[str, Any]) -> Reply:
        """Return the model's answer to these messages.

        Raises LlmUnreachableError (try later), LlmRefusedError (the request is at fault) and LlmAnswerError
        (the server answered, but not with a completion).
        """
        try:
            completion = self._create(messages, schema)
        except openai.OpenAIError as error:
            raise _translated(error) from error
        except ValueError as error:
            raise _no_completion() from error
        return _reply(completion)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _create(
        self, messages: Sequence[ChatCompletionMessageParam], schema: dict[str, Any]
    ) -> ChatCompletion:
        options: dict[str, Any] = {"temperature": 0.0}
        options["max_completion_tokens" if self.hosted_by_openai else "max_tokens"] = _MAX_ANSWER_TOKENS
        try:
            return self._completion(messages, schema, options)
        except openai.BadRequestError as error:
            # Reasoning models take no temperature; all else stays as it is.
            if error.param != "temperature":
                raise
            del options["temperature"]
            return self._completion(messages, schema, options)

    def _completion(
        self,
        messages: Sequence[ChatCompletionMessageParam],
        schema: dict[str, Any],
        options: dict[str, Any],
    ) -> ChatCompletion:
        completion: ChatCompletion = self._client.chat.completions.create(
            model=self._model,
            messages=list(messages),
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "call_notes", "strict": True, "schema": schema},
            },
            **options,
        )
        return completion


def _reply(completion: ChatCompletion) -> Reply:
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise _no_completion()
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise LlmAnswerError(
            "The language model declined to read this call; retry it, or use --engine rules."
        )
    counted = completion.usage
    return Reply(
        text=choice.message.content or "",
        cut_off=choice.finish_reason == "length",
        model=completion.model or "",
        usage=Usage(
            prompt_tokens=counted.prompt_tokens if counted else 0,
            completion_tokens=counted.completion_tokens if counted else 0,
            calls=1,
        ),
    )


def _no_completion() -> LlmAnswerError:
    return LlmAnswerError(
        "The address of the language model answers, but not with a chat completion; check CALLNOTES_LLM_URL, "
        "which usually ends in /v1."
    )


def _translated(error: openai.OpenAIError) -> FailedError:
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APITimeoutError):
        return LlmUnreachableError(
            "The language model's server did not answer in time; retry the call, or raise "
            "CALLNOTES_LLM_TIMEOUT_S."
        )
    if isinstance(error, openai.APIConnectionError):
        return LlmUnreachableError(
            "The language model's server cannot be reached; check CALLNOTES_LLM_URL with callnotes doctor, "
            "then retry the call."
        )
    return _no_completion()


def _of_status(error: openai.APIStatusError) -> FailedError:
    status = error.status_code
    if status == 429 and error.code == "insufficient_quota":
        return LlmRefusedError(
            "The account at the language model's server has no quota left; renew it, then retry."
        )
    if status >= 500 or status in _BUSY:
        return LlmUnreachableError(
            f"The language model's server is busy or broken (HTTP {status}); retry later."
        )
    if status in {401, 403}:
        return LlmRefusedError(
            f"The language model's server refuses the key (HTTP {status}); check CALLNOTES_LLM_KEY."
        )
    if status == 404:
        return LlmRefusedError(
            "The language model's server knows no such model or address (HTTP 404); check "
            "CALLNOTES_LLM_MODEL and CALLNOTES_LLM_URL."
        )
    return LlmRefusedError(
        f"The language model's server refuses the request (HTTP {status}), perhaps because the call is too "
        "long for it; check CALLNOTES_LLM_MODEL."
    )
