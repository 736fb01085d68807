"""Whether words that were found are meant: not denied, and not only supposed.

In: a folded text, and where the words stand in it. Out: yes or no.
"No complaint at all" and "what if I cancelled?" are not meant; "I'll sue if nothing happens" is. Only what
stands right before or right after the words counts, since a far "not" belongs to something else: "you have
not answered my complaint".
"""

from __future__ import annotations

import re
from typing import Final

_CLAUSE_END: Final = re.compile(r"[.?!;:]|,|(?<!\w)(?:but|aber|sondern|pero|sino|mais)(?!\w)")
_DENIED_BEFORE: Final = re.compile(
    r"(?<![\w'])(?:no|not|never|nobody|none|without|nothing|neither|nor|hardly|cannot|\w+n't|dont|didnt|wont"
    r"|isnt|rather than|instead of"
    r"|kein\w*|nicht|nie|niemals|ohne"
    r"|ning[uú]n\w*|nunca|sin|jam[aá]s"
    r"|aucun\w*|jamais|sans|pas)"
    r"(?:\s+(?:a|an|any|the|my|our|your|this|to|of|in|as|such|real|really|even|actually|ever|here|about|have|had|has"
    r"|having|want|wanting|need|wish|mean|meaning|intend|trying|try|going|gonna|planning|plan|like|think|thinking"
    r"|threatening|threaten|say|saying|said|talking|call|calling|make|making|file|i|i'd|i'll|we|we'd|we'll|you|that|is"
    r"|was|were|been|be|ask|asked|asking|for|got|get|feel|feeling|sound|sounding|seem|it's|it|at|all|so|very|too|gerade|grund|eine?[nrms]?|mich|zu|die|den|der|das|de|la"
    r"|el|un|una|une|le|l|quiero|tengo|poner|hacer|presentar|veux|ai))*\s*$"
)
_NOTHING_BY_IT: Final = re.compile(r"(?<![\w'])no (?:problem|worries|issue|trouble|doubt|wonder)(?!\w)")
_DENIED_AFTER: Final = re.compile(
    r"^\W*(?:\w+\s+){0,2}?(?:(?:is|are|was|were|will|would|be|seems)\s+(?:not|never)|(?:isn't|aren't|wasn't|won't"
    r"|wouldn't))\s+(?:be\s+)?(?:really\s+)?(?:necessary|needed|required|(?:the|an?) (?:issue|problem))"
)
_SUPPOSED: Final = re.compile(
    r"(?<![\w'])(?:if|whether|unless|in case|suppose|supposing|imagine|what would happen|falls|wenn|ob"
    r"|en caso de|au cas où|suponiendo)(?![\w'])"
)
_HOLDS_AFTER_ALL: Final = re.compile(
    r"(?<!\w)(?:(?:i|we|it|ich|wir|yo|je|nous)(?:'(?:m|ll|d|re|ve)|\s+(?:am|are|will|would|want|have|shall|must"
    r"|can|need|werde|will|möchte|voy|vais))"
    r"|(?:you|he|she|they)(?:'ll|\s+will)|(?:my|our)\s+\w+\s+will)(?![\w'])"
)
_REPORTED: Final = re.compile(
    r"(?<![\w'])(?:do you have|did you have|have you (?:got )?|are you|were you|would you (?:like|want) to"
    r"|is there|was there|haben sie|tiene|avez-vous)(?:\s+(?:a|an|any|to|make|file|eine?|alguna?))*\s*$"
)


def is_meant(text: str, start: int, end: int) -> bool:
    """True unless the words from `start` to before `end` are denied, only supposed, or only asked about."""
    before = text[_clause_start(text, start) : start]
    denied = _DENIED_BEFORE.search(_NOTHING_BY_IT.sub(" ", before)) or _DENIED_AFTER.match(text[end:])
    return not denied and not _REPORTED.search(before) and not _is_supposed(before, text[start:end])


def _clause_start(text: str, start: int) -> int:
    ends = [match.end() for match in _CLAUSE_END.finditer(text, 0, start)]
    return ends[-1] if ends else 0


def _is_supposed(before: str, words: str) -> bool:
    """True when the clause opens with "if" and no statement of its own begins before or in the words.

    Recognisers set no commas: in "if you don't pay I'll sue you" the threat is meant all the same. A subject
    right after the "if" is part of the supposing: "if I want to cancel".
    """
    opened = list(_SUPPOSED.finditer(before))
    if not opened:
        return False
    after = before[opened[-1].end() :] + words
    return not any(match.start() > 1 for match in _HOLDS_AFTER_ALL.finditer(after))
