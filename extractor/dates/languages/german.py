"""German phrases about time."""

from __future__ import annotations

from extractor.dates.languages.grammar import Grammar, clock, names, table

_DAYS = "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag"
_MONTHS = (
    "januar/jaenner februar/feber maerz april mai juni/juno juli/julei august"
    " september oktober november dezember"
)
_NAMES = names(_DAYS, _MONTHS)
_PARTS = {
    "morgen": "morning", "frueh": "morning", "vormittag": "morning", "mittag": "noon",
    "nachmittag": "afternoon", "abend": "evening",
}  # fmt: skip
_WEEKDAYS = {said: english for said, english in _NAMES.items() if english.endswith("day")}
_UNITS_OF_TIME = {
    "tagen": "days", "tage": "days", "tag": "days", "tages": "days", "wochen": "weeks", "woche": "weeks",
    "monaten": "months", "monate": "months", "monats": "months", "monat": "months", "jahren": "years",
    "jahres": "years", "jahre": "years", "jahr": "years", "stunden": "hours", "stunde": "hours",
    "minuten": "minutes", "minute": "minutes", "arbeitstagen": "business days",
    "arbeitstage": "business days",
    "arbeitstag": "business days", "werktagen": "business days", "werktage": "business days",
    "werktag": "business days", "geschaeftstagen": "business days",
}  # fmt: skip

