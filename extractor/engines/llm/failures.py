"""A server's failures in our words: what to try again, what it refuses of a request, what a person mends.

In: an error of the client. Out: an error of ours, `Complaint` or `TooLongError`. No word of an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import openai

from extractor.engines.llm.abilities import Feature
from models.errors import FailedError, LlmAnswerError, LlmRefusedError, LlmUnreachableError

BUSY: Final = frozenset({408, 409, 425, 429})
_NOT_TAKEN: Final = frozenset({400, 404, 405, 415, 422, 501})
_TOO_LONG: Final = re.compile(
    r"context.{0,20}(?:length|size|window|limit)|exceed_context|too long|too many tokens|prompt is longer"
    r"|maximum (?:input|prompt|context)|reduce the length|larger than the (?:max|context)"
)
_CONTEXT: Final = re.compile(
    r"(?:context.{0,20}(?:length|size|window|limit)|n_ctx)\D{0,20}(\d{3,8})|(\d{3,8}) tokens? context"
)
_AT_MOST: Final = re.compile(r"at most (\d{2,7})|(?:max\w*|limit) (?:is|of) (\d{2,7})|<= ?(\d{2,7})")
_MODEL: Final = re.compile(
    r"\bmodel\b.{0,80}(?:not (?:found|exist|loaded)|does not exist|unknown)|model_not_found"
)
#: Checked in this order, since a message that is about tools also speaks of a schema.
_FEATURES: Final[tuple[tuple[re.Pattern[str], Feature], ...]] = (
    (re.compile(r"max_(?:completion_|new_)?tokens"), "limit"),
    (re.compile(r"temperature"), "temperature"),
    (re.compile(r"\bseed\b"), "seed"),
    (re.compile(r"\bstream"), "whole"),
    (re.compile(r"response_format|json.?(?:schema|object|mode)|grammar|schema|tool|function|guided"), "way"),
    (re.compile(r"system.{0,30}(?:role|message|prompt|not supported)|roles? (?:must|should)"), "system"),
)  # fmt: skip


class TooLongError(Exception):
    """The request does not fit the model's context; `context_tokens` is its size, where it is known."""

    def __init__(self, context_tokens: int | None = None) -> None:
        super().__init__()
        self.context_tokens = context_tokens


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a server refuses of a request that it may take without, and what to say when it does not."""

    feature: Feature
    error: FailedError
    at_most: int | None = None


def read(error: openai.OpenAIError) -> Complaint | FailedError | TooLongError:
    """Return what a failure means: `Complaint` where another request may do, else how it ends."""
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APITimeoutError):
        return late()
    if isinstance(error, openai.APIConnectionError):
        return LlmUnreachableError(
            "The language model's server cannot be reached; check CALLNOTES_LLM_URL with callnotes doctor, "
            "then retry the call."
        )
    return no_completion()


def late() -> LlmUnreachableError:
    """Say that there was no whole answer in time."""
    return LlmUnreachableError(
        "The language model's server did not answer in time; retry the call, or raise "
        "CALLNOTES_LLM_TIMEOUT_S."
    )


def dropped() -> LlmUnreachableError:
    """Say that an answer broke off."""
    return LlmUnreachableError(
        "The language model's server broke off in the middle of its answer; retry the call later."
    )


def no_completion() -> LlmAnswerError:
    """Say that an answer came which is no completion: a page, a list, something else."""
    return LlmAnswerError(
        "The address of the language model answers, but not with a chat completion; check CALLNOTES_LLM_URL, "
        "which usually ends in /v1."
    )


def too_long() -> LlmRefusedError:
    """Say that not even a small part of a call fits."""
    return LlmRefusedError(
        "The language model's context is too small for a part of a call; start its server with 4,096 tokens "
        "or more, or check CALLNOTES_LLM_CONTEXT_TOKENS."
    )


def asked_wait_s(error: openai.OpenAIError) -> float | None:
    """Return the seconds for which the server asks to be left alone, or None."""
    if not isinstance(error, openai.APIStatusError):
        return None
    headers = error.response.headers
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers.get(name, "")) * factor)
        except ValueError:
            continue
    return None


def _of_status(error: openai.APIStatusError) -> Complaint | FailedError | TooLongError:
    status, said = error.status_code, _said(error)
    if status == 429 and "insufficient_quota" in said:
        return LlmRefusedError(
            "The account at the language model's server has no quota left; renew it, then retry."
        )
    if status == 413 or (status < 500 and _TOO_LONG.search(said)) or "exceed_context" in said:
        size = _CONTEXT.search(said)
        return TooLongError(int(size[1] or size[2]) if size else None)
    if status in {401, 403}:
        return LlmRefusedError(
            f"The language model's server refuses the key (HTTP {status}); check CALLNOTES_LLM_KEY."
        )
    if status >= 500 and status != 501:
        busy = LlmUnreachableError(
            f"The language model's server is busy or broken (HTTP {status}); retry later."
        )
        return Complaint("way", busy) if status == 500 else busy
    if status in BUSY:
        return LlmUnreachableError(f"The language model's server is busy (HTTP {status}); retry later.")
    if status == 404 or _MODEL.search(said):
        return LlmRefusedError(
            f"The language model's server knows no such model or address (HTTP {status}); check "
            "CALLNOTES_LLM_MODEL and CALLNOTES_LLM_URL."
        )
    return _complaint(status, said)


def _complaint(status: int, said: str) -> Complaint | LlmRefusedError:
    refused = LlmRefusedError(
        f"The language model's server refuses the request (HTTP {status}); check CALLNOTES_LLM_MODEL and the "
        "server's log."
    )
    if status not in _NOT_TAKEN:
        return refused
    for pattern, feature in _FEATURES:
        if pattern.search(said):
            most = _AT_MOST.search(said) if feature == "limit" else None
            return Complaint(feature, refused, int(next(filter(None, most.groups()))) if most else None)
    return Complaint("unclear", refused)


def _said(error: openai.APIStatusError) -> str:
    """Everything that the body says, in lower case; it is looked through and never shown."""
    return f"{error.param or ''} {error.code or ''} {error.body or error.message}".lower()
