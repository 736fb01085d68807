"""When a stretch of a turn was said: by its words where they have times, else by its share of the turn.

In: a turn and a character range of its text. Out: start and end in seconds from the start of the recording.
"""

from __future__ import annotations

from models.transcript import Turn, Word


def stretch(turn: Turn, start: int, end: int) -> tuple[float, float]:
    """Return (start_s, end_s) of the characters [start, end) of the turn's text."""
    spoken = [word for word, first, last in _placed(turn) if first < end and last > start]
    if spoken:
        return round(spoken[0].start_s, 3), round(max(word.end_s for word in spoken), 3)
    length = max(1, len(turn.text))
    duration_s = max(0.0, turn.end_s - turn.start_s)
    return (
        round(turn.start_s + duration_s * start / length, 3),
        round(turn.start_s + duration_s * min(end, length) / length, 3),
    )


def _placed(turn: Turn) -> list[tuple[Word, int, int]]:
    """Each word with its character range; empty when the text is not what the words say."""
    placed: list[tuple[Word, int, int]] = []
    at = 0
    for word in turn.words:
        token = word.text.strip()
        if not token:
            continue
        at = turn.text.find(token, at)
        if at < 0 or turn.text[(placed[-1][2] if placed else 0) : at].strip():
            return []
        placed.append((word, at, at + len(token)))
        at += len(token)
    return placed