_ONES = ["ein", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun"]
_CARDINALS = {word: value for value, word in enumerate(_ONES, start=1) if value > 1} | {
    "zwo": 2, "eins": 1, "zehn": 10, "elf": 11, "zwoelf": 12, "dreizehn": 13, "vierzehn": 14, "fuenfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {"zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50, "sechzig": 60, "neunzig": 90}
_CARDINALS |= _TENS | {
    f"{one}und{ten}": value + place
    for ten, value in _TENS.items()
    for place, one in enumerate(_ONES, start=1)
}
_STEMS = {"erst": 1, "dritt": 3, "siebt": 7, "siebent": 7, "acht": 8} | {
    f"{word}{'t' if value < 20 else 'st'}": value
    for word, value in _CARDINALS.items()
    if value <= 31 and word not in ("eins", "drei", "sieben", "acht", "zwo")
}
_ORDINALS = {f"{stem}{end}": value for stem, value in _STEMS.items() for end in ("e", "en", "er", "es")}

_ONE = "1|ein(?:e[nmrs]?)?"
_NOUNS = (
    "stock|mal|etage|option|versuch|platz|uhr|schritt|punkt|gang|raum|person|anruf|tag|stelle|teil|frage|hand"
    "|prozent|euro|quartal|quartals|halbjahr"
)

_CLOCKS = (
    clock(r"(?:zwischen|von) (\d+)(?: uhr)? (?:und|bis) (\d+) uhr", lambda n: 60 * n[1]),
    clock(r"(?:um |gegen )?ein(?:s)? uhr", lambda n: 60 + sum(n)),
    clock(r"(?:um |gegen |ab )?(\d+) vor halb (\d+)", lambda n: 60 * n[1] - 30 - n[0]),
    clock(r"(?:um |gegen |ab )?(\d+) nach halb (\d+)", lambda n: 60 * n[1] - 30 + n[0]),
    clock(r"(?:um |gegen |ab )?halb (\d+)(?: uhr)?", lambda n: 60 * n[0] - 30),
    clock(r"(?:um |gegen )?viertel nach (\d+)", lambda n: 60 * n[0] + 15),
    clock(r"(?:um |gegen )?viertel vor (\d+)", lambda n: 60 * n[0] - 15),
    clock(r"(?:um |gegen )?(?:3 viertel|dreiviertel) (\d+)", lambda n: 60 * n[0] - 15),
    clock(r"(?:um |gegen )?(\d+)(?: minuten)? nach (\d+)", lambda n: 60 * n[1] + n[0]),
    clock(r"(?:um |gegen )?(\d+)(?: minuten)? vor (\d+)", lambda n: 60 * n[1] - n[0]),
    clock(r"(?:um |gegen )?(\d+) uhr (\d+)", lambda n: 60 * n[0] + n[1]),
    clock(r"(?:um |gegen )?(\d+)[.:](\d\d) uhr", lambda n: 60 * n[0] + n[1]),
    clock(r"(?:um |gegen )?(\d+)(?::00)? uhr", lambda n: 60 * n[0]),
    clock(r"(?:um|gegen) (\d+)[.:](\d\d)", lambda n: 60 * n[0] + n[1]),
    clock(r"(?:um|gegen) (\d+)(?! (?:prozent|euro|stueck|jahre))", lambda n: 60 * n[0]),
)

_PAST = r"""
guten (?:morgen|tag|abend) => good day
(?:schoene[nrs]?|gute[nrs]?) (?:tag|abend|nachmittag|wochenende|woche|nacht) => nice day
(?:vor)?gestern(?: abend| frueh| morgen)? => yesterday
(?:am |den )?(?:letzte|vergangene|vorige)[nsrm]? W(?! (?:des|im|dieses) (?:naechsten )?monats?) => last \1
(?:in der |der |die )?(?:letzte|vergangene|vorige)[nsrm]? (?:woche|monats?|jahr(?:es)?|quartals?) => last week
vor N (?:bis N )?U => \1 \U ago
vor E U => 1 \U ago
seit(?: dem| der)? => since
(?:nicht|keinesfalls) vor(?: dem)? => not before
W fruehestens|fruehestens(?: am)? W => not before \1\2
jede[nrs]? (?:O )?W => every \2
jede[nrs]? (?:O )?(?:tag|woche|monat|jahr) => every day
alle N U => every \1 weeks
(?:taeglich|woechentlich|monatlich|werktags) => daily
"""
_NEAR = r"""
morgen um (?:die ?selbe|dieselbe|diese|die gleiche) zeit => this time tomorrow
uebermorgen => day after tomorrow
(?:morgen|tomorrow) in E woche => a week from tomorrow
heute in (?:E woche) => in 1 week
heute in N U => in \1 \U
W in E woche => a week from \1
W in N wochen => \2 weeks from \1
W in 14 tagen => 2 weeks from \1
(?:gleich )?morgen (?:gleich )?(?:frueh|vormittag) => tomorrow morning
morgen nachmittag => tomorrow afternoon
morgen abend => tomorrow evening
morgen mittag => tomorrow noon
im laufe des morgigen tages => tomorrow
heute (?:abend|nacht) => tonight
heute nachmittag => this afternoon
heute (?:morgen|frueh|vormittag) => this morning
heute mittag => today noon
noch heute|heute noch|heute|im laufe des tages => today
(?:gleich )?W (?:gleich )?(?:morgen|frueh|vormittag) => \1 morning
W nachmittags? => \1 afternoon
W abends? => \1 evening
W mittags? => \1 noon
(?:am )?morgen frueh => tomorrow morning
am (?:morgen|vormittag) => in the morning
am nachmittag|nachmittags => in the afternoon
am abend|abends => in the evening
morgens|vormittags => in the morning
(?:zu )?mittags?|am mittag => noon
mitternacht => midnight
W (?:der |in der )?(?:naechste|kommende)[nr]? woche => \1 next week
(?:naechste|kommende)[nr]? woche (?:am )?W => next week \1
W (?:der )?uebernaechste[nr]? woche => \1 of the week after next
W (?:in )?diese[r]? woche|diese woche (?:am )?W => this week \1\2
(?:am |den )?naechste[nr]? W => next \1
(?:am |den )?kommende[nr]? W => coming \1
diese[nr]? W => this \1
morgen => tomorrow
"""
_COUNTED = r"""
(?:in|innerhalb|binnen) E halben stunde => in half an hour
(?:in|innerhalb|binnen) E viertelstunde => in a quarter of an hour
(?:in|binnen) (?:anderthalb|eineinhalb) stunden => in 1 hour and a half
in 8 tagen => in 8 days loosely
(?:in|innerhalb|binnen)(?: von| der| den)?(?: naechsten)? N (?:bis|oder|bis zu) N U => in \1 to \2 \U
(?:in|innerhalb|binnen)(?: von| der| den)?(?: naechsten)? N U => in \1 \U
(?:in|innerhalb|binnen)(?: von)? E bis N U => in \1 \U
(?:in|innerhalb|binnen)(?: von)? E U => in 1 \U
(?:am|bis zum|zum) naechsten (?:arbeitstag|werktag) => the next business day
(?:in|innerhalb)(?: von)? (?:ein )?(?:paar|einigen|wenigen|mehreren) U => in a few days
in den naechsten (?:tagen|wochen|monaten) => in a few days
"""
_PERIODS = r"""
(?:zum |am )?ende (?:der )?(?:naechste|kommende)[rn]? woche => end of next week
(?:zum |am )?ende (?:der )?uebernaechste[rn]? woche => end of the week after next
(?:zum |am )?ende (?:der|dieser|diese|die) woche => end of the week
(?:zum )?wochenende hin => end of the week
mitte (?:der )?(?:naechste|kommende)[rn]? woche => middle of next week
anfang (?:der )?(?:naechste|kommende)[rn]? woche => start of next week
in der woche vom O => the week of the \1
(?:in der )?uebernaechste[rn]? woche => the week after next
(?:irgendwann )?(?:im laufe der |in der )?(?:naechste|kommende)[rn]? woche => next week
(?:noch )?(?:im laufe )?(?:in )?(?:der|dieser|diese) woche(?: noch)? => this week
(?:noch )?vor dem wochenende => before the weekend
bis zum wochenende => by the weekend
(?:am|uebers|ueber das|dieses|an diesem) wochenende => over the weekend
(?:am |zum )?ende (?:des )?naechsten monats => end of next month
(?:am |zum )?ende (?:des|dieses) monats|(?:zum )?monatsende => end of the month
mitte (?:des )?naechsten monats => middle of next month
mitte (?:des|dieses) monats => middle of the month
anfang (?:des )?naechsten monats => early next month
(?:im )?(?:naechsten|kommenden) monat => next month
(?:noch )?(?:in )?diese[nm] monat => this month
(?:am |im )?letzten W (?:des|im|dieses) monats? => the last \1 of the month
(?:am |im )?O W (?:des|im) naechsten monats? => the \1 \2 of next month
(?:am |im )?letzten W (?:des|im) naechsten monats? => the last \1 of next month
(?:am |zum |vor )?ende M => end of \1
mitte M => mid \1
anfang M => early \1
im M => in \1
(?:am |zum )?ende (?:des )?O quartals? => end of the \1 quarter
(?:am |zum )?ende q N => end of q \1
(?:im|in dem|des) O quartals? => in the \1 quarter
(?:am |zum )?ende des naechsten quartals|naechstes quartal|im naechsten quartal => end of next quarter
(?:am |zum )?ende (?:des|dieses) quartals|(?:zum )?quartalsende|dieses quartal => end of the quarter
(?:am |zum )?ende (?:des|dieses) jahres|(?:zum )?jahresende => end of the year
(?:am |zum )?ende (?:des )?naechsten jahres => end of next year
(?:noch )?(?:in )?diese[sm] jahr(?: noch)? => this year
naechstes jahr|im naechsten jahr => next year
(?:feierabend|geschaeftsschluss|dienstschluss|bueroschluss|ladenschluss) => close of business
(?:zum )?ende des tages|tagesende => end of the day
"""
_DATES = r"""
(?:am |zum |der |den |dem )?O M N => the \1 of \2 \3
(?:am |zum |der |den |dem )?O M => the \1 of \2
(?:am |zum |bis |bis zum |der |den |vom )?(\d\d?)\.(\d\d?)\.(\d{4}) => \1/\2/\3
(?:am|zum|bis|bis zum|der|den|vom) (\d\d?)\.(\d\d?) => by \1/\2
(?:am|zum|bis|bis zum|der|den|vom) (\d+)(?:st|nd|rd|th) (\d+)(?:st|nd|rd|th) => by \1/\2
heilig ?abend => christmas eve
silvester => new year's eve
neujahr(?:stag)? => new year's day
ostermontag => easter monday
ostersonntag|ostern => easter sunday
karfreitag => good friday
pfingstmontag => whit monday
weihnachten => christmas
vor (?:den |meinem |meinen |unserem )?(?:feiertagen|ferien|urlaub) => before the holidays
vor (?:dem )?(?:O|der O) => before \1
(?:ihrer|eurer|deiner) (?:orts)?zeit|bei ihnen|ortszeit => your time
"""
_TIES = r"""
fruehestens(?: am| ab)? => no earlier than
W bis W => \1 to \2
oder(?: am| bis| zum)? => or
zwischen => between
und => and
nach (?:dem )?W => after \1
vor (?:dem )?W => before \1
vor (?:dem )?christmas => before christmas
nach => after
ab (?:dem )?(?:W) => starting \1
bis(?: spaetestens)?(?: zum| am)?|spaetestens(?: am| bis)?|zum => by
am|im => on
"""


def _bare_days(*leads: str) -> str:
    return "\n".join(f"{lead} O(?! (?:{_NOUNS}|O|W|M)) => {ours}" for lead, ours in map(_pair, leads))


def _pair(lead: str) -> tuple[str, str]:
    theirs, _, ours = lead.rpartition(":")
    return theirs, rf"{ours} monthday \1"


_BARE = _bare_days(
    "(?:bis |spaetestens )?(?:zum|am|der|den):by", "vor dem:before", "nach dem:after", "ab dem:starting"
)

GERMAN = Grammar(
    words=_NAMES
    | {f"{day}{part}": f"{english} {_PARTS[part]}" for day, english in _WEEKDAYS.items() for part in _PARTS}
    | {f"{day}s": f"{english}s" for day, english in _WEEKDAYS.items()},
    cardinals=_CARDINALS,
    ordinals=_ORDINALS,
    phrases=(
        *table(_PAST, one=_ONE, units=_UNITS_OF_TIME),
        *table(_NEAR, one=_ONE, units=_UNITS_OF_TIME),
        *table(_COUNTED, one=_ONE, units=_UNITS_OF_TIME),
        *_CLOCKS,
        *table(_PERIODS + _DATES + _BARE + "\n" + _TIES, one=_ONE, units=_UNITS_OF_TIME),
    ),
    fold={"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},
)
