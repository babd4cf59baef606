"""How a text names a meeting, or another happening that a deadline may be: patterns, English and Spanish."""

from collections.abc import Mapping
from typing import Final

from mandates_cli.model import Language
from mandates_cli.parse.idioms import MONTHS
from mandates_cli.parse.pattern import Pattern

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
# What a meeting's name goes on with: whose or what it is of, where and when it is held
TAIL: Final = (
    rf"(?: of (?:the |our |its |their |all )?(?:{NAME}|(?:[a-z-]+ ){{0,2}}?[a-z-]+s\b(?: of {NAME}"
    rf"| of (?:the )?[a-z]+\b(?! \w+ing))?)| of (?:the|this|our|its|their) [a-z-]+(?! of)\b"
    rf"| (?:on|for|against) (?:(?:the )?{NAME}|(?!(?:the|what|how|which|all|this|that|its|their"
    rf"|our)\b)[a-z-]+\b(?: (?:and )?[a-z-]+(?=[.,;:)]|$))?)|{ACRONYM}|{HELD}|,? (?:in"
    rf"|at) (?!(?:order|particular|accordance|line|keeping)\b)(?:the )?{PLACE}|{WHEN}"
    r"| of negotiations| of sessions)"
)
COLA: Final = (
    rf"(?: {PROXIMA}| {CAP}| (?i:ordinari|extraordinari|especial|ministerial|anual|regional|general|hemisf[ée]ric"
    rf"|presidencial|nacional|plenari|iberoamerican|mundial|cicl[óo]nic)\w*"
    rf"| del? (?:la |las |los |sus |nuestros |nuestras |esta |este )?(?:{NAME}"
    rf"|(?:[a-záéíóúñ]+ )?(?!(?:las|los|sus|unas|unos|más|dos|tres|seis)\b)[a-záéíóúñ]+s\b"
    rf"(?: (?:de|en) (?:la |las |los |el )?{NAME}"
    rf"| de (?:la |las |los |el )?[a-záéíóúñ]+| en (?:la|las|los) [a-záéíóúñ]+)?)"
    rf"| del? (?:la|este|esta|l) [a-záéíóúñ]+| (?:sobre|contra|para) (?:(?:la |las |los |el )?{NAME}"
    rf"|(?!(?:las?|los|el|su|sus|lo|cómo|que)\b)[a-záéíóúñ]+(?: [a-záéíóúñ]+ble)?)|{ACRONYM}|{CELEBRADA}"
    rf"|,? en (?!(?:particular|especial|materia)\b)(?:la |el )?(?:ciudad de )?{PLACE}|{CUANDO})"
)

# Compiled once, and not in each pattern that a meeting ends.
TAILS: Final[Mapping[Language, Pattern]] = {"en": Pattern(TAIL), "es": Pattern(COLA)}


def name_end(written: str, end: int, last: int, language: Language) -> int:
    """Where the name of a meeting ends whose noun ends at `end`, not beyond `last`."""
    for _ in range(5):
        tail = TAILS[language].match(written, end, last)
        if not tail:
            break
        end = tail.end()
    return end
