"""Which verbs make "I will ..." a promise: some by themselves, some only with a day, some never.

In: the words that follow "I will". Out: `Weight`.
The lists were drawn up from how people speak on service calls; nothing was added for one call alone.
"""

from __future__ import annotations

import re
from enum import Enum


class Weight(Enum):
    """How much "I will" plus this verb commits the speaker to."""

    PROMISE = "promise"  # something is owed after the call
    WITH_DAY = "with_day"  # only where a day or a condition is named; else it is done on the spot
    NEVER = "never"  # courtesy, or what is being done right now


_PROMISES = frozenset((
    "send", "email", "mail", "e-mail", "post", "call", "ring", "phone", "text", "deliver", "ship",
    "bring", "replace", "refund", "credit", "arrange", "organise", "organize", "order", "forward",
    "contact", "escalate", "waive", "reimburse", "compensate", "upload", "submit", "return", "dispatch",
    "resend", "fax", "remind", "notify", "inform", "schedule", "install", "repair", "fix", "invoice",
    "prepare", "exchange", "prescribe", "draft", "repay", "supply", "reply", "respond",
))  # fmt: skip
_NEVER = frozenset((
    "need", "want", "like", "love", "say", "admit", "assume", "bet", "guess", "repeat", "spell",
    "explain", "read", "walk", "think", "hope", "see", "look", "hold", "wait", "just", "miss",
    "remember", "understand", "appreciate", "probably", "never", "always", "not", "tell", "know",
    "connect", "agree", "help", "assist", "listen", "stop", "rather", "stick", "lose", "regret", "die",
    "sue",
))  # fmt: skip
_THING = r"(?:that|it|this|them|those|these|the|a|an|your|our|my|his|someone|somebody|one|her|him)\b"
_HAND_OVER = r"(?:to you|over|out|sorted|fixed|sent|back|done|delivered|booked|ready|in the (?:mail|post))\b"
_MAKE_ACT = r"(?:call|ring|phone|contact|email|e-mail|send|reach|get in|come|look|visit|text)\b"
_WHOM = r"(?:you|them|him|her|your \w+)"
_AT_ONCE = r"(?:moment|second|manager|supervisor|colleague)"
_UP = r"(?:it|that|this|them|the|in|out|up|on|over|your|my|a)\b"
_SMALL = (
    r"(?:moment|minute|second|hand|example|idea|few|choice|number|hint|reference|confirmation|brief|quick)"
)

