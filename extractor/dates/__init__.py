"""What people say about time on a call, and the day that it means.

In: a phrase as it was said, the moment and zone of the call.
Out: `Due`, or None where the day cannot be known.
Not here: which promise a phrase belongs to (the engines say that).

English, German, Spanish and French; clean text as well as lower-case recogniser output without punctuation.
What is understood and what is left open stands in docs/due-dates.md. `find_due_phrases` tells
where in a text such phrases stand, `resolve` what one of them means.
"""

from __future__ import annotations

from extractor.dates.find import DuePhrase, find_due_phrases
from extractor.dates.resolve import Resolution, resolution, resolve

__all__ = ["DuePhrase", "Resolution", "find_due_phrases", "resolution", "resolve"]
