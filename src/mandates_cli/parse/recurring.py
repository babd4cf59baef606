"""Deadlines that come again: how often something is to be done."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from mandates_cli.model import Language
from mandates_cli.parse.idioms import NUMBERS, Due, Text
from mandates_cli.parse.meetings import MEETINGS, REUNIONES, WORD, name_end
from mandates_cli.parse.pattern import Pattern

EVERY: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        # "annually", "twice a year", "every two years", "on a yearly basis"; not "annual report", "regularly"
        r"\b(?:(?:annually|biannually|biennially|semi-?annually|bi-?monthly|bi-?annually|triennially|fortnightly)"
        r"|(?:yearly|quarterly|monthly|weekly)(?=[.,;:)]| (?:to|on|in|at|by|with|for|the|their|and|a|an|of|from"
        r"|through|until|as|what|how|upon|about)\b|\n|$)"
        rf"|(?:once|twice|thrice|(?:{NUMBERS['en']}|several|some) times)(?: in)? (?:an?|per|every"
        rf"|each) (?:(?:{NUMBERS['en']}|other|second) )?(?:year|month|quarter|semester|week|decade|biennium"
        rf"|trimester|years|months|weeks)\b"
        rf"|(?:every|each) (?:(?:{NUMBERS['en']}|other|second|third|fourth|fifth|few"
        rf"|calendar) (?:(?:calendar )?(?:years?|months?|weeks?|quarters?|decades?))|(?:year|month|quarter|semester"
        rf"|trimester|biennium|decade|week|spring|summer|autumn|fall|winter)(?![-\w]))"
        r"|(?:on an?) (?:(?:yearly|annual|bi-?annual|biennial|semi-?annual|monthly|quarterly|weekly|triennial"
        r"|six-monthly|half-yearly|bi-?monthly|year-to-year|year-by-year|recurring annual)(?: basis| cycle))"
        rf"|(?:at) (?:(?:yearly|annual|biennial|monthly|quarterly|(?:{NUMBERS['en']})[- ](?:year|month"
        rf"|week)) intervals|intervals of (?:{NUMBERS['en']}) (?:years?|months?|weeks?))"
        rf"|in (?:each|every one) of the (?:next|coming|following) (?:{NUMBERS['en']}) (?:years|months|weeks"
        rf"|quarters)\b"
        r"|in alternate (?:years|months|weeks)\b"
        r"|(?:year after year|year by year|from year to year|year in,? year out))"
    ),
    "es": Pattern(
        r"\b(?:(?:anualmente|bienalmente|bianualmente|trienalmente|semestralmente|trimestralmente|cuatrimestralmente"
        r"|bimestralmente|mensualmente|semanalmente|quincenalmente|quinquenalmente)"
        rf"|(?:una vez|dos veces|(?:{NUMBERS['es']}) veces|varias veces) (?:al|por"
        rf"|cada) (?:(?:{NUMBERS['es']}) )?(?:años?|mes(?:es)?|trimestre|semestres?|semana)\b"
        rf"|(?:cada) (?:(?:{NUMBERS['es']}) )?(?:años?|mes(?:es)?|semestres?|trimestres?|cuatrimestres?|bimestres?"
        rf"|bienio|trienio|quinquenio|lustro|década|decenio|semanas?)\b"
        r"|(?:todos los (?:años|meses)|todas las semanas)\b"
        r"|(?:(?:con|de|en)(?: una)? (?:carácter|periodicidad|frecuencia|forma|manera|modo|modalidad"
        r"|ciclo)) (?:anual|bienal|bianual|semestral|trimestral|mensual|trienal|semanal|cuatrimestral|bimestral"
        r"|quinquenal)\b"
        rf"|(?:sobre una base) (?:anual|bienal|semestral|mensual)\b"
        rf"|(?:a intervalos (?:de (?:{NUMBERS['es']}) (?:años|meses|semanas)|anuales|semestrales|bienales))\b"
        rf"|en cada un[oa] de l[ao]s (?:(?:próxim|siguiente)[oa]?s (?:{NUMBERS['es']})"
        rf"|(?:{NUMBERS['es']}) (?:próxim|siguiente)[oa]?s)"
        r" (?:años|meses|semanas|trimestres|semestres)\b"
        r"|un año sí y otro no|año (?:de )?por medio"
        r"|(?:año con año|año tras año|año a año|de año en año))"
    ),
}
# "at each meeting", "at every Summit of the Americas", "in each of its sessions", "before every election"
MEET: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        rf"\b(?i:at|in|during|before|after|prior to|on the occasion of|for) (?i:each"
        rf"|every)(?i: one)?(?: (?:of )?(?:the|its|their|our))? (?:of (?:the|its|their"
        rf"|our) )?{WORD}{{0,5}}?{MEETINGS}"
    ),
    "es": Pattern(
        rf"\b(?i:en|durante|antes de|con motivo de|con ocasión de|después de|para) (?i:cada)(?: un[oa])?(?: de (?:las"
        rf"|los|sus|nuestras|nuestros))? {WORD}{{0,5}}?{REUNIONES}"
    ),
}
# A fact, not a task: "the thousands who leave each year", "las personas que mueren cada año".
FACT: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\b(?:who|whom|that|which|whose)\b(?! (?:\w+ ){0,3}(?:will|shall|should|must|is to|are to))[^,;:.\n]*$"
    ),
    "es": Pattern(
        r"\b(?:quienes|(?:personas|niños|niñas|mujeres|jóvenes|migrantes|trabajadores|familias|muertes|los"
        r"|las) (?:\w+ )?que)\b[^,;:.\n]*$"
    ),
}
# "agree that our Ministers shall meet annually", "ensure that the OAS publishes": what a task is told with.
TASK: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\b(?:request|ask|agree|ensure|see to it|recommend|urge|resolve|decide|propose|will|shall"
        r"|should)\w*\b[^;:.\n]*$",
        re.IGNORECASE,
    ),
    "es": Pattern(
        r"\b(?:solicit|ped|pid|acord|acuerd|aseg|vel|inst|encom|exhort|recom|invit|proc|dispon|decid"
        r"|conven)\w*\b[^;:.\n]*$",
        re.IGNORECASE,
    ),
}
BACK: Final = 160
AGAIN: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "each ",
        "every ",
        "annua",
        "ennial",
        "yearly",
        "monthly",
        "quarterly",
        "weekly",
        "fortnightly",
        "once ",
        "twice ",
        "times ",
        "intervals",
        "alternate ",
        "year after",
        "year by",
        "to year",
    ),
    "es": (
        "cada ",
        "almente",
        "anual",
        "bienal",
        "semestral",
        "trimestral",
        "mensual",
        "trienal",
        "semanal",
        "todos los ",
        "todas las ",
        "veces ",
        "una vez ",
        "intervalos",
        "año con",
        "año tras",
        "año sí",
        "por medio",
        "año a",
        "en año",
    ),
}


def recurring(text: Text, language: Language) -> Iterator[Due]:
    """What says how often something is to be done."""
    for stretch in text.around(AGAIN[language], 60, 160):
        found = [match.span() for match in EVERY[language].finditer(text.small, *stretch)]
        for match in MEET[language].finditer(text.written, *stretch):
            end = name_end(text.written, match.end(), stretch[1], language)
            # "at every Summit of the Americas", but "at each meeting" of whom is of what is met
            named = any(letter.isupper() for letter in text.written[match.end() : end])
            found.append((match.start(), end if named else match.end()))
        for start, end in found:
            before = text.written[max(0, start - BACK) : start].rpartition("\n")[2]
            fact = FACT[language].search(before)
            if fact is None or TASK[language].search(before, 0, fact.start()):
                yield Due(start, end, "recurring", None)
