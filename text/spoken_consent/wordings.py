"""How people say that they do not want a call recorded, and how it is said that it is, in four languages.

In: nothing. Out: patterns over folded sentences (folded.py): no case, no accents, plain apostrophes.
A refusal is somebody's own, in the present, and about this call: "she didn't want to be recorded", "I don't
mind being recorded" and "don't record that number" are none.
"""

from __future__ import annotations

import re
from typing import Final

_THIS: Final = (
    r"(?:me|us|(?:this|the|our|my)(?: phone| whole| entire)? (?:call|conversation|chat)|this|my voice"
    r"|what i(?: say|'m saying| am saying)|anything i say|any of this)"
)
_NOT: Final = r"(?:do not|don'?t|don t)"
_I_DO: Final = rf"i(?: really| just| actually| definitely| absolutely| honestly)? {_NOT}(?: really)?"
_ON_TAPE: Final = r"(?:recorded|taped)"
_BEING: Final = (
    rf"(?:be(?:ing)? {_ON_TAPE}|(?:the|this|any|that|your)(?: call)? recording|{_THIS} being {_ON_TAPE}"
    rf"|you recording(?: {_THIS})?)"
)
#: What may stand before an order: nothing, or a word that makes no other sentence of it.
_ORDER: Final = (
    r"(?:(?:^|, ?|\b(?:please|and|no|nope|well|ok|okay|so|just|then|hey|sorry|actually|look|but|now|sir"
    r"|madam|kindly|(?:can|could|would|will) you|you (?:must|have to|need to|should)"
    r"|i(?: would|'d)? (?:want|like|need|ask) you to),? )(?:please,? )?)"
)

_ENGLISH: Final = (
    rf"{_ORDER}{_NOT} (?:record|tape) {_THIS}\b",
    rf"{_ORDER}not (?:to )?(?:record|tape) {_THIS}\b",
    rf"(?:please,? {_NOT} (?:record|tape)|{_NOT} (?:record|tape),? please)(?=$|[,.!?])",
    (
        rf"{_ORDER}stop (?:(?:the )?recording|taping)(?= {_THIS}\b|$|[,.!?]| please| now| right now"
        r"| immediately| while| when| until| for| as )"
    ),
    (
        rf"{_ORDER}(?:turn|switch|shut) (?:off (?:the|that|this|your) record(?:ing|er)"
        r"|(?:the|that|this|your) record(?:ing|er) off)"
    ),
    rf"you {_NOT} have my (?:permission|consent) to (?:record|tape)",
    rf"you (?:may not|must not|can'?t|cannot|can not|are not allowed to|aren'?t allowed to) record {_THIS}\b",
    (
        rf"{_I_DO} (?:want|wish) (?:to be {_ON_TAPE}|{_THIS} (?:to be |being )?{_ON_TAPE}"
        rf"|it (?:to be )?{_ON_TAPE})"
    ),
    rf"{_I_DO} (?:want|like) you(?: guys| people| all)? (?:to record|recording)(?= {_THIS}\b|$|[,.!])",
    (
        rf"i(?:'d| would)(?: much| really)? rather (?:not be {_ON_TAPE}|you did(?: not|n'?t) record"
        rf"|not have {_THIS} {_ON_TAPE}|{_THIS} (?:was|were)(?: not|n'?t) {_ON_TAPE})"
    ),
    (
        rf"i(?:'d| would)?(?: really| much)? prefer (?:not to be {_ON_TAPE}|not being {_ON_TAPE}"
        rf"|you did(?: not|n'?t) record"
        rf"|(?:if |that )?{_THIS} (?:is|be|was|were)(?: not|n'?t) {_ON_TAPE})"
    ),
    rf"i(?:'m| am) not (?:ok|okay|comfortable|happy|fine|good|cool)(?: with)? {_BEING}",
    (
        rf"i(?:'m| am) not (?:giving|going to give)(?: you)?(?: my| any)? (?:consent|permission) (?:to"
        rf"|for) (?:record|{_BEING})"
    ),
    rf"i (?:do not|don'?t|cannot|can'?t|won'?t|will not) (?:consent|agree) to {_BEING}",
    rf"i (?:object to|refuse to|decline to|refuse|decline) {_BEING}",
    rf"i (?:do not|don'?t) give(?: you)?(?: my| any)? (?:permission|consent) (?:to|for) (?:record|{_BEING})",
    r"(?:^|, ?)no recording,? please|please,? no recording",
)

