"""Chooses the engines by plain imports: speech to text, and transcript to notes.

In: settings and, for one call, the engine's name. Out: an engine, loaded once per process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from callnotes.engine_names import NOTES_ENGINES, SPEECH_ENGINES
from callnotes.settings import Settings
from callnotes.shelves import masking_of
from extractor.engine import NotesEngine
from models.errors import EngineUnknownError, SettingsError
from models.ports import KeepExchange
from models.trust import OFF, drafter
from transcriber.engine import SpeechEngine

if TYPE_CHECKING:
    from transcriber.engines.remote import RemoteEngine

E = TypeVar("E")


def speech_engines(settings: Settings) -> Callable[[str | None], SpeechEngine]:
    """Return a function that gives the speech engine with a name; None is the settings' choice."""
    return _once_per_name(lambda name: _speech_engine(settings, name or settings.speech_engine))


def notes_engines(
    settings: Settings, *, keep: KeepExchange | None = None
) -> Callable[[str | None], NotesEngine]:
    """Return a function that gives the notes engine with a name; None is the settings' choice.

    `keep` is given what a language model was asked and what it answered.
    """
    return _once_per_name(lambda name: _notes_engine(settings, name or settings.extractor, keep))


def _speech_engine(settings: Settings, name: str) -> SpeechEngine:
    if name == "faster-whisper":
        from transcriber.engines.faster_whisper import FasterWhisperEngine

        return FasterWhisperEngine(
            settings.speech_model,
            model_dir=settings.models,
            download=not settings.offline,
            device=settings.speech_device,
            compute_type=settings.speech_compute,
            workers=settings.recordings_at_once,
            threads=settings.threads_per_recording,
            beam_size=settings.speech_beam,
        )
    if name == "remote":
        return remote_engine(settings)
    if name == "preview":
        from transcriber.engines.preview import PreviewEngine

        return PreviewEngine()
    msg = f"There is no speech engine of this name; choose one of {', '.join(SPEECH_ENGINES)}."
    raise EngineUnknownError(msg)


def remote_engine(settings: Settings) -> RemoteEngine:
    """Return the engine that sends audio to a server. Raises SettingsError unless that is wanted."""
    if not settings.speech_url:
        msg = "No speech server is set; set CALLNOTES_SPEECH_URL and list its host in CALLNOTES_SPEECH_HOSTS."
        raise SettingsError(msg)
    from transcriber.engines.remote import RemoteEngine

    return RemoteEngine(
        url=settings.speech_url,
        hosts=settings.speech_hosts,
        key=settings.speech_key.get_secret_value() if settings.speech_key else None,
        model=settings.speech_remote_model,
        timeout_s=settings.speech_timeout_s,
    )


def _notes_engine(settings: Settings, name: str, keep: KeepExchange | None) -> NotesEngine:
    if name == "rules":
        from extractor.engines.rules import RulesEngine

        return RulesEngine()
    if name == OFF:
        from extractor.engines.off import OffEngine

        return OffEngine()
    engine, model, prompt = drafter(name)
    if engine == "llm":
        if not (settings.llm_url or settings.llm_key):
            msg = "No language model is set; set CALLNOTES_LLM_URL, or use the engine `rules`."
            raise SettingsError(msg)
        chosen = settings.model_copy(update={"llm_model": model}) if model else settings
        return _language_model(chosen, keep, prompt or "notes")
    msg = f"There is no notes engine of this name; choose one of {', '.join(NOTES_ENGINES)}."
    raise EngineUnknownError(msg)


def _language_model(settings: Settings, keep: KeepExchange | None, prompt: str) -> NotesEngine:
    """Return the model's engine; its claims are compared with what the rules find."""
    from extractor.engines.llm import Chat, Limits, LlmEngine
    from extractor.engines.read_twice import ReadTwice
    from extractor.engines.rules import RulesEngine

    server = Chat(
        base_url=settings.llm_url,
        api_key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        model=settings.llm_model,
        timeout_s=settings.llm_timeout_s,
    )
    rules = RulesEngine()
    model = LlmEngine(
        server,
        context_tokens=settings.llm_context_tokens or None,
        limits=Limits(settings.llm_max_requests, settings.llm_max_tokens, settings.llm_max_seconds),
        masking=masking_of(settings),
        keep=keep,
        prompt=prompt,
    )
    engine = ReadTwice(model, rules)
    if settings.llm_fallback == "none":
        return engine
    from extractor.engines.falling_back import FallingBack

    return FallingBack(engine, rules)


def _once_per_name(make: Callable[[str | None], E]) -> Callable[[str | None], E]:
    made: dict[str | None, E] = {}
    lock = threading.Lock()

    def get(name: str | None) -> E:
        with lock:
            if name not in made:
                made[name] = make(name)
            return made[name]

    return get
