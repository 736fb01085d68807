"""Reads the JSON of whisper.cpp (`--output-json`, `--output-json-full`).

In: the JSON's value. Out: `Supplied`, a cue per segment. Tokens are no words (a word may be several), so a
segment of the full form has none here; with `--max-len 1` each segment is a word, and cues join them again.
Source: ggml-org/whisper.cpp, examples/cli/cli.cpp, output_json: transcription[].offsets.from/to in ms.
"""

from __future__ import annotations

from text.formats.supplied.cue import Cue, Supplied
from text.formats.supplied.fields import Fields, inside, objects, seconds, strangers, words_of

_MS = 0.001


def read_whisper_cpp(value: Fields) -> Supplied:
    """Return a cue per segment; `speaker` is what `--diarize` writes, "?" where it did not know."""
    cues: list[Cue] = []
    unreadable = strangers(value.get("transcription"))
    for segment in objects(value.get("transcription")):
        text = words_of(segment.get("text"))
        start_s = seconds(inside(segment, "offsets", "from"), unit_s=_MS)
        end_s = seconds(inside(segment, "offsets", "to"), unit_s=_MS)
        speaker = words_of(segment.get("speaker"))
        if start_s is None or end_s is None or end_s < start_s:
            unreadable += bool(text)
        elif text:
            cues.append(Cue(start_s, end_s, f"Speaker {speaker}" if speaker.strip("?") else None, text))
    language = words_of(inside(value, "result", "language")) or None
    return Supplied("whisper.cpp", tuple(cues), unreadable, language=language)
