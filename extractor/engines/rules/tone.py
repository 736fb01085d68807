"""Says what kind of call it was and how much is at stake, from the words that were used.

In: all that was said, and what the customer said. Out: category and risk. Coarse: a hint for sorting.
"""

from __future__ import annotations

import re
from typing import Literal

from models.notes import Risk

Category = Literal["support", "sales", "appointment", "general"]

_CATEGORIES: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("support", re.compile(
        r"\b(?:broken|broke|nobody came|supposed to (?:arrive|come|be)"
        r"|not working|doesn't work|problem|fault|issue|refund|replace\w*|repair\w*|lost"
        r"|damaged?|complain\w*"
        r"|bill|invoice|error|arrived|tracking|claim|password|router|internet)\b")),
    ("sales", re.compile(
        r"\b(?:quote|price|prices|discount|offer|buy|purchase|demo|trial|budget|sales|charge per|cost"
        r"|contract|users|menu"
        r"|per person|catering)\b")),
    ("appointment", re.compile(
        r"\b(?:appointment|appointments|schedule|scheduled|reschedule|booked|book|doctor|dentist|dental|visit|clinic)\b")),
)  # fmt: skip
_HIGH = re.compile(
    r"\b(?:lawyer|attorney|sue (?:you|them|your)|legal action|ombudsman|chargeback|unacceptable"
    r"|cancel (?:my|our|the) (?:account|contract"
    r"|subscription|policy)|thinking about leaving|switch(?:ing)? to another|another company|report you)\b"
)
_MEDIUM = re.compile(
    r"\b(?:annoy\w*|frustrat\w*|disappoint\w*|angry|upset|complain\w*|money back|compensation"
    r"|still (?:hasn't|not)"
    r"|third time|twice|for weeks|broken|damaged|never (?:came|arrived)|ridiculous)\b"
)


def category_of(said: str) -> Category:
    """Return the kind of call whose words were used most; "general" when none were."""
    counts = [(len(pattern.findall(said.lower())), category) for category, pattern in _CATEGORIES]
    best = max(counts, key=lambda counted: counted[0])
    return best[1] if best[0] else "general"


def risk_of(customer_said: str, *, refused: bool) -> Risk:
    """Return how likely it is that this customer is lost: by what they say, and whether they were refused."""
    words = customer_said.lower()
    if _HIGH.search(words):
        return "high"
    return "medium" if refused or _MEDIUM.search(words) else "low"
