"""Measures the rules engine on every scripted call, as written and as the preview engine hears flite say it.

In: the sample's script and those in scripts/. Out: a table with a line per call and the sums.
Scripts in `HELD_OUT` were written and set aside before the rules were tuned; their sum stands apart.
Not here: the command line (notes.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from callnotes.sample import load_sample
from callnotes.sample.script import Script, read_script
from evals.promises import Score, score_promises
from evals.speak import flite_path
from evals.transcripts import as_heard, as_written
from extractor.engine import CallContext
from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from models.notes import CallNotes
from models.transcript import Transcript
from transcriber.engines.preview import PreviewEngine

SCRIPTS = Path(__file__).parent / "scripts"
HELD_OUT = frozenset({"broadband", "caterer", "insurance", "laptops"})

Reading = Callable[[Script], Transcript]


def all_scripts() -> tuple[Script, ...]:
    """Return the sample's script and those kept here, in the order of their names."""
    return (load_sample().script, *(read_script(path) for path in sorted(SCRIPTS.glob("*.json"))))


def notes_of(script: Script, transcript: Transcript) -> CallNotes:
    """Return what the rules engine makes of this transcript at the script's moment."""
    context = CallContext(
        started_at=script.started_at, zone=ZoneInfo(script.time_zone), direction=script.direction
    )
    return extract(transcript, engine=RulesEngine(), context=context)


def measure(reading: Reading, *, title: str) -> str:
    """Return the table for one way of getting transcripts."""
    lines = [f"{title:<24} promises  found  right  right+day"]
    tuned, held = Score(), Score()
    for script in all_scripts():
        score = score_promises(notes_of(script, reading(script)), script.truth)
        kept_apart = script.name in HELD_OUT
        tuned, held = (tuned, held + score) if kept_apart else (tuned + score, held)
        lines.append(_line(script.name + (" *" if kept_apart else ""), score))
    lines += [_line("tuned on", tuned, shares=True), _line("held out *", held, shares=True)]
    return "\n".join(lines)


def _line(name: str, score: Score, *, shares: bool = False) -> str:
    line = f"{name:<24} {score.true:>8}  {score.found:>5}  {score.matched:>5}  {score.exact:>9}"
    return f"{line}   precision {score.precision:.2f}  recall {score.recall:.2f}" if shares else line


def tables(*, written_only: bool) -> str:
    """Return the tables of both readings; the second needs flite and pocketsphinx."""
    written = measure(as_written, title="as written")
    if written_only:
        return written
    if flite_path() is None:
        return f"{written}\n\nflite is not installed: nothing was spoken, so nothing was heard."
    engine = PreviewEngine()
    return f"{written}\n\n{measure(lambda script: as_heard(script, engine), title='as the preview hears it')}"
