"""Processes of the tests' own, forked from one that has loaded the program already: ready at once.

In: a function of a module, and what it takes. Out: its process; what it prints and returns goes nowhere.
"""

from __future__ import annotations

import multiprocessing
from typing import Final

#: The program, and what it would load in each process anew.
_LOADED: Final = (
    "alembic.command",
    "dbos._sys_db_sqlite",
    "imageio_ffmpeg",
    "numpy.fft",
    "numpy.ma",
    "onnxruntime",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "tests.journeys.mortal",
    "tests.journeys.mortal_hubspot",
    "tests.journeys.stormy_worker",
)

FORKS: Final = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(list(_LOADED))
