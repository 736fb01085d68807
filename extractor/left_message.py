"""What a caller leaves in a mailbox: the wish to be called back, by when, and the number for it.

In: the transcript of a voicemail, the call's context. Out: `Draft`; empty where no such wish was left.
Only what is said after the greeting counts; "call us if you have questions" asks for nothing. English, and
the usual forms in German, Spanish and French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extractor.dates import find_due_phrases
from extractor.engine import CallContext, Draft, DraftEvidence, DraftField, DraftFollowUp, DraftItem
from extractor.engines.rules.fields import digit_runs
from extractor.engines.rules.passages import Sentence, sentences
from extractor.machine_speech import machine_speech, may_be_mailbox
from models.transcript import Transcript

#: Shows that nobody agreed to it: it was asked of a mailbox.
LEFT_ON_VOICEMAIL: Final = "left_on_voicemail"
_ASKS: Final = re.compile(
    r"(?<!would )(?<!will )(?<!'ll )(?:(?<=you to )|(?<! to ))\b(?:(?:call|ring|phone) (?:me|us)\b"
    r"|(?:please|can you|could you|would you) (?:just )?(?:call|ring|phone) back|(?:appreciate"
    r"|wait for) (?:a|your) call"
    r"|give (?:me|us) a (?:quick )?(?:call|ring|buzz|shout|bell)"
    r"|return (?:my|our|this) call|get back to (?:me|us)|get in touch with (?:me|us)"
    r"|(?:rufen sie|ruf|rufe) (?:mich|uns)\b.{0,20}\bzurück|um (?:einen )?rückruf"
    r"|ll[aá]m(?:e|a|en)(?:me|nos)|devu[eé]lva(?:me|nos) la llamada|rappele[zr]?(?:-| )(?:moi|nous))\b"
)
_ONLY_IF: Final = re.compile(
    r"\b(?:if(?! you (?:could|can|would|get|have (?:a moment|a minute|the time|time)))\b|in case|unless"
    r"|no need|(?:don't|do not|needn't)\b|should you"
    r"|falls|wenn|nicht|si|no hace falta|pas besoin)\b"
)
_GREETING_ENDS: Final = re.compile(
    r"\b(?:tone|beep|signal(?:ton)?|piepton|ton|bip|señal|tono|message|mensaje|nachricht|details"
    r"|as soon as (?:i|we) can)\b[.!,]*"
)
_NUMBER: Final = re.compile(
    r"\b(?:number|reach|mobile|cell|phone|call|ring|on|at|nummer|unter|número|numéro)\b"
)
_FEWEST_DIGITS: Final = 7
_NEAR: Final = 3


def left_message(transcript: Transcript, context: CallContext) -> Draft:
    """Return a line and a follow-up for the wish to be called back, and the number as the field "phone".

    What we leave in a customer's mailbox is told, but is nothing for us to do; where it is not known who
    speaks, the direction of the call says it.
    """
    said = tuple(_message(transcript))
    at = next((place for place, one in enumerate(said) if _asks(one)), None)
    if at is None:
        return Draft()
    wish = said[at]
    quote = DraftEvidence(turn_id=wish.turn.id, quote=wish.text.strip())
    by_us = wish.turn.speaker == "agent" or context.direction == "outbound"
    by_them = wish.turn.speaker == "customer" or context.direction == "inbound"
    who = "We" if by_us else "The customer" if by_them else "The caller"
    told = DraftItem(text=f"{who} asked to be called back", evidence=(quote,), confidence=0.8)
    if by_us or not by_them:
        return Draft(summary=(told,))
    due = next((phrase.text for phrase in find_due_phrases(wish.text) if phrase.has_day), None)
    back = DraftFollowUp(
        text="Call the customer back", evidence=(quote,), confidence=0.7, side="ours", kind="call",
        due_said=due, flags=(LEFT_ON_VOICEMAIL,),
    )  # fmt: skip
    number = next((field for one in said[at : at + _NEAR] if (field := _phone(one)) is not None), None)
    return Draft(summary=(told,), follow_ups=(back,), fields=() if number is None else (number,))


def _message(transcript: Transcript) -> Iterator[Sentence]:
    """Yield the sentences that are no greeting of the mailbox."""
    for turn in transcript.turns:
        spoken = sentences(turn)
        begins = 0
        lower = spoken[0].lower if spoken else ""
        if machine_speech(lower) or may_be_mailbox(lower):
            ends = [match.end() for match in _GREETING_ENDS.finditer(lower)]
            begins = ends[-1] if ends else len(lower)
        for one in spoken:
            if one.end > begins and lower[max(one.start, begins) : one.end].strip(" .,!?"):
                yield one.model_copy(update={"start": max(one.start, begins)})


def _asks(sentence: Sentence) -> bool:
    return _ASKS.search(sentence.words) is not None and _ONLY_IF.search(sentence.words) is None


def _phone(sentence: Sentence) -> DraftField | None:
    text = sentence.text
    for digits, start, _end in digit_runs(text):
        if len(digits) >= _FEWEST_DIGITS and _NUMBER.search(text[:start].lower()):
            return DraftField(
                text=f"Phone: {digits}",
                evidence=(DraftEvidence(turn_id=sentence.turn.id, quote=text.strip()),),
                confidence=0.7,
                name="phone",
                value=digits,
                crm_property="phone",
                flags=(LEFT_ON_VOICEMAIL,),
            )
    return None
