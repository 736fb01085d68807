"""Scores a language model on the gold calls, and keeps its answers, so that a new prompt shows its effect.

Usage: python -m evals.llm --record FILE --url URL [--model NAME], later python -m evals.llm --replay FILE.
`--record` asks only what the file does not hold yet; `--replay` needs no server and counts what it misses.
Prints the scores per kind of item (as evals.notes does for the rules engine), and what the model took.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from evals.cassette import Recording, Replay
from evals.gold import GoldCall
from evals.notes import gold_table
from extractor.engine import CallContext
from extractor.engines.llm import Chat, LlmEngine, Model
from extractor.extract import extract
from extractor.templates import choose, read_templates
from models.errors import FailedError
from models.notes import CallNotes, NotesCoverage
from models.transcript import Transcript

#: Set for recording and replay alike, since the parts of a call hang on it.
_CONTEXT_TOKENS = 16_384


@dataclass
class Asked:
    """Notes of gold calls by a model; `failed` names those of which it made none, with the error's code."""

    model: Model
    failed: dict[str, str] = field(default_factory=dict)
    tokens: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._engine = LlmEngine(self.model, context_tokens=_CONTEXT_TOKENS)
        self._templates = read_templates()

    def read(self, call: GoldCall, transcript: Transcript) -> CallNotes:
        """Return the model's notes of this call; empty ones where it failed."""
        chosen = choose(self._templates, transcript)
        context = CallContext(
            started_at=call.started_at,
            zone=ZoneInfo(call.time_zone),
            template=chosen.template,
            category=chosen.category,
        )
        try:
            notes = extract(transcript, engine=self._engine, context=context)
        except FailedError as error:
            self.failed[call.name] = error.code
            nothing = NotesCoverage(turns=len(transcript.turns), turns_read=0)
            return CallNotes(
                engine="llm",
                model="none",
                prompt_version="none",
                language=transcript.language,
                coverage=nothing,
            )
        self.tokens += notes.usage.prompt_tokens + notes.usage.completion_tokens
        self.seconds += notes.usage.seconds
        return notes


def report(model: Model, *, table: Callable[..., str] = gold_table) -> str:
    """Return the scores of a model on the gold calls as they are written, and what it took."""
    asked = Asked(model)
    lines = [table(asked.read, forms=("written",))]
    lines.append(f"{asked.tokens:,} tokens, {asked.seconds:.0f} s; {len(asked.failed)} calls without notes")
    if isinstance(model, Replay):
        lines.append(f"recorded answers: {model.hits} found, {model.misses} missing")
    return "\n".join(lines)


def main() -> None:
    """Record or replay, and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    parser = argparse.ArgumentParser(prog="python -m evals.llm", description=(__doc__ or "").split("\n")[0])
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--record", type=Path, metavar="FILE")
    how.add_argument("--replay", type=Path, metavar="FILE")
    parser.add_argument("--url", help="address of an OpenAI-compatible server, for --record")
    parser.add_argument("--model", default="default")
    chosen = parser.parse_args()
    if chosen.replay is not None:
        sys.stdout.write(report(Replay(chosen.replay)) + "\n")
        return
    key = os.environ.get("CALLNOTES_LLM_KEY")
    chat = Chat(base_url=chosen.url, api_key=key, model=chosen.model, timeout_s=600)
    sys.stdout.write(report(Recording(chat, chosen.record)) + "\n")


if __name__ == "__main__":
    main()
