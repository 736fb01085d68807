"""The words with which people commit themselves, as written and as recognisers mishear them.

In: a sentence. Out: `Cue`s: where the commitment begins, where its verb begins, and how sure the reading is.
"""

from __future__ import annotations

import re
from enum import Enum

from extractor.engines.rules.passages import Sentence
from extractor.engines.rules.verbs import Weight, weigh
from models.frozen import Frozen


class Kind(Enum):
    """How the commitment is put; what else must be there to believe it depends on this."""

    WILL = "will"  # I'll, we are going to, I promise to
    YOU_WILL = "you_will"  # you'll have it by Friday
    OTHERS = "others"  # our technician will call you
    THING = "thing"  # the parcel will be there on Friday
    CAN = "can"  # I can have it to you by Friday
    LET_ME = "let_me"  # let me send you that tomorrow
    DOING = "doing"  # I'm sending it out today
    MISHEARD = "misheard"  # "all send you ..." where "I'll send you" was said


class Cue(Frozen):
    """A commitment's first words; places are in the turn's text."""

    kind: Kind
    start: int
    verb_start: int
    verb_end: int  # of the verb's first word
    weak: bool = False  # "I'll try to", "I think I'll"


_ADVERBS = (
    r"just|also|then|definitely|certainly|gladly|personally|happily|quickly|immediately|always|still|both|all"
    r"|actually|simply|of course|be able to|be sure to|go ahead and|go and|be happy to|be glad to|gonna"
    r"|try to|you know|um|uh"
    r"|try and|probably|maybe|absolutely|directly|now|do is|do my best to|do our best to"
)
_ADVERB = rf"(?:,?\s+(?:{_ADVERBS})(?:,(?=\s))?)*"
_GOING = r"(?:going to|gonna|about to)"
_WILL_AGAIN = r"(?:i|we)(?:'ll|\s+will)"
_WILL = (
    rf"(?:i|we)(?:'ll|{_ADVERB}\s+(?:will|shall)|\s*(?:'?m|'re|am|are){_ADVERB}\s+{_GOING}"
    rf"|{_ADVERB}\s+promise(?:\s+you)?\s+(?:to|(?:that\s+)?{_WILL_AGAIN})|{_ADVERB}\s+commit\s+to)"
)
_TITLED = r"(?:doctor|dr\.?|mister|mr\.?|mrs\.?|miss|ms\.?)\s+\w+"
_NO_ARTICLE = r"(?!(?:our|the|an?|my|your|and|but)\b)"
_STAFF = (
    rf"(?:one of (?:our|the|my)\s+\w+|(?:our|the|an?|my)\s+(?:{_NO_ARTICLE}\w+\s+){{0,2}}?{_NO_ARTICLE}\w+)"
)
_FROM = r"(?:\s+(?:from|in|at)\s+(?:our|the)\s+\w+(?:\s+\w+)?)?"
_PEOPLE = rf"(?:{_STAFF}|{_TITLED}|he|she|they|someone|somebody|\w+){_FROM}"
_TO_YOU = (
    r"(?:be (?:with|calling|contacting|in touch|there)|call|visit|contact|email|e-mail|ring|phone|text"
    r"|come|deliver"
    r"|get back|get in touch|reach out|send|pick|arrive|look|install|repair|take|give|bring|stop by|meet"
    r"|fix|collect)"
)
_OBJECT = r"(?:it|that|this|they|(?:the|your|our|a|my)\s+(?:\w+\s+){0,3}?\w+)"
_THINGS = rf"{_OBJECT}(?:'ll|\s+will|\s+(?:is|are)\s+going to|\s+should)"
_DONE = (
    r"(?:delivered|shipped|processed|refunded|credited|sent|posted|emailed|mailed|issued|fixed|repaired"
    r"|replaced|paid"
    r"|installed|returned|transferred|resolved|completed|dispatched|corrected|updated|activated|reimbursed"
    r"|restored)"
)
_ARRIVE = (
    rf"(?:be (?:{_DONE}|there|in your (?:inbox|e-?mail|account)|ready|with|on its way|done|back)"
    r"|arrive|ship|go out|reach|show up)"
)
_YOU_WILL = r"you(?:'ll|\s+will|\s+all|\s+should|'re going to|\s+are going to|\s+can expect to)"

