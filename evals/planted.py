"""Made-up personal values in made-up talk, said in the ways in which people say them on the phone.

Out: `Planted` talks: which kind, how it was said, the turns, and the words of the value. Seeded, so the same
each time. Not here: scoring (masking.py).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.es import dni

from models.frozen import Frozen

AGENT, CUSTOMER = "agent", "customer"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONES: Final = {
    "en": _words("zero one two three four five six seven eight nine"),
    "de": _words("null eins zwei drei vier fünf sechs sieben acht neun"),
    "es": _words("cero uno dos tres cuatro cinco seis siete ocho nueve"),
    "fr": _words("zéro un deux trois quatre cinq six sept huit neuf"),
}
_TEENS: Final = _words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_MONTHS: Final = _words(
    "January February March April May June July August September October November December"
)
_DAYS: Final = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_FIRST: Final = _words(
    "Maria Tobias Aisha Liam Chloe Rajesh Yuki Olga Pedro Ingrid Samuel Beatrix Kwame Nadia"
)
_LAST: Final = _words("Novak Okafor Lindqvist Garcia Petrov Haddad Ferrari Nguyen Kowalski Dubois Schneider")
_STREETS: Final = _words("Maple Elm Washington Harbour Victoria Sycamore Lincoln Mill Chapel Riverside")
_ENDS: Final = _words("Street Avenue Road Lane Drive Close Boulevard Court")
_TOWNS: Final = _words("Dayton Leeds Fresno Bristol Boulder Exeter Tulsa York")
_HOSTS: Final = _words("northwind.com acme.co.uk lakeside.org example.net gmail.com firma.de correo.es")
_SOUNDS: Final = ("okay", "mm-hm", "got it", "go ahead", "yes")
_TALK: Final = (
    "Good morning, how can I help you today?",
    "I ordered two lamps on the fifth of May and one of them came broken.",
    "The total was $149.99 and I paid for express delivery.",
    "Your order number is 4471 and the parcel left on 2026-11-18.",
    "We can send a new one by Friday, or refund half of it within ten days.",
    "There are twelve of us in the office, from nine to half past five.",
    "Can you call again next Tuesday at eleven thirty?",
    "It is about 20 percent more than last year, in 2024 and 2025.",
)


class Planted(Frozen):
    """A talk with one value in it: `words` is the value as it was said, piece by piece."""

    kind: str
    how: str
    said: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


class _Value(Frozen):
    """A value with the question for it and the announcement of it; some need neither."""

    words: tuple[str, ...]
    asked: str
    stated: str
    bare: bool = False
    splits: bool = True


def planted(count: int, *, seed: int = 5) -> Iterator[Planted]:
    """Yield so many talks, the kinds in turn."""
    rng = random.Random(seed)
    kinds = tuple(_MAKERS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        value = _MAKERS[kind](rng)
        how = rng.choice([*_WAYS, *(["alone"] if value.bare else [])])
        if how in {"in pieces", "corrected"} and not value.splits:
            how = "asked"
        before, after = rng.sample(_TALK, 2), rng.sample(_TALK, 2)
        opening = [(rng.choice([AGENT, CUSTOMER]), text) for text in before]
        closing = [(rng.choice([AGENT, CUSTOMER]), text) for text in after]
        said = (*opening, *_told(rng, how, value), *closing)
        yield Planted(kind=kind, how=how, said=said, words=value.words)


_WAYS: Final = ("asked", "stated", "in pieces", "read back", "corrected")


def _told(rng: random.Random, how: str, value: _Value) -> list[tuple[str, str]]:
    text = " ".join(value.words)
    if how == "alone":
        return [(CUSTOMER, f"and then {text} if you need it")]
    if how == "stated":
        return [(CUSTOMER, f"{value.stated} {text}"), (AGENT, "thank you very much")]
    asked = (AGENT, value.asked)
    if how == "in pieces" and len(value.words) > 3:
        return [asked, *_in_pieces(rng, value.words)]
    opening = rng.choice(["", "it's ", "sure, ", "yeah that's ", "um "])
    answer = [asked, (CUSTOMER, f"{opening}{text}")]
    if how == "read back":
        return [*answer, (AGENT, f"so {text}, is that right?"), (CUSTOMER, "yes it is")]
    if how == "corrected" and len(value.words) > 5:
        last = " ".join(value.words[-2:])
        return [*answer, (AGENT, rng.choice(_SOUNDS)), (CUSTOMER, f"sorry, {last} at the end, not nine nine")]
    return answer


def _in_pieces(rng: random.Random, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(words):
        size = rng.choice([3, 4])
        if len(words) - at - size == 1:
            size += 1
        piece = " ".join(words[at : at + size])
        yield CUSTOMER, piece
        at += size
        if at < len(words):
            yield AGENT, rng.choice([*_SOUNDS, piece])


def _digits(rng: random.Random, digits: str, *, tongue: str = "en") -> tuple[str, ...]:
    """The digits as words, one by one, doubled or in pairs, or written in groups."""
    way = rng.choice(
        ["one by one", "one by one", "doubled", "pairs", "written"] if tongue == "en" else ["one by one"]
    )
    if way == "written":
        return tuple(digits[at : at + 4] for at in range(0, len(digits) - len(digits) % 4 or 4, 4)) + (
            (digits[len(digits) - len(digits) % 4 :],) if len(digits) % 4 and len(digits) > 4 else ()
        )
    words: list[str] = []
    at = 0
    while at < len(digits):
        two = digits[at : at + 2]
        if way == "doubled" and len(two) == 2 and two[0] == two[1]:
            words += ["double", _ONES["en"][int(two[0])]]
            at += 2
        elif way == "pairs" and len(two) == 2 and two[0] != "0":
            words += _pair(int(two))
            at += 2
        else:
            words.append("oh" if tongue == "en" and two[0] == "0" else _ONES[tongue][int(two[0])])
            at += 1
    return tuple(words)


def _pair(value: int) -> list[str]:
    if value < 20:
        return [_TEENS[value - 10]]
    return [_TENS[value // 10 - 2], *([_ONES["en"][value % 10]] if value % 10 else [])]


def _some(rng: random.Random, count: int, first: str = "123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def _card(rng: random.Random) -> _Value:
    body = rng.choice(["4", "51", "37", "6011"]) + _some(rng, 12)
    body = body[: 14 if body.startswith("37") else 15]
    return _Value(
        words=_digits(rng, body + luhn.calc_check_digit(body)), bare=True,
        asked="Could you read me the long number on the front of the card?", stated="my card number is",
    )  # fmt: skip


def _cvv(rng: random.Random) -> _Value:
    return _Value(
        words=_digits(rng, _some(rng, 3)), splits=False, stated="the card's security code is",
        asked="And the three digits on the back of your card?",
    )  # fmt: skip


def _phone(rng: random.Random) -> _Value:
    tongue, asked, stated, digits = rng.choice([
        ("en", "What's the best phone number for you?", "you can reach me on", f"512555{_some(rng, 4)}"),
        ("en", "And a mobile number, please?", "my cell is", "077009" + _some(rng, 5)),
        ("de", "Unter welcher Telefonnummer geht es?", "meine Handynummer ist", "0176" + _some(rng, 7)),
        ("es", "¿Me da su número de teléfono?", "mi móvil es el", "6" + _some(rng, 8)),
        ("fr", "Quel est votre numéro de téléphone ?", "mon portable c'est le", "06" + _some(rng, 8)),
    ])  # fmt: skip
    return _Value(words=_digits(rng, digits, tongue=tongue), asked=asked, stated=stated, bare=True)


def _email(rng: random.Random) -> _Value:
    first, last, host = rng.choice(_FIRST).lower(), rng.choice(_LAST).lower(), rng.choice(_HOSTS)
    asked, stated = "What is your e-mail address?", "my email is"
    if rng.random() < 0.4:
        return _Value(words=(f"{first}.{last}@{host}",), asked=asked, stated=stated, bare=True, splits=False)
    spoken = (first, "dot", last) if rng.random() < 0.5 else (*last,)
    words = (*spoken, "at", *host.replace(".", " dot ").split())
    return _Value(words=words, asked=asked, stated=stated, splits=False)


def _iban(rng: random.Random) -> _Value:
    body = _some(rng, 18)
    whole = next(text for n in range(2, 99) if iban.is_valid(text := f"DE{n:02d}{body}"))
    words = (
        tuple(whole[at : at + 4] for at in range(0, 22, 4))
        if rng.random() < 0.6
        else (*"DE", *_digits(rng, whole[2:]))
    )
    return _Value(words=words, asked="And your IBAN?", stated="the IBAN is", bare=words[0] != "D")


def _ssn(rng: random.Random) -> _Value:
    digits = _some(rng, 9, "12345")
    words = (f"{digits[:3]}-{digits[3:5]}-{digits[5:]}",) if rng.random() < 0.3 else _digits(rng, digits)
    return _Value(words=words, asked="Can you confirm your social security number?", stated="my social is")


def _nino(rng: random.Random) -> _Value:
    letters, digits, last = rng.choice(["AB", "CE", "JK", "SW"]), _some(rng, 6), rng.choice("ABCD")
    spoken = rng.random() < 0.5
    words = (*letters, *_digits(rng, digits), last) if spoken else (f"{letters}{digits}{last}",)
    return _Value(
        words=words, asked="What's your National Insurance number?", stated="my NI number is", bare=not spoken
    )


def _steuer(rng: random.Random) -> _Value:
    digits = "".join(rng.sample("123456789", 9)) + rng.choice("123456789")
    whole = next((digits + str(n) for n in range(10) if idnr.is_valid(digits + str(n))), "86095742719")
    return _Value(
        words=_digits(rng, whole, tongue="de"),
        asked="Wie lautet Ihre Steuer-ID?",
        stated="meine Steuernummer ist",
    )


def _dni(rng: random.Random) -> _Value:
    digits = _some(rng, 8)
    return _Value(
        words=(digits + dni.calc_check_digit(digits),),
        asked="¿Su DNI?",
        stated="mi DNI es",
        bare=True,
        splits=False,
    )


def _birth(rng: random.Random) -> _Value:
    day, month, year = rng.randint(1, 20), rng.randint(1, 12), rng.randint(1940, 2004)
    words = rng.choice([
        (f"{month:02d}/{day:02d}/{year}",),
        ("the", _DAYS[day - 1], "of", _MONTHS[month - 1], *_pair(19), *_pair(max(10, year % 100))),
        (_MONTHS[month - 1], _DAYS[day - 1], str(year)),
        (_MONTHS[month - 1].lower(), *_pair(max(10, day)), *_pair(19), *_pair(max(10, year % 100))),
    ])  # fmt: skip
    return _Value(words=words, asked="And your date of birth?", stated="I was born on", splits=False)


def _address(rng: random.Random) -> _Value:
    number = str(rng.randint(2, 990))
    street, end, town = rng.choice(_STREETS), rng.choice(_ENDS), rng.choice(_TOWNS)
    spoken = rng.random() < 0.4
    numbers = _digits(rng, number) if spoken else (number,)
    words = (*numbers, street, end, town)
    if spoken:
        words = tuple(word.lower() for word in words)
    return _Value(words=words, asked="What's your address?", stated="I live at", bare=True, splits=False)


def _name(rng: random.Random) -> _Value:
    words = (rng.choice(_FIRST), rng.choice(_LAST))
    return _Value(words=words, asked="Can I take your name?", stated="hi, my name is", splits=False)


def _account(rng: random.Random) -> _Value:
    return _Value(
        words=_digits(rng, _some(rng, 8)), asked="And the account number?", stated="the account number is"
    )


def _passport(rng: random.Random) -> _Value:
    digits = _some(rng, 8)
    words = (f"C{digits}",) if rng.random() < 0.5 else ("C", *_digits(rng, digits))
    return _Value(words=words, asked="I need your passport number.", stated="my passport is")


_MAKERS: Final[dict[str, Callable[[random.Random], _Value]]] = {
    "card": _card, "cvv": _cvv, "phone": _phone, "email": _email, "iban": _iban, "ssn": _ssn, "nino": _nino,
    "steuerid": _steuer, "dni": _dni, "birth": _birth, "address": _address, "name": _name,
    "account": _account, "passport": _passport,
}  # fmt: skip
