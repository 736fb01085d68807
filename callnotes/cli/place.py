"""Where a command works: its settings, read once and only when the command needs them."""

from __future__ import annotations

import shlex
from functools import cached_property
from pathlib import Path

import typer

from callnotes.cli.called import program
from callnotes.logs import configure_logs
from callnotes.settings import Settings, load_settings
from models.errors import CallNotFoundError


class Place:
    """The data folder of the command line, and the settings that go with it."""

    def __init__(self, data: Path | None) -> None:
        """Remember the folder; nothing is read yet."""
        self._data = data

    @cached_property
    def settings(self) -> Settings:
        """The settings, checked; logs follow them from here on, quiet without a level of their own."""
        settings = load_settings(data=self._data)
        configure_logs(level=settings.log_level or "error", style=settings.log_format)
        return settings

    @property
    def service_settings(self) -> Settings:
        """The settings for a program that runs on, whose log tells what happens."""
        settings = self.settings
        configure_logs(level=settings.log_level or "info", style=settings.log_format)
        return settings

    @property
    def program(self) -> str:
        """The program as it was called, with its global option: the beginning of every suggested command."""
        return f"{program()} --data {shlex.quote(str(self._data))}" if self._data else program()

    @property
    def existing(self) -> Settings:
        """The settings, for commands about a call. Raises CallNotFoundError where nothing was ever kept."""
        if self.is_new:
            msg = "There is no call here: the data folder does not exist. Check --data or CALLNOTES_DATA."
            raise CallNotFoundError(msg)
        return self.settings

    @property
    def is_new(self) -> bool:
        """True when nothing was ever kept in the data folder; looking must not make one."""
        return not self.settings.data.exists()


def settings_of(context: typer.Context) -> Settings:
    """Return the settings of this command."""
    return place_of(context).settings


def place_of(context: typer.Context) -> Place:
    """Return the place that the global options named."""
    place = context.find_object(Place)
    return place if place is not None else Place(None)
