"""One question to a model on an OpenAI-compatible server, whatever that server can and cannot do.

In: `Question`. Out: `Reply`, or one of LlmUnreachableError, LlmRefusedError, LlmAnswerError, TooLongError.
`chat.completions` and not `responses`: llama.cpp ignores schemas on the latter. Redirects are not followed,
since they would carry a call elsewhere. Not here: what the answer says (reading.py).
"""

from __future__ import annotations

import json
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, Protocol

import openai

from extractor.engines.llm import failures
from extractor.engines.llm.abilities import Abilities
from extractor.engines.llm.failures import Complaint, TooLongError
from extractor.engines.llm.patience import Patience
from extractor.engines.llm.prompt_files import prompt
from extractor.engines.llm.question import Question, Reply
from extractor.engines.llm.wire import FORM, received, reply_of
from models.errors import CallNotesError, FailedError, LlmAnswerError

_CONNECT_S: Final = 10.0
_NO_KEY: Final = "none"
_ASKED_ABOUT_ITSELF_S: Final = 5.0


class Model(Protocol):
    """Whoever answers questions: a server, or a file of answers that were recorded."""

    name: str
    hosted_by_openai: bool

    def ask(self, question: Question, *, weaker: bool = False) -> Reply:
        """Return the answer; `weaker` asks for it in the next way, after one that cannot be read."""
        ...

    def understood(self, reply: Reply) -> None:
        """Note that this answer fitted, so that the way it came is kept."""
        ...

    def about(self, path: str, body: dict[str, Any] | None = None) -> object:
        """Return what the server says of itself at this path, as JSON; None when it says nothing."""
        ...

    def close(self) -> None:
        """Let go of the connections."""
        ...


