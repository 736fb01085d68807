"""Whether words of the customer say what is wrong, what they need or what a visit is for.

In: words in lower case. Out: yes or no, for a field of a template. Nothing is better than something odd.
"""

from __future__ import annotations

import re
from typing import Final

_TROUBLE: Final = (
    r"broken?|broke|breaks|not work\w*|(?:does|do|did|will|would)(?:n't| not) (?!want|need|like|know"
    r"|mind|think|have)\w+"
    r"|won't \w+|stopped|keeps? (?:on )?\w+ing|problem|trouble|issue|fault\w*|error|damage\w*|leak\w*"
    r"|wrong|missing"
    r"|lost|stole\w*|cracked|crash\w*|stuck|jam\w*|nois\w+|burn\w*|dead|frozen|expired|blocked|locked"
    r"|incorrect"
    r"|(?:has|have|had)(?:n't| not) (?:arrived|come|received|got|been)|(?:never|not) (?:arrived|came"
    r"|come|received|been|got|had|saw|heard)"
    r"|still (?:not|no|waiting|haven't|hasn't)|nobody (?:came|called)|no (?:internet|power|heating"
    r"|water|signal|sound)"
    r"|(?:is|are|was|were|been|went) (?:down|slow|late|off|out|dirty|cold|loud|empty|too \w+)"
    r"|too (?:high|much|slow|loud)"
    r"|twice|delayed|overcharged|(?:can't|cannot|could not|couldn't) (?:log|access|open|use|reach|find"
    r"|get|send|print|pay"
    r"|connect|see|make|turn|enter|sign)|supposed (?:to|the)|should have (?:been|arrived|come)"
    r"|complain\w*|refund"
    r"|scratch\w*|dent\w*|stain\w*|torn|drains|(?:goes|went|stays|is|was) (?:black|blank|dark)"
    r"|left .{1,30} open"
    r"|got (?:eaten|stuck|lost|stolen|wet|charged|cut|hurt|billed)|swallowed|(?:not|un) ?happy|unhappy|fed up"
)
_WISH: Final = (
    r"need|needs|want|wants|looking (?:for|to|at|into)|(?:would|'d) (?:like|love)|interested|wish"
    r"|searching|require"
    r"|planning|trying to|help with|in the market|hoping to|thinking (?:of|about)|wonder\w*|order|book"
    r"|buy|change|move"
    r"|cancel|transfer|replace|question about|(?:calling|call|it's|it is|here) (?:about|to|because|for"
    r"|regarding)"
    r"|(?:i'm|we're|i am|we are) after|no \w+ left|(?:not|un) ?happy with|struggl\w*|takes? too long"
    r"|(?:can|could) (?:i|we|you)|do you (?:have|offer|sell)|what (?:would|does|do)|how much"
)
_VISIT: Final = (
    r"pain\w*|hurt\w*|ache\w*|\w+ache|sore|swollen|rash|fever|check-?up|cleaning|filling|appointment"
    r"|prescription|because"
    r"|(?:it's|it is) (?:for|about)|for (?:a|my|our|the)"
)
_SAYS: Final = {
    "issue": re.compile(rf"\b(?:{_TROUBLE})\b"),
    "need": re.compile(rf"\b(?:{_WISH})\b"),
    "reason": re.compile(rf"\b(?:{_WISH}|{_TROUBLE}|{_VISIT})\b"),
}
_ASKED: Final = {
    "issue": re.compile(
        r"\bwhat(?:'s| is| seems| was)?\b.{0,20}\b(?:problem|issue|wrong|matter|going on|happen\w*)\b"
    ),
    "need": re.compile(
        r"\bwhat (?:do|would|are) you (?:need|like|looking for|trying)\b|\bwhat (?:brings|are your needs)\b"
    ),
    "reason": re.compile(
        r"\bwhat (?:is it|is the (?:appointment|visit)|are you coming in) for\b|\breason for\b"
    ),
}
_FEWEST_ANSWER_WORDS: Final = 3
#: Threats, jokes, and what is needed for a moment on the phone, all of which have the words of a need.
_ODD: Final = re.compile(
    r"^(?:if|unless|in case)\b|\b(?:kill\w*|sue|suing|court|lawyer|attorney|murder|suicid\w*|die)\b"
    r"|\b(?:kidding|joking|ha ?ha\w*|lol)\b"
    r"|\b(?:need|want|like|have)(?: to have)? (?:(?:just )?(?:a|an|one|another|my"
    r"|some) )?(?:\w+ )?(?:minute|moment|second"
    r"|coffee|tea|pen|pencil|break|drink|vacation|holiday|smoke|nap)s?\b"
    r"|\b(?:need|want|have) to (?:go|run|leave|hang up|think|pee|laugh|cry|scream|say|admit|sneeze"
    r"|sit down)\b"
    r"|\b(?:don't|do not|didn't) (?:need|want)\b|\bno problem\b|\bthat's the problem\b|\bthe problem is you\b"
)


def says(name: str, words: str, *, asked: str) -> bool:
    """True when these words say what the field "issue", "need" or "reason" asks for, or answer that question.

    `asked` is what the other side had said right before.
    """
    answers = _ASKED[name].search(asked) is not None and len(words.split()) >= _FEWEST_ANSWER_WORDS
    return (answers or _SAYS[name].search(words) is not None) and _ODD.search(words) is None
