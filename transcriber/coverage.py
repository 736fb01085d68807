"""How much of a recording became words, and what its reader must be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from models.transcript import Coverage, Gap, GapCause
from transcriber.guard.believe import Doubt
from transcriber.hearing import Hearing
from transcriber.media.probe import StreamFacts
from transcriber.survey import Survey

_MISSING_SHARE: Final = 0.02  # containers round; what is missing beyond that was cut off
_MISSING_S: Final = 1.0
_TOLD_FROM_SHARE: Final = 0.2  # of the speech that did not become words
_TOLD_FROM_S: Final = 10.0
_CAUSES: Final[Mapping[GapCause | None, str]] = {
    "unrecognised": "not recognised",
    "unbelievable": "not believed",
    "other_language": "in another language",
}
_NOT_BELIEVED: Final = "Words were recognised here but are not believed: {doubt}."
_TORN_END_ERRORS: Final = 2  # where a file was cut off, its last packet is torn
_NO_END: Final = (
    "The file ends without the mark of its end: it was cut off, and nobody knows how much is missing."
)
PREVIEW: Final = "Made by the offline preview engine: expect many wrong words."


def coverage_of(facts: StreamFacts, look: Survey, hearing: Hearing) -> Coverage:
    """Return seconds of speech (channels added up), how many became words, and the gaps in order."""
    gaps = (*hearing.unheard, *map(_unbelievable, hearing.doubts), *_cut_off(facts, look))
    return Coverage(
        speech_s=round(hearing.speech_s, 3),
        transcribed_s=round(max(0.0, hearing.speech_s - hearing.lost_s), 3),
        gaps=tuple(sorted(gaps, key=lambda gap: gap.start_s)),
    )


def partly_covered(coverage: Coverage) -> str | None:
    """Return the sentence that a call owes its reader when much of its speech did not become words."""
    missing_s = coverage.speech_s - coverage.transcribed_s
    if missing_s < _TOLD_FROM_S or missing_s < _TOLD_FROM_SHARE * coverage.speech_s:
        return None
    lengths: Counter[str] = Counter()
    for gap in coverage.gaps:
        if gap.cause in _CAUSES:
            lengths[_CAUSES[gap.cause]] += round(gap.end_s - gap.start_s)
    causes = ", ".join(f"{why} {seconds} s" for why, seconds in lengths.most_common() if seconds)
    share = 100 * coverage.transcribed_s / coverage.speech_s
    return (
        f"Only {share:.0f} % of the speech in this recording became words ({causes}): listen to it where it"
        " matters."
    )


def doubts_told(doubts: Sequence[Doubt]) -> str | None:
    """Return how much was recognised and left out since nobody seems to have said it: never the words."""
    if not doubts:
        return None
    seconds = sum(doubt.end_s - doubt.start_s for doubt in doubts)
    counted = ", ".join(
        f"{count} {why}" for why, count in Counter(doubt.why for doubt in doubts).most_common()
    )
    passages = "1 passage was" if len(doubts) == 1 else f"{len(doubts)} passages were"
    return f"{passages} recognised that nobody seems to have said ({seconds:.0f} s), and left out: {counted}."


def warnings_of(facts: StreamFacts, look: Survey, *, preview: bool, heard_words: bool) -> tuple[str, ...]:
    """Return what is odd about the recording, one sentence each."""
    cut_off = bool(_cut_off(facts, look))
    told = (
        (preview, PREVIEW),
        (look.same, "Both channels carry the same sound: it was treated as one channel."),
        (look.dead and not look.same, "One channel is silent: the other one was treated as the whole call."),
        (
            facts.channels > look.channels,
            "The recording has more than two channels: the first two were read.",
        ),
        (facts.sound_tracks > 1, "The recording has several sound tracks: the first one was read."),
        (cut_off, "Less could be decoded than the file states: its end is missing."),
        (facts.no_end, _NO_END),
        (
            look.errors > (_TORN_END_ERRORS if cut_off or facts.no_end else 0),
            "Parts of the recording are damaged: words there may be missing or wrong.",
        ),
        (not heard_words, "No words were recognised in this recording."),
    )
    return tuple(sentence for applies, sentence in told if applies)


def _unbelievable(doubt: Doubt) -> Gap:
    why = _NOT_BELIEVED.format(doubt=doubt.why)
    return Gap(start_s=doubt.start_s, end_s=doubt.end_s, why=why, cause="unbelievable")


def _cut_off(facts: StreamFacts, look: Survey) -> tuple[Gap, ...]:
    if facts.declared_s is None:
        return ()
    missing = facts.declared_s - look.duration_s
    if missing < max(_MISSING_S, _MISSING_SHARE * facts.declared_s):
        return ()
    why = "The file states that the recording goes on, but nothing more could be decoded."
    return (
        Gap(start_s=round(look.duration_s, 3), end_s=round(facts.declared_s, 3), why=why, cause="cut_off"),
    )