_NO_VERB = r"(?:i|we|um|uh|the|an?|my|our|your)"  # "I'm going to the ombudsman"

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.WILL, re.compile(rf"\b{_WILL}{_ADVERB},?\s+(?P<verb>(?!{_NO_VERB}\b)[a-z])")),
    (Kind.YOU_WILL, re.compile(
        rf"\b{_YOU_WILL}{_ADVERB}\s+(?P<verb>(?:have|get|receive|hear|see|find)\b(?!\s+to\b(?! text)))")),
    (Kind.YOU_WILL, re.compile(r"\byou can (?P<verb>expect\b(?!\s+to\b))")),
    (Kind.LET_ME, re.compile(rf"\blet (?:me|us){_ADVERB}\s+(?P<verb>[a-z])")),
    (Kind.CAN, re.compile(rf"\b(?:i|we) can{_ADVERB}\s+(?P<verb>[a-z])")),
    (Kind.CAN, re.compile(r"\b(?:i'?m|i am|we're|we are)(?: \w+)? (?:happy|glad) to (?P<verb>[a-z])")),
    (Kind.DOING, re.compile(rf"\b(?:i'?m|i am|we're|we are){_ADVERB}\s+(?P<verb>[a-z]+ing\b)(?! to\b)")),
    (Kind.THING, re.compile(rf"\b{_THINGS}{_ADVERB}\s+(?P<verb>{_ARRIVE})\b")),
    (Kind.OTHERS, re.compile(
        rf"\b{_PEOPLE}(?:'ll|\s+will|\s+is going to|\s+are going to){_ADVERB}\s+(?P<verb>{_TO_YOU})\b")),
)  # fmt: skip
_WEAK = re.compile(r"\b(?:try to|try and|probably|maybe|should|think|best to)\b")
_NOT_PEOPLE = frozenset((
    "i", "we", "you", "there", "what", "which", "who", "how", "when", "if", "and", "but", "so", "or",
    "because", "then", "well", "all", "not",
))  # fmt: skip
_NOT_OTHERS = frozenset(("it", "that", "this"))
_REPORTED = re.compile(
    r"\b(?:said|says|told|tell|saying|promised|hope|hoped|hoping|wonder|wondering|if|whether|unless"
    r"|pretend|ask"
    r"|asked|doubt|until|till|before|by the time|suppose|imagine|(?:do|did|don't) (?:you|they) (?:think"
    r"|believe|reckon))"
    r"(?:\s+(?:me|us|you|him|her|them|that|(?:my|your|our|their|his|the) \w+|on (?:the )?\w+"
    r"|in (?:the|my|our) \w+|(?:last|earlier this|this) \w+|yesterday|earlier|before|already|back then"
    r"|\w+ (?:days?|weeks?|months?) ago))*\s*$"
)
_DOUBTED = re.compile(r"\b(?:think|believe|guess|maybe|perhaps|might be)\s*(?:that)?\s*$")
_OPENING = re.compile(
    r"(?:^|[,;:–—-]|\b(?:and|but|so|or|then|yes|yeah|sure|okay|ok|maybe|now|which|if \S.*))\s*$"
)
_RELATIVE = re.compile(
    r"\b(?:what|how|when|where|that|which|who|whom|anything|everything|something|all|things?|can)\s*$"
)
_CONFIRMING = re.compile(r"\bso\s*$")
_TALKING = ("calling", "phoning", "ringing", "texting", "contacting", "emailing")
_L_WORD = re.compile(
    r"\b(?P<word>we\s+all|[a-z']+)\s+(?P<verb>[a-z]+)\s+(?=(?:you|your|it|that|the|this|a|them|us)\b)"
)
_AND_YOU = re.compile(
    r"\b(?P<word>and)\s+(?P<verb>get back to|send|email|call|ring|mail|bring|give|contact|let)\s+(?=you\b)"
)
_SOUNDS_LIKE_ILL = "by|buy|bye|hi|how|while|help|held|isle|aisle|oil|eye|i'd|are|our|file|why"
_I_WILL = re.compile(
    rf"\b(?P<word>{_SOUNDS_LIKE_ILL})\s+(?P<verb>[a-z]+)\s+(?=(?:you|your|it|that|the|this|a|an|them|one|her|him|my)\b)"
)
_AGREEING = re.compile(r"\b(?:okay|ok|sure|share|yes|yeah|great|fine|good|then|so|but|perfect|right)\s*$")
_CONDITIONAL = re.compile(r"\b(?:if|once|as soon as|when|after)\b(?:\s+\S+){2,8}\s*$")
_YOU_WILL_HAVE = re.compile(
    r"\b(?P<word>he'll|she'll|he will|you all)\s+(?P<verb>have|get|receive)\s+"
    r"(?=(?:it|that|the|this|a|an|your|our)\b)"
)
_SILENT = re.compile(r"[aeiouyhw']|s(?=l)")
_HEARD_WELL = frozenset(("i'll", "we'll", "will", "you'll", "he'll", "she'll", "they'll", "it'll"))


