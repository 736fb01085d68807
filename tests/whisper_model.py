"""Real Whisper models for tests: one says a chosen text, one has random weights (evals/made_whisper.py).

In: nothing. Out: fixtures with a folder each, which faster-whisper loads.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.made_whisper import LINES, make_random_model, make_scripted_model

__all__ = ["LINES", "make_random_model", "make_scripted_model", "random_whisper", "scripted_whisper"]


@pytest.fixture(scope="session")
def scripted_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_scripted_model(tmp_path_factory.mktemp("scripted-whisper"))


@pytest.fixture(scope="session")
def random_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_random_model(tmp_path_factory.mktemp("random-whisper"))
