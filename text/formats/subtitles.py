"""Writes a transcript as subtitles, one cue per turn: WebVTT with voices, SRT with speakers before the text.

In: `Transcript`. Out: the text of the file, ending with a line break.
"""

from __future__ import annotations

from typing import Final

from models.transcript import Transcript
from text.formats.clock_times import write_time

#: Stands in what was made of a preview, so that it is known for one when it is read back.
PREVIEW_NOTE: Final = "Made by the offline preview engine; many words are wrong."


def write_vtt(transcript: Transcript) -> str:
    """Return WebVTT; reading it back gives the same turns, speakers and times."""
    head = "WEBVTT\n"
    if transcript.preview:
        head += f"\nNOTE {PREVIEW_NOTE}\n"
    cues = (
        f"\n{turn.id}\n{write_time(turn.start_s)} --> {write_time(turn.end_s)}\n"
        f"<v {turn.speaker}>{_escaped(turn.text)}\n"
        for turn in transcript.turns
    )
    return head + "".join(cues)


def write_srt(transcript: Transcript) -> str:
    """Return SRT; cues are numbered from 1."""
    return "\n".join(
        f"{number}\n{write_time(turn.start_s, point=',')} --> {write_time(turn.end_s, point=',')}\n"
        f"{turn.speaker}: {' '.join(turn.text.split())}\n"
        for number, turn in enumerate(transcript.turns, start=1)
    )


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
