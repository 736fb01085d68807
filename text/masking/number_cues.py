"""What announces a personal number ("my social is"), and what one that the notes need ("the order number").

In: the words of one turn. Out: cues, each with the token after which it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from text.masking.said import Said

#: How an answer is spelled: in digits, in digits and letters, or as a date.
Spelled = Literal["digits", "code", "date"]


#: The kind of what is announced as something that the notes need: it stays readable.
READABLE: Final = "READABLE"


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of number: its announcements, how it is spelled, and its shortest and its whole length."""

    kind: str
    spelled: Spelled
    fewest: int
    whole: int
    said: tuple[str, ...]

    @property
    def enough(self) -> int:
        """From how many digits on an answer may be over."""
        if self.kind == READABLE:
            return 4
        return min(self.whole, 15 if self.kind == "IBAN" else 3 if self.spelled == "date" else 8)


_NUMBER = r"(?: (?:number|no|nummer|id))?"
_OF_A_THING = (
    r"order|invoice|reference|tracking|ticket|serial|case|confirmation|booking|reservation|claim|model|product"
    r"|part|item|purchase|p o|po|quote|contract|parcel|shipment|version|flight|room|error|article|delivery"
    r"|request|incident|job|policy|member(?:ship)?|customer|batch|article"
)
_ASKED: Final = (
    Asked(
        "SSN", "digits", 4, 9,
        (rf"social(?: security|s)?{_NUMBER}", r"s s n|ssn", r"sozialversicherungsnummer"),
    ),
    Asked("NINO", "code", 6, 9, (rf"national insurance{_NUMBER}", r"n ?i number|nino")),
    Asked(
        "STEUERID", "digits", 8, 11,
        (r"steuer(?:liche)? ?(?:id|identifikationsnummer|nummer)", rf"tax (?:payer )?id{_NUMBER}"),
    ),
    Asked("DNI", "code", 6, 9, (r"d n i|dni|n i e|nie|n i f|nif|documento (?:nacional )?de identidad",)),
    Asked("INSEE", "digits", 8, 15, (r"numéro de sécu(?:rité sociale)?|sécurité sociale|numéro insee",)),
    Asked("NHS", "digits", 8, 10, (rf"n h s number|nhs{_NUMBER}",)),
    Asked(
        "PASSPORT", "code", 5, 9,
        (rf"passport{_NUMBER}|reisepass(?:nummer)?|pasaporte|passeport|(?:personal)?ausweis(?:nummer)?",),
    ),
    Asked(
        "LICENCE", "code", 5, 16,
        (rf"driv(?:er|ers|ing) licen[cs]e{_NUMBER}|führerschein(?:nummer)?|permiso de conducir",),
    ),
    Asked("IBAN", "code", 8, 34, (r"i ?ban|international bank account number",)),
    Asked(
        "ACCOUNT", "digits", 4, 17,
        (r"(?:bank )?account (?:number|no)|savings account number|sort code|routing number",
         r"kontonummer|bankleitzahl|número de cuenta|numéro de compte"),
    ),
    Asked("PIN", "digits", 3, 8, (r"(?:pin|p i n)(?: (?:number|code|is))?|pass ?code|geheimzahl",)),
    Asked(
        "PHONE", "digits", 6, 15,
        (r"(?:tele)?phone|mobile|cell(?:phone)?|whatsapp|contact number|call ?back number|best number",
         r"(?:call|reach|ring|text|get) (?:me|you|us|him|her|them) (?:back )?(?:on|at)",
         r"(?:telefon|handy|mobil|rückruf)(?:nummer)?|teléfono|móvil|celular|téléphone|portable"),
    ),
    Asked(
        "BIRTH", "date", 2, 8,
        (r"date of birth|birth ?dates?|birthday|d o b|dob|(?:was|were|am|im) born|born (?:on|in)",
         r"year of birth|geburtsdatum|geburtstag|geboren|fecha de nacimiento|nací|nacid[oa]",
         r"date de naissance|née? le"),
    ),
    Asked(
        READABLE, "code", 2, 24,
        (rf"(?:{_OF_A_THING}) (?:number|no|id|code|reference|ref)(?: is)?|(?:{_OF_A_THING})(?= \d)",
         r"(?:bestell|auftrags|rechnungs|ticket|vorgangs|kunden|sendungs|referenz|artikel|vertrags)nummer",
         r"número de (?:pedido|factura|referencia|seguimiento|incidencia|contrato|cliente)",
         r"numéro de (?:commande|facture|référence|dossier|suivi|contrat|client)"),
    ),
)  # fmt: skip
#: Means the number that was asked for just now, whichever that was; alone it is a phone's.
_OURS: Final = Asked("PHONE", "digits", 6, 15, (r"(?:my|your|the|his|her) number(?: is)?",))
_ALL: Final = (*_ASKED, _OURS)

_PATTERN: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<k{at}>{'|'.join(asked.said)})" for at, asked in enumerate(_ALL)) + r")\b"
)


@dataclass(frozen=True, slots=True)
class NumberCue:
    """A cue; it holds for the tokens from `after` on, and its own words begin at `begin`.

    One that is `vague` ("my number is") asks for nothing new while an answer is awaited.
    """

    asked: Asked
    begin: int
    after: int

    @property
    def vague(self) -> bool:
        """True for what tells of no kind of number."""
        return self.asked is _OURS


def number_cues(said: Said, turn: int) -> tuple[NumberCue, ...]:
    """Return the cues of this turn, in order."""
    text, places = said.joined(turn)
    found = []
    for match in _PATTERN.finditer(text):
        asked = _ALL[int((match.lastgroup or "k0")[1:])]
        found.append(NumberCue(asked, places[match.start()], places[match.end() - 1] + 1))
    return tuple(found)
