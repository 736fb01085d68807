"""Scores transcripts of calls whose words are known: WER, cpWER, WDER, DER, as a table and as a plot.

Usage: python -m evals.calls FOLDER [--given FOLDER | --engine preview|faster-whisper [--model FOLDER]]
       [--plot FILE.svg] [--json]
FOLDER is laid out like HarperValleyBank (reference.py). Without an option the `*.machine.txt` beside are
scored; `--given` scores transcripts ID.json, ID.vtt .. in any format that can be read; `--engine` listens.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import structlog

from evals.bars import bars_of
from evals.reference import KnownCall, read_calls
from evals.speakers import (
    SaidTurn,
    WrongSpeaker,
    diarization_error,
    speaker_word_errors,
    wrong_speakers,
)
from evals.transcripts import RecordingFile
from evals.words import WordErrors, normal_words, word_errors
from models.errors import InputError
from models.frozen import Frozen
from models.transcript import Transcript
from text.formats import read_transcript
from transcriber.engine import SpeechEngine
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe

_PAUSE_S: Final = 0.5  # a longer one between words is no speech


class CallScore(Frozen):
    """The scores of one call; `diarization` is a share of the time spoken."""

    name: str
    words: WordErrors
    by_speaker: WordErrors
    speakers: WrongSpeaker
    diarization: float

    def percents(self) -> dict[str, float]:
        """Return the four scores in percent, by their usual names."""
        shares = {
            "WER": self.words.rate,
            "cpWER": self.by_speaker.rate,
            "WDER": self.speakers.rate,
            "DER": self.diarization,
        }
        return {name: 100 * share for name, share in shares.items()}


def score_call(
    call: KnownCall, heard: Sequence[SaidTurn], spoken: Sequence[tuple[str, float, float]]
) -> CallScore:
    """Score what was heard, and who was said to speak when, against what is known."""
    said = normal_words_in_order(call.said)
    return CallScore(
        name=call.name,
        words=word_errors(said, normal_words_in_order(heard)),
        by_speaker=speaker_word_errors(call.said, heard),
        speakers=wrong_speakers(call.said, heard),
        diarization=diarization_error(call.speech, spoken),
    )


def normal_words_in_order(turns: Sequence[SaidTurn]) -> tuple[str, ...]:
    """Return the words in order of time; each turn is normalised by itself, so that numbers stay apart."""
    ordered = sorted(turns, key=lambda turn: turn.start_s)
    return tuple(word for turn in ordered for word in normal_words(turn.text))


def turns_of(transcript: Transcript) -> tuple[SaidTurn, ...]:
    """Return the turns of our own transcript."""
    return tuple(
        SaidTurn(speaker=turn.speaker, start_s=turn.start_s, end_s=turn.end_s, text=turn.text)
        for turn in transcript.turns
    )


def speech_of(transcript: Transcript) -> tuple[tuple[str, float, float], ...]:
    """Return who speaks when: runs of words without a pause of half a second, or turns that have no words."""
    found: list[tuple[str, float, float]] = []
    for turn in transcript.turns:
        times = [(word.start_s, word.end_s) for word in turn.words] or [(turn.start_s, turn.end_s)]
        start_s, end_s = times[0]
        for begin, end in times[1:]:
            if begin - end_s > _PAUSE_S:
                found.append((turn.speaker, start_s, end_s))
                start_s = begin
            end_s = max(end_s, end)
        found.append((turn.speaker, start_s, end_s))
    return tuple(found)


def table_of(scores: Sequence[CallScore]) -> str:
    """Return a line per call and one for all; DER of all is weighed by nothing, the rest by words."""
    lines = [f"{'call':<20} {'words':>6} {'WER %':>7} {'cpWER %':>8} {'WDER %':>7} {'DER %':>7}"]
    lines += [_line(one.name, one) for one in scores]
    return "\n".join([*lines, _line("all", together(scores))])


def together(scores: Sequence[CallScore]) -> CallScore:
    """Return the scores of all calls as one: words summed, DER as the mean of the calls."""
    return CallScore(
        name="all",
        words=sum((one.words for one in scores), WordErrors()),
        by_speaker=sum((one.by_speaker for one in scores), WordErrors()),
        speakers=WrongSpeaker(
            words=sum(one.speakers.words for one in scores), wrong=sum(one.speakers.wrong for one in scores)
        ),
        diarization=sum(one.diarization for one in scores) / max(1, len(scores)),
    )


def _line(name: str, score: CallScore) -> str:
    wer, cpwer, wder, der = score.percents().values()
    return f"{name[:20]:<20} {score.words.said:>6} {wer:>7.2f} {cpwer:>8.2f} {wder:>7.2f} {der:>7.2f}"


def _of_machine(call: KnownCall) -> CallScore:
    if call.machine is None:
        raise InputError("A call has no *.machine.txt beside it; give --given or --engine.")
    return score_call(call, call.machine, [(turn.speaker, turn.start_s, turn.end_s) for turn in call.machine])


def _of_given(call: KnownCall, folder: Path) -> CallScore:
    path = next(iter(sorted(folder.glob(f"{call.name}.*"))), None)
    if path is None:
        raise InputError("The folder of --given lacks a transcript of one of the calls; name it as the call.")
    transcript = read_transcript(path.read_bytes())
    return score_call(call, turns_of(transcript), speech_of(transcript))


def _of_engine(call: KnownCall, engine: SpeechEngine) -> CallScore:
    if call.audio is None:
        raise InputError("A call has no recording beside it, so that no engine can hear it.")
    heard = transcribe(RecordingFile(call.audio), engine=engine, options=TranscribeOptions(language="en"))
    return score_call(call, turns_of(heard), speech_of(heard))


def _scorer(asked: argparse.Namespace) -> Callable[[KnownCall], CallScore]:
    if asked.given is not None:
        return lambda call: _of_given(call, asked.given)
    if asked.engine is None:
        return _of_machine
    engine = _engine(asked.engine, asked.model)
    return lambda call: _of_engine(call, engine)


def _engine(name: str, model: str) -> SpeechEngine:
    if name == "preview":
        from transcriber.engines.preview import PreviewEngine  # noqa: PLC0415 - it is in the demo extra alone

        return PreviewEngine()
    from transcriber.engines.faster_whisper import FasterWhisperEngine  # noqa: PLC0415 - slow to load

    return FasterWhisperEngine(model, model_dir=Path("var/models"))


def main() -> None:
    """Print the table, or JSON, and draw the plot."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(
        prog="python -m evals.calls", description="WER, cpWER, WDER and DER of calls."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--given", type=Path, help="a folder of transcripts named as the calls")
    parser.add_argument("--engine", choices=("preview", "faster-whisper"))
    parser.add_argument("--model", default="small", help="of faster-whisper: a size or a folder")
    parser.add_argument("--plot", type=Path, help="where to draw the scores, as SVG")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        score = _scorer(asked)
        scores = [score(call) for call in read_calls(asked.folder)]
    except InputError as error:
        raise SystemExit(error.message) from error
    drawn = {one.name: one.percents() for one in (*scores, together(scores))}
    sys.stdout.write((json.dumps(drawn, indent=2) if asked.json else table_of(scores)) + "\n")
    if asked.plot is not None:
        asked.plot.write_text(bars_of(drawn, title=f"Scores of {len(scores)} calls"), "utf-8")


if __name__ == "__main__":
    main()
