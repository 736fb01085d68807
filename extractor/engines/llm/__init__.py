"""The `llm` engine: a language model behind any OpenAI-compatible server proposes the draft."""

from extractor.engines.llm.engine import LlmEngine

__all__ = ["LlmEngine"]