_GESPRAECH: Final = (
    r"(?:mich|uns|das gesprach|dieses gesprach|unser gesprach|den anruf|diesen anruf|das telefonat"
    r"|dieses telefonat|meine stimme)"
)
_AUFNAHME: Final = r"(?:aufzeichnung|aufnahme|mitschnitt)"
_WILL_NICHT: Final = (
    r"ich (?:will|mochte|moechte)(?: das| aber| bitte| wirklich| eigentlich| auf keinen fall)? nicht"
)
_GERMAN: Final = (
    rf"{_WILL_NICHT} (?:aufgezeichnet|aufgenommen|mitgeschnitten) werden",
    (
        rf"{_WILL_NICHT},? dass (?:(?:das|dies|dieses|dieser|der|unser)(?: gesprach| anruf| telefonat)?|ich"
        r"|sie (?:mich|das|dies|das gesprach|dieses gesprach|uns)|man mich)(?: hier| jetzt)?"
        r" (?:aufgezeichnet|aufgenommen|mitgeschnitten|aufzeichnen|aufnehmen|mitschneiden)"
    ),
    rf"mit (?:der|dieser|einer) {_AUFNAHME}(?: \w+){{0,2}} bin ich nicht einverstanden",
    (
        rf"ich bin nicht (?:damit )?einverstanden,? (?:mit (?:der|dieser|einer) {_AUFNAHME}"
        r"|dass [^.!?]{0,40}(?:aufgezeichnet|aufgenommen|mitgeschnitten|aufzeichnen|aufnehmen))"
    ),
    rf"ich bin mit (?:der|dieser|einer) {_AUFNAHME}(?: \w+){{0,2}} nicht einverstanden",
    rf"ich (?:widerspreche|verweigere|lehne) (?:der|die|einer|eine|dieser|diese|jeder|jede) {_AUFNAHME}",
    rf"ich stimme (?:der|einer|dieser) {_AUFNAHME}(?: \w+){{0,2}} nicht zu",
    rf"(?:zeichnen|schneiden) sie (?:(?:bitte|das|dies|es|jetzt|{_GESPRAECH}) ){{0,3}}nicht (?:auf|mit)\b",
    rf"nehmen sie (?:bitte )?{_GESPRAECH} (?:bitte )?nicht auf\b",
    rf"bitte (?:{_GESPRAECH} |das )?nicht (?:aufzeichnen|mitschneiden)\b|bitte {_GESPRAECH} nicht aufnehmen",
    rf"bitte keine {_AUFNAHME}|keine {_AUFNAHME},? bitte",
    rf"(?:stoppen|beenden|unterbrechen) sie (?:bitte )?die {_AUFNAHME}",
    rf"(?:schalten|machen|stellen) sie (?:bitte )?die {_AUFNAHME} (?:bitte )?(?:aus|ab)\b",
    rf"die {_AUFNAHME},? (?:bitte )?(?:stoppen|beenden|ausschalten|abschalten|ausmachen)",
    r"horen sie (?:bitte )?auf,? (?:mich |das )?(?:aufzunehmen|aufzuzeichnen|mitzuschneiden)",
    rf"sie durfen (?:{_GESPRAECH}|das|dies) nicht (?:aufzeichnen|aufnehmen|mitschneiden)",
)

