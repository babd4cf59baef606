"""Deadlines that are a year or a date: a preposition, perhaps a part of the year, and the year.

A year alone says nothing: it may be a document's, a meeting's, or a count. So each needs its frame before it and no
noun after it that takes it for its own: "by 2030", but not "the 2030 Agenda", "since 2001", "in 2000 schools".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mandates_cli.model import Language
from mandates_cli.parse.calendar import Calendar
from mandates_cli.parse.idioms import MONTHS, SMALL, YEAR, Due, Text, month
from mandates_cli.parse.pattern import Pattern

DAY: Final = r"(?:\d{1,2}(?:st|nd|rd|th)?|first)"
# "the end of", "the second half of", "mid-", "early in"
PART: Final = (
    r"(?:(?:the )?(?:very )?(?:end|close|beginning|start|middle|midpoint|turn|outset|last day|first day"
    r"|(?:first|second|third|fourth|last|latter|final|1st|2nd|3rd|4th) (?:half|third|quarter|semester|trimester|part"
    r"|(?:\w+ )?months|(?:\w+ )?weeks|days)|spring|summer|autumn|fall|winter) of |(?:the )?(?:early|late)(?: in)? "
    r"|(?:the )?(?:spring|summer|autumn|fall|winter) |(?:the )?(?:mid|end|year-end)[ -])"
)
PARTE: Final = (
    r"(?:(?:el |la |los |las )?(?:fin(?:es|al|ales)?|principios?|inicios?|comienzos?|mediados|término|cierre|mitad"
    r"|curso"
    r"|transcurso|(?:primer|segundo|tercer|cuarto|último) (?:trimestre|semestre|cuatrimestre|bimestre|tercio)"
    r"|(?:primera|segunda) (?:mitad|quincena|semana)|(?:primer[oa]s|últim[oa]s) (?:\w+ )?(?:meses|semanas|días)) del? )"
)
ENDS: Final = r"(?:finalice|termine|concluya|acabe|expire|se acabe|se cierre|cierre|transcurra|se cumpla|llegue|venza)"
# "the first of March 2025", "31 December 2007", "December 31, 2007", "March of 2025"
ON: Final = rf"(?:(?:the )?(?:{DAY}(?: of)? |month of )?{SMALL['en']}(?: {DAY})?,? (?:of )?)"
EL: Final = rf"(?:(?:el )?(?:día |mes de )?(?:(?:\d{{1,2}}(?:º|°|ro|o)?|primero) de )?{SMALL['es']},? (?:del? )?)"


class Frames(NamedTuple):
    """`strong` say by themselves that something is due; `weak` only of what is still to come. `now` is the
    year that a summit is held in, `next` the one after; of those that are `open` it is not certain which year ends
    them. `more` are the years that a frame has besides its first."""

    strong: Pattern
    weak: Pattern
    between: Pattern
    now: Pattern
    next: Pattern
    open: Pattern
    more: Pattern


# "antes de finalizar el decenio"
ENDING: Final = r"(?:finalizar|terminar|concluir|acabar|expirar|cerrar|vencer)"
BEFORE: Final = (
    r"(?:(?:well |long |shortly |immediately |just )?(?:(?:by )?(?:no|not) later than|at the latest by"
    r"|by the latest in"
    r"|on or before|by(?: or before)?|before|prior to|(?:far )?in advance of|ahead of)|(?:up )?until"
    r"|till"
    r"|up to|with a(?: time)? horizon (?:of|to|in)|through(?: to)?|not after|not beyond|between now and"
    r"|from now (?:to|until))"
)
ANTES: Final = (
    r"(?:a más tardar(?: (?:en|al?|para|antes del?|hasta|hacia))?|(?:mucho |bastante |poco )?antes del?"
    rf"|antes de {ENDING}"
    r"|(?:con anterioridad|con antelación|previo|previamente) al?|para|hasta|de aquí (?:al?|hasta)"
    r"|(?:entre|desde) (?:ahora|hoy)(?: y| hasta)|no (?:más tarde|después) (?:del?|que)(?: en)?|no más allá del?"
    rf"|antes de que {ENDS}|al(?: (?:finalizar|terminar|concluir|acabar))?"
    r"|como máximo (?:en|para|el|a)|dentro del|con (?:un )?horizonte (?:en|al?|hasta|de|del)(?: el)?)"
)
# "at the latest", which may come after as well
LATEST: Final = r"(?:,? at the latest)?"
TARDAR: Final = r"(?:,? (?:a más tardar|como máximo))?"

FRAMES: Final[Mapping[Language, Frames]] = {
    "en": Frames(
        # "by 2030", "no later than March 2025", "before the end of 2009", "by the year 2015", "until mid-2010"
        strong=Pattern(
            rf"\b(?P<frame>(?:{BEFORE})) {PART}{{0,2}}{ON}?(?:(?:the )?(?:calendar |fiscal |financial "
            rf"|school )?year (?:(?:that |which )?(?:begin|start)(?:s|n?ing) in )?)?{YEAR}{LATEST}"
        ),
        # "in 1997", "in the first half of 1999", "on 1 January 2005", "at the end of 1999"; not "on 2005", "at 2005"
        weak=Pattern(
            r"\b(?P<frame>(?:(?:later |early |late |sometime |some time )?in"
            rf"(?: the course of)?|during|throughout|within)) {PART}?{ON}?(?:(?:the )?(?:calendar |fiscal |financial "
            rf"|school )?year (?:(?:that |which )?(?:begin|start)(?:s|n?ing) in )?)?{YEAR}{LATEST}"
            rf"|\b(?P<on>(?:on)) {ON}(?P<year_on>20\d\d|19[5-9]\d)\b"
            rf"|\b(?P<at>at(?= {PART})|towards?) {PART}?(?:{SMALL['en']} )?(?P<year_at>20\d\d|19[5-9]\d)\b"
        ),
        # "between 2005 and 2010", "in the period 2005-2010", "over the 2006-2009 period"; not "Plan 2016-2020"
        between=Pattern(
            r"\b(?:between|from) (?P<first>(?:19|20)\d\d) (?:and|to|until|through) (?:the year )?(?P<last>(?:19"
            r"|20)\d\d)(?![\w-])"
            r"|\b(?:in|over|during|for|throughout|within) (?:the )?(?:period|years|biennium|triennium"
            r"|quadrennium) "
            r"(?:of |from |between )?(?P<first2>(?:19|20)\d\d)(?:[-–/]| to | and | through )(?P<last2>(?:19"
            r"|20)?\d\d)(?![\w-])"
            r"|\b(?:in|over|during|for|throughout|within) (?:the )(?P<first3>(?:19|20)\d\d)[-–/](?P<last3>(?:19"
            r"|20)?\d\d)"
            r" (?:period|biennium|triennium|quadrennium|cycle)\b"
        ),
        now=Pattern(
            rf"\b(?:{BEFORE} (?:(?:the )?(?:end|close|middle) of )?"
            rf"(?:(?:the|{ON}?(?:this|the present|the current))(?: calendar)? year))\b"
            r"(?!['’-]| (?:(?:19|20)\d\d\b|in which|of|after|that|following|for))(?: is out| ends?| is over| closes)?"
            r"|\b(?:(?:by|before) (?:the )?year[’']?s? ?-?end)\b|\b(?:later|within|during|in the course of"
            r"|at the end of|in) "
            r"(?:this|the present|the current)(?: calendar)? (?:year)\b(?!['’]s)"
            r"|\b(?:later this year|within the year|in the course of the year|(?:at|towards?) the end of the year)\b"
            r"(?!['’]s\b| (?:(?:19|20)\d\d\b|in which|of|after|that|following))"
        ),
        next=Pattern(
            rf"\b(?:(?:{BEFORE}|in|during|within|at|towards?|over) )?(?:(?:the )?(?:course|end|close|beginning"
            rf"|start|middle|(?:first|second|last) "
            r"(?:half|quarter|semester|months|third)) of )?(?:the course of )?(?:(?:early"
            rf"|late)(?: in)? )?{ON}?(?<!the )(?:next)(?: calendar)? (?:year)\b(?!['’]s)"
        ),
        open=Pattern(
            rf"\b(?i:{BEFORE}|at|towards?) (?i:the )?(?i:end|close|middle|turn|beginning) (?i:of )"
            r"(?i:the|this|the present|the current|the next|the coming) (?i:decade|century|millennium)\b(?! (?:of"
            r"|for) (?:the )?[A-Z])"
            r"|\b(?i:before|by the time) (?i:the|this) (?i:decade|century|millennium) (?i:is out|ends?|closes|is over"
            r"|draws to (?:a|its) close)\b"
            r"|\b(?i:(?:by|before) (?:(?:mid-?|the )(?:decade|century)(?:['’]s end)?|(?:decade|century)['’]s end))\b"
            r"|\b(?i:by the new (?:century|millennium))\b"
            r"|\b(?i:(?:in|during|over|before) (?:this|the present|the current)|within (?:this|the"
            r"|the present|the current)) (?i:decade|century)\b(?! (?:of|for|on|against)\b| \()"
            rf"|\b(?i:{BEFORE}) (?:the end of )?(?:next )?(?:the )?(?:{DAY}(?: of)? {MONTHS['en']}"
            rf"|{MONTHS['en']}(?: {DAY})?)(?!\w| \d|,? (?:of )?(?:19|20)\d\d| [A-Z])"
        ),
        # "in 2003 and 2005"
        more=Pattern(rf",? (?:and|or) {YEAR}"),
    ),
    "es": Frames(
        # "a más tardar en 2027", "antes de 2010", "para el año 2015", "hasta fines de 2010"
        strong=Pattern(
            rf"(?:\b(?P<frame>(?:{ANTES}))|(?:(?<=, )|(?<=; )|(?<= y ))(?P<a>a)) (?:{PARTE}){{0,2}}{EL}?(?:el )?"
            rf"(?:año )?{YEAR}{TARDAR}"
        ),
        # "en 1997", "en el primer semestre de 1999", "el 1 de enero de 2005", "a fines de 2010"; not "el 2005"
        weak=Pattern(
            rf"\b(?P<frame>(?:en|durante"
            rf"|a lo largo del?)) (?:{PARTE})?{EL}?(?:(?:el )?(?:año )?){YEAR}{TARDAR}"
            rf"|\b(?P<on>(?:el)) (?:día )?(?:\d{{1,2}}|primero) de {SMALL['es']} (?:de "
            rf"|del )(?:año )?(?P<year_on>20\d\d|19[5-9]\d)\b"
            rf"|\b(?P<at>a(?= {PARTE})|hacia) (?:{PARTE}?(?:{SMALL['es']} (?:del? )?)?(?:año )?"
            rf"|el año )(?P<year_at>20\d\d"
            rf"|19[5-9]\d)\b"
        ),
        # "entre 2005 y 2010", "de 2005 a 2010", "en el período 2005-2010", "durante el bienio 2006-2007"
        between=Pattern(
            r"\b(?:entre|del?|desde)(?: el)?(?: año)? (?P<first>(?:19|20)\d\d) (?:y|al?"
            r"|hasta)(?: el)?(?: año)? (?P<last>(?:19|20)\d\d)(?![\w-])"
            r"|\b(?:(?:en|durante|para|por|dentro de) (?:el|los)|dentro del) (?:per[íi]odo|años|bienio|trienio"
            r"|cuatrienio|quinquenio|ciclo) (?:(?:comprendido )?entre |de )?(?P<first2>(?:19"
            r"|20)\d\d)(?:[-–/]| al? | y )(?P<last2>(?:19|20)?\d\d)(?![\w-])"
            r"|(?!)(?P<first3>)(?P<last3>)"
        ),
        now=Pattern(
            rf"\b{ANTES} (?:{PARTE})?{EL}(?:(?:este|presente) año|año en curso)\b"
            rf"|\b(?:(?:{ANTES}|en|durante|a|hacia) (?:(?:el )?(?:fin|fines|final|finales|término|cierre|mediados"
            rf"|curso|transcurso) del? )?"
            r"(?:este|el presente|presente|el) año(?: en curso)?)\b(?! (?:(?:19|20)\d\d\b|que|de"
            r"|escolar|internacional))(?<! el año)"
            rf"|\b(?:(?:a más tardar|antes|para|hasta|a|hacia)(?: a| del?| al)* (?:el )?(?:fin|fines|final"
            rf"|finales|término|cierre|mediados) "
            rf"del? año|antes de (?:que {ENDS}|{ENDING}) el año|al (?:finalizar|terminar"
            rf"|concluir) el año|al (?:final|cierre|término) del año)\b"
            r"(?! (?:(?:19|20)\d\d\b|que|siguiente|de|escolar|en que|en el que))(?: en curso)?"
        ),
        next=Pattern(
            rf"\b(?:(?:(?:{ANTES}|en|durante|a|hacia|a lo largo)(?: del)? )?(?:(?:el |la )?(?:fin|fines"
            rf"|final|finales|término|cierre|mediados|principios"
            r"|inicios|comienzos|curso|transcurso|(?:primer|segundo|tercer|cuarto|último) (?:semestre|trimestre)"
            r"|(?:primera|segunda) mitad) )?(?:del )?"
            rf"{EL}?(?:el )?(?:próximo año|año (?:próximo|entrante|que viene|venidero"
            r"|siguiente(?! al?\b(?! menos)))))\b(?! (?:(?:19|20)\d\d\b|de\b|del\b))"
        ),
        open=Pattern(
            rf"\b(?i:(?:{ANTES}|a|hacia)(?: el)? (?:fin|fines|final|finales|término|cierre|mediados|principios"
            rf"|comienzos) "
            r"(?:del?|de la|de este|de esta|del presente|de la presente) (?:decenio|década|siglo|milenio|lustro"
            r"|quinquenio))\b(?! (?:de|del) (?:las? )?[A-Z])"
            rf"|\b(?i:antes de (?:que {ENDS}|{ENDING}) (?:el|la|este|esta|el presente|la presente) (?:decenio"
            rf"|década|siglo|milenio"
            rf"|quinquenio|lustro))\b"
            r"|\b(?i:al (?:finalizar|terminar|concluir) (?:el |la |este |esta )?(?:decenio|década|siglo"
            r"|milenio))\b"
            r"|\b(?i:(?:en|durante|dentro de|antes de) (?:este|esta|el presente|la presente) (?:decenio|década|siglo"
            r"|quinquenio))\b"
            rf"|\b(?i:a más tardar (?:en|el|a|para)|antes del?|hasta(?: el)?|para(?: el)?"
            rf"|de aquí a) (?i:{PARTE})?(?:(?:\d{{1,2}}|primero) de )?{MONTHS['es']}"
            r"(?!\w| del? (?:año )?\d|,? \d| de cada)"
        ),
        more=Pattern(rf",? (?:y|o) {YEAR}"),
    ),
}

# Nouns that a year before them belongs to: "by 2030 Agenda targets"; units of which it would be a count.
OWNER: Final = Pattern(
    r" (?i:agenda|plan|declaration|strategy|framework|program(?:me)?|convention|conference|summit|goals?|targets?"
    r"|report|protocol|review|consensus|census|round|assembly|compact|charter|initiative|budget|meeting|session|edition"
    r"|levels?"
    r"|hurricane season|elections?|figures?|per ?cent|million|billion|thousand|dollars|megawatts|MW|hectares"
    r"|kilomet(?:re|er)s|km"
    r"|tons?|tonnes|times|d[óo]lares|millones|por ciento|hectáreas|kil[óo]metros|toneladas|veces|megavatios)\b"
)
PLURAL: Final = Pattern(
    r" (?!(?:las|los|sus|todas|todos|estas|estos|nuestras|nuestros|más|además|tras|dos|tres|seis|unas|unos|its"
    r"|this"
    r"|across|towards|perhaps|always|besides|unless|whereas|countries will)\b)[a-záéíóúñ]{2,}s\b"
)
# "increase by 2030 schools", "grew by 2000"
CHANGES: Final = Pattern(
    r"\b(?i:increas|grow|grew|ris|rose|fall|fell|drop|cut|expand|exceed|rais)\w*(?: [\w-]+){0,4} $"
)
# What a weak year follows where it says since when, or when something was or is held that is not asked for here:
# "beginning in 2006", "adopted in 1998", "the Conference to be held in 2003".
ELSEWHERE: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?:\b(?i:beginning|starting|commencing|since|effective|as|as of|from|due to (?:begin|start))"
        r"|\b(?:to be|being) (?:held|convened|hosted|celebrated|organi[sz]ed|launched|opened)(?: \w+){0,4}?"
        r"|\b(?:which|that|who) (?:will|shall|is to|are to|would) (?:be (?:held|convened|hosted|celebrated|organi[sz]ed"
        r"|launched|opened)|take place|meet|begin|start|open|enter|come|take effect)(?: \w+){0,7}?"
        r"|\b(?:scheduled|planned|slated|foreseen)(?: (?:for|to) [\w ,]{0,40}?)?"
        r"|\b(?:to take place|taking place)(?: \w+){0,6}?|\b(?:adopted|approved|signed|held|agreed|issued|established"
        r"|created|launched|made|endorsed|founded|ratified)(?: \w+){0,5}?)"
        r"(?:,? (?:in|at) [A-Z][\w’'., -]{0,40}?)?,? $"
    ),
    "es": Pattern(
        r"(?:\b(?i:a partir|desde|comenzando|iniciando|empezando|a contar)"
        r"|\b(?:a|por|para) (?:celebrarse|realizarse|efectuarse|llevarse a cabo|reunirse)(?: \w+){0,5}?"
        r"|\bque (?:se )?(?:celebrará|realizará|efectuará|llevará|tendrá|reunirá|habrá)n?(?: \w+){0,6}?"
        r"|\b(?:prevista|programada|convocada|previsto|programado|convocado)s?(?: \w+){0,5}?|\b(?:adoptad|aprobad"
        r"|suscrit|firmad|celebrad|realizad|acordad|establecid|cread|emitid|fundad|ratificad)[oa]s?(?: \w+){0,5}?)"
        r"(?:,? en [A-ZÁÉÍÓÚÑ][\w., -]{0,40}?)?,? $"
    ),
}
# What makes the summit's own year one that is still to come: "shall meet in 2005", "reunirse en 2005".
TO_COME: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?:\b(?:will|shall|to|should|must)(?: \w+){1,6}|\b(?i:request|ask|urge|recommend)\w* that\b[^.;:\n]*"
        r"|^(?:\W*\w+){1,3}),? $"
    ),
    "es": Pattern(
        r"(?:\b\w+(?:[aei]r(?:se)?|r[áe]n?|remos)(?: \w+){0,5}"
        r"|\b(?i:solicit|ped|pid|encom|encarg|inst|exhort|invit|recom)\w*\b[^.;:\n]*\bque\b[^.;:\n]*),? $"
    ),
}
# A meeting's own year: "the World Summit in 2016"; but "hold the Second Meeting in 2002".
MEETING: Final = Pattern(
    r"\b(?P<do>(?:[Hh]old|[Cc]onven|[Hh]ost|[Oo]rgani|[Cc]elebr|[Cc]all|[Cc]onvoc|[Rr]ealiz)\w* )?(?:[Tt]he|[Ll]a"
    r"|[Ee]l) (?:(?!(?:the|la|el) )[\w’-]+ ){0,5}?(?:Summit|Conference|Assembly|Congress|Forum|Meeting|Session|Cumbre"
    r"|Conferencia|Asamblea|Congreso|Foro|Reunión)(?: [A-ZÁÉÍÓÚÑ][\w’-]+){0,3}?"
    r"(?: (?:of|on|for|de|del|sobre)(?: [\w’-]+){1,8}?)?(?: \([^()]{1,40}\))?,? $"
)
# The part of a summit's own year that is still to come.
LATE: Final = Pattern(
    r"\b(?i:second half|second semester|(?:last|fourth) quarter|end|late|later|segundo semestre|segunda mitad"
    r"|último"
    r"|fin(?:es|al|ales)?|cierre|término)\b"
)
# Where a plan's own years stand: "the Strategic Plan for the period 2016-2020".
PLANNED: Final = Pattern(
    r"\b(?i:plan|strategy|program(?:me)?|agenda|framework|decade|budget|estrategia|programa|decenio|marco"
    r"|presupuesto)(?: of action| de acción)? $"
)
# What every date holds one of: a year after a word of its frame, "year", or what has no certain year.
CENTURY: Final = (" 19", " 20", "-19", "-20")
# Not "COVID-19".
FOUR: Final = re.compile(r"(?:19|20)\d\d")
YEARLY: Final = ("year", "año")
OPEN: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "decade",
        "century",
        "millennium",
        "uary",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "october",
        "tember",
        "vember",
        "cember",
    ),
    "es": (
        "década",
        "decenio",
        "siglo",
        "milenio",
        "quinquenio",
        "lustro",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "iembre",
        "octubre",
    ),
}
# "works published before 2016", "las nacidas antes de 2000"
OF_OLD: Final = Pattern(
    r"(?<!\bbe )(?<!\bis )\b(?:born|published|adopted|signed|issued|founded|built|registered|made|nacid[oa]s"
    r"|publicad[oa]s"
    r"|adoptad[oa]s|firmad[oa]s|emitid[oa]s|fundad[oa]s|construid[oa]s|registrad[oa]s|hech[oa]s) $"
)
# How far back the words reach that may make a year another's.
BACK: Final = 120


def dates(text: Text, language: Language, since: int | None, calendar: Calendar) -> Iterator[Due]:
    """The dates by which something is due, as seen from the summit of the year `since`."""
    frames = FRAMES[language]
    for stretch in text.around(CENTURY, 80, 40):
        if FOUR.search(text.small, *stretch):
            yield from _years(text, stretch, frames, language, since, calendar)
    for stretch in text.around(YEARLY, 80, 40):
        for match in frames.now.finditer(text.small, *stretch):
            yield Due(*match.span(), "date", since)
        for match in frames.next.finditer(text.small, *stretch):
            yield Due(*match.span(), "date", since + 1 if since else None)
    for stretch in text.around(OPEN[language], 80, 60):
        for match in frames.open.finditer(text.written, *stretch):
            yield Due(*match.span(), "date", None)


def _years(
    text: Text, stretch: tuple[int, int], frames: Frames, language: Language, since: int | None, calendar: Calendar
) -> Iterator[Due]:
    for match in frames.between.finditer(text.small, *stretch):
        first = match["first"] or match["first2"] or match["first3"]
        last = match["last"] or match["last2"] or match["last3"]
        year = int(last) if len(last) == 4 else int(first[:2] + last)
        if not _over(year, since) and not PLANNED.search(text.written, *_back(match)):
            yield Due(*match.span(), "date", year)
    for match in frames.strong.finditer(text.small, *stretch):
        year = int(match["year"])
        if not (_over(year, since) or _owned(text.written, match, year) or OF_OLD.search(text.written, *_back(match))):
            yield Due(*match.span(), "date", year)
            yield from _more(text.small, match.end(), frames)
    for match in frames.weak.finditer(text.small, *stretch):
        toward = match["at"] in ("toward", "towards", "hacia")
        if toward and PLANNED.search(text.written, *_back(match)):
            continue  # "the Strategy towards 2030"
        year = int(match["year"] or match["year_on"] or match["year_at"])
        if (
            since
            and _ahead(text.written, match, year, since, language, calendar)
            and not _owned(text.written, match, year)
        ):
            yield Due(*match.span(), "date", year)
            yield from _more(text.small, match.end(), frames)


def _more(text: str, end: int, frames: Frames) -> Iterator[Due]:
    """The years that a frame has besides its first: 2005 of "in 2003 and 2005"."""
    while match := frames.more.match(text, end):
        yield Due(match.start("year"), match.end("year"), "date", int(match["year"]))
        end = match.end()


def _back(match: re.Match[str]) -> tuple[int, int]:
    return max(0, match.start() - BACK), match.start()


def _over(year: int, since: int | None) -> bool:
    return since is not None and year < since


def _owned(text: str, match: re.Match[str], year: int) -> bool:
    """Whether the year is another noun's, or no year at all."""
    if OWNER.match(text, match.end()):
        return True
    if not PLURAL.match(text, match.end()):
        return False
    frame = (match["frame"] or "").casefold()
    return year % 100 == 0 or frame in ("up to", "hasta") or bool(CHANGES.search(text, *_back(match)))


def _ahead(text: str, match: re.Match[str], year: int, since: int, language: Language, calendar: Calendar) -> bool:
    """Whether what a weak frame dates is asked for and still to come."""
    before = text[max(0, match.start() - BACK) : match.start()].rpartition("\n")[2]
    if year < since or ELSEWHERE[language].search(before):
        return False
    meeting = MEETING.search(before)
    if meeting and not meeting["do"]:
        return False
    if year > since or LATE.search(match[0]):
        return True
    named = month(match[0], language)
    return calendar.after_month(since, named) if named else bool(TO_COME[language].search(before))
