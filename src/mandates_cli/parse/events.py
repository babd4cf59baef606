"""Deadlines that are an event: a meeting before, at or by which something is to be done, as far as its name goes."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.model import Language
from mandates_cli.parse.calendar import YEAR, Calendar, number
from mandates_cli.parse.idioms import NUMBERS, Due, Text, month
from mandates_cli.parse.meetings import HAPPENINGS, MEETINGS, NEXT, PROXIMA, REUNIONES, SUCESOS, WORD, name_end
from mandates_cli.parse.pattern import Pattern

EDGE: Final = (
    r"(?:(?:the )?(?:end|close|conclusion|opening|start|beginning|completion|time|date|occasion|eve|onset|holding"
    r"|convening|celebration) of )"
)
ORILLA: Final = (
    r"(?:(?:el |la |l )?(?:fin|final|t[ée]rmino|cierre|conclusi[óo]n|clausura|apertura|inicio|comienzo|v[íi]speras"
    r"|fecha|celebraci[óo]n|realizaci[óo]n) de)"
)
EDGED: Final = Pattern(EDGE)
HAPPENING: Final = Pattern(HAPPENINGS)
AGO: Final = (
    rf"(?:(?:at least |at the latest |no later than |not later than |no less than )?(?:{NUMBERS['en']}"
    rf"|an?) (?:days?|weeks?|months?|years?) )"
)
HACE: Final = (
    rf"(?:(?:al menos |por lo menos |a más tardar |como mínimo )?(?:{NUMBERS['es']}|una?) (?:días?|semanas?|meses"
    rf"|mes) )"
)


class Frame(NamedTuple):
    """What is looked for in small letters, and the event that goes on from there, as written."""

    before: Pattern
    event: Pattern


class Framed(NamedTuple):
    """An event after its frame; `told` is one that "the" or its like tells."""

    start: int
    end: int
    frame: str
    event: str
    told: bool


# They date by any meeting that "the" tells.
STRONG: Final[Mapping[Language, Frame]] = {
    "en": Frame(
        # "prior to the IX Summit", "well in advance of the next Summit of the Americas", "by the Sixth Summit"
        before=Pattern(
            rf"\b{AGO}?((?:well |long |shortly |immediately |just )?(?:before|prior to|(?:far )?in advance of|ahead of)"
            r"|(?:in the (?:period |months |weeks )?)?(?:run-?up|lead-?up|leading up) to"
            r"|(?:by )?(?:no|not) later than|by|(?:up )?until|till|in time for|on the eve of|not after|between now and"
            r"|from now (?:to|until)) "
        ),
        event=Pattern(
            rf"{EDGE}?(?P<det>(?:(?:the|its|their|our|that|a|an) )?)"
            rf"(?:{WORD}{{0,7}}?(?:{MEETINGS}(?: of sessions)?|{HAPPENINGS}))"
        ),
    ),
    "es": Frame(
        before=Pattern(
            rf"\b{HACE}?(antes de que (?:se )?\w+|(?:bastante |mucho |poco )?antes de|(?:con (?:suficiente )?"
            r"(?:anterioridad|antelación)|(?:en el per[íi]odo )?previo|previamente) a|de cara a|a tiempo para"
            r"|a más tardar (?:en|para|durante|a)"
            r"|(?:no más tarde|no después) (?:de|que)|hasta|de aquí a|en vísperas de) ?"
        ),
        event=Pattern(
            rf"{ORILLA}?(?P<det> ?(?:l |el |la |los |las |su |sus |nuestra |nuestro )?)"
            rf"(?:{WORD}{{0,6}}?(?:{REUNIONES}|{SUCESOS}))"
        ),
    ),
}
# They date by one that is still to come.
WEAK: Final[Mapping[Language, Frame]] = {
    "en": Frame(
        # "at the next Ministerial Meeting", "during its forthcoming session", "at the Sixth Summit of the Americas"
        before=Pattern(r"\b(at|during|on the occasion of|for|to) "),
        event=Pattern(
            rf"(?:the )?(?:{EDGE}|margins of )?(?P<det>(?:(?:the|its|their|our|a|an) )?)"
            rf"{WORD}{{0,7}}?{MEETINGS}(?: of sessions)?"
        ),
    ),
    "es": Frame(
        before=Pattern(r"\b(en (?:oportunidad|ocasión) de|en|durante|con (?:motivo|ocasión) de|a|para) ?"),
        event=Pattern(
            rf"{ORILLA}?(?P<det> ?(?:l |el |la |los |las |su |sus |nuestra |nuestro )?){WORD}{{0,6}}?{REUNIONES}"
        ),
    ),
}
MARKED: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(rf"\b(?i:{NEXT})\b"),
    "es": Pattern(rf"\b(?i:{PROXIMA})\b"),
}
STILL: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\b(?:to be (?:held|convened|hosted|celebrated)|(?:will|shall|is to) (?:be (?:held|convened)|take place)"
        r"|to take place|scheduled)\b"
    ),
    "es": Pattern(
        r"\b(?:celebrarse|realizarse|efectuarse|se celebrará|se realizará|tendrá lugar|prevista|programada)\b"
    ),
}
# "adopted by the Third Meeting", "agreed at the Fourth Summit", "acordado en la Cuarta Cumbre"
DONE: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?<!\bbe )\b(?:adopted|approved|agreed|agreed upon|endorsed|mandated|requested|established|decided|convened"
        r"|issued|proposed|recommended"
        r"|organi[sz]ed|entrusted|taken|set|set out|made|given|undertaken|assumed|reached|created|launched"
        r"|recogni[sz]ed"
        r"|announced|pledged|promised|stated|called for|initiated|outlined"
        r"|expressed|emanating|signed|reaffirmed|held|presented)(?: \w+)? $"
    ),
    "es": Pattern(
        r"\b(?:adoptad|aprobad|acordad|asumid|establecid|decidid|emitid|propuest|recomendad|convocad|suscrit|hech"
        r"|contraíd|cread|lanzad|reconocid|expresad|emanad|firmad|alcanzad|presentad|realizad"
        r"|solicitad|pedid|encomendad|dispuest|convenid|resuelt|anunciad|iniciad|señalad|formulad|pactad"
        r"|celebrad)[oa]s?(?: \w+)? $"
    ),
}
# "the Third Summit of the Americas, held in Quebec City"
HELD_ALREADY: Final = Pattern(
    r",? (?:(?:which|that) was |que (?:fue )?)?(?:held|hosted|convened|celebrad[oa]|realizad[oa]|efectuad[oa]"
    r"|tuvo lugar|se (?:celebró|realizó|efectuó))\b"
)
# "following up to the Seventh Summit", "dando seguimiento a la Séptima Cumbre": nothing is told to it.
OTHERWISE_TO: Final = Pattern(
    r"\b(?:follow(?:ing)?[- ]?up|response|reference|regard|respect|according|pursuant|thanks|contribution|relation"
    r"|seguimiento|cumplimiento|respuesta|referencia|relación|respecto|gracias|conforme|apoyo|contribución) $",
    re.IGNORECASE,
)
# What is reported to a meeting is due when it meets: "submit their findings to the next Meeting of Ministers".
REPORTED: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\b(?:report|submit|present|inform|deliver|transmit|forward|refer|convey)(?:ing|s)?\b[^.;:\n]{0,120} $",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r"\b(?:inform|present|somet|eleve|elev|entreg|transmit|remit|rind)\w*\b[^.;:\n]{0,120} $", re.IGNORECASE
    ),
}
# "For the next Summit, prepare", "shall be ready for the next Summit"; not "preparations for the next Summit"
READY: Final = Pattern(
    r"(?:^|[.;:,] |\b(?:ready|available|completed?|finished|in place|list[oa]s?|disponibles?|concluid[oa]s?) )$"
)
PREPARING: Final = frozenset({"for", "para"})
REPORTING: Final = frozenset({"to", "a"})
# A meeting that is one of the Summits of the Americas: what stands beside the word is its number, place or order only.
SUMMIT: Final = Pattern(r"\b(?:summit|cumbre)\b")
OTHER: Final = Pattern(
    r"\b(?:world|ibero|iberoamericana?|earth|social|business|mundial|tierra|presidential|presidencial|celac|caricom"
    r"|ministerial|youth|indigenous|eu|g 20|g20|andean"
    r"|millennium|milenio|climate|food|empresarial|central american|centroamericana|global|unasur|people s|peoples"
    r"|pueblos|cities|ciudades|ceo)\b"
)
ABOUT: Final = Pattern(r"\b(?:summit|cumbre)(?: of the americas| de las americas)? (?:on|sobre|for|para)\b")
# Where a frame of an event is looked for.
FRAMING: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "before ",
        "prior to ",
        "advance of ",
        "ahead of ",
        "up to ",
        "later than ",
        "until ",
        "till ",
        "time for ",
        "eve of ",
        "by ",
        "between now ",
    ),
    "es": (
        "antes de",
        "anterioridad a",
        "antelación a",
        "previ",
        "de cara a",
        "tiempo para",
        "tardar ",
        "no después ",
        "hasta ",
        "de aquí a",
        "vísperas de",
    ),
}
MEET: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "summit",
        "meeting",
        "conference",
        "assembl",
        "session",
        "ministerial",
        "forum",
        "congress",
        "dialogue",
        "consultation",
        "workshop",
        "round",
    ),
    "es": (
        "cumbre",
        "reuni",
        "conferencia",
        "asamblea",
        "sesi",
        "foro",
        "congreso",
        "encuentro",
        "diálogo",
        "consulta",
        "taller",
        "ronda",
        "ministerial",
    ),
}
BACK: Final = 140


def events(text: Text, language: Language, since: int | None, calendar: Calendar) -> Iterator[Due]:
    """The events by which something is due, as seen from the summit of the year `since`."""
    for strong, frame, stretches in (
        (True, STRONG[language], text.around(FRAMING[language], 40, 240)),
        (False, WEAK[language], text.around(MEET[language], 100, 200)),
    ):
        for stretch in stretches:
            for framed in _framed(text, frame, *stretch, language):
                year = _year(framed.event, since, calendar)
                if _due(text.written, framed, strong, year, language, since, calendar):
                    yield Due(framed.start, framed.end, "event", year)


def _framed(text: Text, frame: Frame, first: int, last: int, language: Language) -> Iterator[Framed]:
    end = first
    for before in frame.before.finditer(text.small, first, last):
        event = frame.event.match(text.written, before.end(), last) if before.start() >= end else None
        if event:
            end = name_end(text.written, event.end(), last, language)
            words = text.written[event.start() : end]
            yield Framed(before.start(), end, before[1], words, bool(event["det"].strip()))


def _year(words: str, since: int | None, calendar: Calendar) -> int | None:
    folded = fold(words)
    if SUMMIT.search(folded) and not OTHER.search(folded) and not ABOUT.search(folded):
        return calendar.year_of(words, since)
    named = YEAR.findall(folded)
    return int(named[-1]) if named else None


def _due(
    text: str, framed: Framed, strong: bool, year: int | None, language: Language, since: int | None, calendar: Calendar
) -> bool:
    """Whether the event is still to come, and what is said is due by it."""
    frame, event = framed.frame, framed.event
    before = text[max(0, framed.start - BACK) : framed.start].rpartition("\n")[2]
    if DONE[language].search(before) or HELD_ALREADY.match(text, framed.end):
        return False
    marked = bool(MARKED[language].search(event) or STILL[language].search(event))
    count = number(fold(event))
    unheld = _is_summit(event) and count is not None and count not in calendar.numbers and count > calendar.last()
    later = False
    if since is not None and year is not None:
        later = year > since or (year == since and calendar.after_month(since, month(event, language)))
        if not later and (year < since or not marked or _is_summit(event)):
            return False
    # Not "led by the Forum".
    told = frame != "by" or HAPPENING.search(event) or EDGED.match(event)
    if strong:
        return marked or later or count is not None or bool(told and framed.told)
    coming = marked or later or unheld or (count is not None and not _is_summit(event))
    if frame in REPORTING:
        return coming and bool(REPORTED[language].search(before)) and not OTHERWISE_TO.search(before)
    if frame in PREPARING:
        return coming and bool(READY.search(before))
    return coming


def _is_summit(event: str) -> bool:
    folded = fold(event)
    return bool(SUMMIT.search(folded)) and not OTHER.search(folded)