_LLAMADA: Final = r"(?:esto|esta llamada|la llamada|esta conversacion|la conversacion|mi voz|lo que digo)"
_SPANISH: Final = (
    (
        rf"(?:^|,|\b(?:por favor|pero|y|oiga|mire),?) ?no (?:me )?(?:grabe|graben|grabes)(?= {_LLAMADA}|$"
        rf"|[,.!]| por favor)"
    ),
    (
        rf"no (?:quiero|deseo) (?:ser grabad[oa]|que (?:me|nos) (?:este |esten )?(?:graben|grabe|grabando)"
        rf"|que (?:se )?graben?(?: {_LLAMADA})|que {_LLAMADA} (?:se grabe|sea grabada|quede grabada))"
    ),
    (
        r"no (?:autorizo|acepto|consiento|permito|doy(?: mi| ningun)? (?:permiso|consentimiento))"
        r"(?: \w+){0,3} (?:grabacion|graben|grabe|grabar|grabad[oa])"
    ),
    r"no estoy de acuerdo (?:con|en)(?: \w+){0,3} (?:grabacion|graben|grabe|grabad[oa])",
    r"(?:deje|dejen|pare|paren|detenga|detengan) (?:ya )?(?:de grabar|la grabacion)",
    r"(?:apague|apaguen|quite|corte) la grabacion",
    r"me opongo a (?:la|esta) grabacion|me opongo a que (?:me|se) graben?|rechazo (?:la|esta) grabacion",
    r"(?:prefiero|quiero) que no (?:me|se) graben?|prefiero no ser grabad[oa]",
    r"sin grabacion,? por favor",
)

_APPEL: Final = (
    r"(?:cet appel|l'appel|cette conversation|la conversation|notre conversation|ma voix"
    r"|ce que je dis|ca|cela)"
)
_FRENCH: Final = (
    r"(?:ne )?m'enregistrez pas",
    rf"n'enregistrez pas(?= {_APPEL}|,? s'il vous plait)",
    (
        rf"je (?:ne )?(?:veux|souhaite|desire|voudrais) (?:vraiment )?pas (?:etre enregistree?"
        rf"|que vous (?:m'enregistriez|enregistriez(?: {_APPEL})?)|qu'on m'enregistre"
        rf"|que (?:{_APPEL}|ce) (?:soit|est) enregistree?)"
    ),
    r"je refuse (?:d'etre enregistree?|(?:l'|cet )enregistrement|que [^,.!?]{0,30}enregistr)",
    (
        r"je (?:ne )?(?:suis pas d'accord|consens pas|donne pas (?:mon accord|mon consentement|ma permission)"
        r"|accepte pas)[^,.!?]{0,25}enregistre"
    ),
    r"je m'oppose a (?:l'|cet |tout )enregistrement",
    r"(?:arretez|coupez|stoppez|cessez) (?:l'enregistrement|d'enregistrer|de m'enregistrer)",
    r"pas d'enregistrement,? s'il vous plait",
    r"je prefere(?:rais)? (?:ne pas etre enregistree?|que vous n'enregistriez pas)",
    r"vous n'avez pas (?:le droit|mon accord|ma permission)[^,.!?]{0,15}enregistrer",
)

#: A refusal of one's own.
REFUSALS: Final = tuple(re.compile(one) for one in (*_ENGLISH, *_GERMAN, *_SPANISH, *_FRENCH))

#: What may be one: short, of another thing, or repeated by the agent.
PERHAPS: Final = tuple(
    re.compile(one)
    for one in (
        rf"{_ORDER}{_NOT} (?:record|tape)(?: it)?(?=$|[,.!?])",
        r"nehmen sie (?:das|dies|es) (?:bitte )?nicht auf\b",
        r"bitte nicht aufnehmen\b",
        r"n'enregistrez pas(?=$|[,.!])",
    )
)
#: The agent's own words after a refusal that was not heard itself.
REPEATED: Final = re.compile(
    rf"(?<!if )(?<!when )\byou {_NOT} (?:want|wish) (?:to be {_ON_TAPE}|{_THIS} (?:to be )?{_ON_TAPE})"
    r"|\bsie (?:wollen|mochten|moechten) nicht (?:aufgezeichnet|aufgenommen) werden"
)

