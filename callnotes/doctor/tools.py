"""Looks at the tools of the steps: ffmpeg, the speech engine and its model, the engine for notes, the CRM."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from callnotes.doctor.check import Check
from callnotes.settings import Settings
from models.transcript import Coverage, Transcript, Turn

if TYPE_CHECKING:
    from transcriber.media.sandbox import Walls

_LLM_PATIENCE_S: Final = 30.0


def ffmpeg(_settings: Settings) -> Check:
    """An ffmpeg is there, the one on PATH or else the wheel's, and it decodes behind its walls."""
    from transcriber.media.find_ffmpeg import find_ffmpeg
    from transcriber.media.sandbox import decodes, try_walls

    tool = find_ffmpeg()
    if not decodes(tool):
        return Check(
            name="ffmpeg",
            state="fail",
            found=f"{tool} does not decode even a second of silence in its sandbox",
            mend="Install ffmpeg from your system's packages, or take it off PATH to use the wheel's.",
        )
    return walls_found(tool, try_walls(tool))


def walls_found(tool: Path, walls: Walls) -> Check:
    """Say what a hostile recording could still do if it took ffmpeg over."""
    open_ways = [
        way
        for closed, way in (
            (walls.other_files, "read files"),
            (walls.sockets, "open sockets"),
            (walls.processes, "start processes"),
        )
        if not closed
    ]
    if not open_ways:
        return Check(name="ffmpeg", state="ok", found=f"{tool}, shut in by the kernel")
    return Check(
        name="ffmpeg",
        state="warn",
        found=f"{tool}; this kernel does not keep it from trying to {', '.join(open_ways)}",
        mend="Use Linux 5.13 or newer with Landlock and seccomp; formats are limited in any case.",
    )


def speech(settings: Settings) -> Check:
    """The chosen speech engine can start."""
    if settings.speech_engine == "preview":
        return Check(
            name="speech",
            state="warn",
            found="the offline preview engine is chosen; most words on a telephone line will be wrong",
            mend="Unset CALLNOTES_SPEECH_ENGINE and run `callnotes fetch-models`.",
        )
    if settings.speech_engine == "remote":
        from callnotes.engines import remote_engine

        with closing(remote_engine(settings)) as engine:
            engine.probe()
            return Check(name="speech", state="ok", found=f"the server at {engine.host} answers")
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


def audio_outside(settings: Settings) -> Check:
    """No audio leaves the machine unless the operator wants it; then it is said each time."""
    if not settings.speech_url:
        return Check(name="audio outside", state="ok", found="no audio leaves this machine")
    from transcriber.engines.remote import listed_host

    host = listed_host(settings.speech_url, settings.speech_hosts)
    whose = "every call" if settings.speech_engine == "remote" else "calls that ask for the engine `remote`"
    return Check(
        name="audio outside",
        state="warn",
        found=f"the audio of {whose} is sent to {host}",
        mend="Unset CALLNOTES_SPEECH_URL, if it is to stay on this machine.",
    )


def vocabulary(settings: Settings) -> Check:
    """The file with the team's vocabulary can be read."""
    from callnotes.vocabulary import read_vocabulary

    terms = read_vocabulary(settings.vocabulary)
    return Check(name="vocabulary", state="ok", found=f"{len(terms)} term(s)" if terms else "none is set")


def templates(settings: Settings) -> Check:
    """The templates of notes, and those of the operator's folder, can be read."""
    from extractor.templates import read_templates

    found = read_templates(settings.templates)
    return Check(name="templates", state="ok", found=", ".join(one.name for one in found.every))


def consent_rules(settings: Settings) -> Check:
    """The table of consent rules can be read; with a mistake in it every call waits."""
    from callnotes.consent_table import table_of

    table = table_of(settings.consent_rules)
    if table.faults:
        mend = "Correct the file; `callnotes consent rules` tells every mistake. Until then every call waits."
        return Check(name="consent rules", state="fail", found=table.faults[0], mend=mend)
    told = f"{len(table.rules)} rule(s), then: {table.default.in_words}"
    return Check(name="consent rules", state="ok", found=told)


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
    return _language_model(settings)


def notes_of_teams(settings: Settings) -> Check:
    """Which teams' notes a person switched away from the engine of the settings."""
    from callnotes.shelves import shelves_of
    from lifecycle.trust_switch import switched
    from models.trust import switch_words

    with shelves_of(settings) as shelves:
        held = switched(shelves)
    if not held:
        return Check(name="notes of teams", state="ok", found="the engine of the settings for every team")
    told = "; ".join(f"{one.team or 'no team'}: {switch_words(one.to)}" for one in held)
    mend = "When the reason is gone, switch back on the page Trust, or by `callnotes trust switch`."
    return Check(name="notes of teams", state="warn", found=told, mend=mend)


def _language_model(settings: Settings) -> Check:
    """Ask the model for the notes of a call of two turns, as the main job would."""
    from callnotes.engines import notes_engines
    from extractor.engine import CallContext

    patient = settings.model_copy(
        update={"llm_timeout_s": min(settings.llm_timeout_s, _LLM_PATIENCE_S), "llm_fallback": "none"}
    )
    result = notes_engines(patient)("llm").draft(
        _two_turns(),
        CallContext(started_at=datetime.now(UTC), zone=settings.zone),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    return Check(name="notes", state="ok", found=f"the language model answers ({result.model})")


def _two_turns() -> Transcript:
    turns = (
        Turn(id="t1", speaker="agent", speaker_confidence=1, start_s=0, end_s=2, text="Good morning."),
        Turn(id="t2", speaker="customer", speaker_confidence=1, start_s=2, end_s=4, text="Good morning."),
    )
    coverage = Coverage(speech_s=4, transcribed_s=4)
    return Transcript(
        language="en",
        duration_s=4,
        channels=2,
        engine="doctor",
        model="doctor",
        turns=turns,
        coverage=coverage,
    )


def crm(settings: Settings) -> Check:
    """The CRM answers; a person asks, so one that was closed to us after an outage opens when it does."""
    from callnotes.crm_limits import crm_limits, way_in
    from callnotes.shelves import shelves_of
    from callnotes.workshop import adapter_of

    with shelves_of(settings) as shelves, adapter_of(settings, shelves, by_hand=True) as adapter:
        able = adapter.probe()
        found = f"{able.adapter}, version {able.api_version}"
        if settings.crm == "hubspot":
            left = shelves.rate_gate(crm_limits(settings)).standing().limits[-1].left
            found += f", let in by {way_in(settings)}, {left} requests left today"
    return Check(name="crm", state="ok", found=found)
