"""Which verbs make "I will ..." a promise: those that are one by themselves, those that need a day, those that never are.

In: the words that follow "I will". Out: `Weight`. The lists were drawn up from how people speak on service calls.
"""

from __future__ import annotations

import re
from enum import Enum


class Weight(Enum):
    """How much "I will" plus this verb commits the speaker to."""

    PROMISE = "promise"  # something is owed after the call
    WITH_DAY = "with_day"  # only where a day or a condition is named; else it is done on the spot
    NEVER = "never"  # courtesy, or what is being done right now


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PROMISES = _words(
    "send email mail e-mail post call ring phone text deliver ship bring replace refund credit arrange organise organize "
    "order forward contact escalate waive reimburse compensate upload submit return dispatch resend fax remind notify "
    "inform schedule install repair fix invoice prepare draft repay supply reply respond"
)
_NEVER = _words(
    "need want like love say admit assume bet guess repeat spell explain read walk think hope see look hold wait start "
    "begin just miss remember understand appreciate probably never always not be take have do go put get give make let "
    "tell know try transfer connect agree help assist listen stop end rather stick keep"
)
_PHRASES: tuple[tuple[str, Weight], ...] = (
    (r"be (?:in touch|in contact)|get in (?:touch|contact)|get back (?:to|with)|reach out|follow up", Weight.PROMISE),
    (r"let (?:you|him|her|them|us|your \w+|the \w+) know|keep you (?:posted|updated|informed)", Weight.PROMISE),
    (r"make sure|see to it|take care of (?:that|it|this|the|your)|find out|look into|check with|sort (?:it|that|this)"
     r"|work out a|put together|set up|set you up|pay (?:you|for|the|it|that|back|your)|throw in|chase", Weight.PROMISE),
    (r"(?:speak|talk) (?:to|with) (?!you\b)|(?:ask|tell|show) (?:the|our|my|her|him|them|someone)", Weight.PROMISE),
    (r"get (?:you )?(?:that|it|this|them|those|these|the|a|an|your|our|my|someone|somebody|one|her|him)\b.*"
     r"\b(?:to you|over|out|sorted|fixed|sent|back|done|to (?:call|ring|phone|contact|email|look)|delivered|booked)",
     Weight.PROMISE),
    (r"have (?:that|it|this|them|those|the|a|an|your|our|my|someone|somebody|one|her|him|doctor|dr)\b.*"
     r"\b(?:to you|over|ready|sent|back|done|delivered|fixed|call|ring|phone|contact|email|reach|get in|come)",
     Weight.PROMISE),
    (r"give (?:you|him|her|them) (?:a|another) (?:call|ring|buzz|shout|bell)|drop (?:it|that|them|you|the|off|by)",
     Weight.PROMISE),
    (r"give (?:you|them|him|her|your \w+) (?:a|an|the|some|something|your|back|\d+|\w+ percent)\b(?! (?:moment|minute|second|hand"
     r"|example|idea|few|choice|number|hint|reference|confirmation|brief|quick))", Weight.PROMISE),
    (r"take .*\boff\b|knock .*\boff\b|put (?:it|that|this|one|them|a \w+) in the (?:mail|post)|write (?:to )?(?:you|him)",
     Weight.PROMISE),
    (r"(?:fill|sign|scan|print|pick|pass|hand|raise|file) (?:it|that|this|them|the|in|out|up|on|over|your|my|a)",
     Weight.PROMISE),
    (r"(?:put|transfer|connect|patch|place) you\b|(?:hold|stay) on|take a (?:look|note|moment|quick)|have a look"
     r"|look (?:that|it|this|you|up)|be (?:honest|quick|right|brief|happy|glad|fine|okay|ok|frank|able|sure|careful|a )"
     r"|(?:run|go|walk|talk|step) (?:you )?(?:through|over)|have to|need to|want to|like to|get (?:started|going)|tell you|ask you|show you|give you (?:my|a moment)"
     r"|let you (?:go|get)|see (?:if|what|you|whether|how)|call it|ring (?:it|that) up|return to|order (?:of|that up)"
     r"|bring (?:up|that up|it up)|help you|go ahead|do my best|be speaking|send you (?:a kiss|love)", Weight.NEVER),
    (r"(?:be|take|have|do|go|put|get|give|make|keep|transfer|show|come)\b", Weight.WITH_DAY),
)  # fmt: skip
_RULES = tuple((re.compile(rf"(?:{pattern})"), weight) for pattern, weight in _PHRASES)


def weigh(words: str) -> Weight:
    """Return the weight of the words after "I will", in lower case, verb first."""
    for pattern, weight in _RULES:
        if pattern.match(words):
            return weight
    verb = words.split(maxsplit=1)[0] if words.split() else ""
    if verb in _PROMISES:
        return Weight.PROMISE
    return Weight.NEVER if verb in _NEVER else Weight.WITH_DAY


def is_promise_verb(verb: str) -> bool:
    """True for a verb that makes a promise by itself ("send", "sending")."""
    if verb in _PROMISES:
        return True
    stem = verb.removesuffix("ing")
    return verb != stem and (stem in _PROMISES or f"{stem}e" in _PROMISES or stem[:-1] in _PROMISES)