#: Somebody else's refusal, told.
TOLD: Final = re.compile(
    r"\b(?:he|she|they|(?:my|his|her|the) \w+|somebody|someone|people|\w+ers?)"
    r" (?:said|says|say|told|asked|asks|was like|were like|goes|went|kept saying)\b"
    r"|\b(?:er|sie|mein \w+|meine \w+) (?:sagte|sagt|meinte|hat gesagt)\b"
    r"|\b(?:el|ella|mi \w+) (?:dijo|dice|pidio)\b|\b(?:il|elle|mon \w+|ma \w+) (?:a dit|dit|m'a dit)\b"
)
#: What makes a case of it, or an old story, or another thing than this call.
UNSURE: Final = re.compile(
    r"\b(?:if|whether|suppose|in case|unless|said|told|asked|last time|yesterday|used to|not that|never"
    r"|camera|cameras|doorbell|dvr|webcam|dashcam|cctv|neighbou?r\w*|tv|show|song|band"
    r"|wenn|falls|ob|gesagt|sagte|letztes mal|kamera|nachbar\w*"
    r"|si|cuando|dijo|dije|camara|vecino\w*|quand|lorsque|ai dit|a dit|voisin\w*)\b"
)
#: Only for a while.
FOR_A_WHILE: Final = re.compile(
    r"\b(?:while|until|for a (?:moment|second|minute)|this part|that part|during|when i|as i"
    r"|wahrend|solange|kurz|einen moment|mientras|hasta|un momento|pendant|le temps|jusqu'a|un instant)\b"
)
#: A joke, or taken back in the same breath or later.
TAKEN_BACK: Final = re.compile(
    r"\b(?:kidding|joking|just a joke|never ?mind|it'?s (?:ok|okay|fine|alright) (?:to record"
    r"|if you record|you can"
    r" record)|(?:go ahead|feel free) (?:and|to) record|you (?:can|may) record|i (?:do"
    r"|don'?t) mind being recorded"
    r"|nur spass|sie (?:konnen|durfen) (?:ruhig )?(?:aufnehmen|aufzeichnen)|es broma|puede grabar"
    r"|pueden grabar"
    r"|je plaisante|vous pouvez enregistrer)\b"
)

_DISCLOSED: Final = (
    (
        r"(?:calls?|conversations?|lines?) (?:is|are|may be|might be|will be|can be|could be|gets?|may|will)"
        r"(?: also| always)?(?: being)?(?: monitored (?:and|or|and/or))?(?: be)? recorded"
    ),
    r"\brecorded line\b",
    (
        r"\b(?:i'm|i am|we're|we are|we|i'll be|we'll be|we will be)(?: also| always)? record(?:ing)?"
        r" (?:this|the|our|your|all)(?: of)?(?: our)? (?:phone )?(?:calls?|conversations?)"
    ),
    r"\b(?:you are|you're|this is|we're|we are) being recorded",
    (
        r"(?:gesprach|anruf|telefonat|gesprache|anrufe)(?: \w+)? (?:wird|werden|kann|konnen)(?: \w+){0,5}"
        r" (?:aufgezeichnet|aufgenommen|mitgeschnitten)"
    ),
    (
        r"\b(?:wir|ich) (?:zeichne|zeichnen|nehme|nehmen|schneide|schneiden) (?:dieses|das|den|diesen|unser)"
        r" (?:gesprach|anruf|telefonat)(?: \w+){0,4} (?:auf|mit)\b"
    ),
    (
        r"(?:llamadas?|conversacion|conversaciones) (?:es|sera|seran|esta siendo|estan siendo|puede ser"
        r"|podra ser"
        r"|podria ser)(?: \w+){0,2} grabadas?"
    ),
    r"\b(?:estamos|estoy) grabando|\bgrabamos (?:esta|la|las) (?:llamadas?|conversacion)",
    (
        r"(?:appels?|conversations?|entretiens?) (?:est|sera|seront|sont|peut etre|peuvent etre|pourra etre"
        r"|pourrait etre|va etre)(?: \w+){0,3} enregistree?s?"
    ),
    (
        r"\b(?:nous enregistrons|j'enregistre) (?:cet appel|l'appel|cette conversation|la conversation"
        r"|nos appels)"
    ),
)
DISCLOSURES: Final = tuple(re.compile(one) for one in _DISCLOSED)
