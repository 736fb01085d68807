"""The words with which people commit themselves, as written and as recognisers mishear them.

In: a sentence. Out: `Cue`s: where the commitment begins, where its verb begins, and how sure the reading is.
"""

from __future__ import annotations

import re
from enum import Enum

from extractor.engines.rules.passages import Sentence
from extractor.engines.rules.verbs import is_promise_verb
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
    weak: bool = False  # "I'll try to", "I think I'll"


_ADVERB = (
    r"(?:\s+(?:just|also|then|definitely|certainly|gladly|personally|happily|quickly|immediately|always|still|both|all"
    r"|actually|simply|of course|be able to|be sure to|go ahead and|go and|be happy to|be glad to|gonna|try to|try and"
    r"|probably|maybe|absolutely|directly|now))*"
)
_GOING = r"(?:going to|gonna|about to)"
_WILL = (
    rf"(?P<who>i|we)(?:'ll|{_ADVERB}\s+(?:will|shall)|\s*(?:'m|'re|am|are){_ADVERB}\s+{_GOING}"
    rf"|{_ADVERB}\s+promise(?:\s+you)?(?:\s+(?:to|that\s+(?:i|we)(?:'ll|\s+will)|(?:i|we)(?:'ll|\s+will))))"
)
_PEOPLE = (
    r"(?:one of (?:our|the|my)\s+\w+|(?:our|the|an?|my)\s+(?:\w+\s+){0,2}?\w+|(?:doctor|dr\.?|mister|mr\.?|mrs\.?|miss|ms\.?)"
    r"\s+\w+|he|she|they|someone|somebody|\w+)(?:\s+(?:from|in|at)\s+(?:our|the)\s+\w+(?:\s+\w+)?)?"
)
_TO_YOU = (
    r"(?:be (?:with|calling|contacting|in touch|there)|call|visit|contact|email|e-mail|ring|phone|text|come|deliver|get back"
    r"|get in touch|reach out|send|pick|arrive|look|install|repair|take|give|bring|stop by|meet|see|fix|collect)"
)
_THINGS = r"(?:it|that|this|they|(?:the|your|our|a|my)\s+(?:\w+\s+){0,3}?\w+)(?:'ll|\s+will|\s+(?:is|are)\s+going to|\s+should)"
_ARRIVE = (
    r"(?:be (?:\w+ed|sent|there|ready|with|on its way|done|in|back|paid|shipped|issued|refunded|credited|complete)"
    r"|arrive|ship|go out|reach|come|leave|show up)"
)

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.WILL, rf"\b{_WILL}{_ADVERB}\s+(?P<verb>[a-z])"),
        (Kind.YOU_WILL, rf"\byou(?:'ll|\s+will|\s+all|'re going to|\s+are going to|\s+can expect to){_ADVERB}\s+"
         r"(?P<verb>(?:have|get|receive|hear|see|find)\b(?!\s+to\b))"),
        (Kind.YOU_WILL, r"\byou can (?P<verb>expect\b(?!\s+to\b))"),
        (Kind.LET_ME, rf"\blet (?:me|us){_ADVERB}\s+(?P<verb>[a-z])"),
        (Kind.CAN, rf"(?<!what )(?<!how )(?<!when )\b(?P<who>i|we) can{_ADVERB}\s+(?P<verb>[a-z])"),
        (Kind.DOING, rf"\b(?:i'm|i am|we're|we are){_ADVERB}\s+(?P<verb>[a-z]+ing\b)(?! to\b)"),
        (Kind.THING, rf"\b{_THINGS}{_ADVERB}\s+(?P<verb>{_ARRIVE})\b"),
        (Kind.OTHERS, rf"\b{_PEOPLE}(?:'ll|\s+will|\s+is going to|\s+are going to){_ADVERB}\s+(?P<verb>{_TO_YOU})\b"),
    )
)  # fmt: skip
_WEAK = re.compile(r"\b(?:try to|try and|probably|maybe|should|think)\b")
_NOT_PEOPLE = frozenset(
    [
        "i",
        "we",
        "you",
        "it",
        "that",
        "this",
        "there",
        "what",
        "which",
        "who",
        "how",
        "when",
        "if",
        "and",
        "but",
        "so",
        "or",
        "because",
        "then",
        "well",
        "all",
        "not",
    ]
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|tell|saying|promised|hope|hoped|hoping|wonder|wondering|if|whether|unless|pretend|ask|asked"
    r"|doubt|until|till|before|by the time|suppose|imagine)(?:\s+(?:me|us|you|him|her|them|that|my \w+))*\s*$"
)
_DOUBTED = re.compile(r"\b(?:think|believe|guess|maybe|perhaps|might be)\s*(?:that)?\s*$")
_OPENING = re.compile(
    r"(?:^|[,;:–—-]|\b(?:and|but|so|or|then|yes|yeah|sure|okay|ok|maybe|now|then|if \S.*))\s*$"
)
_RELATIVE = re.compile(
    r"\b(?:what|how|when|where|that|which|who|whom|anything|everything|something|all|things?|can)\s*$"
)
_L_WORD = re.compile(
    r"\b(?P<word>[a-z']+)\s+(?P<verb>[a-z]+)\s+(?=you\b|your\b|it\b|that\b|the\b|this\b|a\b|them\b|us\b)"
)
_SILENT = re.compile(r"[aeiouyhw']|s(?=l)")


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
    if _REPORTED.search(before):
        return None
    if kind in (Kind.OTHERS, Kind.THING) and not _fit_subject(match):
        return None
    if kind is Kind.CAN and not (_OPENING.search(before) or (sentence.bare and not _RELATIVE.search(before))):
        return None
    weak = bool(_WEAK.search(match.group()) or _DOUBTED.search(before))
    return Cue(kind=kind, start=match.start(), verb_start=match.start("verb"), weak=weak)


def _fit_subject(match: re.Match[str]) -> bool:
    words = match.group().split()
    return words[0].partition("'")[0] not in _NOT_PEOPLE or match.group().startswith(("it", "that", "this"))


def _misheard(sentence: Sentence) -> list[Cue]:
    """Find "all send you" and the like: a word that sounds like "I'll" or "we'll" right before a promising verb."""
    return [
        Cue(kind=Kind.MISHEARD, start=match.start("word"), verb_start=match.start("verb"), weak=True)
        for match in _L_WORD.finditer(sentence.lower, sentence.start, sentence.end)
        if _SILENT.sub("", match["word"]) in ("l", "ll")
        and match["word"] not in ("i'll", "we'll", "will", "you'll", "he'll", "she'll", "they'll", "it'll")
        and is_promise_verb(match["verb"])
    ]
