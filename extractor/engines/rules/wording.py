"""Words a commitment for a reader: the speaker's own words as an instruction, "you" and "I" turned around.

In: the words after the cue, the side that speaks. Out: "Send the customer a replacement machine by Friday".
Nothing is added but who is meant, so that no claim grows in the wording.
"""

from __future__ import annotations

import re

from models.notes import Side

#: The speaker's words for themselves and for the other side, as a reader on our side puts them.
_TURNED: dict[Side, dict[str, str]] = {
    "ours": {
        "i": "we", "me": "us", "my": "our", "mine": "ours", "myself": "ourselves",
        "i'm": "we're", "i've": "we've", "i'll": "we'll", "i'd": "we'd",
        "yourself": "themselves", "yourselves": "themselves",
    },
    "theirs": {
        "i": "they", "me": "them", "my": "their", "mine": "theirs", "myself": "themselves",
        "i'm": "they're", "i've": "they've", "i'll": "they'll", "i'd": "they'd",
        "we": "they", "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves",
        "we're": "they're", "we've": "they've", "we'll": "they'll", "we'd": "they'd",
        "your": "our", "yours": "ours", "yourself": "ourselves", "yourselves": "ourselves",
        "you're": "we are", "you've": "we have", "you'll": "we will", "you'd": "we would",
    },
}  # fmt: skip
#: What the agent calls the customer: at the first mention, and later on.
_CUSTOMER = {
    "your": ("the customer's", "their"), "yours": ("the customer's", "theirs"),
    "you're": ("the customer is", "they are"), "you've": ("the customer has", "they have"),
    "you'll": ("the customer will", "they will"), "you'd": ("the customer would", "they would"),
}  # fmt: skip
_WE_ARE = {"am": "are", "was": "were", "wasn't": "weren't"}
_THIRD = {
    "are": "is", "aren't": "isn't", "were": "was", "weren't": "wasn't", "have": "has", "haven't": "hasn't",
    "do": "does", "don't": "doesn't", "need": "needs", "want": "wants", "like": "likes", "know": "knows",
    "get": "gets", "see": "sees", "prefer": "prefers", "sign": "signs", "send": "sends", "pay": "pays",
    "call": "calls", "come": "comes", "go": "goes", "agree": "agrees", "accept": "accepts", "ask": "asks",
    "receive": "receives", "decide": "decides", "order": "orders", "choose": "chooses", "return": "returns",
    "confirm": "confirms", "bring": "brings", "use": "uses", "say": "says", "give": "gives", "live": "lives",
}  # fmt: skip
_AS_IT_IS = re.compile(
    r"\s+(?:will|can|could|would|should|may|might|must|shall|can't|won't|couldn't|wouldn't|had|did|didn't|\w+ed"
    r"|said|sent|got|paid|bought|told|came|went|made|gave)\b",
    re.IGNORECASE,
)
_BARE_VERB_AFTER = re.compile(
    r"\b(?:let|letting|help|make|do|does|did|can|could|would|will|should|shall|may|might|don't|didn't)\s*$",
    re.IGNORECASE,
)
_DROPS_E = frozenset((
    "arrange", "escalate", "schedule", "replace", "waive", "reimburse", "compensate", "organise", "organize",
    "invoice", "prepare", "issue", "charge", "include", "update", "upgrade", "make", "give", "take", "write",
    "move", "close", "change", "increase", "reduce", "leave", "come", "have", "use",
))  # fmt: skip
_SHORTEST_GERUND = 6
_PROPER = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august"
    r"|september|october|november|december|i)(?=\b(?!\.))"
)
_MENTION = re.compile(
    r"\b(?P<we>i|we)\s+(?P<be>am|was|wasn['\u2019]t)\b"
    rf"|\byou\s+(?P<verb>{'|'.join(_THIRD)})\b"
    r"|(?P<word>[A-Za-z]+(?:['\u2019][A-Za-z]+)?)",
    re.IGNORECASE,
)
_WHO = r"(?:\s+(?:i|we|they|he|she|you))?"
_DANGLES = re.compile(
    r"(?:\s+(?:(?:thanks|thank you)(?:\s+\w+)?|(?<!\bit )(?<!\bthat )(?<!\ball )right"
    rf"|(?<!come )(?<!stop )(?<!drop )(?<!go )(?<!pass )(?<!call )(?<!swing )by{_WHO}"
    rf"|(?:and|or|but|because|if|that|so){_WHO}|the|an?|my|our|your|their))+$",
    re.IGNORECASE,
)
_NAMES_A_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december) \w+)\b",
    re.IGNORECASE,
)
_NAMES_A_TIME = re.compile(
    r"(?:\d|noon\b|midnight\b|half past\b|quarter (?:past|to)\b|(?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)\b(?! (?:days?|weeks?|months?|hours?|minutes?)\b))",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:um+|uh+|er+|(?<!let )(?<!letting )(?<!do )(?<!as )you know|i mean)\b,?\s*", re.IGNORECASE
)
_STUTTER = re.compile(
    r"\b(i|you|we|he|she|they|it|the|a|an|to|and|in|on|at|of|for|is|my|your|our|with|will)(?:\s+\1\b)+",
    re.IGNORECASE,
)
_VERB_AFTER = re.compile(r"\s+(?:will|are|can|have|need|want|do|did|would|asked|said|sent)\b", re.IGNORECASE)
_BEFORE_SUBJECT = re.compile(
    r"(?:^|\b(?:and|but|so|or|if|when|once|that|what|which|where|how|why|until|after|before|because|as"
    r"|soon as|while|whether|everything|anything|time|moment|do|did|can|could|would|will|should|have|are))"
    r"[\s,]*$",
    re.IGNORECASE,
)


