"""The real language model server, for the tests of this room."""

from __future__ import annotations

from tests.llm_server import llm_server

__all__ = ["llm_server"]
