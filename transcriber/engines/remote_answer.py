"""Reads the `verbose_json` of an OpenAI-compatible transcription server: words, segments, language.

In: the answer's JSON as text. Out: `Recognised`, whatever of it the server gives.
Source: the API reference of `audio/transcriptions`; speaches gives the probability of each word, vLLM no
words and some numbers as strings, OpenAI names languages in English.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from models.frozen import Frozen
from models.transcript import Word
from transcriber.engine import Recognised, Segment, within

SPREAD: Final = "The recognising server gives no times of words: they were spread evenly over their segments."
_PROBABILITY_NOT_SAID: Final = 0.5
_LANGUAGE_NOT_SAID: Final = 0.4  # so that the first piece alone does not settle it
_CODES: Final = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip

Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=100_000)]


def _none_is_empty(value: object) -> object:
    return () if value is None else value


class _Word(Frozen, extra="ignore"):
    word: Text
    start: Number
    end: Number
    probability: Number | None = None


class _Segment(Frozen, extra="ignore"):
    start: Number
    end: Number
    text: Text = ""
    avg_logprob: Number | None = None
    no_speech_prob: Number | None = None
    words: Annotated[tuple[_Word, ...], BeforeValidator(_none_is_empty)] = ()


class Answer(Frozen, extra="ignore"):
    """What of the answer is read; times in seconds from the start of the piece."""

    text: Text
    language: str | None = None
    segments: Annotated[tuple[_Segment, ...], BeforeValidator(_none_is_empty)] = ()
    words: Annotated[tuple[_Word, ...], BeforeValidator(_none_is_empty)] = ()

    def recognised(self, *, asked: str | None, length_s: float, sent_to: str) -> Recognised:
        """Return the words, those without times of their own spread over their segment."""
        timed = self.words or tuple(word for segment in self.segments for word in segment.words)
        heard = self._timed(timed) if timed else self._spread(length_s)
        words = within(heard, length_s)
        return Recognised(
            words=words,
            language=asked or self._code(),
            language_probability=1.0 if asked else _LANGUAGE_NOT_SAID,
            segments=tuple(_judged(segment, length_s) for segment in self.segments if _is_judged(segment)),
            sent_to=sent_to,
            warnings=() if timed or not words else (SPREAD,),
        )

    def _code(self) -> str:
        name = (self.language or "").strip().lower()
        return name if len(name) in {2, 3} and name.isalpha() else _CODES.get(name, "und")

    def _timed(self, words: tuple[_Word, ...]) -> Iterator[Word]:
        for word in words:
            said = word.probability if word.probability is not None else self._likelihood_at(word.start)
            start = max(0.0, word.start)
            yield Word(
                text=word.word.strip(), start_s=start, end_s=max(start, word.end), probability=_within_1(said)
            )

    def _likelihood_at(self, moment_s: float) -> float:
        return next((_likelihood(one) for one in self.segments if one.start <= moment_s < one.end), 0.5)

    def _spread(self, length_s: float) -> Iterator[Word]:
        for part in self.segments or (_Segment(start=0.0, end=length_s, text=self.text),):
            said = part.text.split()
            letters = sum(map(len, said)) or 1
            start = max(0.0, part.start)
            pace = max(0.0, part.end - start) / letters
            for word in said:
                yield Word(
                    text=word, start_s=start, end_s=start + pace * len(word), probability=_likelihood(part)
                )
                start += pace * len(word)


def _likelihood(segment: _Segment) -> float:
    """The mean probability of a segment's tokens stands for each of its words."""
    if segment.avg_logprob is None:
        return _PROBABILITY_NOT_SAID
    return _within_1(math.exp(min(0.0, segment.avg_logprob)))


def _is_judged(segment: _Segment) -> bool:
    return segment.avg_logprob is not None and segment.no_speech_prob is not None


def _judged(segment: _Segment, length_s: float) -> Segment:
    start = min(length_s, max(0.0, segment.start))
    return Segment(
        start_s=start,
        end_s=min(length_s, max(start, segment.end)),
        no_speech_probability=_within_1(segment.no_speech_prob or 0.0),
        log_probability=segment.avg_logprob or 0.0,
    )


def _within_1(value: float) -> float:
    return min(1.0, max(0.0, value))
