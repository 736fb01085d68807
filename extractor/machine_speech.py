"""Recognises what only machines say on the phone: menus, queues, and the greeting of a mailbox.

In: what was said in a turn, in lower case. Out: "voicemail", "ivr", or None for what a person may have said.
English, and the usual announcements of Germany, Spain and France.
"""

from __future__ import annotations

import re
from typing import Final, Literal

MachineSpeech = Literal["voicemail", "ivr"]


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_KEY: Final = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash|\d|the (?:star|pound|hash))"
)
_HOURS: Final = r"(?:office|business|opening) hours"
_VOICEMAIL: Final = _any_of(
    r"(?<!just )(?:leave|record) (?:your|(?:me |us |you )?a) (?:\w+ )?message(?: for \w+)? (?:after|at) the",
    r"(?:after|at) the (?:tone|beep|signal),? (?:please )?(?:record|leave|speak)",
    r"(?:record|leave) your (?:name|message)\b.{0,80}\b(?:tone|beep|message|hang up)",
    r"leave (?:me |us )?your name|speak after the (?:tone|beep)",
    r"to leave a message,? (?:press|speak|stay|hold)",
    r"(?:can't|cannot|can not|unable to) (?:come to the phone|take your call|answer (?:the phone|your call))",
    r"(?:not |un)available (?:at present|to take your call|to answer|to come to the phone)",
    r"you(?:'ve| have) reached (?:the )?(?:voice ?mail|voice mailbox|mailbox|answering machine)",
    r"you(?:'ve| have) reached .{0,80}\bleave (?:me |us )?(?:a|your) (?:\w+ )?(?:message|name)",
    r"forwarded to (?:voice ?mail|an? (?:automated|automatic) (?:voice|answering))",
    r"mailbox is (?:full|not)|cannot accept any (?:new )?messages",
    r"(?:person|party|subscriber|customer) (?:that )?you(?: are|'re| have) (?:trying to|call\w+)",
    r"mailbox von|nach dem (?:signalton|piepton|ton)|anrufbeantworter",
    r"hinterlassen sie (?:bitte )?(?:eine|ihre)",
    r"buz[oó]n de voz|deje (?:su|un) mensaje|después (?:del tono|de la señal)",
    r"messagerie vocale|laissez(?:-moi)? (?:un|votre) message|après le (?:bip|signal)",
)
_IVR: Final = _any_of(
    rf"(?:to|for) (?!reset\b)[^.?!]{{0,80}}press (?:or say )?{_KEY}|press or say|press {_KEY} (?:to|for|now)",
    r"followed by the (?:pound|hash)|(?:say|speak) or (?:enter|key in|type)|say yes or no",
    r"please say your \w+",
    r"enter (?:your|the) (?:\w+ ){0,4}?(?:number|pin|digits|code|date)\b.{0,60}\b(?:pound|hash|key|now|star)",
    r"menu options|not a valid (?:extension|option|choice|entry)|party's extension|in a few words",
    r"i'm \w+,? (?:the|your) (?:virtual|automated|digital) (?:assistant|agent)",
    r"your call is (?:very )?important to us|next available (?:agent|representative|operator)",
    r"(?:agents|operators|representatives|lines) are (?:currently |all |still )*(?:busy|assisting)",
    r"estimated wait(?:ing)? time|you are (?:now )?(?:number|caller) \w+ in (?:the )?(?:queue|line)",
    r"caller number \w+|longer than (?:normal|usual)|(?:high|unusual) call volumes?",
    r"thank you for (?:holding|your patience)|continue to hold|please hold while i transfer",
    r"please stay on the line|remain on the line|(?:someone|somebody) will be with you shortly",
    r"i didn't (?:get|understand|catch) that|dial again|hang up and dial",
    r"number you (?:have )?(?:dialed|dialled|called) (?:is|has)",
    rf"(?:office|offices|lines) (?:is|are) (?:currently|now) closed|during (?:our )?{_HOURS}",
    rf"outside (?:of )?(?:our |normal )*{_HOURS}",
    r"oprima el|presione (?:el )?\w+|marque (?:el )?(?:uno|dos|tres|\d)",
    r"drücken sie|wählen sie die (?:eins|zwei|drei|\d)|nächste freie mitarbeiter|bleiben sie in der leitung",
    r"mitarbeiter sind (?:zurzeit |derzeit )?(?:im gespräch|belegt)",
    r"tapez (?:un|le|sur|\d)|appuyez sur|veuillez patienter",
)
_MAYBE_MAILBOX: Final = _any_of(
    r"leave (?:me |us )?(?:a|your) (?:\w+ )?(?:message|name|details|number)",
    r"you know what to do|beep|the tone",
    r"(?:i'll|we'll|will) (?:get back to you as soon|return your call|call you back as soon)",
    r"(?:we're|i'm) (?:out|away|not in) (?:right now|at the moment|of the office)",
)
_MESSAGE_LEFT: Final = _any_of(
    r"this is a (?:\w+ )?message (?:for|from)|leav(?:e|ing) (?:you )?(?:a|this) (?:\w+ )?message",
    r"sorry (?:that )?i missed you|missed your call|call (?:me|us) back when you (?:get|can)",
    r"when you get this(?: message)?|(?:trying|tried) to (?:reach|call|get hold of) you",
)


def machine_speech(said: str) -> MachineSpeech | None:
    """Return which machine says such words, None when a person may have said them."""
    if _VOICEMAIL.search(said):
        return "voicemail"
    return "ivr" if _IVR.search(said) else None


def may_be_mailbox(said: str) -> bool:
    """True for words that a mailbox says and people may say too: they count only where nobody replies."""
    return _MAYBE_MAILBOX.search(said) is not None


def is_left_message(said: str) -> bool:
    """True for what one says to a mailbox, where nobody answers."""
    return _MESSAGE_LEFT.search(said) is not None
