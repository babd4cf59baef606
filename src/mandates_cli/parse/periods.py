"""Deadlines that are a length of time: they run from the summit, unless their words say from what else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mandates_cli.model import Language
from mandates_cli.parse.calendar import Calendar
from mandates_cli.parse.idioms import NUMBERS, Due, Text, value
from mandates_cli.parse.pattern import Pattern

UNITS: Final[Mapping[Language, str]] = {
    "en": (
        r"(?P<unit>days?|weeks?|fortnights?|months?|quarters?|trimesters?|semesters?|half[- ]years?|years?|biennium"
        r"|biennia|triennium|quadrennium|quinquennium"
        r"|decades?|generations?)"
    ),
    "es": (
        r"(?P<unit>días?|semanas?|quincenas?|mes(?:es)?|bimestres?|trimestres?|cuatrimestres?|semestres?|años?"
        r"|bienios?|trienios?|cuatrienios?|cuadrienios?|quinquenios?"
        r"|lustros?|décadas?|decenios?|generación|generaciones)"
    ),
}
MONTHS: Final = {
    **{"month": 1, "quarter": 3, "trimester": 3, "semester": 6, "half-year": 6, "half year": 6, "year": 12},
    **{"biennium": 24, "biennia": 24, "triennium": 36, "quadrennium": 48, "quinquennium": 60, "decade": 120},
    **{"mes": 1, "meses": 1, "bimestre": 2, "trimestre": 3, "cuatrimestre": 4, "semestre": 6, "año": 12, "bienio": 24},
    **{"trienio": 36, "cuatrienio": 48, "cuadrienio": 48, "quinquenio": 60, "lustro": 60},
    **{"década": 120, "decenio": 120},
}
DAYS: Final = {"day": 1, "week": 7, "fortnight": 14, "día": 1, "semana": 7, "quincena": 15}
KIND: Final = r"(?:calendar |working |business |school |fiscal |full |consecutive |short )?"
VAGUE: Final = r"(?:few|several|some|couple of|many|number of)"
VAGO: Final = r"(?:pocos|pocas|varios|varias|algunos|algunas|unos pocos|unas pocas)"
EN: Final = NUMBERS["en"]
ES: Final = NUMBERS["es"]
LIMIT: Final = r"(?:a maximum of |at most |no more than |not more than |no longer than |less than |under |up to )?"
LIMITE: Final = (
    r"(?:(?:máximo |mínimo |breve |razonable )*(?:de )?(?:no (?:mayor|superior) (?:a|de) (?:los |las )?"
    r"|que no (?:exceda|supere)(?: de)? (?:a )?(?:los |las )?|inferior a |menor (?:a|de) "
    r"|hasta |no más de |menos de |un máximo de )?)"
)


class Frames(NamedTuple):
    """`coming` run from the summit: "over the next five years". `plain` do so unless another start follows them:
    "within two years"."""

    coming: Pattern
    plain: Pattern


FRAMES: Final[Mapping[Language, Frames]] = {
    "en": Frames(
        # "over the next five years", "in the years ahead"; not "in recent years"
        coming=Pattern(
            r"\b(?:within|in|over|during|for|throughout|across|through|before|by|at)(?: the course of| a period of"
            r"| the end of| the span of)?"
            rf"(?: the| our)? (?:(?:next|coming|ensuing|forthcoming|upcoming) (?:(?P<number>(?:{EN}))(?:(?: to "
            rf"| or |-)(?P<most>(?:{EN})))?[ -]|(?:{VAGUE}) )?{KIND}{UNITS['en']}\b"
            r"(?:(?<!s) (?:period|term|time ?frame|span)\b)?"
            rf"|(?:(?P<number_ahead>(?:{EN})) )?{KIND}(?P<unit_ahead>days|weeks|months|years"
            rf"|decades)(?: ahead| to come| following| that follow"
            rf"| that lie ahead)\b)"
            r"(?! of (?:age|life|school|study))"
        ),
        # "within two years", "in five years", "within a period of 90 days"; not "two years ago"
        plain=Pattern(
            rf"\b(?:(?:within)(?: the| a)?(?: (?!half\b)\w+)?(?: (?:period|term|time ?frame|time limit|time|space|span"
            rf"|deadline) of)? {LIMIT}|(?:in|inside(?: of)?) {LIMIT}"
            rf"|(?:over|for|during|in) (?:a|the)(?: \w+)? (?:period|term|course|span|space) (?:of) {LIMIT}"
            rf"|(?:over) |(?:(?:by )?(?:no|not) (?:later|more) than )"
            rf"|(?:over|in|for|during) (?:a|the) )"
            rf"(?P<number>(?:{EN}|a|half a|one[- ]half))(?:(?: to | or "
            rf"|-)(?P<most>(?:{EN})))?[ -]{KIND}{UNITS['en']}\b(?! and a half\b)(?P<time>[’']s?(?: time)?"
            rf"| time(?! ?frame))?(?P<length>(?: (?:period|term|time ?frame|span|deadline)))?"
        ),
    ),
    "es": Frames(
        # "en los próximos cinco años", "dentro de los dos años siguientes", "en los años venideros"
        coming=Pattern(
            r"\b(?:en|durante|dentro de|a lo largo de|en el (?:curso|transcurso|plazo|término|lapso) de|por|para"
            r"|al cabo de|antes de que (?:terminen|finalicen|concluyan)|al (?:finalizar|término de))"
            rf" ?(?:el|la|los|las|l)? (?:(?:(?P<before>(?:{ES})) )?(?:pr[óo]xim[oa]s?|siguientes?|venider[oa]s?"
            rf"|futur[oa]s?) (?:(?P<number>(?:{ES}))(?: (?:a|o) (?P<most>(?:{ES})))? |(?:{VAGO}) )?{UNITS['es']}\b"
            rf"|(?:(?P<number_ahead>(?:{ES}|{VAGO})) )?(?P<unit_ahead>días|semanas|meses|trimestres|semestres|años"
            rf"|décadas|decenios|quinquenios|bienios|trienios|decenio|década|quinquenio|bienio|trienio|semestre"
            rf"|trimestre|lustro)"
            r" (?:próxim[oa]s?|siguientes?|venider[oa]s?|futur[oa]s?|por venir|que vienen?|que siguen?"
            r"|subsiguientes|posteriores(?= al? ))\b)"
            r"(?! (?:de edad|de vida))"
        ),
        # "en un plazo de seis meses", "dentro de dos años", "en cinco años"
        plain=Pattern(
            rf"\b(?:(?:en|dentro de|por|durante|con) ?(?:un|el|l) (?:plazo|per[íi]odo|lapso|término"
            rf"|tiempo) {LIMITE}|(?:en|dentro de|al cabo de|de aquí a|en el plazo de|en el término de) (?:menos de "
            rf"|no más de |un máximo de |un plazo de |apenas |un plazo máximo de )?"
            r"|(?:(?:a más tardar|no más tarde de|no después de)(?: en| a)?(?: los)?) )"
            rf"(?P<number>(?:{ES}|medio))(?: (?:a"
            rf"|o) (?P<most>(?:{ES})))? {UNITS['es']}\b(?! y medi[oa]\b)(?P<time>)(?P<length>)"
        ),
    ),
}
# "two years ago", "five years of age", "two-year-old", "de edad"
AGE: Final = Pattern(
    r"(?:[- ]olds?\b| (?:of (?:age|experience|life|schooling|study|education|service|work)|ago|earlier)\b"
    r"| de (?:edad|vida|antigüedad|experiencia|existencia|estudios?|escolaridad|servicio|educación)\b| (?:antes"
    r"|atrás)\b)"
)
FROM_ELSE: Final = Pattern(
    r"(?:,? (?:from|after|following|since|starting (?:from|on)|counted from|upon|subsequent to|desde|a partir del?"
    r"|a contar (?:del?|desde)|contad[oa]s? (?:desde|a partir del?)|tras|después del?|posteriores al?|siguientes al?"
    r"|luego del?)| (?:of|del|de(?! (?:conformidad|acuerdo|manera|forma|modo)\b)))\b"
)
# "of this Summit", "from today", "de la presente Cumbre"
FROM_HERE: Final = Pattern(
    r",? (?:counted )?(?:of|from|after|following|desde|(?:de|a partir de|después de|contad[oa]s? (?:a partir de|desde)"
    r"|siguientes a|posteriores a)l?)(?: (?:the )?(?:date|adoption|conclusion|end|close|la fecha|la adopción"
    r"|la conclusión|(?:el )?(?:término|cierre)|la clausura))?(?: of| de)? "
    r"(?:(?:the|la) (?:Summit|Cumbre)\b(?! (?:de|of|on|in)\b)"
    r"|today|now|hoy|ahora|(?:this|the present|esta|este|la presente|el presente)"
    r"(?= [A-ZÁÉÍÓÚ]| (?:date|day|moment|meeting|fecha|día|momento|reunión|acto)\b))"
    r"(?: (?:date|day|moment|meeting|fecha|día|momento|reunión|acto)\b| [A-ZÁÉÍÓÚ]\w+(?: [A-ZÁÉÍÓÚ]\w+)*)?\b"
    r"(?: of the Americas| de las Américas)?"
)
# What a period that runs from something else runs from: "of its entry into force", "de su clausura"
WHAT: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r" (?:(?:the|its|their|our|this|that|such) )?(?:date of (?:its |the )?)?(?:entry into force"
        r"|[\w-]+)(?: of (?:(?:the|this|its|that) )?(?:[A-Z]\w+(?: [A-Z]\w+)*|[a-z]+))?"
    ),
    "es": Pattern(
        r" (?:(?:la|el|su|sus|los|las|esa|dicha) )?(?:fecha de (?:la |su )?)?(?:entrada en vigor"
        r"|\w+)(?: del? (?:(?:la|su|este|esta) )?(?:[A-ZÁÉÍÓÚ]\w+(?: [A-ZÁÉÍÓÚ]\w+)*|[a-záéíóúñ]+))?"
    ),
}
# "no later than two years after": a length of time only with what it is after.
LATER: Final = ("no later", "not later", "by no", "no more", "not more", "a más tardar", "no más tarde", "no después")
# "the six months following the Summit", "los seis meses siguientes a su adopción"
AFTER: Final = Pattern(r" (?:al|a(?: la| su)?|the|its|their) [\w-]+")
# The words that make "twice in a year" and "over one year" a rate or a size.
RATE: Final = Pattern(
    r"\b(?:for|once|twice|times|vez|veces|lasting|last|past|aged?|first|primeros"
    r"|últimos) $",
    re.IGNORECASE,
)
# "over a five-year period", but not "in a two-year college"
ARTICLE: Final = Pattern(
    r"(?i:over|in|for|during|within) (?i:an?|the) (?!(?:\w+ )?(?:period|term|time|space|span|course))"
)
BACK: Final = 30
LENGTHS: Final[Mapping[Language, Sequence[str]]] = {
    "en": "year month day week decade quarter semester trimester fortnight enni generation".split(),
    "es": "año mes día semana década decenio trimestre quincena enio lustro generaci".split(),
}


def periods(text: Text, language: Language, since: int | None, calendar: Calendar) -> Iterator[Due]:
    """The lengths of time within which something is due, from the summit of the year `since`."""
    for stretch in text.around(LENGTHS[language], 90, 80):
        yield from _within(text, stretch, language, since, calendar)


def _within(
    text: Text, stretch: tuple[int, int], language: Language, since: int | None, calendar: Calendar
) -> Iterator[Due]:
    frames = FRAMES[language]
    for match in frames.coming.finditer(text.small, *stretch):
        if match["unit_ahead"]:
            else_ = AFTER.match(text.written, match.end())
            from_ = since if else_ is None or FROM_HERE.match(text.written, match.end()) else None
            year = _year(match["number_ahead"], match["unit_ahead"], language, from_, calendar)
            yield Due(match.start(), else_.end() if else_ else match.end(), "period", year)
            continue
        single = match["unit"] in ("year", "año")
        if language == "es" and single and match[0].endswith("próximo año"):
            continue  # a date: the next year
        count = match["most"] or match["number"] or (match["before"] if language == "es" else None)
        yield _due(match, count, match["unit"], language, since, calendar)
    for match in frames.plain.finditer(text.small, *stretch):
        if AGE.match(text.written, match.end()) or RATE.search(
            text.written, max(0, match.start() - BACK), match.start()
        ):
            continue
        if (
            match["number"] == "a"
            and match[0].startswith(("in a ", "over a ", "for a "))
            and not (match["time"] or match["length"])
        ):
            continue
        if _starts_with_article(match) and not match["length"]:
            continue
        start, end = match.span()
        here = FROM_HERE.match(text.written, end)
        else_ = None if here else FROM_ELSE.match(text.written, end)
        if match[0].startswith(LATER) and not (here or else_):
            continue
        if here:
            end = here.end()
        elif else_ and (what := WHAT[language].match(text.written, else_.end())):
            end = what.end()
        year = _year(match["most"] or match["number"], match["unit"], language, None if else_ else since, calendar)
        yield Due(start, end, "period", year)


def _starts_with_article(match: re.Match[str]) -> bool:
    return "-" in match[0][: match.start("unit") - match.start()] and ARTICLE.match(match[0]) is not None


def _due(
    match: re.Match[str], count: str | None, unit: str, language: Language, since: int | None, calendar: Calendar
) -> Due:
    return Due(*match.span(), "period", _year(count, unit, language, since, calendar))


def _year(count: str | None, unit: str, language: Language, since: int | None, calendar: Calendar) -> int | None:
    """The year in which so many units after the summit end."""
    plural = count is None and unit.endswith("s") and unit not in ("mes",)
    if since is None or plural:
        return None
    singular = unit if unit in MONTHS or unit in DAYS else unit.removesuffix("s")
    half = count is not None and ("half" in count or count == "medio")
    number = 1 if count is None or half else value(count, language)
    if number is None:
        return None
    if singular in DAYS:
        return calendar.after(since, days=number * DAYS[singular])
    months = MONTHS.get(singular)
    if months is None:
        return None
    months = months * number // (2 if half else 1)
    return since + months // 12 if months % 12 == 0 else calendar.after(since, months=months)
