"""The kind of call, by the words of the templates that were used most.

In: the turns, the templates. Out: the name of a category; "general" when no words of any were used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extractor.triage.phrases import find, folded
from models.template import Template
from models.transcript import Turn

GENERAL = "general"


def category_of(turns: Iterable[Turn], templates: Iterable[Template]) -> str:
    """Return the category whose phrases were said most often; of equal ones that of the first template."""
    said = [folded(turn.text) for turn in turns]
    counts: Counter[str] = Counter()
    for template in templates:
        counts[template.category] += sum(1 for text in said for _ in find(template.shown_by, text))
    best = max(counts, key=counts.__getitem__, default=GENERAL)
    return best if counts[best] else GENERAL
