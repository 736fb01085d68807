"""A question to a language model and its answer, exactly as they were, masked; kept only where wanted."""

from __future__ import annotations

from pydantic import AwareDatetime

from models.frozen import Frozen
from models.notes import Usage


class Exchange(Frozen):
    """`request` is the JSON of messages and schema, `way` how JSON was asked for, `at` when it was kept."""

    call_id: str
    request: str
    answer: str
    way: str
    cut_off: bool
    model: str
    prompt_version: str
    usage: Usage
    at: AwareDatetime | None = None
