"""French phrases about time."""

from __future__ import annotations

from extractor.dates.languages.grammar import Grammar, clock, names, table

_NAMES = names(
    "lundi/lundis mardi/mardis mercredi/mercredis jeudi/jeudis vendredi/vendredis samedi/samedis"
    " dimanche/dimanches",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
_UNITS = {
    "jour": "days", "jours": "days", "semaine": "weeks", "semaines": "weeks", "mois": "months", "an": "years",
    "ans": "years", "annee": "years", "annees": "years", "heure": "hours", "heures": "hours", "h": "hours",
    "minute": "minutes", "minutes": "minutes", "jours ouvres": "business days", "jour ouvre": "business days",
    "jours ouvrables": "business days", "jour ouvrable": "business days",
}  # fmt: skip
_SAID = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_CARDINALS = {word: value for value, word in enumerate(_SAID.split(), start=2)} | {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip
_ORDINALS = {"premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
_ONE = "1|une?"
_SPAN = "(?:dans|sous|d'ici|en)(?: les)?(?: prochaine?s)?"
_NEXT_WEEK = "(?:la )?semaine prochaine"
_BY = "(?:d'ici |avant |pour |a |en )?(?:la )?"
_NOUNS = "h|heures?|jours?|semaines?|mois|ans?|minutes?|fois|personnes|euros|pour|W|O|N"

_PAST = r"""
1 er => 1st
(?:bonne|belle) (?:journee|soiree|nuit|semaine)|bonne (?:apres midi)|bon weekend => good day
(?:avant )?hier(?: soir| matin)? => yesterday
W dernier => last \1
(?:la semaine|le mois|l'annee|l'an) derni(?:ere|er) => last week
il y a N U => \1 \U ago
il y a E U => 1 \U ago
depuis(?: le)? => since
a partir d(?:e|u)(?: le)? => starting
pas avant(?: le)? => not before
(?:au plus tot) => at the earliest
un W sur 2 => every \1
(?:tous les|chaque) W => every \1
(?:tous les|toutes les|chaque) (?:jours?|mois|semaines?) => every day
toutes les N U => every \1 weeks
"""
_COUNTED = rf"""
(?:week end|weekend) => weekend
apres midi => afternoon
{_SPAN} (?:une )?demi heure => in half an hour
{_SPAN} (?:un )?quart d'heure => in a quarter of an hour
{_SPAN} (?:une )?heure et demie => in 1 hour and a half
{_SPAN} 8 jours(?! ouv) => in 8 days loosely
{_SPAN} 15 jours(?! ouv) => in 15 days loosely
d'aujourd'hui en 8 => in 8 days loosely
{_SPAN} N (?:a|ou) N U => in \1 to \2 \U
{_SPAN} N U(?! (?:de|du|et|\d)) => in \1 \U
{_SPAN} E U => in 1 \U
dans l'heure => within the hour
(?:dans|d'ici|sous) quelques U => in a few days
(?:dans )?les prochaine?s U => in a few days
(?:dans )?les U (?:qui viennent|a venir) => in a few days
(?:le )?(?:prochain jour ouvre|jour ouvre suivant) => the next business day
"""
_NEAR = rf"""
apres demain => day after tomorrow
demain a (?:la meme heure|cette heure ci|cette heure) => this time tomorrow
demain (?:a la (?:premiere|1st) heure|dans la matinee|matin) => tomorrow morning
demain afternoon => tomorrow afternoon
demain (?:en )?soir(?:ee)? => tomorrow evening
(?:aujourd'hui meme|aujourd'hui|dans la journee) => today
ce soir => tonight
cet(?:te)? afternoon => this afternoon
ce matin => this morning
des demain|demain => tomorrow
W en 8 => a week from \1
W en 15 => 2 weeks from \1
(?:le )?W de {_NEXT_WEEK} => \1 next week
{_NEXT_WEEK} (?:le )?W => \1 next week
(?:le )?W de cette semaine|cette semaine (?:le )?W => \1\2 this week
W prochain => next \1
(?:ce )?W qui vient => coming \1
ce W => this \1
W (?:matin|a la (?:premiere|1st) heure) => \1 morning
W soir => \1 evening
(?:de l'afternoon|de l'apres midi|dans l'afternoon|de l'apres|l'afternoon) => in the afternoon
l'apres midi => in the afternoon
du matin => in the morning
du soir => in the evening
"""
_PERIODS = rf"""
(?:avant|d'ici|pour) (?:le |ce )?weekend => before the weekend
(?:ce|pendant le|durant le|le) weekend => over the weekend
{_BY}fin de {_NEXT_WEEK} => end of next week
(?:en |au )?milieu de {_NEXT_WEEK} => middle of next week
(?:en |au )?debut de {_NEXT_WEEK} => start of next week
{_BY}fin de (?:la |cette )?semaine => end of the week
(?:dans (?:le )?)?(?:le )?courant (?:de )?{_NEXT_WEEK} => next week
la semaine du N => the week of the ~\1
{_NEXT_WEEK} => next week
(?:cette|dans la) semaine => this week
(?:le )?dernier W du mois prochain => the last \1 of next month
(?:le )?dernier W du mois => the last \1 of the month
(?:le )?O W du mois prochain => the \1 \2 of next month
{_BY}fin du mois prochain => end of next month
{_BY}fin (?:du|de|de ce) mois(?! prochain) => end of the month
(?:le |du )?mois prochain => next month
ce mois(?: ci)? => this month
(?:(?:dans le )?courant|en) M => in \1
{_BY}fin(?: de)? M => end of \1
(?:a la |d'ici )?mi M => mid \1
(?:a la |en )?debut M => early \1
{_BY}fin (?:de l'annee|d'annee) => end of the year
cette annee => this year
(?:l'annee prochaine|l'an prochain) => next year
{_BY}fin du O trimestre => end of the \1 quarter
(?:au|dans le) O trimestre => in the \1 quarter
{_BY}fin t ([1-4]) => end of q \1
{_BY}fin du trimestre|ce trimestre => end of the quarter
{_BY}fin de (?:la )?journee => end of the day
"""
_DATES = rf"""
(?:(?:le|du|au) )?N M N => the ~\1 of \2 \3
(?:(?:le|du|au) )?O M N => the \1 of \2 \3
(?:(?:le|du|au) )?N M => the ~\1 of \2
(?:(?:le|du|au) )?O M => the \1 of \2
(?:pour|d'ici|au plus tard|avant) le N(?! (?:{_NOUNS})) => by monthday ~\1
le N(?! (?:{_NOUNS})) => monthday ~\1
(?:pour|d'ici|au plus tard) le 1st(?! (?:{_NOUNS}|etage|jour)) => by monthday 1st
le 1st(?= \||$) => monthday 1st
(?:la veille|le reveillon) de noel => christmas eve
(?:la saint sylvestre|le reveillon du (?:jour de l'an|nouvel an)) => new year's eve
(?:le jour de |a )?noel => christmas
(?:le )?(?:jour de l'an|nouvel an) => new year's day
(?:le )?monday de paques => easter monday
(?:le )?dimanche de paques|paques => easter sunday
friday saint => good friday
la toussaint => november 1st
avant les (?:fetes|vacances) => before the holidays
(?:chez vous|votre heure|heure locale|a votre heure) => your time
"""
_TIES = r"""
apres(?: le| la| les)? => after
entre(?: le)? => between
et(?: le)? => and
avant(?: le)? (?:W) => before \1
avant(?: le)? (christmas|new year's day) => before \1
ou(?: le)? => or
(?:d'ici|pour|au plus tard)(?: le)? => by
midi => noon
minuit => midnight
le W => on \1
"""
_H = r"h(?:eures?)?"
_AT = r"(?:a |vers |avant |pour )?"
_CLOCKS = (
    clock(rf"entre (\d+)(?: {_H})? et (\d+) {_H}", lambda n: 60 * n[1]),
    clock(rf"{_AT}midi moins le quart", lambda n: 11 * 60 + 45 + sum(n)),
    clock(rf"{_AT}midi et (?:demie?|quart)", lambda n: 12 * 60 + 30 + sum(n)),
    clock(rf"{_AT}(\d+) {_H} et demie?", lambda n: 60 * n[0] + 30),
    clock(rf"{_AT}(\d+) {_H} et quart", lambda n: 60 * n[0] + 15),
    clock(rf"{_AT}(\d+) {_H} moins (?:le )?quart", lambda n: 60 * n[0] - 15),
    clock(rf"{_AT}(\d+) {_H} moins (\d+)", lambda n: 60 * n[0] - n[1]),
    clock(rf"{_AT}(\d+) {_H} (\d\d?)", lambda n: 60 * n[0] + n[1]),
    clock(r"(?:a|vers) (\d+):(\d\d)", lambda n: 60 * n[0] + n[1]),
    clock(rf"{_AT}une {_H}", lambda n: 60 + sum(n)),
    clock(rf"{_AT}(\d+) {_H}", lambda n: 60 * n[0]),
)

FRENCH = Grammar(
    words=_NAMES,
    cardinals=_CARDINALS,
    ordinals=_ORDINALS,
    tens={10: range(7, 10), **dict.fromkeys((20, 30, 40, 50, 60), range(1, 10))},
    joint="et",
    phrases=(
        *table(_PAST, one=_ONE, units=_UNITS),
        *table(_COUNTED + _NEAR, one=_ONE, units=_UNITS),
        *_CLOCKS,
        *table(_PERIODS + _DATES + _TIES, one=_ONE, units=_UNITS),
    ),
)
