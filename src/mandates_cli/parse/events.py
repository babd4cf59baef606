"""Deadlines that are an event: a meeting before, at or by which something is to be done, as far as its name goes."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.model import Language
from mandates_cli.parse.calendar import YEAR, Calendar, number
from mandates_cli.parse.idioms import MONTHS, NUMBERS, Due, Text, month

CAP: Final = r"[A-ZÁÉÍÓÚÑ][\w’'./-]*(?<![.,])"
# A proper name: capitalised words and the small words between them.
NAME: Final = (
    rf"(?:{CAP}(?:,? (?:(?:and|or|y|e|o|of|de|del|on|for|para|sobre|en|in)(?: (?:of|de|for|en))?(?: (?:the|la|las|los"
    rf"|el))? )?{CAP})*)"
)
PLACE: Final = rf"{CAP}(?:(?:,| de| del| and| y| of)? (?:the )?{CAP}){{0,5}}"
# "Summit", "Ministerial Meeting"; not what another name goes on from: "the Summit Working Group"
MEETINGS: Final = (
    r"(?:(?:[Ss]ummits?|SUMMIT|[Mm]eetings?|[Cc]onferences?|[Aa]ssembl(?:y|ies)|[Ss]essions?|[Mm]inisterials?"
    r"|[Ff]orums?"
    r"|[Cc]ongress|[Gg]atherings?|[Dd]ialogues?|[Cc]onsultations?|[Ww]orkshops?|[Ss]ymposium|[Ss]eminars?|[Rr]ound"
    r"|[Nn]egotiations|[Ee]lections?|[Ss]eason|[Aa]nniversary|[Bb]icentennial|[Cc]entennial|[Ee]ncounter|[Ee]dition"
    r"|[Cc]eremony|[Rr]eunion|[Gg]ames|[Cc]ensus|[Hh]arvest|[Tt]alks)(?: (?=[SsMmCcFf])"
    r"(?:[Ss]ummit|[Mm]eeting|[Cc]onference|[Ss]ession|[Ff]orum|[Cc]ycle)s?)?\b(?!['’-]"
    r"|( [A-Z](?!\w+ \d)\w+){1,2}(?<!Summit)))"
)
# What happens, named by "the" or by what it is of, and in strong frames only: "before the entry into force of the
# Agreement", "prior to its adoption"
HAPPENINGS: Final = (
    r"(?:entry into force|ratification|expir(?:y|ation)|conclusion|completion|launch(?:ing)?|adoption|opening|onset"
    r"|close"
    r"|closing|signing|signature|rains)\b"
)
REUNIONES: Final = (
    r"(?:(?:[Cc]umbres?|[Rr]euni[óo]n(?:es)?|[Cc]onferencias?|[Aa]samblea(?: [Gg]eneral)?|[Pp]er[íi]odos? (?:\w+ )?de"
    r" [Ss]esiones|[Ss]esi[óo]n(?:es)?|[Ff]oros?|[Cc]ongreso|[Ee]ncuentros?|[Dd]i[áa]logo|[Cc]onsultas?"
    r"|[Tt]aller(?:es)?"
    r"|[Ss]imposio|[Ss]eminario|[Rr]onda|[Nn]egociaciones|[Ee]lecciones|[Tt]emporada|[Aa]niversario|[Bb]icentenario"
    r"|[Cc]entenario|[Mm]inisterial|[Jj]ornadas?|[Jj]untas?|[Cc]enso|[Jj]uegos|[Cc]osecha)\b)"
)
SUCESOS: Final = (
    r"(?:entrada en vigor|ratificaci[óo]n|vencimiento|conclusi[óo]n|lanzamiento|adopci[óo]n|apertura|clausura|firma"
    r"|finalizaci[óo]n)\b"
)
# Words that are in no meeting's name, small or not: between "the" and a meeting they show that it is not one's.
LITTLE: Final = (
    r"(?!(?:of|in|to|and|or|for|with|by|on|at|from|as|that|which|who|will|shall|the|is|are|be|than|before|after|their"
    r"|its|our|this|each|every|cada|no|any|an|un|una"
    r"|de|del|en|a|al|y|o|para|por|con|que|se|la|el|los|las|su|sus)\b)"
)
WORD: Final = rf"(?:{LITTLE}[\w’'./-]+ )"
NEXT: Final = r"(?:next|forthcoming|upcoming|coming|following)"
PROXIMA: Final = r"(?:pr[óo]xim[oa]s?|siguientes?|venider[oa]s?|futur[oa]s?)"
WHEN: Final = (
    rf"(?:(?:,? (?:in|on|from|of) (?:(?:the )?(?:\w+ (?:half|quarter|semester) of |(?:early"
    rf"|late) )?(?:\d{{1,2}}(?:-\d{{1,2}})? )?{MONTHS['en']}(?: \d{{1,2}})?,? (?:of )?)?(?:19|20)\d\d|, (?:19"
    rf"|20)\d\d)(?!\w))"
)
CUANDO: Final = (
    rf"(?:(?:,? (?:en|de|del|el)(?: año)? (?:(?:\d{{1,2}} de )?{MONTHS['es']} (?:de|del) )?(?:19|20)\d\d|, (?:19"
    rf"|20)\d\d)(?!\w))"
)
# "to be held in Argentina in 2005", "which will take place in Lima"
HELD: Final = (
    r",? (?:(?:to be|that (?:will|shall|is to) be|which (?:will|shall|is to) be) (?:held|convened|hosted|celebrated"
    r"|organi[sz]ed)(?: by [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"|to take place|(?:that|which) (?:will|shall|is to) take place|scheduled(?: (?:for|to be held))?"
    r"|planned(?: for)?)"
    rf"(?: (?:in|at) (?:the )?(?:City of )?{PLACE})?{WHEN}?"
)
CELEBRADA: Final = (
    r",? (?:(?:a|por) (?:celebrarse|realizarse|efectuarse|llevarse a cabo)|que (?:se (?:celebrará|realizará|efectuará"
    r"|llevará a cabo|reunirá)|tendrá lugar|habrá de celebrarse)"
    rf"|prevista|programada|convocada)(?: (?:en|para)(?: la| el)?(?: ciudad de)? {PLACE})?{CUANDO}?"
)
ACRONYM: Final = r" \([^()\n]{2,60}\)"
TAIL: Final = (
    rf"(?: of (?:the |our |its |their |all )?(?:{NAME}|(?:[a-z-]+ ){{0,2}}?[a-z-]+s\b(?: of {NAME}"
    rf"| of (?:the )?[a-z]+\b(?! \w+ing))?)| of (?:the|this|our|its|their) [a-z-]+(?! of)\b"
    rf"| (?:on|for|against) (?:(?:the )?{NAME}|(?!(?:the|what|how|which|all|this|that|its|their"
    rf"|our)\b)[a-z-]+\b(?: (?:and )?[a-z-]+(?=[.,;:)]|$))?)|{ACRONYM}|{HELD}|,? (?:in"
    rf"|at) (?!(?:order|particular|accordance|line|keeping)\b)(?:the )?{PLACE}|{WHEN}"
    r"| of negotiations| of sessions)"
)
COLA: Final = (
    rf"(?: {PROXIMA}| (?i:ordinari|extraordinari|especial|ministerial|anual|regional|general|hemisf[ée]ric"
    rf"|presidencial|nacional|plenari|iberoamerican|mundial|cicl[óo]nic)\w*"
    rf"| del? (?:la |las |los |sus |nuestros |nuestras |esta |este )?(?:{NAME}"
    rf"|(?:[a-záéíóúñ]+ )?(?!(?:las|los|sus|unas|unos|más|dos|tres|seis)\b)[a-záéíóúñ]+s\b"
    rf"(?: (?:de|en) (?:la |las |los |el )?{NAME}"
    rf"| de (?:la |las |los |el )?[a-záéíóúñ]+| en (?:la|las|los) [a-záéíóúñ]+)?)"
    rf"| del? (?:la|este|esta|l) [a-záéíóúñ]+| (?:sobre|contra|para) (?:(?:la |las |los |el )?{NAME}"
    rf"|(?!(?:las?|los|el|su|sus|lo|cómo|que)\b)[a-záéíóúñ]+(?: [a-záéíóúñ]+ble)?)|{ACRONYM}|{CELEBRADA}"
    rf"|,? en (?!(?:particular|especial|materia)\b)(?:la |el )?(?:ciudad de )?{PLACE}|{CUANDO})"
)
EDGE: Final = (
    r"(?:(?:the )?(?:end|close|conclusion|opening|start|beginning|completion|time|date|occasion|eve|onset|holding"
    r"|convening|celebration) of )"
)
ORILLA: Final = (
    r"(?:(?:el |la |l )?(?:fin|final|t[ée]rmino|cierre|conclusi[óo]n|clausura|apertura|inicio|comienzo|v[íi]speras"
    r"|fecha|celebraci[óo]n|realizaci[óo]n) de)"
)
EDGED: Final = re.compile(EDGE)
AGO: Final = (
    rf"(?:(?i:at least |at the latest |no later than |not later than |no less than )?(?i:{NUMBERS['en']}"
    rf"|an?) (?:days?|weeks?|months?|years?) )"
)
HACE: Final = (
    rf"(?:(?i:al menos |por lo menos |a más tardar |como mínimo )?(?i:{NUMBERS['es']}|una?) (?:días?|semanas?|meses"
    rf"|mes) )"
)


class Frames(NamedTuple):
    """`strong` date by any meeting that "the" tells; `weak` by one that is still to come."""

    strong: re.Pattern[str]
    weak: re.Pattern[str]


FRAMES: Final[Mapping[Language, Frames]] = {
    "en": Frames(
        # "prior to the IX Summit", "well in advance of the next Summit of the Americas", "by the Sixth Summit"
        strong=re.compile(
            rf"\b(?P<frame>{AGO}?(?i:(?:well |long |shortly |immediately |just )?(?:before|prior to"
            rf"|(?:far )?in advance of|ahead of)"
            r"|(?:by )?(?:no|not) later than|by|(?:up )?until|till|in time for|on the eve of|not after"
            r"|between now and"
            r"|from now (?:to|until)))"
            rf" (?P<event>{EDGE}?(?P<det>(?:(?:the|its|their|our|that|a"
            rf"|an) )?)(?P<name>{WORD}{{0,7}}?(?:{MEETINGS}(?: of sessions)?"
            rf"|(?P<happening>{HAPPENINGS})){TAIL}{{0,5}}))"
        ),
        # "at the next Ministerial Meeting", "during its forthcoming session", "at the Sixth Summit of the Americas"
        weak=re.compile(
            r"\b(?P<frame>(?i:at|during|on the occasion of|in the context of|within the framework of"
            r"|in connection with|in|for|to|on))"
            rf" (?P<event>(?:the )?(?:{EDGE}|margins of )?(?P<det>(?:(?:the|its|their|our|a"
            rf"|an) )?)(?P<name>{WORD}{{0,7}}?{MEETINGS}(?: of sessions)?{TAIL}{{0,5}}))"
        ),
    ),
    "es": Frames(
        strong=re.compile(
            rf"\b(?P<frame>{HACE}?(?i:(?:bastante |mucho |poco )?antes de|(?:con (?:suficiente )?(?:anterioridad"
            rf"|antelación)|previo|previamente) a"
            r"|a tiempo para|a más tardar (?:en|para|durante|a)|(?:no más tarde|no después) (?:de|que)|hasta|de aquí a"
            r"|en vísperas de|antes de que (?:se )?\w+))"
            rf" ?(?P<event>{ORILLA}?(?P<det> ?(?:l |el |la |los |las |su |sus |nuestra "
            rf"|nuestro )?)(?P<name>{WORD}{{0,6}}?(?:{REUNIONES}|(?P<happening>{SUCESOS})){COLA}{{0,5}}))"
        ),
        weak=re.compile(
            r"\b(?P<frame>(?i:en el marco de|en|durante|con motivo de|con ocasión de|en ocasión de|a|para"
            r"|en oportunidad de))"
            rf" ?(?P<event>{ORILLA}?(?P<det> ?(?:l |el |la |los |las |su |sus |nuestra "
            rf"|nuestro )?)(?P<name>{WORD}{{0,6}}?{REUNIONES}{COLA}{{0,5}}))"
        ),
    ),
}
MARKED: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(rf"\b(?i:{NEXT})\b"),
    "es": re.compile(rf"\b(?i:{PROXIMA})\b"),
}
STILL: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:to be (?:held|convened|hosted|celebrated)|(?:will|shall|is to) (?:be (?:held|convened)|take place)"
        r"|to take place|scheduled)\b"
    ),
    "es": re.compile(
        r"\b(?:celebrarse|realizarse|efectuarse|se celebrará|se realizará|tendrá lugar|prevista|programada)\b"
    ),
}
# "adopted by the Third Meeting", "agreed at the Fourth Summit", "acordado en la Cuarta Cumbre"
DONE: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?<!\bbe )\b(?:adopted|approved|agreed|agreed upon|endorsed|mandated|requested|established|decided|convened"
        r"|issued|proposed|recommended"
        r"|organi[sz]ed|entrusted|taken|set|set out|made|given|undertaken|assumed|reached|created|launched"
        r"|recogni[sz]ed"
        r"|announced|pledged|promised|stated|called for|initiated|outlined"
        r"|expressed|emanating|signed|reaffirmed|held|presented)(?: \w+)? $"
    ),
    "es": re.compile(
        r"\b(?:adoptad|aprobad|acordad|asumid|establecid|decidid|emitid|propuest|recomendad|convocad|suscrit|hech"
        r"|contraíd|cread|lanzad|reconocid|expresad|emanad|firmad|alcanzad|presentad|realizad"
        r"|solicitad|pedid|encomendad|dispuest|convenid|resuelt|anunciad|iniciad|señalad|formulad|pactad"
        r"|celebrad)[oa]s?(?: \w+)? $"
    ),
}
# "the Third Summit of the Americas, held in Quebec City"
HELD_ALREADY: Final = re.compile(
    r",? (?:(?:which|that) was |que (?:fue )?)?(?:held|hosted|convened|celebrad[oa]|realizad[oa]|efectuad[oa]"
    r"|tuvo lugar|se (?:celebró|realizó|efectuó))\b"
)
# "following up to the Seventh Summit", "dando seguimiento a la Séptima Cumbre": nothing is told to it.
OTHERWISE_TO: Final = re.compile(
    r"\b(?:follow(?:ing)?[- ]?up|response|reference|regard|respect|according|pursuant|thanks|contribution|relation"
    r"|seguimiento|cumplimiento|respuesta|referencia|relación|respecto|gracias|conforme|apoyo|contribución) $",
    re.IGNORECASE,
)
# What is reported to a meeting is due when it meets: "submit their findings to the next Meeting of Ministers".
REPORTED: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:report|submit|present|inform|deliver|transmit|forward|refer|convey)(?:ing|s)?\b[^.;:\n]{0,120} $",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:inform|present|somet|eleve|elev|entreg|transmit|remit|rind)\w*\b[^.;:\n]{0,120} $", re.IGNORECASE
    ),
}
# "For the next Summit, prepare", "shall be ready for the next Summit"; not "preparations for the next Summit"
READY: Final = re.compile(
    r"(?:^|[.;:,] |\b(?:ready|available|completed?|finished|in place|list[oa]s?|disponibles?|concluid[oa]s?) )$"
)
TOLD: Final = frozenset(
    {
        "to",
        "for",
        "a",
        "para",
        "in",
        "on",
        "en el marco de",
        "within the framework of",
        "in the context of",
        "in connection with",
    }
)
REPORTING: Final = frozenset({"to", "a"})
# A meeting that is one of the Summits of the Americas: what stands beside the word is its number, place or order only.
SUMMIT: Final = re.compile(r"\b(?:summit|cumbre)\b")
OTHER: Final = re.compile(
    r"\b(?:world|ibero|iberoamericana?|earth|social|business|mundial|tierra|presidential|presidencial|celac|caricom"
    r"|ministerial|youth|indigenous|eu|g 20|g20|andean"
    r"|millennium|milenio|climate|food|empresarial|central american|centroamericana|global|unasur|people s|peoples"
    r"|pueblos|cities|ciudades|ceo)\b"
)
ABOUT: Final = re.compile(r"\b(?:summit|cumbre)(?: of the americas| de las americas)? (?:on|sobre|for|para)\b")
# Where a frame of an event is looked for.
FRAMING: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "before ",
        "prior to ",
        "advance of ",
        "ahead of ",
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
        "tardar ",
        "a tiempo ",
        "no después ",
        "hasta ",
        "de aquí a",
        "vísperas de",
    ),
}
FRAMED: Final = {language: re.compile("|".join(words)) for language, words in FRAMING.items()}
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
MET: Final = {language: re.compile("|".join(words)) for language, words in MEET.items()}
BACK: Final = 140


def events(text: Text, language: Language, since: int | None, calendar: Calendar) -> Iterator[Due]:
    """The events by which something is due, as seen from the summit of the year `since`."""
    frames = FRAMES[language]
    looked = (
        (True, frames.strong, text.around(FRAMED[language], 40, 240) if text.has(*FRAMING[language]) else ()),
        (False, frames.weak, text.around(MET[language], 100, 200) if text.has(*MEET[language]) else ()),
    )
    for strong, pattern, stretches in looked:
        for stretch in stretches:
            for match in pattern.finditer(text.written, *stretch):
                year = _year(match["event"], since, calendar)
                if _due(text.written, match, strong, year, language, since, calendar):
                    yield Due(match.start(), match.end(), "event", year)


def _year(words: str, since: int | None, calendar: Calendar) -> int | None:
    folded = fold(words)
    if SUMMIT.search(folded) and not OTHER.search(folded) and not ABOUT.search(folded):
        return calendar.year_of(words, since)
    named = YEAR.findall(folded)
    return int(named[-1]) if named else None


def _due(
    text: str, match: re.Match[str], strong: bool, year: int | None, language: Language, since: int | None,
    calendar: Calendar,
) -> bool:  # fmt: skip
    """Whether the event is still to come, and what is said is due by it."""
    frame, event = match["frame"].casefold(), match["event"]
    before = text[max(0, match.start() - BACK) : match.start()].rpartition("\n")[2]
    if DONE[language].search(before) or HELD_ALREADY.match(text, match.end()):
        return False
    marked = bool(MARKED[language].search(event) or STILL[language].search(event))
    count = number(fold(event))
    unheld = _is_summit(event) and count is not None and count not in calendar.numbers and count > calendar.last()
    later = False
    if since is not None and year is not None:
        later = year > since or (year == since and calendar.after_month(since, month(event, language)))
        if not later and (year < since or not marked or _is_summit(event)):
            return False
    if strong and (frame != "by" or match["happening"] or EDGED.match(event)):
        return marked or later or count is not None or bool(match["det"].strip())
    if strong:  # not "led by the Forum"
        return marked or later or count is not None
    coming = marked or later or unheld or (count is not None and not _is_summit(event))
    if frame in TOLD:
        told = frame in REPORTING and REPORTED[language].search(before) and not OTHERWISE_TO.search(before)
        return coming and bool(told or (frame in ("for", "para") and READY.search(before)))
    return coming


def _is_summit(event: str) -> bool:
    folded = fold(event)
    return bool(SUMMIT.search(folded)) and not OTHER.search(folded)
