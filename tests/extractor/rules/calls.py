"""Small calls for the tests of the rules engine: turns from plain lines, at one fixed moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from extractor.engine import CallContext, Draft
from extractor.engines.rules import RulesEngine
from models.transcript import Coverage, Transcript, Turn

ZONE = ZoneInfo("America/New_York")
CONTEXT = CallContext(started_at=dt.datetime(2026, 11, 20, 10, 6, tzinfo=ZONE), zone=ZONE)  # a Friday
_SPEAKERS = {"A": "agent", "C": "customer"}


def call(*lines: str) -> Transcript:
    """Return a transcript of lines such as "A: Hello."; other letters stand for themselves."""
    turns = []
    for number, line in enumerate(lines, start=1):
        who, _, text = line.partition(": ")
        turns.append(
            Turn(
                id=f"t{number}",
                speaker=_SPEAKERS.get(who, who),
                speaker_confidence=1.0,
                start_s=number * 5.0,
                end_s=number * 5.0 + 4.0,
                text=text,
            )
        )
    end_s = len(lines) * 5.0 + 5.0
    return Transcript(
        language="en",
        duration_s=end_s,
        channels=2,
        engine="test",
        model="test",
        turns=tuple(turns),
        coverage=Coverage(speech_s=end_s, transcribed_s=end_s),
    )


def draft(*lines: str) -> Draft:
    """Return what the rules engine drafts of these lines."""
    engine = RulesEngine()
    result = engine.draft(call(*lines), CONTEXT, progress=lambda _done, _total: None, cancelled=lambda: False)
    return result.draft


def bare(text: str) -> str:
    """Return the text as a recogniser writes it: lower case and no punctuation."""
    return "".join(sign for sign in text.lower() if sign not in ".,?!;:")
