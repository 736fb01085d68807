"""The demo: the sample call goes through every real step, in a folder of its own that starts fresh.

In: settings. Out: `DemoResult`: the dossier of the call as it waits for a person.
Nothing is downloaded: faster-whisper is used when its model is on disk, else the offline preview engine.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from callnotes.enqueue import open_queue
from callnotes.reading_files import chunks_of
from callnotes.sample import Sample, load_sample
from callnotes.sample_call import consent_of, details_of
from callnotes.settings import Settings
from callnotes.shelves import intake_limits, shelves_of
from lifecycle import intake, reading
from lifecycle.reading import Dossier
from models.call import Call
from models.errors import FailedError, InputError
from models.frozen import Frozen
from storage.shelves import Shelves

_MARK: Final = ".callnotes-demo"

Wait = Callable[[Settings, tuple[Call, ...]], tuple[Call, ...]]


class DemoResult(Frozen):
    """What the demo has to show."""

    dossier: Dossier
    sample: Sample
    speech_engine: str


def demo_settings(settings: Settings) -> Settings:
    """Return settings for the demo: its own folder and database, and an engine that needs no download."""
    from transcriber.engines.faster_whisper import model_on_disk

    sample = load_sample()
    on_disk = model_on_disk(settings.speech_model, settings.models)
    return settings.model_copy(
        update={
            "data": settings.data / "demo",
            "database_url": None,
            "time_zone": sample.time_zone,
            "speech_engine": "faster-whisper" if on_disk else "preview",
            "offline": True,
        }
    )


def run_demo(settings: Settings, *, wait: Wait) -> DemoResult:
    """Run the sample call through the house until it waits for a person.

    `settings` are those of `demo_settings`. Raises InputError when the demo's folder holds something else,
    FailedError when a step failed.
    """
    sample = load_sample()
    _start_fresh(settings.data, sample)
    shelves = shelves_of(settings)
    _seed(shelves, sample)
    with open_queue(settings) as enqueue:
        accepted = intake.accept(
            shelves,
            details_of(sample),
            consent_of(sample),
            audio=chunks_of(sample.audio),
            transcript=None,
            limits=intake_limits(settings),
            enqueue=enqueue,
        )
    (call,) = wait(settings, (accepted.call,))
    if call.attempt is not None:
        raise FailedError(call.attempt.message)
    return DemoResult(
        dossier=reading.dossier(shelves, call.id), sample=sample, speech_engine=settings.speech_engine
    )


def demo_document(result: DemoResult) -> dict[str, Any]:
    """Return the document of `demo --json`."""
    dossier = result.dossier
    call = dossier.call
    assert dossier.transcript is not None  # noqa: S101 - the demo ends staged or raises
    assert dossier.notes is not None  # noqa: S101 - the demo ends staged or raises
    return {
        "call": {
            "id": call.id,
            "started_at": result.sample.started_at.isoformat(),
            "time_zone": result.sample.time_zone,
            "agent": call.details.agent,
            "customer": call.details.customer.phone or call.details.customer.email,
        },
        "transcript": dossier.transcript.model_dump(mode="json"),
        "notes": dossier.notes.model_dump(mode="json"),
        "staged": {
            "adapter": dossier.records[0].adapter if dossier.records else "local",
            "records": [
                record.model_dump(mode="json", include={"kind", "external_id", "status", "title"})
                for record in dossier.records
            ],
        },
    }


def _start_fresh(folder: Path, sample: Sample) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        msg = "The demo's folder holds what the demo did not make; move it away or give another --data."
        raise InputError(msg)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    (folder / _MARK).touch()
    # Whatever is done with this folder later reckons in the zone of the sample's people.
    (folder / "settings.toml").write_text(f'time_zone = "{sample.time_zone}"\n')


def _seed(shelves: Shelves, sample: Sample) -> None:
    contact = sample.contact
    shelves.embedded_crm().create_contact(
        key="demo:contact", name=contact.name, phone=contact.phone, email=contact.email
    )
