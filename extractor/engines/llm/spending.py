"""What reading one call may cost and has cost: requests, tokens, seconds; kept exchanges are counted with it.

In: replies. Out: `Usage`, and whether there is room for another request.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from models.notes import Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one call may take; what is not read by then is named in the notes."""

    requests: int = 200
    tokens: int = 500_000
    seconds: float = 3600.0


class SpentError(Exception):
    """A limit of the call is reached; `why` is a sentence for the notes."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


@dataclass
class Spending:
    """The bill of one call."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    usage: Usage = field(default_factory=Usage)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def add(self, usage: Usage) -> None:
        """Count what one request took."""
        self.usage = Usage(
            prompt_tokens=self.usage.prompt_tokens + usage.prompt_tokens,
            completion_tokens=self.usage.completion_tokens + usage.completion_tokens,
            calls=self.usage.calls + usage.calls,
            seconds=round(self.usage.seconds + usage.seconds, 3),
        )

    def check(self, expected_tokens: int) -> None:
        """Raise SpentError when another request of so many tokens would go over a limit."""
        spent = self.usage.prompt_tokens + self.usage.completion_tokens
        if self.usage.calls >= self.limits.requests:
            raise SpentError("The limit of requests per call was reached (CALLNOTES_LLM_MAX_REQUESTS).")
        if spent + expected_tokens > self.limits.tokens:
            raise SpentError("The limit of tokens per call was reached (CALLNOTES_LLM_MAX_TOKENS).")
        if self.clock() - self.began > self.limits.seconds:
            raise SpentError("The limit of time per call was reached (CALLNOTES_LLM_MAX_SECONDS).")
