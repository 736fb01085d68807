"""A model whose answers were recorded: the same question gets the same answer, with no server and no network.

In: a file of JSON lines, each a question's hash with its answer. Out: `Recording`, which asks a server and
writes down, and `Replay`, which only looks up. A changed prompt, schema or call is another question and so a
miss, which is counted. Questions are masked as they were sent; the file holds hashes and answers.
"""

# ruff: noqa: ARG002 - the methods have the arguments of `Model`, of which a recording needs few

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.engines.llm import Chat, Question, Reply
from models.errors import LlmAnswerError
from models.notes import Usage


@dataclass
class Recording:
    """A model at a server; every answer is added to the file, and what is in it is not asked again."""

    chat: Chat
    path: Path
    known: dict[str, Reply] = field(init=False)

    def __post_init__(self) -> None:
        self.known = read_cassette(self.path) if self.path.exists() else {}
        self.name = self.chat.name
        self.hosted_by_openai = self.chat.hosted_by_openai

    def ask(self, question: Question, *, weaker: bool = False) -> Reply:
        """Return the recorded answer, else the server's, which is recorded."""
        key = question.sha256
        if key not in self.known:
            self.known[key] = self.chat.ask(question, weaker=weaker)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(_line(key, self.known[key]) + "\n")
        return self.known[key]

    def understood(self, reply: Reply) -> None:
        """Let the chat remember the way."""
        self.chat.understood(reply)

    def about(self, path: str, body: dict[str, Any] | None = None) -> object:
        """Say nothing of the server, so that the parts of a call are the same when there is none."""
        return None

    def close(self) -> None:
        """Let go of the connections."""
        self.chat.close()


@dataclass
class Replay:
    """The answers of a file; `hits` and `misses` say how much of what is asked now was asked then."""

    path: Path
    name: str = "recorded"
    hosted_by_openai: bool = False
    hits: int = 0
    misses: int = 0
    known: dict[str, Reply] = field(init=False)

    def __post_init__(self) -> None:
        self.known = read_cassette(self.path)

    def ask(self, question: Question, *, weaker: bool = False) -> Reply:
        """Return the recorded answer. Raises LlmAnswerError for a question that was not asked then."""
        found = self.known.get(question.sha256)
        if found is None:
            self.misses += 1
            raise LlmAnswerError("The recording has no answer to this question; record it again.")
        self.hits += 1
        return found

    def understood(self, reply: Reply) -> None:
        """There is nothing to remember."""

    def about(self, path: str, body: dict[str, Any] | None = None) -> object:
        """Say nothing, as when it was recorded."""
        return None

    def close(self) -> None:
        """There is nothing to let go of."""


def read_cassette(path: Path) -> dict[str, Reply]:
    """Return the answers of a file by the hash of their question; the last one counts."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {line.pop("question"): Reply(**{**line, "usage": Usage(**line["usage"])}) for line in lines}


def _line(key: str, reply: Reply) -> str:
    kept = {
        "question": key, "text": reply.text, "model": reply.model, "cut_off": reply.cut_off,
        "declined": reply.declined, "way": reply.way, "usage": reply.usage.model_dump(),
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)
