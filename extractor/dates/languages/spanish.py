"""Spanish phrases about time."""

from __future__ import annotations

from extractor.dates.languages.grammar import Grammar, clock, names, table

_NAMES = names(
    "lunes martes miercoles jueves viernes sabado/sabados domingo/domingos",
    "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
)
_UNITS = {
    "dia": "days", "dias": "days", "semana": "weeks", "semanas": "weeks", "mes": "months", "meses": "months",
    "ano": "years", "anos": "years", "hora": "hours", "horas": "hours", "minuto": "minutes",
    "minutos": "minutes", "dias habiles": "business days", "dias laborables": "business days",
    "dia habil": "business days", "dia laborable": "business days",
}  # fmt: skip
_SAID = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis"
    " veintisiete veintiocho veintinueve treinta"
)
_CARDINALS = {word: value for value, word in enumerate(_SAID.split(), start=1)} | {
    "primero": 1, "veintiun": 21, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "noventa": 90,
}  # fmt: skip
_ONE = "1|una?"
_NEXT_WEEK = "(?:la )?(?:proxima semana|semana que viene|semana proxima)"
_AT = r"(?:a|para|hacia|sobre|antes de) las? "
_NOUNS = "por|de|a|horas?|dias?|meses|anos?|minutos?|veces|euros|personas|y|W"

