"""The HTTP process stays light: it never loads a step, a model library or a vendor's client."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.repository import ROOT

HEAVY = (
    "ctranslate2",
    "faster_whisper",
    "hubspot",
    "onnxruntime",
    "openai",
    "pocketsphinx",
    "pyannote",
    "tokenizers",
    "torch",
)
STEPS = ("transcriber", "extractor", "crm_sync", "exchange")


def loaded_after(statement: str) -> frozenset[str]:
    """Return the top-level names that a fresh interpreter has loaded after this statement."""
    program = (
        f"{statement}\nimport json, sys; print(json.dumps(sorted({{n.split('.')[0] for n in sys.modules}})))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return frozenset(json.loads(result.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "statement",
    ["import api.app", "import callnotes.__main__", "import callnotes.__main__, callnotes.serve"],
    ids=["the doors", "the command line", "the server as it is started"],
)
def test_the_front_of_the_program_loads_neither_a_step_nor_a_heavy_library(statement: str) -> None:
    loaded = loaded_after(statement)
    assert sorted(loaded & {*HEAVY, *STEPS}) == []


def test_a_command_line_that_only_answers_help_opens_no_database() -> None:
    assert sorted(loaded_after("import callnotes.__main__") & {"alembic", "sqlalchemy", "storage"}) == []


def test_numpy_is_loaded_only_after_the_program_has_said_how_many_threads_it_may_have() -> None:
    program = "import sys, callnotes.__main__ as front; sys.argv[1:] = ['--version']; front.main()"
    told = "import os; os._exit = lambda code: print(os.environ['OPENBLAS_NUM_THREADS'])"
    assert "numpy" not in loaded_after("import callnotes.__main__")
    done = subprocess.run(
        [sys.executable, "-c", f"{told}\n{program}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "1"


def test_what_counts_as_loaded_is_really_seen() -> None:
    assert "extractor" in loaded_after("import extractor.engine")
