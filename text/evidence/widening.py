"""Takes into a quote the word before it that turns it round, so that nobody reads it without.

In: a turn's text, its units, a span. Out: the span, begun earlier where "not", "if" or "used to" stands.
"ship on Fridays" of "we do not ship on Fridays" is shown as "not ship on Fridays".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from text.evidence.matching import Span
from text.evidence.passing_over import is_filler
from text.spoken.units import Unit

_TURNS_ROUND: Final = frozenset({
    "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "hardly", "unless", "if",
})  # fmt: skip
_ANSWERED: Final = frozenset({
    "i", "we", "you", "he", "she", "it", "they", "that", "this", "there", "not", "no", "thank", "thanks",
})  # fmt: skip
_PARTED: Final = re.compile(r"[.,;:?!]")


def widened(text: str, said: Sequence[Unit], span: Span) -> Span:
    """Return the span from the first of the words right before it that turn its meaning round."""
    first = span.first
    while True:
        before = first - 1
        while before >= 0 and is_filler(said, before):
            before -= 1
        if before < 0 or _PARTED.search(text[said[before].end : said[first].start]):
            break
        if said[before].key == "to" and before > 0 and said[before - 1].key == "used":
            first = before - 1
        elif said[before].key in _TURNS_ROUND or (
            said[before].key == "no" and said[first].key not in _ANSWERED
        ):
            first = before
        else:
            break
    return Span(first, span.last)