class Chat:
    """A server and a model on it; what the server can do is found out once and remembered.

    `base_url` None means OpenAI's own service.
    """

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str | None,
        model: str,
        timeout_s: float,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = model
        self.hosted_by_openai = base_url is None
        self.abilities = Abilities(limit="max_completion_tokens" if self.hosted_by_openai else "max_tokens")
        self._timeout_s = timeout_s
        self._patience = patience or Patience()
        self._clock = clock
        self._client = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or _NO_KEY,
            timeout=openai.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )
        self.close = weakref.finalize(self, self._client.close)

    def ask(self, question: Question, *, weaker: bool = False) -> Reply:
        """Return the model's answer.

        Raises LlmUnreachableError (try later), LlmRefusedError (the request is at fault), LlmAnswerError (the
        server answered, but not with a completion) and TooLongError (it does not fit the context).
        """
        able = self.abilities
        if weaker and not able.proven:
            able = able.weaker() or able
        tries = self._patience.tries
        while True:
            try:
                reply = self._patiently(question, able, tries)
            except _ComplainedError as complained:
                able = self._next(able, complained.complaint)
                tries = 1 if complained.complaint.feature == "way" else tries
                continue
            if not weaker:
                self.abilities = able
            return replace(reply, way=able.way)

    def understood(self, reply: Reply) -> None:
        """Note that this answer fitted, so that the way it came is kept."""
        if not (self.abilities.proven and self.abilities.way == reply.way):
            self.abilities = self.abilities.model_copy(update={"way": reply.way, "proven": True})

    def about(self, path: str, body: dict[str, Any] | None = None) -> object:
        """Return what the server says of itself at this path, as JSON; None when it says nothing.

        A path with a slash at its beginning is reckoned from the server's root, without its /v1.
        """
        base = str(self._client.base_url).rstrip("/")
        root = base.removesuffix("/v1") if path.startswith("/") else base
        url = f"{root}/{path.lstrip('/')}"
        patience: Any = {"timeout": min(_ASKED_ABOUT_ITSELF_S, self._timeout_s), "max_retries": 0}
        with suppress(openai.OpenAIError, ValueError):
            if body is None:
                return self._client.get(url, cast_to=object, options=patience)
            return self._client.post(url, cast_to=object, body=body, options=patience)
        return None

    def _next(self, able: Abilities, complaint: Complaint) -> Abilities:
        if complaint.at_most and (able.most_answer_tokens or complaint.at_most + 1) > complaint.at_most:
            return able.model_copy(update={"most_answer_tokens": complaint.at_most})
        less = able.without(complaint.feature)
        if less is None and complaint.feature not in {"way", "unclear"}:
            less = able.without("unclear")
        if less is None:
            raise complaint.error
        return less

    def _patiently(self, question: Question, able: Abilities, tries: int) -> Reply:
        """Ask until there is an answer, as often as patience lasts."""
        tried = 0
        while True:
            tried += 1
            try:
                return self._once(question, able)
            except openai.OpenAIError as error:
                meant, asked_s = failures.read(error), failures.asked_wait_s(error)
                if isinstance(meant, Complaint) and not meant.error.retryable:
                    raise _ComplainedError(meant) from error
                if isinstance(meant, TooLongError) or not _is_worth_waiting(meant):
                    raise meant from error  # type: ignore[misc] # a complaint is one of those worth waiting for
                cause: Exception = error
            except FailedError as error:
                meant, asked_s, cause = error, None, error
                if not error.retryable or isinstance(error, LlmAnswerError):
                    raise
            pause_s = self._patience.pause_s(tried, asked_s) if tried < tries else None
            if pause_s is None:
                raise _given_up(meant, able) from cause
            self._patience.sleep(pause_s)

    def _once(self, question: Question, able: Abilities) -> Reply:
        began = self._clock()
        create = self._client.chat.completions.with_streaming_response.create
        with create(
            model=self.name,
            messages=_messages(question, able),
            extra_body=_form(question, able) | able.options(question.answer_tokens),
        ) as answer:
            try:
                body = received(answer.iter_bytes(), is_over=lambda: self._clock() - began > self._timeout_s)
            except CallNotesError:
                raise
            except Exception as error:  # while a body comes in, the client hands on what its transport raises
                raise failures.late() if "Timeout" in type(error).__name__ else failures.dropped() from error
        reply = reply_of(body)
        return replace(reply, usage=reply.usage.model_copy(update={"seconds": self._clock() - began}))


class _ComplainedError(Exception):
    """The server refuses a part of the request."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__()
        self.complaint = complaint


def _is_worth_waiting(meant: Complaint | FailedError) -> bool:
    return meant.error.retryable if isinstance(meant, Complaint) else meant.retryable


def _given_up(meant: Complaint | FailedError, able: Abilities) -> Exception:
    """A server that breaks over and over may break on the way it is asked, until one is proven."""
    if not isinstance(meant, Complaint):
        return meant
    return meant.error if able.proven or able.weaker() is None else _ComplainedError(meant)


def _messages(question: Question, able: Abilities) -> list[Any]:
    """The messages, with the schema in words where the server is not told of it in another way."""
    task = question.system
    if able.way in {"json", "plain"}:
        schema = json.dumps(question.schema, ensure_ascii=False, separators=(",", ":"))
        task = f"{task}\n\n{prompt('shape').replace('$schema', schema)}"
    said = [{"role": role, "content": text} for role, text in question.messages]
    if "system" in able.dropped:
        return [{"role": "user", "content": f"{task}\n\n{said[0]['content']}"}, *said[1:]]
    return [{"role": "system", "content": task}, *said]


def _form(question: Question, able: Abilities) -> dict[str, Any]:
    """The part of the request that asks for JSON; the one tool is a form to fill in, and does nothing."""
    if able.way == "schema":
        schema = {"name": FORM, "strict": True, "schema": question.schema}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if able.way == "json":
        return {"response_format": {"type": "json_object"}}
    if able.way == "tools":
        function = {"name": FORM, "description": "The notes of the call.", "parameters": question.schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": FORM}},
        }
    return {}
