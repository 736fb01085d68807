"""Says the words of another language in plain English, each new word standing where the old ones stood.

In: folded tokens and the language's `Grammar`. Out: tokens; words that no table knows stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from extractor.dates.languages.grammar import Grammar, Phrase
from extractor.dates.tokens import Token, ordinal


def folded(word: str, grammar: Grammar) -> str:
    """Return the word in lower case without accents, as the tables are written."""
    word = unicodedata.normalize("NFC", word).lower()
    for letter, plain in grammar.fold.items():
        word = word.replace(letter, plain)
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def translated(words: list[Token], grammar: Grammar) -> list[Token]:
    """Return the tokens in plain English, as far as they are about time."""
    tokens = [part for word in _summed(words, grammar) for part in _known(word, grammar)]
    for phrase in grammar.phrases:
        tokens = _rewritten(tokens, phrase)
    return tokens


def _summed(words: list[Token], grammar: Grammar) -> list[Token]:
    """Join the words of one number: "vingt et un", "quarante-huit", "treinta y uno"."""
    said = [folded(word.text, grammar) for word in words]
    made: list[Token] = []
    at = 0
    while at < len(words):
        ten = grammar.cardinals.get(said[at], 0)
        joined = said[at + 1 : at + 2] == [grammar.joint]
        place = at + 1 + joined
        one = _one_of(said[place], grammar, joined=joined) if place < len(said) else 0
        if one in grammar.tens.get(ten, ()) and (joined or not grammar.joint_always):
            made.append(Token(text=str(ten + one), start=words[at].start, end=words[place].end))
            at = place + 1
        else:
            made.append(words[at])
            at += 1
    return made


def _one_of(word: str, grammar: Grammar, *, joined: bool) -> int:
    return 1 if joined and word in ("un", "une", "uno") else grammar.cardinals.get(word, 0)


def _known(word: Token, grammar: Grammar) -> list[Token]:
    text = folded(word.text, grammar)
    if text in grammar.ordinals:
        text = ordinal(grammar.ordinals[text])
    elif text in grammar.cardinals:
        text = str(grammar.cardinals[text])
    return _spread(grammar.words.get(text, text), word.start, word.end)


def _spread(text: str, start: int, end: int) -> list[Token]:
    return [Token(text=one, start=start, end=end) for one in text.split()]


def _rewritten(tokens: list[Token], phrase: Phrase) -> list[Token]:
    pattern, said = phrase
    text = " ".join(token.text for token in tokens)
    if pattern.search(text) is None:
        return tokens
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.text) + 1
    made: list[Token] = []
    done = 0
    for match in pattern.finditer(text):
        first, last = bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1) - 1
        ours = match.expand(said) if isinstance(said, str) else said(match)
        made += tokens[done:first]
        made += _spread(_ordered(ours), tokens[first].start, tokens[last].end)
        done = last + 1
    return made + tokens[done:]


def _ordered(text: str) -> str:
    """Write "~3" as "3rd": days of the month where the language counts them plainly."""
    return re.sub(r"~(\d+)", lambda found: ordinal(int(found[1])), text)
