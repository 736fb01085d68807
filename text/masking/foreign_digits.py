"""Spoken digits of German, Spanish and French as the English words for them, so that all read alike.

In: one lower-case word or hyphenated group. Out: English number words, or None.
Left out are words that are everyday ones elsewhere: "once", "elf", and the articles, which count only among
digits (ARTICLES). Not here: seventy to ninety-nine in French said in words of their own, "quatre vingt dix".
"""

from __future__ import annotations

from typing import Final

_GERMAN = {
    "null": "zero", "eins": "one", "zwei": "two", "zwo": "two", "drei": "three", "vier": "four",
    "fünf": "five", "fuenf": "five", "sechs": "six", "sieben": "seven", "acht": "eight", "neun": "nine",
    "zehn": "ten", "zwölf": "twelve", "zwoelf": "twelve", "dreizehn": "thirteen", "vierzehn": "fourteen",
    "fünfzehn": "fifteen", "sechzehn": "sixteen", "siebzehn": "seventeen", "achtzehn": "eighteen",
    "neunzehn": "nineteen", "zwanzig": "twenty", "dreißig": "thirty", "dreissig": "thirty",
    "vierzig": "forty", "fünfzig": "fifty", "fuenfzig": "fifty", "sechzig": "sixty", "siebzig": "seventy",
    "achtzig": "eighty", "neunzig": "ninety", "doppel": "double",
}  # fmt: skip
_SPANISH = {
    "cero": "zero", "uno": "one", "dos": "two", "tres": "three", "cuatro": "four", "cinco": "five",
    "seis": "six", "siete": "seven", "ocho": "eight", "nueve": "nine", "diez": "ten", "doce": "twelve",
    "trece": "thirteen", "catorce": "fourteen", "quince": "fifteen", "dieciséis": "sixteen",
    "dieciseis": "sixteen", "diecisiete": "seventeen", "dieciocho": "eighteen", "diecinueve": "nineteen",
    "veinte": "twenty", "veintiuno": "twenty one", "veintidós": "twenty two", "veintidos": "twenty two",
    "veintitrés": "twenty three", "veintitres": "twenty three", "veinticuatro": "twenty four",
    "veinticinco": "twenty five", "veintiséis": "twenty six", "veintiseis": "twenty six",
    "veintisiete": "twenty seven", "veintiocho": "twenty eight", "veintinueve": "twenty nine",
    "treinta": "thirty", "cuarenta": "forty", "cincuenta": "fifty", "sesenta": "sixty",
    "setenta": "seventy", "ochenta": "eighty", "noventa": "ninety", "doble": "double",
}  # fmt: skip
_FRENCH = {
    "zéro": "zero", "deux": "two", "trois": "three", "quatre": "four", "cinq": "five", "sept": "seven",
    "huit": "eight", "neuf": "nine", "dix": "ten", "onze": "eleven", "douze": "twelve", "treize": "thirteen",
    "quatorze": "fourteen", "seize": "sixteen", "dix-sept": "seventeen", "dix-huit": "eighteen",
    "dix-neuf": "nineteen", "vingt": "twenty", "trente": "thirty", "quarante": "forty",
    "cinquante": "fifty", "soixante": "sixty", "septante": "seventy", "nonante": "ninety",
}  # fmt: skip
_TEENS = {
    "dix": 0, "onze": 1, "douze": 2, "treize": 3, "quatorze": 4, "quinze": 5, "seize": 6, "dix-sept": 7,
    "dix-huit": 8, "dix-neuf": 9,
}  # fmt: skip
_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_GERMAN_ONES = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")

#: Digits of these languages that are everyday words too; counted only among other digits.
ARTICLES: Final = {
    "ein": "one", "eine": "one", "un": "one", "une": "one", "una": "one", "once": "eleven", "elf": "eleven",
}  # fmt: skip


def _words() -> dict[str, str]:
    words = {**_GERMAN, **_SPANISH, **_FRENCH}
    for tens in _TENS:
        for value in range(1, 10):
            words[f"{_GERMAN_ONES[value]}und{tens}"] = f"{_GERMAN[tens]} {_ONES[value]}"
    for tens, english in (("vingt", "twenty"), ("trente", "thirty"), ("quarante", "forty"),
                          ("cinquante", "fifty"), ("soixante", "sixty")):  # fmt: skip
        words[f"{tens}-et-un"] = f"{english} one"
        for value, one in enumerate(("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"), 2):
            words[f"{tens}-{one}"] = f"{english} {_ONES[value]}"
    words |= {"quatre-vingts": "eighty", "quatre-vingt": "eighty", "soixante-et-onze": "seventy one"}
    for french, value in _TEENS.items():
        words[f"soixante-{french}"] = f"seventy {_ONES[value]}".strip()
        words[f"quatre-vingt-{french}"] = f"ninety {_ONES[value]}".strip()
    for value, one in enumerate(("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"), 1):
        words[f"quatre-vingt-{one}"] = f"eighty {_ONES[value]}"
    return words


_ENGLISH_FOR: Final = _words()


def in_english(word: str) -> str | None:
    """Return the English number words for this one ("einundzwanzig" is "twenty one"), or None."""
    return _ENGLISH_FOR.get(word)
