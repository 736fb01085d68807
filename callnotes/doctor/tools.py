"""Looks at the tools of the steps: ffmpeg, the speech engine and its model, the engine for notes, the CRM."""

from __future__ import annotations

from importlib.util import find_spec

from callnotes.doctor.check import Check
from callnotes.settings import Settings


def ffmpeg(_settings: Settings) -> Check:
    """An ffmpeg is there: the one on PATH, else the wheel's."""
    from transcriber.media.find_ffmpeg import find_ffmpeg

    return Check(name="ffmpeg", state="ok", found=str(find_ffmpeg()))


def speech(settings: Settings) -> Check:
    """The chosen speech engine can start."""
    if settings.speech_engine == "preview":
        return Check(
            name="speech",
            state="warn",
            found="the offline preview engine is chosen; most words on a telephone line will be wrong",
            mend="Unset CALLNOTES_SPEECH_ENGINE and run `callnotes fetch-models`.",
        )
    from transcriber.engines.faster_whisper import model_on_disk

    if model_on_disk(settings.speech_model, settings.models):
        return Check(
            name="speech", state="ok", found=f"faster-whisper, model {settings.speech_model} on disk"
        )
    return Check(
        name="speech",
        state="fail",
        found=f"the model {settings.speech_model} is not in {settings.models}",
        mend="Run `callnotes fetch-models`, or set CALLNOTES_SPEECH_MODEL to a folder with a model.",
    )


def preview(_settings: Settings) -> Check:
    """The preview engine is an extra that only the demo needs."""
    if find_spec("pocketsphinx") is None:
        return Check(
            name="preview engine",
            state="warn",
            found="not installed, so `callnotes demo` needs a speech model",
            mend="pip install 'callnotes[demo]', if you want the offline demo.",
        )
    return Check(name="preview engine", state="ok", found="pocketsphinx, for the demo only")


def notes(settings: Settings) -> Check:
    """The engine for notes can start; a language model's server answers."""
    if settings.extractor == "rules":
        return Check(
            name="notes",
            state="warn",
            found="the rules engine: it finds less than a language model",
            mend="Set CALLNOTES_LLM_URL and CALLNOTES_LLM_MODEL to any OpenAI-compatible server.",
        )
    from extractor.engines.llm import probe_llm

    probe_llm(
        base_url=settings.llm_url,
        api_key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        model=settings.llm_model,
    )
    return Check(name="notes", state="ok", found=f"language model {settings.llm_model} answers")


def crm(settings: Settings) -> Check:
    """The CRM answers."""
    from callnotes.shelves import shelves_of
    from callnotes.workshop import adapter_of

    able = adapter_of(settings, shelves_of(settings)).probe()
    return Check(name="crm", state="ok", found=f"{able.adapter}, version {able.api_version}")