def find_cues(sentence: Sentence) -> tuple[Cue, ...]:
    """Return the cues of a sentence in order, without overlap; a question, a report and a hope hold none."""
    if sentence.question:
        return ()
    found = [
        cue
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(sentence.lower, sentence.start, sentence.end)
        if (cue := _cue(sentence, kind, match)) is not None
    ]
    if sentence.bare:
        found += _misheard(sentence)
    kept: list[Cue] = []
    for cue in found:
        if all(cue.verb_start <= other.start or other.verb_start <= cue.start for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda cue: cue.start))


def _cue(sentence: Sentence, kind: Kind, match: re.Match[str]) -> Cue | None:
    before = sentence.lower[sentence.start : match.start()]
    if _REPORTED.search(before) or not _fits(sentence, kind, match, before):
        return None
    weak = bool(_WEAK.search(match.group()) or _DOUBTED.search(before))
    verb_start = match.start("verb")
    return Cue(
        kind=kind,
        start=match.start(),
        verb_start=verb_start,
        verb_end=verb_start + len(sentence.lower[verb_start : sentence.end].split()[0]),
        weak=weak,
    )


def _fits(sentence: Sentence, kind: Kind, match: re.Match[str], before: str) -> bool:
    """Apply what a kind asks of its surroundings."""
    if kind in (Kind.OTHERS, Kind.THING):
        subject = match.group().split()[0].partition("'")[0]
        return subject not in _NOT_PEOPLE and not (kind is Kind.OTHERS and subject in _NOT_OTHERS)
    if kind is Kind.CAN:
        return bool(_OPENING.search(before)) or (sentence.bare and not _RELATIVE.search(before))
    if kind is Kind.DOING:
        return match["verb"] not in _TALKING
    asks_back = sentence.turn.speaker == "customer" and _CONFIRMING.search(before)
    return not (kind is Kind.YOU_WILL and asks_back)


def _misheard(sentence: Sentence) -> list[Cue]:
    """Find "all send you", a word that sounds like "I'll" before a promise; and "... and call you back"."""
    heard = [
        match for match in _L_WORD.finditer(sentence.lower, sentence.start, sentence.end) if _sounds(match)
    ]
    heard += [
        match
        for match in _I_WILL.finditer(sentence.lower, sentence.start, sentence.end)
        if _begins(sentence, match.start()) and weigh(sentence.lower[match.start("verb") :]) is Weight.PROMISE
    ]
    if sentence.turn.speaker == "agent":
        heard += _YOU_WILL_HAVE.finditer(sentence.lower, sentence.start, sentence.end)
    heard += _AND_YOU.finditer(sentence.lower, sentence.start, sentence.end)
    return [
        Cue(
            kind=Kind.MISHEARD,
            start=match.start("word"),
            verb_start=match.start("verb"),
            verb_end=match.end("verb"),
            weak=True,
        )
        for match in heard
    ]


def _begins(sentence: Sentence, place: int) -> bool:
    """True where a commitment may begin: with the sentence, after a yes, or after a condition."""
    before = sentence.lower[sentence.start : place]
    return not before.strip() or bool(_AGREEING.search(before) or _CONDITIONAL.search(before))


def _sounds(match: re.Match[str]) -> bool:
    word = match["word"]
    if word in _HEARD_WELL or _SILENT.sub("", word).strip() not in ("l", "ll"):
        return False
    return weigh(match.string[match.start("verb") :]) is Weight.PROMISE
