"""`callnotes fetch-models`: the speech model of the settings, fetched once; all later work is offline."""

from __future__ import annotations

import typer

from callnotes.cli.place import settings_of


def fetch_models(context: typer.Context) -> None:
    """Fetch the speech model of the settings into the models folder."""
    from transcriber.engines.faster_whisper import fetch_model

    settings = settings_of(context)
    print(f"Fetching the speech model {settings.speech_model}; this can take minutes.")
    where = fetch_model(settings.speech_model, settings.models)
    print(f"The model is at {where}.")