_PAST = r"""
buen(?:os|as) (?:dias|tardes|noches) => good day
(?:antes de ayer|anteayer|ayer|anoche) => yesterday
(?:el )?W pasado => last \1
la semana pasada|el mes pasado|el ano pasado|el trimestre pasado => last week
hace N U => \1 \U ago
hace E U => 1 \U ago
desde(?: el)? => since
a partir del?(?: el)? => starting
(?:no )(?:antes|hasta)(?: del?)?(?: el)? => not before
(?:como (?:muy )?pronto) => at the earliest
despues del?(?: las?| los| el)? => after
un W si y otro no => every \1
(?:cada|todos los) W => every \1
todos los dias|cada dia|diariamente => every day
cada N U => every \1 weeks
(?:cada|todos los|todas las) (?:mes(?:es)?|semanas?) => every week
"""
_NEAR = r"""
fin de semana => weekend
pasado manana => day after tomorrow
manana a (?:esta|la misma) hora => this time tomorrow
manana (?:por|en) la manana => tomorrow morning
manana (?:por|en) la tarde => tomorrow afternoon
manana (?:por|en) la noche => tomorrow evening
manana a primera hora => tomorrow morning
(?:de|por|en) la manana => in the morning
hoy mismo|hoy|a lo largo del dia => today
esta (?:tarde|noche) => tonight
esta manana => this morning
(?:el )?W a primera hora => \1 morning
(?:el )?proximo W|(?:el )?W proximo|(?:el )?W que viene => next \1\2\3
"""
_WEEKDAYS = rf"""
(?:el )?W de {_NEXT_WEEK} => \1 next week
{_NEXT_WEEK}(?:,)? el W => \1 next week
(?:el )?W de esta semana => \1 this week
este W => this \1
manana mismo|manana => tomorrow
"""
_COUNTED = r"""
(?:en|dentro de) media hora => in half an hour
(?:en|dentro de) (?:un )?cuarto de hora => in a quarter of an hour
(?:en|dentro de) (?:una )?hora y media => in 1 hour and a half
(?:en|dentro de|de hoy en) 8 dias(?! h| l) => in 8 days loosely
(?:en|dentro de) 15 dias(?! h| l) => in 15 days loosely
de hoy en 8 => in 8 days loosely
(?:en|dentro de|de hoy en)(?: los| las)?(?: proxim[oa]s)? N (?:a|o) N U => in \1 to \2 \U
(?:de|entre) N (?:a|y) N U => in \1 to \2 \U
(?:en|dentro de|de hoy en)(?: los| las)?(?: proxim[oa]s)? N U => in \1 \U
(?:en|dentro de|de hoy en) E U => in 1 \U
(?:el )?(?:proximo|siguiente) dia (?:habil|laborable) => the next business day
(?:en|dentro de) (?:unos|unas|un par de|pocos|algunos|algunas) U => in a few days
en l[oa]s proxim[oa]s U => in a few days
"""
_PERIODS = rf"""
antes del weekend => before the weekend
para el weekend => by the weekend
(?:durante |en )?(?:el|este) weekend => over the weekend
(?:a )?(?:finales|fines|final) de {_NEXT_WEEK} => end of next week
(?:a )?mediados de {_NEXT_WEEK} => middle of next week
(?:a )?principios de {_NEXT_WEEK} => start of next week
(?:a )?(?:finales|fines|final) de(?: la| esta)? semana => end of the week
antes de que (?:acabe|termine) la semana => end of the week
antes de que (?:acabe|termine) el mes => end of the month
antes de que (?:acabe|termine) el ano => end of the year
(?:durante |en )?{_NEXT_WEEK} => next week
esta semana => this week
(?:el )?ultimo W (?:del|de este|de) mes => the last \1 of the month
(?:el )?ultimo W del (?:proximo mes|mes que viene) => the last \1 of next month
(?:el )?(?:primer|1) W de(?:l)? (?:proximo mes|mes que viene) => the 1st \1 of next month
(?:el )?segundo W de(?:l)? (?:proximo mes|mes que viene) => the 2nd \1 of next month
(?:a |para |antes de )?(?:finales|fines|final|fin) de(?:l)? (?:proximo mes|mes que viene) => end of next month
(?:a |para |antes de )?(?:finales|fines|final|fin) de(?:l| este)? ?mes => end of the month
(?:a )?mediados de(?:l| este)? mes => middle of the month
(?:el )?(?:proximo mes|mes que viene) => next month
este mes => this month
(?:a |para |antes de )?(?:finales|fines|final|fin) de M => end of \1
(?:a )?mediados de M => mid \1
(?:a )?principios de M => early \1
(?:a |antes de )?(?:finales|fines|final|fin) de(?:l| este)? ?ano => end of the year
este ano => this year
(?:el )?(?:proximo ano|ano que viene) => next year
(?:a |al )?(?:finales|fines|final|fin) del (?:primer|1) trimestre => end of the 1st quarter
(?:a |al )?(?:finales|fines|final|fin) del segundo trimestre => end of the 2nd quarter
(?:a |al )?(?:finales|fines|final|fin) del tercer trimestre => end of the 3rd quarter
(?:a |al )?(?:finales|fines|final|fin) del cuarto trimestre => end of the 4th quarter
(?:en )?el (?:primer|1) trimestre => in the 1st quarter
(?:en )?el segundo trimestre => in the 2nd quarter
(?:en )?el tercer trimestre => in the 3rd quarter
(?:en )?el cuarto trimestre => in the 4th quarter
(?:a |al )?(?:finales|fines|final|fin) del? trimestre|este trimestre => end of the quarter
(?:al )?final del dia|fin del dia => end of the day
"""
_DATES = rf"""
(?:el )?(?:dia )?N de M (?:de|del) (20\d\d) => the ~\1 of \2 \3
(?:el )?(?:dia )?N de M => the ~\1 of \2
el dia N(?! (?:{_NOUNS})) => monthday ~\1
(?:para|hasta|antes o) el N(?! (?:{_NOUNS})) => by monthday ~\1
antes del N(?! (?:{_NOUNS})) => before monthday ~\1
(?:el )N(?! (?:{_NOUNS})) => monthday ~\1
nochebuena => christmas eve
nochevieja|fin de ano => new year's eve
(?:el )?(?:dia de )?navidad => christmas
ano nuevo => new year's day
friday santo => good friday
monday de pascua => easter monday
domingo de (?:pascua|resurreccion) => easter sunday
antes de las (?:fiestas|vacaciones)|antes de semana santa => before the holidays
(?:hora de ustedes|su hora(?: local)?|tu hora|hora local) => your time
"""
_TIES = r"""
(?:por|de|en) la tarde => in the afternoon
(?:por|de|en) la noche => in the evening
(?:a|al|a el) mediodia|del mediodia => noon
(?:a |la )?medianoche => midnight
o(?: el)? => or
entre(?: el)? => between
y(?: el)? => and
antes del? => before
(?:para|hasta)(?: el)? => by
(?:a mas tardar|como muy tarde) => latest
en M => in \1
el W => on \1
"""
_CLOCKS = (
    clock(r"entre las (\d+) y las (\d+)", lambda n: 60 * n[1]),
    clock(rf"{_AT}(\d+) y media", lambda n: 60 * n[0] + 30),
    clock(rf"{_AT}(\d+) y (?:4|cuarto)", lambda n: 60 * n[0] + 15),
    clock(rf"{_AT}(\d+) menos (?:4|cuarto)", lambda n: 60 * n[0] - 15),
    clock(rf"{_AT}(\d+) menos (\d+)", lambda n: 60 * n[0] - n[1]),
    clock(rf"{_AT}(\d+) (?:y )?(\d\d?)", lambda n: 60 * n[0] + n[1]),
    clock(rf"{_AT}(\d+)[:.](\d\d)(?: horas)?", lambda n: 60 * n[0] + n[1]),
    clock(rf"{_AT}(\d+)(?: horas| en punto)?", lambda n: 60 * n[0]),
    clock(rf"{_AT}una", lambda n: 60 + sum(n)),
)

SPANISH = Grammar(
    words=_NAMES,
    cardinals=_CARDINALS,
    ordinals={},
    tens=dict.fromkeys((30, 40, 50, 60, 70, 90), range(1, 10)),
    joint="y",
    joint_always=True,
    phrases=(
        *table(_PAST, one=_ONE, units=_UNITS),
        *table(_COUNTED, one=_ONE, units=_UNITS),
        *table(_NEAR + _WEEKDAYS, one=_ONE, units=_UNITS),
        *_CLOCKS,
        *table(_PERIODS + _DATES + _TIES, one=_ONE, units=_UNITS),
    ),
)
