"""Reads one part of a call: asks, mends, asks once to repair, and cuts a part that is too long in two.

In: `Part`. Out: `PartRead`: the answers that stand for it, and the turns that could not be read, with why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from extractor.engines.llm import failures
from extractor.engines.llm.answer import Answer
from extractor.engines.llm.chat import Model
from extractor.engines.llm.context_size import Gauge
from extractor.engines.llm.failures import TooLongError
from extractor.engines.llm.mending import Mended, read_answer
from extractor.engines.llm.prompt_files import prompt
from extractor.engines.llm.question import Question, Reply
from extractor.engines.llm.salvage import salvage, salvage_cut
from extractor.engines.llm.spending import Spending, SpentError
from extractor.engines.llm.windows import Part
from models.errors import LlmAnswerError

#: Of an answer that cannot be read, so much is shown to the model again.
SHOWN_ANSWER_CHARACTERS: Final = 3_000
DOES_NOT_FIT: Final = "It does not fit into the model's context."
_DEEPEST: Final = 6

Ask = Callable[[Part], Question]
Keep = Callable[[Question, Reply], None]


@dataclass
class PartRead:
    """What came of parts: answers in the order of the call, what was read, and what was not, with why."""

    answers: list[Answer] = field(default_factory=list)
    done: list[Part] = field(default_factory=list)
    unread: list[tuple[Part, str]] = field(default_factory=list)
    left_out: int = 0
    cut_off: bool = False
    model: str = ""

    def add(self, other: PartRead) -> None:
        """Take over what came of other parts."""
        self.answers += other.answers
        self.done += other.done
        self.unread += other.unread
        self.left_out += other.left_out
        self.cut_off = self.cut_off or other.cut_off
        self.model = self.model or other.model

    def gaps(self) -> dict[str, set[int]]:
        """Return the numbers of the turns that were not read whole, by why; in no other part either."""
        read = {line for part in self.done for line in part.lines}
        found: dict[str, set[int]] = {}
        for part, why in self.unread:
            missed = {line.number for line in part.lines if line not in read}
            if missed:
                found.setdefault(why, set()).update(missed)
        return found


@dataclass
class PartReader:
    """Reads parts with one model; `alone` says that the call is one part, whose failure is the call's."""

    model: Model
    gauge: Gauge
    spending: Spending
    question: Ask
    keep: Keep

    def read(self, part: Part, *, alone: bool, depth: int = 0) -> PartRead:
        """Return what came of this part.

        Raises LlmUnreachableError and LlmRefusedError, and LlmAnswerError where nothing else was read.
        """
        try:
            return self._answered(part, depth)
        except TooLongError as error:
            if error.context_tokens is not None:
                self.gauge.context_tokens = min(self.gauge.context_tokens, error.context_tokens)
            return self._halved(part, alone=alone, depth=depth, otherwise=failures.too_long())
        except LlmAnswerError as error:
            if alone and depth == 0:
                raise
            return PartRead(unread=[(part, error.message)])
        except SpentError as spent:
            return PartRead(unread=[(part, spent.why)])

    def _answered(self, part: Part, depth: int) -> PartRead:
        question = self.question(part)
        first = self._ask(question)
        mended = _mended(first)
        if isinstance(mended, Mended) and not mended.left_out:
            return self._read(part, mended, first)
        problem = mended.problem if isinstance(mended, Mended) else mended
        repair = question.repaired(
            first.text[:SHOWN_ANSWER_CHARACTERS], prompt("repair").replace("{problem}", problem)
        )
        second = self._ask(repair, weaker=not isinstance(mended, Mended) and not first.cut_off)
        again = _mended(second)
        best = min(
            (one for one in (again, mended) if isinstance(one, Mended)),
            key=lambda one: one.left_out,
            default=None,
        )
        if best is not None:
            return self._read(part, best, second if best is again else first)
        if second.cut_off or first.cut_off:
            return self._cut_off(part, (second, first), depth)
        raise _declined() if second.declined else _unreadable()

    def _ask(self, question: Question, *, weaker: bool = False) -> Reply:
        text = "\n".join((question.system, *(words for _role, words in question.messages)))
        self.spending.check(self.gauge.tokens(text))
        reply = self.model.ask(question, weaker=weaker)
        self.spending.add(reply.usage)
        self.keep(question, reply)
        if self.gauge.was_cut(question, reply.usage.prompt_tokens):
            raise TooLongError(reply.usage.prompt_tokens + reply.usage.completion_tokens)
        return reply

    def _read(self, part: Part, mended: Mended, reply: Reply) -> PartRead:
        self.model.understood(reply)
        return PartRead(answers=[mended.answer], done=[part], left_out=mended.left_out, model=reply.model)

    def _cut_off(self, part: Part, replies: Sequence[Reply], depth: int) -> PartRead:
        """The answer did not fit: half a part needs half of it, and of the smallest the whole items stay."""
        halves = part.halves(self.gauge.tokens)
        if len(halves) > 1 and depth < _DEEPEST:
            return self._each(halves, depth)
        for reply in replies:
            text = salvage_cut(reply.text)
            mended = read_answer(text) if text else ""
            if isinstance(mended, Mended):
                found = self._read(part, mended, reply)
                found.cut_off = True
                return found
        raise _unreadable()

    def _halved(self, part: Part, *, alone: bool, depth: int, otherwise: Exception) -> PartRead:
        halves = part.halves(self.gauge.tokens)
        if len(halves) < 2 or depth >= _DEEPEST:
            if alone or depth >= _DEEPEST:
                raise otherwise
            return PartRead(unread=[(part, DOES_NOT_FIT)])
        return self._each(halves, depth)

    def _each(self, halves: Sequence[Part], depth: int) -> PartRead:
        together = PartRead()
        for half in halves:
            together.add(self.read(half, alone=False, depth=depth + 1))
        return together


def _mended(reply: Reply) -> Mended | str:
    """Return the answer, or what is wrong with it, without any of its words."""
    if reply.declined:
        return "you declined, but this is only a record of a call to be noted down."
    text = salvage(reply.text)
    if reply.cut_off:
        return "it was cut off before its end."
    return "it holds no complete JSON object." if text is None else read_answer(text)


def _declined() -> LlmAnswerError:
    return LlmAnswerError("The language model declined to read this call; retry it, or use --engine rules.")


def _unreadable() -> LlmAnswerError:
    return LlmAnswerError(
        "The language model's answer does not fit the schema, also after one repair; retry the call, or "
        "use a larger model or --engine rules."
    )
