"""The `llm` engine: a language model behind any OpenAI-compatible server proposes the draft."""

from extractor.engines.llm.chat import Chat, Model
from extractor.engines.llm.engine import LlmEngine
from extractor.engines.llm.patience import Patience
from extractor.engines.llm.question import Question, Reply
from extractor.engines.llm.spending import Limits

__all__ = ["Chat", "Limits", "LlmEngine", "Model", "Patience", "Question", "Reply"]
