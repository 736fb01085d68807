"""The call at a glance as inline SVG: a lane for each speaker with the sound of their turns, and the gaps.

Where nothing was listened to, a line stands for each turn: nothing looks like sound that nobody heard.

In: a `Transcript`. Out: markup, or None without turns. The transcript beside it has the same in words, the
player the keys; a click on it plays from there. Colours come from the page by classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from api.web.language import N_, filled, gettext, translated
from api.web.words import clock
from models.transcript import Transcript, Turn

_WIDE: Final = 1000
_LANE: Final = 26
_LEAST: Final = 0.12  # of a lane, so that a quiet turn is seen
_LINE: Final = 3  # as thick is a turn whose loudness is not known
_SPAN: Final = 50  # 30 dB below the loudest moment of a call a bar is as low as it gets


def timeline_svg(transcript: Transcript | None) -> Markup | None:
    """Return the drawing: 1000 units are the length of the call, 26 the height of a lane."""
    if transcript is None or not transcript.turns or not transcript.duration_s:
        return None
    speakers = tuple(dict.fromkeys(turn.speaker for turn in transcript.turns))[:4]
    high = _LANE * len(speakers)
    drawn = [
        Markup('<rect class="gap" x="{}" y="0" width="{}" height="{}"/>').format(
            *_across(transcript, gap.start_s, gap.end_s), high
        )
        for gap in transcript.coverage.gaps
    ]
    for lane, speaker in enumerate(speakers):
        turns = [turn for turn in transcript.turns if turn.speaker == speaker]
        path = "".join(part for turn in turns for part in _bars(transcript, turn, lane))
        shade = speaker if speaker in ("agent", "customer") else "other"
        plain = "" if transcript.loudness else " plain"
        drawn.append(Markup('<path class="{}{}" d="{}"/>').format(shade, plain, path))
    return Markup(
        '<svg class="timeline" role="img" aria-label="{told}" viewBox="0 0 {wide} {high}" '
        'preserveAspectRatio="none" height="{high}" data-length="{length}">{drawn}'
        '<line class="now" x1="0" x2="0" y1="0" y2="{high}"/></svg>'
    ).format(
        told=_told(transcript, speakers),
        wide=_WIDE,
        high=high,
        length=transcript.duration_s,
        drawn=Markup("").join(drawn),
    )


def _told(transcript: Transcript, speakers: tuple[str, ...]) -> str:
    spoken = ", ".join(f"{_named(one)} {clock(_spoken_s(transcript, one))}" for one in speakers)
    gaps = str(len(transcript.coverage.gaps))
    told = N_("Who spoke when: {spoken}; stretches without words: {gaps}")
    if not transcript.loudness:
        told = N_("Who spoke when: {spoken}; stretches without words: {gaps}; how loud is not known")
    return translated(filled(told, spoken=spoken, gaps=gaps))


def _named(speaker: str) -> str:
    if speaker in ("agent", "customer"):
        return gettext({"agent": N_("Agent"), "customer": N_("Customer")}[speaker])
    return gettext("Speaker %(number)s") % {"number": speaker[1:]} if speaker.startswith("S") else speaker


def _spoken_s(transcript: Transcript, speaker: str) -> float:
    return sum(turn.end_s - turn.start_s for turn in transcript.turns if turn.speaker == speaker)


def _across(transcript: Transcript, start_s: float, end_s: float) -> tuple[float, float]:
    scale = _WIDE / transcript.duration_s
    return round(start_s * scale, 1), round(max((end_s - start_s) * scale, 0.5), 1)


def _bars(transcript: Transcript, turn: Turn, lane: int) -> Iterator[str]:
    """Yield a bar for each share of the loudness that the turn covers, around the middle of the lane.

    Where it is not known that is one line as long as the turn.
    The loudest share of the call fills the lane: a quiet telephone line is seen as well as a loud one.
    """
    shares = transcript.loudness
    middle = lane * _LANE + _LANE / 2
    if not shares:
        x, wide = _across(transcript, turn.start_s, turn.end_s)
        yield f"M{x} {middle - _LINE / 2:.1f}h{wide}v{_LINE}h-{wide}z"
        return
    step = transcript.duration_s / len(shares)
    first, last = int(turn.start_s / step), min(int(turn.end_s / step), len(shares) - 1)
    wide, quiet = _WIDE / len(shares), max(shares) - _SPAN
    for at in range(first, last + 1):
        tall = max((shares[at] - quiet) / _SPAN if shares[at] else 0, _LEAST) * (_LANE - 2)
        yield f"M{at * wide:.1f} {middle - tall / 2:.1f}h{wide:.2f}v{tall:.1f}h-{wide:.2f}z"
