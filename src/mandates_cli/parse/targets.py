"""The quantities that a text wants reached: "halve", "by one third", "at least 600,000 people", "50 per cent"."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mandates_cli.model import Language
from mandates_cli.parse.idioms import Due, Text
from mandates_cli.parse.pattern import Pattern

BOUND: Final = (
    r"(?:(?:at least|no fewer than|not fewer than|no less than|not less than|no more than|not more than|fewer than"
    r"|less than|more than|at most|up to"
    r"|a minimum of|a maximum of|a total of|some|nearly|almost|about|approximately|over|below|under) )?"
)
COTA: Final = (
    r"(?:(?:al menos|por lo menos|cuando menos|como mínimo|como máximo|a lo sumo|no menos del?|no más del?|más del?"
    r"|menos del?|un mínimo del?|un máximo del?|hasta|hasta en"
    r"|un total de|unos|unas|cerca del?|casi|alrededor de|aproximadamente) (?:el |un |las? |los )?|(?:al menos"
    r"|como mínimo|hasta) )?"
)
FIGURE: Final = r"(?:\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+(?:[.,]\d+)?)"
FRACTIONS: Final = (
    r"(?:one|two|three|four|a|nine)[- ](?:half|third|quarter|fifth|sixth|eighth|tenth|thirds|quarters|fifths|tenths)"
)
FRACCIONES: Final = (
    r"(?:(?:una|dos|tres|cuatro|la|las dos|las tres|nueve) (?:tercera|cuarta|quinta|sexta|décima|terceras|cuartas"
    r"|quintas|décimas) partes?"
    r"|(?:un|dos|tres) (?:tercios?|cuartos?|quintos?|décimos?)|las? mitad)"
)
WORDS: Final = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|several) (?:hundred|thousand|million)|ten|eleven|twelve|fifteen|two|three|four|five|six|seven|eight|nine|one)"
    r"(?:[- ](?:hundred|thousand|million|one|two|three|four|five|six|seven|eight|nine))*"
)
PALABRAS: Final = (
    r"(?:veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|doscient[oa]s|quinient[oa]s|mil|(?:un"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|veinte|cincuenta) (?:mil|millón|millones)"
    r"|diez|once|doce|quince|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|un|una)(?: (?:mil|millón|millones|y \w+))*"
)
# Time is no quantity, and neither are the numbers of articles, ages and dates.
TIME: Final = (
    r"(?!(?:(?:calendar |working |business )?(?:days?|weeks?|months?|quarters?|years?|decades?|hours?|minutes"
    r"|bienni\w+"
    r"|generations?|century)|of|and|or|to|in|by|the|a|another|who|that|which|on|side|is|are|as|from|with|for|at)\b)"
)
TIEMPO: Final = (
    r"(?!(?:días?|semanas?|mes(?:es)?|trimestres?|semestres?|años?|décadas?|decenios?|horas?|minutos|bienios?"
    r"|quinquenios?"
    r"|lustros?|del?|y|o|a|en|por|que|el|la|los|las|para|con|veces (?:al|por))\b)"
)
MONTHLY: Final = r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December))"
# What is counted: the first plural within three words, "5,000 new jobs"; else the first word, "100 percent"
COUNTED: Final = (
    r"(?:(?:(?!(?:of|in|to|and|or|for|by|on|at|the|with|who|that|which|is|as|from)\b)[a-z][a-z-]+ ){0,2}?"
    r"(?:[a-z][a-z-]+(?<!s)s|people|children|women|men|youth|staff|[kMG]W|km|MHz)\b|[a-zA-Z][\w-]*)"
)
# A bare year counts nothing, unless a plural follows: "the 1995 code", but "2000 schools".
NO_YEAR: Final = r"(?!(?:19|20)\d\d (?:(?![a-z-]+s\b)|levels|figures|rates|prices|goals|targets))"
CONTADO: Final = (
    r"(?:(?:puntos|puestos|centros|estaciones|toneladas|unidades|metros|kilómetros) de \w+"
    r"|[a-zA-ZáéíóúñÁÉÍÓÚÑ][\w-]*)"
)
NO_ANO: Final = r"(?!(?:19|20)\d\d (?:(?![a-záéíóúñ]+s\b)|dos\b|tres\b|las\b|los\b|niveles|metas))"
QUANTITIES: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?<!\w)(?=[\w$€£])(?:(?:(?i:halv(?:e|es|ed|ing)|doubl(?:e|es|ing)|tripl(?:e|es|ing)|trebl(?:e|es|ing)"
        r"|quadrupl(?:e|es"
        r"|ing)))\b"
        rf"|(?i:{BOUND})(?:(?i:{FRACTIONS}|half)\b(?!-)(?! (?:of the )?(?:year|decade|century|hour|day|month)"
        rf"| of (?:19|20)\d\d)"
        rf"|(?:{FIGURE}|(?i:{WORDS}))(?: ?%|[ -](?i:per ?cent(?:age points?)?|percent(?:age points?)?)\b))"
        rf"|(?i:{BOUND})(?:(?:US|CAN|C|BZ|TT)?\$|€|£) ?{FIGURE}(?: (?i:hundred|thousand|million|billion|trillion))?"
        rf"|(?i:{BOUND})(?<![\w./$-]){NO_YEAR}{FIGURE}(?![\d%-]|[.,/]\d)(?: (?i:thousand|million"
        rf"|billion))? {TIME}{MONTHLY}{COUNTED}"
        rf"|(?i:at least|no fewer than|not fewer than|no less than|not less than|no more than|not more than|more than"
        rf"|up to|a minimum of|a total of|fewer than) (?i:{WORDS}) {TIME}{COUNTED}"
        rf"|(?<!every )(?<!each )\b(?i:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty"
        rf"|fifty|sixty|eighty|hundred|several)[ -])+?(?i:hundred|thousand|million"
        rf"|billion) {TIME}{COUNTED})"
    ),
    "es": Pattern(
        r"(?<!\w)(?=[\w$€£])(?:(?:(?i:duplic|duplique|triplic|triplique|cuadruplic|cuadruplique)\w*)\b"
        r"|(?i:(?:por lo menos|al menos|como mínimo|cuando menos) a la mitad)\b"
        rf"|(?i:{COTA})(?:(?i:{FRACCIONES})\b(?! (?:del|de este|de la) (?:año|siglo|década|decenio|mes|día)| de (?:19"
        rf"|20)\d\d)"
        rf"|(?:{FIGURE}|(?i:{PALABRAS}))(?: ?%| (?i:por ciento|por cien|puntos porcentuales)\b))"
        rf"|(?i:{COTA})(?:(?:US|RD|MX)?\$|€) ?{FIGURE}(?: (?i:millones|millón|mil)(?: de)?)?"
        rf"|(?i:{COTA})(?<![\w./$-]){NO_ANO}{FIGURE}(?![\d%º°-]|[.,/]\d)(?: (?i:mil(?: millones)?|millón"
        rf"|millones)(?: de)?)? {TIEMPO}{CONTADO}"
        rf"|(?i:al menos|por lo menos|como mínimo|no menos de|no más de|más de|un mínimo de|hasta|un total de"
        rf"|cuando menos) (?i:{PALABRAS})(?: de)? {TIEMPO}{CONTADO}"
        rf"|\b(?i:(?:un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta|cuarenta|cincuenta|cien"
        rf"|doscient[oa]s|quinient[oa]s) (?:mil|millón|millones)(?: de)?|mil) {TIEMPO}{CONTADO})"
    ),
}
# Numbers of what is read and not reached, and ages: "Article 15", "Agenda 21", "14 años" are left to those before.
NUMBERED: Final = Pattern(
    r"\b(?:articles?|agenda|chapter|annex|paragraphs?|no\.|resolution|decision|age|aged|covid|goals?|ods|sdg"
    r"|artículos?|capítulo|anexo|párrafos?|resolución|decisión|edad|objetivos?|n[úu]m\.|under|aged) $",
    re.IGNORECASE,
)
# What a sentence asks for next: quantities beyond belong to another task.
TASKS: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"(?:, and| and) (?:that|shall|will)\b|[,;] (?:and )?(?:to )?(?:also )?(?:request|ask|call|invite|urge|instruct"
        r"|encourage|recall|note|welcome"
        r"|recogni[sz]e|reaffirm|thank|stress|underline|entrust|bear|take note)\b|;|: ",
    ),
    "es": Pattern(
        r", (?:y|e) (?:a )?que\b|[,;] (?:y |e )?(?:a )?(?:también )?(?:solicit|ped|pid|inst|invit|exhort|encom|record"
        r"|tom|acog|recono"
        r"|reafirm|agradec|subray|destac|alent|resalt)\w*|;|: ",
    ),
}
# It begins with a sign, and then looks back: what begins with a look is tried at every character.
OPENING: Final = r"(?=[A-ZÁÉÍÓÚÑ¿¡“\"])"
SENTENCE: Final = Pattern(rf" (?<=[.!?] ) *{OPENING}|[”\"’)](?<=[.!?].)[”\"’)]* +{OPENING}|\n")
# How far a sentence is followed.
LONGEST: Final = 1_000
# What every quantity holds.
NUMERIC: Final[Mapping[Language, Pattern]] = {
    "en": Pattern(
        r"\d+|hal[fv]|third|quarter|fifth|sixth|eighth|tenth|doubl|tripl|trebl|quadrupl|hundred|thousand|million"
        r"|per ?cent"
        r"|(?:least|fewer than|less than|more than|up to|minimum of|total of) "
    ),
    "es": Pattern(
        r"\d+|mitad|parte|tercio|cuarto|quinto|décim|duplic|dupliq|triplic|tripliq| mil |mill[oó]n|por ciento"
        r"|(?:al menos|lo menos|no menos de|no más de|mínimo|total de) "
    ),
}


def quantities(
    text: Text, language: Language, beside: Iterable[tuple[int, int]], taken: Sequence[Due]
) -> Iterator[tuple[int, int]]:
    """Offsets of what a text wants reached, in the stretches `beside`, which are in order; numbers within the
    deadlines `taken` are none."""
    starts = [due.start for due in taken]
    end = done = 0
    for start, stop in beside:
        for anchor in NUMERIC[language].finditer(text.small, max(start, end), stop):
            last_taken = bisect_right(starts, anchor.start()) - 1
            if anchor.start() >= end and (last_taken < 0 or taken[last_taken].end <= anchor.start()):
                near = max(anchor.start() - 30, done)
                match = QUANTITIES[language].search(text.written, near, min(anchor.end() + 60, len(text.written)))
                # What it ends with may go on behind where it was looked for.
                match = match and QUANTITIES[language].match(text.written, match.start())
                end = done = match.end() if match else anchor.end()
                if match and not NUMBERED.search(text.written, max(0, match.start() - 20), match.start()):
                    yield match.span()
        end = max(end, stop)


class Edges(NamedTuple):
    """Where the edges of a text begin and end, in order."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, edge: Pattern, words: str, lines: tuple[int, int]) -> "Edges":
        spans = [match.span() for match in edge.finditer(words, *lines)]
        return cls([start for start, _ in spans], [end for _, end in spans])

    def around(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """`first` and `last`, or the edges between them that are nearest to the words from `start` to `end`."""
        before = bisect_right(self.ends, start + 1) - 1
        after = bisect_left(self.starts, end)
        if before >= 0 and self.starts[before] >= first:
            first = self.ends[before]
        if after < len(self.starts) and self.ends[after] <= last:
            last = self.starts[after]
        return first, last


class Sentences(NamedTuple):
    """Where a text is parted into sentences, and these into what is asked at a time."""

    sentences: Edges
    tasks: Edges

    @classmethod
    def of(cls, text: Text, language: Language, found: Sequence[Due]) -> "Sentences":
        """Of the lines from the first to the last of some deadlines."""
        end = text.written.find("\n", found[-1].end)
        lines = text.written.rfind("\n", 0, found[0].start) + 1, end if end >= 0 else len(text.written)
        return cls(Edges.of(SENTENCE, text.written, lines), Edges.of(TASKS[language], text.small, lines))

    def around(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """Where the sentence of the words between `start` and `end` begins and ends, within `first` and `last`."""
        return self.sentences.around(start, end, max(first, start - LONGEST), min(last, end + LONGEST))

    def asked(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """No more of it than what is asked with these words."""
        return self.tasks.around(start, end, *self.around(start, end, first, last))
