"""Logs as one past-tense event per line, with ids and counts, on standard error; never speech.

Foreign libraries may only warn: their messages are not ours to vouch for.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog


def configure_logs(*, level: str = "info", style: Literal["console", "json"] = "console") -> None:
    """Set the level and the style of all logs of this process."""
    threshold = getattr(logging, level.upper())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")
