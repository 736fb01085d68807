"""What is asked of a model at once: its task, the words to read, and the shape of the answer.

Out: `Question`, and its hash, by which a kept answer is found again. Not here: how a server is told of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from models.notes import Usage

Way = Literal["schema", "json", "tools", "plain"]


@dataclass(frozen=True, slots=True)
class Question:
    """A task, messages by turns as (role, text), the JSON schema of the answer, and how long it may be."""

    system: str
    messages: tuple[tuple[Literal["user", "assistant"], str], ...]
    schema: dict[str, Any]
    answer_tokens: int

    def repaired(self, answer: str, repair: str) -> Question:
        """Return the question with an answer that could not be read, and what is wrong with it."""
        again = (*self.messages, ("assistant", answer or "(nothing)"), ("user", repair))
        return replace(self, messages=again)

    def document(self) -> str:
        """Return the question as JSON: what was asked, whatever server was asked it."""
        asked = [{"role": "system", "content": self.system}]
        asked += [{"role": role, "content": text} for role, text in self.messages]
        return json.dumps({"messages": asked, "schema": self.schema}, ensure_ascii=False)

    @property
    def sha256(self) -> str:
        """The hash of the document; another prompt, schema or transcript has another one."""
        return hashlib.sha256(self.document().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, how it ended, in which way it was asked for, and what it took."""

    text: str
    model: str = ""
    cut_off: bool = False
    declined: bool = False
    way: Way = "plain"
    usage: Usage = field(default_factory=lambda: Usage(calls=1))
