"""An `llm` engine on a scripted server, which waits for nobody, and the draft that it makes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from evals.scripted_llm import ScriptedLlm
from extractor.engine import CallContext, DraftResult
from extractor.engines.llm import Chat, Limits, LlmEngine, Patience
from models.ports import KeepExchange
from models.transcript import Transcript

CONTEXT = CallContext(
    started_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    zone=ZoneInfo("America/New_York"),
    direction="inbound",
)


def chat_on(
    url: str, *, tries: int = 1, timeout_s: float = 5.0, pauses: list[float] | None = None, model: str = "m"
) -> Chat:
    """Return a chat whose pauses take no time; they are written down."""
    noted = [] if pauses is None else pauses
    patience = Patience(tries=tries, sleep=noted.append, chance=lambda: 0.0)
    return Chat(base_url=url, api_key="k-1", model=model, timeout_s=timeout_s, patience=patience)


def engine_on(
    llm: ScriptedLlm,
    *,
    context_tokens: int | None = None,
    limits: Limits | None = None,
    keep: KeepExchange | None = None,
    prompt: str = "notes",
    tries: int = 1,
    timeout_s: float = 5.0,
    pauses: list[float] | None = None,
) -> LlmEngine:
    """Return an engine on this server."""
    chat = chat_on(llm.url, tries=tries, timeout_s=timeout_s, pauses=pauses)
    return LlmEngine(chat, context_tokens=context_tokens, limits=limits, keep=keep, prompt=prompt)


def draft_of(
    llm: ScriptedLlm, transcript: Transcript, context: CallContext = CONTEXT, **options: object
) -> DraftResult:
    """Return what an engine on this server makes of a call."""
    made = engine_on(llm, **options)  # type: ignore[arg-type] # options are checked by the engine
    try:
        return made.draft(transcript, context, progress=lambda _done, _total: None, cancelled=lambda: False)
    finally:
        made.close()
