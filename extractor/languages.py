"""Tells which language words are in, by the small words that every sentence of it needs.

In: the words of a call, the code that the transcript states. Out: a code such as "de", or None for not sure.
Coarse on purpose: it only has to tell a language that an engine reads from one that it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_SMALL_WORDS: Final = {
    "en": "the and you i to a it is of that i'll for my we can your have be will this what me are but at how"
    " i'm need would like please thank hello not with from our it's yes",
    "de": "und ich sie ist das der nicht ein eine mit für auf wir mein ihnen ihre haben habe kann bitte danke"
    " guten noch schon wenn aber auch dann wie vielen hier bis zu von dem den es was hat wird einen gut",
    "es": "que de el la los las una un por para con está tengo gracias usted mi es su le muy pero como hola"
    " buenos días más y en lo se no",
    "fr": "je vous le la les est pas une un des pour que et bonjour merci avec dans ce votre mon ai oui nous"
    " sur du au de en où",
    "it": "che di il per con non una sono è le mi la grazie buongiorno vorrei come si questo del della lo un",
    "nl": "ik u het een en van dat is niet voor met goed bedankt mijn de hij op maar wat bel ga die er",
    "pt": "que não uma para com o e é por obrigado eu está bom dia meu senhor muito de a um se os",
    "pl": "dzień dobry nie tak proszę na i w się jest dziękuję czy to pana pani z do jak na jest że",
}
_PROFILES: Final = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_FEWEST_WORDS: Final = 10
_ENOUGH_WORDS: Final = 15
_LEAST_SHARE: Final = 0.2
_HARDLY_ANY: Final = 0.12  # English calls of 14 real ones have 0.34 and more
_CLEARLY: Final = 1.5
_UNKNOWN: Final = frozenset({"", "und", "unknown", "mul", "zxx"})


def language_of(words: Sequence[str], stated: str) -> str | None:
    """Return the code of the language: the one that the words show clearly, else the one that is stated."""
    code = stated.lower().replace("_", "-").partition("-")[0]
    known = None if code in _UNKNOWN else code
    if len(words) < _FEWEST_WORDS:
        return known
    shares = {one: _share(words, one) for one in _PROFILES}
    best = max(shares, key=lambda one: (shares[one], one == known))
    against = shares.get(known or "", 0.0)
    if shares[best] >= _LEAST_SHARE and shares[best] >= _CLEARLY * against:
        return best
    return known


def is_foreign(words: Sequence[str], stated: str, readable: frozenset[str]) -> bool:
    """True when these words are in a language that is not among the readable ones."""
    code = language_of(words, stated)
    if code is not None and code not in readable:
        return True
    if len(words) < _ENOUGH_WORDS or not readable <= _PROFILES.keys():
        return False
    return all(_share(words, one) < _HARDLY_ANY for one in readable)


def _share(words: Sequence[str], code: str) -> float:
    return sum(word in _PROFILES[code] for word in words) / len(words)
