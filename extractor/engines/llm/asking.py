"""Makes the question for a part of a call: the task, when the call was, the part's lines between delimiters.

In: masked turns, what is wanted. Out: `Question`s, and how many tokens a part may have beside the rest.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from extractor.engine import CallContext
from extractor.engines.llm.context_size import Gauge
from extractor.engines.llm.failures import too_long
from extractor.engines.llm.prompt_files import prompt, prompt_version
from extractor.engines.llm.question import Question
from extractor.engines.llm.reading import SHOWN_ANSWER_CHARACTERS
from extractor.engines.llm.wanted import Wanted
from extractor.engines.llm.windows import Line, Part
from models.transcript import Transcript
from models.zones import zone_name
from text.masking import Masker

_MOST_ANSWER_TOKENS: Final = 8_192
_LEAST_ANSWER_TOKENS: Final = 512
_SHARE_FOR_ANSWER: Final = 0.25
_SPARE: Final = 0.05
_LEAST_PART_TOKENS: Final = 200
_NO_MARKUP: Final = str.maketrans({"<": "‹", ">": "›"})
_HIDDEN: Final = frozenset({"Cf", "Cc", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Task:
    """What is the same for every part of a call; `version` is that of the prompt, as notes keep it."""

    system: str
    about: str
    schema: dict[str, Any]
    version: str

    @classmethod
    def of(cls, context: CallContext, wanted: Wanted, schema: dict[str, Any], by: str = "notes") -> Task:
        """Return the task for calls of which this is wanted, by the prompt of this name."""
        task = prompt(by)
        for name, words in (
            ("$fields", wanted.words_for_fields()),
            ("$risks", wanted.words_for_risks()),
            ("$categories", ", ".join(f'"{category}"' for category in wanted.categories)),
            ("$language", wanted.words_for_language()),
        ):
            task = task.replace(name, words)
        at = context.started_at.astimezone(context.zone)
        about = f"The call took place on {at:%A, %Y-%m-%d at %H:%M} ({zone_name(context.zone, at)})"
        about += f", {context.direction}." if context.direction else "."
        return cls(task, about, schema, prompt_version(by, task, schema))

    def question(self, part: Part, *, turns: int, answer_tokens: int) -> Question:
        """Return the question that has this part read."""
        first, last = part.lines[0], part.lines[-1]
        about = self.about
        if (first.number, last.number) != (1, turns) or first.goes_on:
            about += (
                f" This is a part of it, turns {first.number} to {last.number} of {turns}; "
                "note only what this part shows."
            )
        lines = "\n".join(map(str, part.lines))
        said = f"{about}\n\n<transcript>\n{lines}\n</transcript>"
        return Question(self.system, (("user", said),), self.schema, answer_tokens)


def lines_of(transcript: Transcript, masker: Masker) -> tuple[Line, ...]:
    """Return the turns as the model may read them: masked, one line each, none that ends the transcript."""
    speakers = dict.fromkeys(turn.speaker for turn in transcript.turns)
    shown = {speaker: _flat(masker.mask(speaker)) for speaker in speakers}
    return tuple(
        Line(number, shown[turn.speaker], _flat(turn.text))
        for number, turn in enumerate(masker.turns(transcript.turns), start=1)
    )


def answer_room(gauge: Gauge) -> int:
    """Return the tokens that are left to the answer."""
    share = int(gauge.context_tokens * _SHARE_FOR_ANSWER)
    return min(_MOST_ANSWER_TOKENS, max(_LEAST_ANSWER_TOKENS, share))


def budget_of(gauge: Gauge, task: Task) -> int:
    """Return the tokens that a part's lines may have, so that the question, its repair and the answer fit.

    Raises LlmRefusedError when that is next to nothing.
    """
    around = task.system + task.about + prompt("shape") + prompt("repair")
    around += json.dumps(task.schema, separators=(",", ":"))
    shown = min(SHOWN_ANSWER_CHARACTERS // 3, answer_room(gauge))
    room = int(gauge.context_tokens * (1 - _SPARE)) - gauge.tokens(around) - answer_room(gauge) - shown
    if room < _LEAST_PART_TOKENS:
        raise too_long()
    return room


def _flat(text: str) -> str:
    """One line without angle brackets, which could end the transcript, and without signs that nobody sees."""
    seen = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _HIDDEN)
    return " ".join(seen.split()).translate(_NO_MARKUP)
