"""What a server has shown that it can do, so that it is found out once and not at every call.

In: abilities and what the server just refused. Out: the next ones to try, or None when nothing is left.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from extractor.engines.llm.question import Way
from models.frozen import Frozen

#: From the surest way to have JSON of the right shape to the one that every server knows.
WAYS: Final[tuple[Way, ...]] = get_args(Way)

Feature = Literal["way", "temperature", "seed", "limit", "limit_renamed", "system", "whole", "unclear"]
Limit = Literal["max_tokens", "max_completion_tokens"]

_SEED: Final = 7
_OTHER: Final[dict[Limit, Limit]] = {
    "max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens",
}  # fmt: skip
#: What is given up, one after the other, when a server does not say what it dislikes.
_GIVEN_UP: Final[tuple[Feature, ...]] = ("seed", "temperature", "system", "limit", "way")


class Abilities(Frozen):
    """The way in which answers come, what the server takes no part of, and whether it only streams.

    `proven` is set once an answer came that way and fitted. `dropped` holds the features it refused, `limit`
    is its name for the longest answer (None: it takes neither name).
    """

    way: Way = "schema"
    proven: bool = False
    dropped: frozenset[Feature] = frozenset()
    limit: Limit | None = "max_tokens"
    most_answer_tokens: int | None = None
    only_streams: bool = False

    def without(self, feature: Feature) -> Abilities | None:
        """Return the abilities without this one; None when the server refuses what cannot be left out."""
        if feature == "unclear":
            return self._less()
        if feature == "way":
            return self.weaker()
        if feature == "whole":
            return None if self.only_streams else self.model_copy(update={"only_streams": True})
        if feature in self.dropped:
            return None
        if feature == "limit":
            return self._with_other_limit()
        return self.model_copy(update={"dropped": self.dropped | {feature}})

    def weaker(self) -> Abilities | None:
        """Return the abilities with the next way to have JSON; None for the last."""
        place = WAYS.index(self.way) + 1
        return None if place == len(WAYS) else self.model_copy(update={"way": WAYS[place], "proven": False})

    def options(self, answer_tokens: int) -> dict[str, Any]:
        """Return the options of a request that the server takes; the same question gets the same answer."""
        wanted: dict[str, Any] = {"temperature": 0.0, "seed": _SEED}
        if self.limit is not None:
            wanted[self.limit] = min(answer_tokens, self.most_answer_tokens or answer_tokens)
        if self.only_streams:
            wanted["stream"] = True
        return {name: value for name, value in wanted.items() if name not in self.dropped}

    def _with_other_limit(self) -> Abilities:
        """Try the other name; when both are refused, the answer is as long as the server lets it be."""
        tried = "limit_renamed" in self.dropped
        name = None if tried or self.limit is None else _OTHER[self.limit]
        gone = {"limit"} if name is None else {"limit_renamed"}
        return self.model_copy(update={"limit": name, "dropped": self.dropped | gone})

    def _less(self) -> Abilities | None:
        """Give up one more thing; a way that answers came by is none of them."""
        for feature in _GIVEN_UP:
            if feature == "way":
                return None if self.proven else self.weaker()
            if feature not in self.dropped:
                return self.without(feature)
        return None
