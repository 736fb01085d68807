"""How much a model can read at once, asked from its server, and how many tokens a text is.

In: a model. Out: `Gauge`: the context in tokens, and a reckoning of tokens, from the server's own count of a
sample where it counts, else on the safe side.
Sources: llama.cpp `/props` and `/tokenize`; `/v1/models` of vLLM (`max_model_len`), LM Studio
(`loaded_context_length`), Groq (`context_window`), OpenRouter (`context_length`); Ollama `/api/ps`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from extractor.engines.llm.chat import Model
from extractor.engines.llm.question import Question

#: What a server has that says nothing of itself; small enough for almost every one.
_SAFE_TOKENS: Final = 8_192
_OPENAI_TOKENS: Final = 65_536
_REAL: Final = (
    "loaded_context_length", "n_ctx", "num_ctx", "max_model_len", "context_window", "context_length",
    "max_context_length", "max_input_tokens", "max_sequence_length",
)  # fmt: skip
_TRAINED: Final = "n_ctx_train"
_LETTERS: Final = re.compile(r"[A-Za-z\s]")
_SAMPLE_CHARACTERS: Final = 12_000
_WORDS_PER_TOKEN: Final = 2.0
_MARGIN: Final = 1.1


@dataclass
class Gauge:
    """The context in tokens, and what the reckoning of tokens has to be multiplied by for this model."""

    context_tokens: int
    factor: float = 1.0

    def tokens(self, text: str) -> int:
        """Return about how many tokens this is: letters cost least, signs of other scripts most."""
        return math.ceil(_reckoned(text) * self.factor)

    def learn(self, text: str, counted: int) -> None:
        """Take over what the server counted, a tenth more to be safe."""
        if counted > 0 and text:
            self.factor = max(0.3, _MARGIN * counted / _reckoned(text))

    def was_cut(self, question: Question, counted: int) -> bool:
        """True when the server counted fewer tokens than the question can have: it left out a part of it."""
        words = sum(len(text.split()) for _role, text in question.messages)
        return 0 < counted < words / _WORDS_PER_TOKEN


def gauge_of(model: Model, *, context_tokens: int | None) -> Gauge:
    """Return the gauge of a model; the context as it was set, else as the server says, else a safe one."""
    stated = context_tokens or _asked(model)
    return Gauge(stated or (_OPENAI_TOKENS if model.hosted_by_openai else _SAFE_TOKENS))


def measure(model: Model, gauge: Gauge, text: str) -> None:
    """Let the server count the tokens of a sample, where it can, so that the first part already fits."""
    if model.hosted_by_openai:
        return
    sample = text[:_SAMPLE_CHARACTERS]
    found = model.about("/tokenize", {"content": sample, "model": model.name, "prompt": sample})
    if isinstance(found, Mapping):
        tokens = found.get("tokens")
        counted = len(tokens) if isinstance(tokens, list) else found.get("count")
        if isinstance(counted, int):
            gauge.learn(sample, counted)


def _asked(model: Model) -> int | None:
    """Return the context that the server has started the model with, before the one it was trained for."""
    if model.hosted_by_openai:
        return None
    props = model.about("/props")
    if isinstance(props, Mapping):
        of_slot = props.get("default_generation_settings")
        if isinstance(of_slot, Mapping) and _is_size(of_slot.get("n_ctx")):
            return int(of_slot["n_ctx"])
    return _listed(model, "models", "data") or _listed(model, "/api/ps", "models")


def _listed(model: Model, path: str, key: str) -> int | None:
    """Return the size that a list of models states for this one, or for the first where none has its name."""
    listed = model.about(path)
    entries = listed.get(key) if isinstance(listed, Mapping) else None
    entries = [each for each in entries if isinstance(each, Mapping)] if isinstance(entries, list) else []
    named = [each for each in entries if model.name in {each.get("id"), each.get("name")}] or entries[:1]
    known = dict(pair for each in named for pair in _numbers(each))
    return next((known[name] for name in (*_REAL, _TRAINED) if name in known), None)


def _numbers(entry: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the sizes that an entry of a list of models states, in itself or one level below."""
    for name, value in entry.items():
        if _is_size(value):
            yield name, int(value)
        elif isinstance(value, Mapping):
            yield from ((below, int(each)) for below, each in value.items() if _is_size(each))


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _reckoned(text: str) -> float:
    letters = len(_LETTERS.findall(text))
    others = sum(sign.isascii() for sign in text) - letters
    foreign = len(text) - letters - others
    return max(1.0, letters / 3.6 + others * 0.7 + foreign * 1.0)