def turned(words: str, side: Side) -> str:
    """Return the words with the speaker's "you" and "I" replaced by who is meant, verbs in their form."""
    named = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal named
        if match["be"]:
            return f"{'we' if side == 'ours' else 'they'} {_WE_ARE[_straight(match['be'])]}"
        low = "you" if match["verb"] else _straight(match["word"])
        if side == "theirs" or (low != "you" and low not in _CUSTOMER):
            return _of_us(match, side, low)
        first, named = not named, True
        if low != "you":
            return _CUSTOMER[low][0 if first else 1]
        return _customer(match, first=first)

    return _MENTION.sub(replaced, fluent(words))


def fluent(words: str) -> str:
    """Return the words without fillers and stutters."""
    return _STUTTER.sub(r"\1", _FILLERS.sub("", words))


def _of_us(match: re.Match[str], side: Side, low: str) -> str:
    """Return a word of the speaker's own, or the customer's "you", which is us."""
    if low != "you":
        return _TURNED[side].get(low, match.group())
    if match["verb"] and not _takes_an_object(match):
        return f"we {match['verb']}"
    return "we" if _is_subject(match) else f"us {match['verb']}" if match["verb"] else "us"


def _customer(match: re.Match[str], *, first: bool) -> str:
    """Return the agent's "you": "the customer", later "they" or "them", with its verb where that changes."""
    if match["verb"] is None:
        if not _is_subject(match):
            return "the customer" if first else "them"
        return "the customer" if first and _AS_IT_IS.match(match.string, match.end()) else "they"
    verb = match["verb"]
    if _takes_an_object(match):
        return f"{'the customer' if first else 'them'} {verb}"
    bare = _BARE_VERB_AFTER.search(match.string[: match.start()])
    if not first:
        return f"they {verb}"
    return f"the customer {verb if bare else _THIRD[verb.lower()]}"


def _takes_an_object(match: re.Match[str]) -> bool:
    """True for "let you have it", where "you" is no subject."""
    return (
        re.search(r"\b(?:let|letting|help|make)\s*$", match.string[: match.start()], re.IGNORECASE)
        is not None
    )


def _straight(word: str) -> str:
    return word.lower().replace("\u2019", "'")


def when(said: str) -> str:
    """Return a phrase about time as it goes on a sentence: "Friday" as "on Friday", "4 pm" as "at 4 pm"."""
    if _NAMES_A_DAY.match(said):
        return f"on {said}"
    if _NAMES_A_TIME.match(said):
        return f"at {said[:1].lower()}{said[1:]}"
    return said[:1].lower() + said[1:]


def without_time(words: str, said: str) -> str:
    """Return the words without this phrase about time, in whatever case and with its "on" or "at"."""
    phrase = rf"(?:\b(?:on|at|by) )?{re.escape(said)}"
    return (re.sub(phrase, "", words, flags=re.IGNORECASE) if said else words).strip(" ,")


def names_a_day(words: str) -> bool:
    """True for words that begin with a day's or a month's name, which keep their capital."""
    return _NAMES_A_DAY.match(words) is not None


def without_preposition(said: str) -> str:
    """Return a phrase about time to be put behind "from" and "to": "by Friday" as "Friday"."""
    bare = re.sub(r"^(?:on|by|at|in|for)\s+(?!the\b)", "", said, flags=re.IGNORECASE)
    return bare if _NAMES_A_DAY.match(bare) else bare[:1].lower() + bare[1:]


def from_to(was: str, now: str) -> str:
    """Return what is said of a day that was moved: "From Friday to Monday"."""
    return as_sentence(f"from {without_preposition(was)} to {without_preposition(now)}")


def as_sentence(words: str) -> str:
    """Return the words with capitals at the start and in names of days, without the rest of a next clause."""
    trimmed = _PROPER.sub(lambda match: match.group().capitalize(), " ".join(words.split()))
    trimmed = trimmed.strip(" ,;:.-–—?!")
    whole = _DANGLES.sub("", trimmed).rstrip(" ,;:")
    trimmed = whole if " " in whole else trimmed  # "waive that" is no more than that
    return trimmed[:1].upper() + trimmed[1:]


def infinitive(words: str) -> str:
    """Return the words with their first verb as an instruction: "sending it" becomes "send it"."""
    verb, _, rest = words.partition(" ")
    low = verb.lower()
    if not low.endswith("ing") or len(low) < _SHORTEST_GERUND:
        return words
    stem = low.removesuffix("ing")
    if f"{stem}e" in _DROPS_E:
        stem = f"{stem}e"
    elif stem[-1] == stem[-2] and stem[-1] not in "ls":
        stem = stem[:-1]
    return f"{stem} {rest}".strip()


def _is_subject(match: re.Match[str]) -> bool:
    """True for "you" that stands for "they", not "them": before a verb that shows it, or opening a clause."""
    words = match.string
    opens = _BEFORE_SUBJECT.search(words[: match.start()]) and re.match(r"\s+[a-z]", words[match.end() :])
    return bool(opens or _VERB_AFTER.match(words, match.end()))