_PHRASES: tuple[tuple[str, Weight], ...] = (
    (r"(?:come|report) back (?:to|with) (?:you|them|him|her)\b", Weight.PROMISE),
    (r"be (?:in touch|in contact)|get in (?:touch|contact)|get back (?:to|with)", Weight.PROMISE),
    (r"reach out|follow up|make sure|see to it|find out|look into|check with|chase|throw in", Weight.PROMISE),
    (r"let (?:you|him|her|them|us|your \w+|the \w+) know", Weight.PROMISE),
    (r"keep you (?:posted|updated|informed)", Weight.PROMISE),
    (r"take care of (?:that|it|this|the|your)|sort (?:it|that|this)", Weight.PROMISE),
    (r"put together|set (?:it |that |you )?up|pay (?:you|for|the|it|that|back|your)", Weight.PROMISE),
    (r"(?:speak|talk) (?:to|with) (?!you\b)", Weight.PROMISE),
    (r"(?:ask|tell|show) (?:the|our|my|her|him|them|someone)", Weight.PROMISE),
    (rf"get you (?:a|an|the|our|your|that|those|some)\b(?! {_AT_ONCE})", Weight.PROMISE),
    (rf"get (?:you )?{_THING}.*\b(?:{_HAND_OVER}|to {_MAKE_ACT})", Weight.PROMISE),
    (r"have (?:a|another) (?:quick )?look\b", Weight.WITH_DAY),
    (rf"have (?:doctor|dr|{_THING}).*\b(?:{_HAND_OVER}|{_MAKE_ACT})", Weight.PROMISE),
    (r"give (?:you|him|her|them) (?:a|another) (?:call|ring|buzz|shout|bell)", Weight.PROMISE),
    (r"drop (?:it|that|them|you|the|off|by)", Weight.PROMISE),
    (rf"give {_WHOM} (?:my|a|an|the) (?:\w+ )?{_SMALL}", Weight.NEVER),
    (rf"give {_WHOM} (?:a|an|the|some|something|your|back|\d+|\w+ percent)\b", Weight.PROMISE),
    (r"take (?:the|that) (?:\w+day|one|slot|appointment|first|second|earlier|later)\b", Weight.NEVER),
    (r"hold (?:the|your|our|that|last) .*\b(?:prices?|rates?|slot|table|room|offer)\b", Weight.PROMISE),
    (r"make an exception", Weight.PROMISE),
    (r"(?:take|knock) .*\boff\b|put (?:it|that|this|one|them|a \w+) in the (?:mail|post)", Weight.PROMISE),
    (r"write (?:to )?(?:you|him)", Weight.PROMISE),
    (rf"(?:fill|sign|scan|print|pick|pass|hand|raise|file) {_UP}", Weight.PROMISE),
    (r"(?:put|transfer|connect|patch|place) you\b|(?:hold|stay) on", Weight.NEVER),
    (r"take a (?:look|note|moment|quick)", Weight.NEVER),
    (r"look (?:that|it|this|you|up)", Weight.NEVER),
    (r"(?:run|go|walk|talk|step) (?:you )?(?:through|over)", Weight.NEVER),
    (r"tell you(?! (?:what|that|how|why)\b)", Weight.WITH_DAY),
    (r"(?:have|need|want|like|got|love) to|get (?:started|going)|(?:tell|ask|show|help) you", Weight.NEVER),
    (r"let you (?:go|get)|call it|(?:ring|bring|order) (?:it |that )?up|return to|order of", Weight.NEVER),
    (r"go ahead|do my best|be speaking|keep (?:it|that) (?:short|quick|brief)", Weight.NEVER),
    (r"be (?:there|at|with|back|by|over|here|available|ready|done|in the|on site|\w+ing)\b", Weight.WITH_DAY),
    (r"be\b", Weight.NEVER),
)  # fmt: skip
_AND_THEN = re.compile(r"\band (?:then )?(?=\w+ (?:back )?(?:to |with )?(?:you|him|her|them)\b)")
_PUTS_THROUGH = re.compile(r"(?:put|transfer|connect|patch|place|pass) (?:you|him|her|them)\b|hold|stay")
_RULES = tuple((re.compile(pattern), weight) for pattern, weight in _PHRASES)


def weigh(words: str) -> Weight:
    """Return the weight of the words after "I will", in lower case, verb first."""
    for pattern, weight in _RULES:
        if pattern.match(words):
            return weight
    verb = words.split(maxsplit=1)[0] if words.split() else ""
    if verb in _PROMISES:
        return Weight.PROMISE
    return Weight.NEVER if verb in _NEVER else Weight.WITH_DAY


def weigh_both(words: str) -> Weight:
    """Return the weight of the words, or of a second deed in them: "check and let you know"."""
    first = weigh(words)
    second = None if first is Weight.PROMISE or _PUTS_THROUGH.match(words) else _AND_THEN.search(words)
    if second is not None and weigh(words[second.end() :]) is Weight.PROMISE:
        return Weight.PROMISE
    return first


def is_promise_verb(verb: str) -> bool:
    """True for a verb that makes a promise by itself ("send", "sending")."""
    if verb in _PROMISES:
        return True
    stem = verb.removesuffix("ing")
    return verb != stem and (stem in _PROMISES or f"{stem}e" in _PROMISES or stem[:-1] in _PROMISES)
