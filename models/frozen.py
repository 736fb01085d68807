"""The one parent of every value that crosses a room's boundary: immutable, and strict about its keys."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value; unknown keys are refused, collections are tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")
