"""The turns of phrase that say of bodies that they are asked or partners, as expressions made of a table."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli.parse.beginnings import by_beginning
from mandates_cli.parse.pattern import Pattern

WORDS: Final = Path(__file__).with_name("appeals.txt")
# The forms for which "*" and "~" stand.
ENGLISH: Final = r"(?:e|s|es|ed|d|ing)?"
SPANISH: Final = r"(?:ar(?:l[eao]s?|emos|án?)?|amos|ando|an?|en?|emos|aron|ó)"

THE: Final = r"(?:(?:the|el|la|los|las|l[oa]s?|its|their|our|su|sus|nuestr[oa]s?|this|such) )"
# "seek services under the guidance of": no longer what is asked for.
FRAMED: Final = r"(?:under|for|with|on|to|through|bajo|en|para|por|con|sobre)"
OF: Final = r"(?:(?:of|from|in|within|at|de|en|by|por parte de) |del )"
ASIDE: Final = r"(?:,[^;:.]{1,250}?,)?"
# "CICAD of the OAS will"
OF_WHOM: Final = r"(?: (?:of|de)(?: the| la| los)?(?: (?:of |de )?[A-Z]\w+)+)?"
# "the OAS and other institutions will": what a list may go on with before its verb.
FURTHER: Final = r"(?:(?:,| and| or| y| e| o)(?: (?!will|shall|should|must)[\w’'-]+){1,6}){0,3}"
ALSO: Final = r"(?: (?:also|therefore|then|jointly|each|in turn|también|además|asimismo|a su vez))"
# "the OAS will convene"; not "the OAS will be strengthened"
WILL: Final = r"(?:(?:will|shall|should|must|ought to)(?! be\b)|(?:has|have) to)"
DEBE: Final = (
    r"(?:(?:no|se|les?|l[oa]s?|nos) )*(?:deber(?:á|án|ía|ían)|deben?|ha de|han de|habrán? de"
    r"|tendrán? (?:que|a su cargo)|(?!ser|est[aáé])\w+r(?:á|án))"
)
KINDS: Final = ("hands", "done_by", "asks", "lets", "asks_to", "pide", "decides")


class Vocabulary(NamedTuple):
    """`frames` are what gives a role, by the letters that they begin with: their group names which. `joint` ends what
    leads to a list's first body."""

    frames: dict[str, Pattern]
    joint: Pattern
    whom: Pattern
    handed: Pattern
    given: Pattern
    such_as: Pattern
    owns_help: Pattern
    owned: Pattern
    does: Pattern
    told: Pattern
    subject: Pattern
    asks: Pattern
    joined: Pattern
    task: Pattern


@cache
def vocabulary() -> Vocabulary:
    words = _words()
    of = {name: _any(fragments) for name, fragments in words.items()}
    help, listed, asks, pide = of["help"], of["listed"], of["asks"], of["pide"]
    organ = rf"(?i:{of['organ']})"
    heads, organs = (
        rf"(?:{THE}?(?:[\w-]+ ){{0,3}}{what} (?:\w+ (?:(?:and|y) \w+ )?)?{OF}{THE}?)"
        for what in (f"(?:{help}|{organ})", organ)
    )
    with_help = (
        r"with (?:the |its |their |such |any )?(?:[\w-]+(?: and|,|,? or)? ){0,6}?"
        rf"(?<!\bin ){help} (?:\w+ )?(?:of|from|by)",
        rf"(?:count|rel)\w* (?:up)?on (?:the )?(?:[\w-]+ ){{0,5}}?{help} (?:of|from)",
        rf"con (?:el |la |los |las |su |un |una )?(?:[\wáéíóúñ]+,?(?: y| e| o)? ){{0,6}}?(?<!\ben ){help}"
        r"(?:,? (?:[\wáéíóúñ]+,? ){0,4}?)? ?(?:del?|por parte del?|que (?:brinden?|presten?))",
    )
    passive = rf"(?:will |shall |should |must )?(?:is|are|be) (?:\w+ly |also |further |hereby )?{of['told']}"
    queda = rf"(?:queda|quedan|es|son|será|serán|está|están|estará|estarán) (?:\w+ )?{of['told']}"
    return Vocabulary(
        frames=by_beginning({"partner": [*words["partner"], *with_help], **{kind: words[kind] for kind in KINDS}}),
        joint=Pattern(
            rf"(?:^|[,;:/–—-]|\b{organ} \(|\b{listed})\s*(?:(?:to|with|of|from|by|on|upon|a|al|con|de|del) )?{THE}?"
            rf"(?:(?:relevant|competent|other|own) )?{heads}?$"
        ),
        whom=Pattern(rf"\b(?:a {THE}?|al ){heads}?$"),
        handed=Pattern(rf"\bto {THE}?{heads}?$"),
        given=Pattern(rf"\b{help} (?:(?!{FRAMED}\b)\w+ ){{0,4}}?{OF}{THE}?$|\bfrom {THE}?{heads}?$"),
        such_as=Pattern(rf",?\s\b{listed}\b,?"),
        owns_help=Pattern(rf"^(?:['’]s?)?(?: \w+){{0,2}} (?:{help}|as partners?|como soci[oa]s?)\b"),
        owned=Pattern(rf"^(?: \w+){{0,2}} (?:{help}|{organ})\b"),
        does=Pattern(rf"^{OF_WHOM}{FURTHER}{ASIDE}{ALSO}?,? (?:{WILL}|{passive}|{DEBE}|{queda})\b"),
        told=Pattern(
            rf"^, (?:(?:which|who) (?:is|are) (?:\w+ly |also |hereby )?{of['told']}"
            rf"|al? (?:la |los |las )?(?:que|cual|quien)(?:es)? (?:se )?(?:l[eao]s? )?{pide})\b"
        ),
        subject=Pattern(
            r"(?:^|[,:;–—(]|\b(?:and|or|that|which|whom|what|while|whereas|where|when|y|e|que|cual|cuales"
            r"|mientras|donde|cuando"
            r"|both|either|neither|tanto|ni|as|como|including|incluid[oa]s?|especially|in particular|en particular))"
            rf"\s*(?:{THE}(?:propi[oa] )?)?{organs}?$",
            re.IGNORECASE,
        ),
        asks=Pattern(rf"\b(?:{asks}|{pide})\b", re.IGNORECASE),
        joined=Pattern(rf"(?:,|\b(?:and|y|e))\s*(?:a )?{THE}?(?:al )?{organs}?$"),
        task=Pattern(rf"^ (?:the |la |el )?{of['task']} (?:of|to|de)\b"),
    )  # fmt: skip


def _words() -> dict[str, list[str]]:
    """The expressions below each name of the table."""
    found: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in WORDS.read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]").replace(" ", "_")
        elif line and not line.startswith("#"):
            found[name] += map(_forms, line.split("; "))
    return found


def _forms(written: str) -> str:
    return re.sub(r"(?<=[\w)\]])(?<!\\w)\*", lambda _: ENGLISH, written).replace("~", SPANISH)


def _any(fragments: Iterable[str]) -> str:
    return f"(?:{'|'.join(fragments)})"
