"""Calls whose words and speakers somebody wrote down: a folder laid out like HarperValleyBank.

In: a folder with `ID.human.txt` (lines "[start-end] speaker: text") or `ID.stm`, beside them where there are
such `ID.machine.txt`, `ID.rttm`, and a recording. Out: `KnownCall`.
Source: STM is NIST sclite's: file, channel, speaker, start, end, text, with <labels> before the text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from evals.speakers import SaidTurn
from models.errors import InputError
from models.frozen import Frozen
from text.formats import read_rttm

_LINE: Final = re.compile(r"\[(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\] ([^:]+): ?(.*)")
_NOT_SAID: Final = re.compile(r"[\[<(][^\])>]*[\])>]")
_AUDIO: Final = (".flac", ".wav", ".mp3", ".m4a", ".ogg", ".opus", ".webm")


class KnownCall(Frozen):
    """A call, what was said in it, and what there is beside it; `speech` is who spoke when."""

    name: str
    said: tuple[SaidTurn, ...]
    speech: tuple[tuple[str, float, float], ...]
    machine: tuple[SaidTurn, ...] | None = None
    audio: Path | None = None


def read_calls(folder: Path) -> tuple[KnownCall, ...]:
    """Return the calls in the order of their names. Raises InputError when there is none."""
    names = {path.name.split(".")[0] for path in (*folder.glob("*.human.txt"), *folder.glob("*.stm"))}
    if not names:
        raise InputError(
            "The folder holds no *.human.txt and no *.stm; evals/README.md tells how it is laid out."
        )
    return tuple(_read_call(folder, name) for name in sorted(names))


def read_lines(path: Path) -> tuple[SaidTurn, ...]:
    """Return the turns of lines "[start-end] speaker: text"; what stands in brackets was not said."""
    return tuple(
        SaidTurn(
            speaker=found[3].strip(), start_s=float(found[1]), end_s=float(found[2]), text=_said(found[4])
        )
        for found in map(_LINE.match, path.read_text("utf-8").splitlines())
        if found is not None
    )


def read_stm(path: Path) -> tuple[SaidTurn, ...]:
    """Return the turns of an STM file; comment lines begin with ";;"."""
    rows = [
        line.split(maxsplit=5) for line in path.read_text("utf-8").splitlines() if not line.startswith(";;")
    ]
    return tuple(
        SaidTurn(speaker=row[2], start_s=float(row[3]), end_s=float(row[4]), text=_said("".join(row[5:])))
        for row in rows
        if len(row) >= 5
    )


def _said(text: str) -> str:
    return " ".join(_NOT_SAID.sub(" ", text).split())


def _read_call(folder: Path, name: str) -> KnownCall:
    human, stm = folder / f"{name}.human.txt", folder / f"{name}.stm"
    said = read_lines(human) if human.exists() else read_stm(stm)
    machine, rttm = folder / f"{name}.machine.txt", folder / f"{name}.rttm"
    if rttm.exists():
        speech = tuple((one.speaker, one.start_s, one.end_s) for one in read_rttm(rttm.read_text("utf-8")))
    else:
        speech = tuple((turn.speaker, turn.start_s, turn.end_s) for turn in said)
    return KnownCall(
        name=name,
        said=said,
        speech=speech,
        machine=read_lines(machine) if machine.exists() else None,
        audio=next((path for path in sorted(folder.glob(f"{name}.*")) if path.suffix in _AUDIO), None),
    )
