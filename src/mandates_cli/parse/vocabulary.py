"""The turns of phrase that say of bodies that they are asked or partners, as expressions made of a table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

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
    """`frames` are what gives a role, by the letter that they begin with: their group names which. `joint` ends what
    leads to a list's first body."""

    frames: dict[str, str]
    joint: re.Pattern[str]
    whom: re.Pattern[str]
    handed: re.Pattern[str]
    given: re.Pattern[str]
    such_as: re.Pattern[str]
    owns_help: re.Pattern[str]
    owned: re.Pattern[str]
    does: re.Pattern[str]
    told: re.Pattern[str]
    subject: re.Pattern[str]
    asks: re.Pattern[str]
    joined: re.Pattern[str]
    task: re.Pattern[str]


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
        frames=_by_letter({"partner": [*words["partner"], *with_help], **{kind: words[kind] for kind in KINDS}}),
        joint=re.compile(
            rf"(?:^|[,;:/–—-]|\b{organ} \(|\b{listed})\s*(?:(?:to|with|of|from|by|on|upon|a|al|con|de|del) )?{THE}?"
            rf"(?:(?:relevant|competent|other|own) )?{heads}?$"
        ),
        whom=re.compile(rf"\b(?:a {THE}?|al ){heads}?$"),
        handed=re.compile(rf"\bto {THE}?{heads}?$"),
        given=re.compile(rf"\b{help} (?:(?!{FRAMED}\b)\w+ ){{0,4}}?{OF}{THE}?$|\bfrom {THE}?{heads}?$"),
        such_as=re.compile(rf",?\s\b{listed}\b,?"),
        owns_help=re.compile(rf"^(?:['’]s?)?(?: \w+){{0,2}} (?:{help}|as partners?|como soci[oa]s?)\b"),
        owned=re.compile(rf"^(?: \w+){{0,2}} (?:{help}|{organ})\b"),
        does=re.compile(rf"^{OF_WHOM}{FURTHER}{ASIDE}{ALSO}?,? (?:{WILL}|{passive}|{DEBE}|{queda})\b"),
        told=re.compile(
            rf"^, (?:(?:which|who) (?:is|are) (?:\w+ly |also |hereby )?{of['told']}"
            rf"|al? (?:la |los |las )?(?:que|cual|quien)(?:es)? (?:se )?(?:l[eao]s? )?{pide})\b"
        ),
        subject=re.compile(
            r"(?:^|[,:;–—(]|\b(?:and|or|that|which|whom|what|while|whereas|where|when|y|e|que|cual|cuales"
            r"|mientras|donde|cuando"
            r"|both|either|neither|tanto|ni|as|como|including|incluid[oa]s?|especially|in particular|en particular))"
            rf"\s*(?:{THE}(?:propi[oa] )?)?{organs}?$",
            re.IGNORECASE,
        ),
        asks=re.compile(rf"\b(?:{asks}|{pide})\b", re.IGNORECASE),
        joined=re.compile(rf"(?:,|\b(?:and|y|e))\s*(?:a )?{THE}?(?:al )?{organs}?$"),
        task=re.compile(rf"^ (?:the |la |el )?{of['task']} (?:of|to|de)\b"),
    )  # fmt: skip


@cache
def frames(letter: str) -> re.Pattern[str] | None:
    """What finds the frames that begin with a letter: compiled when the first word does, for few texts need all."""
    written = vocabulary().frames.get(letter)
    return re.compile(written, re.IGNORECASE) if written else None


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


def _by_letter(kinds: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Trying hundreds of beginnings at every word is slow."""
    letters = {letter for fragments in kinds.values() for fragment in fragments for letter in _first(fragment)}
    found = {}
    for letter in letters:
        begun = {kind: [f for f in fragments if letter in _first(f)] for kind, fragments in kinds.items()}
        groups = "|".join(f"(?P<{kind}>{'|'.join(fragments)})" for kind, fragments in begun.items() if fragments)
        found[letter] = rf"(?:{groups})(?=l?[\s,:]|$)"
    return found


def _first(fragment: str) -> set[str]:
    """The letters that an expression may begin with, which is a letter or a group of such."""
    if not fragment.startswith("(?:"):
        return {fragment[0]}
    depth, start, found = 0, 3, set[str]()
    for at, sign in enumerate(fragment):
        depth += (sign == "(") - (sign == ")")
        if (sign == "|" and depth == 1) or depth == 0:
            found |= _first(fragment[start:at])
            start = at + 1
        if depth == 0:
            return found | (_first(fragment[at + 2 :]) if fragment[at + 1 : at + 2] == "?" else set())
    return found
