"""What the words before and after a list of bodies say of it: that it is asked, that it is a partner, or neither."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli.model import Role

WORDS: Final = Path(__file__).with_name("appeals.txt")
# The forms for which "*" and "~" stand.
ENGLISH: Final = r"(?:e|s|es|ed|d|ing)?"
SPANISH: Final = r"(?:ar(?:l[eao]s?|emos|án?)?|amos|ando|an?|en?|emos|aron|ó)"

THE: Final = r"(?:(?:the|el|la|los|las|l[oa]s?|its|their|our|su|sus|nuestr[oa]s?|this|such) )"
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
    r"|tendrán? (?:que|a su cargo)|(?!ser|est)\w+r(?:á|án))"
)

WORD: Final = re.compile(r"[^\W\d_]+")
KINDS: Final = ("hands", "done_by", "asks", "asks_to", "lets", "pide", "decides")

# What ends the list that a verb or a preposition governs.
ENDS: Final = re.compile(
    r"\b(?:to(?! the\b)|that|which|who|whom|whose|where|for|in|on|by|from|with|at|into|through|under|within|between"
    r"|against|will|shall|should|must|is|are|was|were|has|have|had|may|can|when|while|if|so|after|before|until|regarding"
    r"|que|quien|quienes|cual|cuales|para|por|en|con|sobre|según|mediante|bajo|desde|hasta|hacia|contra|durante|cuando|si"
    r"|(?:al?|y) [\wáéíóú]{2,}[aei]r(?:se|l[eao]s?)?)\b"
)
THAT: Final = re.compile(r"^,?\s*(?:that|(?:en )?que)\b\s*")
# "the request of", "its call on": the word is a noun. But "the call to the OAS".
NOUN_BEFORE: Final = re.compile(
    r"\b(?:the|a|an|any|this|these|such|its|their|upon|at|each|every|by|of|el|la|los|las|un|una|su|sus|del|al|de)\s$"
)
CALL: Final = re.compile(
    r"(?:calls?|appeals?|requests?|invitations?|instructions?) (?:to|on|upon)"
    r"|(?:llam|invitaci|solicitu|petici|pedido|exhortac).*",
    re.IGNORECASE,
)
# "task the OAS with", "count on PAHO to", "designar a la OEA para"; also where its tasks are the items below.
TO_DO: Final = re.compile(
    r"^(?:(?: also| jointly| respectively| \w+ly| each)*,? (?:to|with|that|as)\b| a\b| que\b| para\b|:?$)"
)
BEFORE_TO_DO: Final = re.compile(r"^,[^;:.]{1,250}?,(?= (?:to|with|a|que)\b)")
# "the mandates entrusted to the OAS", "as requested of PAHO"; not "is entrusted to ECLAC", "we have asked PAHO to"
PAST: Final = re.compile(r"^(?!(?:need|proceed)$)\w+ed\b(?! by\b)", re.IGNORECASE)
PAST_OF: Final = re.compile(r"\b(?:is|are|be|been|being|was|were|has|have|had|we|also|hereby|\w+ly) $", re.IGNORECASE)
# "seek IDB loans", "request OAS missions": what is asked for, not whom; "ask PAHO to" and its like go on otherwise.
TELLS_WHICH: Final = re.compile(
    r"^ (?!(?:to|that|and|or|as|at|by|for|from|in|of|on|with|within|through|under|when|where|which|who|whose|if|during"
    r"|before|after|until|again|also|once|each|both|not|is|are|will|shall|should|must|a|an|the|its|\w+ly)\b)[a-z]"
)
# "cooperate with one another and with the OAS"
AND_WITH: Final = re.compile(r"(?<=,) (?:with|con)(?= )")
# These ask for something from a body; what is invited from a body is not the body.
FOR: Final = re.compile(r"(?:request|ask|seek|solicit|enlist)", re.IGNORECASE)
OWNS: Final = re.compile(r"^['’]")
GIVE: Final = re.compile(
    rf"\b(?:giv|grant|hand|set|confer|assign|lay)\w* (?:up?on )?{THE}?$"
    rf"|\b(?:dar|d[ae]n|otorgar|conferir)\w* (?:al |a {THE}?)$",
    re.IGNORECASE,
)
WITH: Final = re.compile(rf"\b(?:with|con) {THE}?$", re.IGNORECASE)
OPENING: Final = (
    r"^\W*(?:In|With|Under|On|Through|Following|Pursuant|According|At|By|For|As|Based|Bearing|Considering|Within"
    r"|Together|Jointly|Supported|After|Before|Counting|Con|En|De|Según|Bajo|Por|Para|Conforme|Mediante|Al|Sobre|Junto"
    r"|Conjuntamente|Tras|Contando|A(?= (?:l[ao]s?|fin|través|partir|más)\b))\b[^,]*"
)
OPENS: Final = re.compile(rf"{OPENING}$")
OPENED: Final = re.compile(rf"{OPENING},\s+{THE}?$")
# "Every two years the SIRG shall", "By 2010 the OAS will"
TIMED: Final = re.compile(
    r"^\W*(?:(?:Every|Each|Cada|Once)\b[^,]*"
    r"|(?:By|In|Before|Within|From|After|At|On|En|Para|Antes|Desde)\b[^,]*(?:\d{4}|years?|months?|Summit|session|años?|meses"
    rf"|Cumbre)) {THE}?$"
)
# "Que la OEA convoque una reunión"
THAT_IT: Final = re.compile(rf"^\W*(?:That|Que) {THE}?$", re.IGNORECASE)
INFINITIVE: Final = re.compile(r"^ to [a-z]+|^ (?:que|a que|para que|a [a-z]+[aei]r)\b")
# "agree that the OAS has a part" says what is so, "agree that the OAS convene" what is to be done.
STATES: Final = re.compile(
    r"^ (?:has|have|is|are|was|were|ha|han|es|son|fue|tiene|tienen|está|están|plays?|remains?|can|may)\b"
)
# "OAS Member States", "the UN Convention": the body only tells which.
OF_BODY: Final = re.compile(
    r"^ (?:member|charter|convention|declaration|protocol|treaty|resolution|programm?e?|agenda|framework|strategy|plan"
    r"|guidelines|standards|model|observers?|reports?|mandates?|documents?|principles)\b",
    re.IGNORECASE,
)


class Appeals(NamedTuple):
    """`frames` are what gives a role, by the letter that they begin with: their group names which. `joint` ends what
    leads to a list's first body."""

    frames: dict[str, re.Pattern[str]]
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
def _appeals() -> Appeals:
    words = _words()
    of = {name: _any(fragments) for name, fragments in words.items()}
    help, listed, asks, pide = of["help"], of["listed"], of["asks"], of["pide"]
    organ = rf"(?i:{of['organ']})"
    heads, organs = (
        rf"(?:{THE}?(?:[\w-]+ ){{0,3}}{what} (?:\w+ (?:(?:and|y) \w+ )?)?{OF}{THE}?)"
        for what in (f"(?:{help}|{organ})", organ)
    )
    with_help = (
        rf"with (?:the |its |their |such |any )?(?:[\w-]+(?: and|,|,? or)? ){{0,6}}?{help} (?:\w+ )?(?:of|from|by)",
        rf"(?:count|rel|draw)\w* (?:up)?on (?:the )?(?:[\w-]+ ){{0,5}}?{help} (?:of|from)",
        rf"con (?:el |la |los |las |su |un |una )?(?:[\wáéíóúñ]+,?(?: y| e| o)? ){{0,6}}?{help}"
        r"(?:,? (?:[\wáéíóúñ]+,? ){0,4}?)? ?(?:del?|por parte del?|que (?:brinden?|presten?))",
    )
    passive = rf"(?:will |shall |should |must )?(?:is|are|be) (?:\w+ly |also |further |hereby )?{of['told']}"
    queda = rf"(?:queda|quedan|es|son|será|serán|está|están|estará|estarán) (?:\w+ )?{of['told']}"
    return Appeals(
        frames=_by_letter({"partner": [*words["partner"], *with_help], **{kind: words[kind] for kind in KINDS}}),
        joint=re.compile(
            rf"(?:^|[,;:/–—-]|\b{organ} \(|\b{listed})\s*(?:(?:to|with|of|from|by|on|upon|a|al|con|de|del) )?{THE}?"
            rf"(?:(?:relevant|competent|other|own) )?{heads}?$"
        ),
        whom=re.compile(rf"\b(?:a {THE}?|al ){heads}?$"),
        handed=re.compile(rf"\bto {THE}?{heads}?$"),
        given=re.compile(rf"\b{help} [\w ]{{0,30}}?{OF}{THE}?$|\bfrom {THE}?{heads}?$"),
        such_as=re.compile(rf",?\s\b{listed}\b,?"),
        owns_help=re.compile(rf"^(?:['’]s?)?(?: \w+){{0,2}} (?:{help}|as partners?|como soci[oa]s?)\b"),
        owned=re.compile(rf"^(?: \w+){{0,2}} (?:{help}|{organ})\b"),
        does=re.compile(rf"^{OF_WHOM}{FURTHER}{ASIDE}{ALSO}?,? (?:{WILL}|{passive}|{DEBE}|{queda})\b"),
        told=re.compile(
            rf"^, (?:(?:which|who) (?:is|are) (?:\w+ly |also |hereby )?{of['told']}"
            rf"|al? (?:la |los |las )?(?:que|cual|quien)(?:es)? (?:se )?(?:l[eao]s? )?{pide})\b"
        ),
        subject=re.compile(
            r"(?:^|[,:;–—(]|\b(?:and|or|that|which|whom|what|while|whereas|where|when|y|e|que|cual|cuales|mientras|donde|cuando"
            r"|both|either|neither|tanto|ni|as|como|including|incluid[oa]s?|especially|in particular|en particular))"
            rf"\s*(?:{THE}(?:propi[oa] )?)?{organs}?$",
            re.IGNORECASE,
        ),
        asks=re.compile(rf"\b(?:{asks}|{pide})\b", re.IGNORECASE),
        joined=re.compile(rf"(?:,|\b(?:and|y|e))\s*(?:a )?{THE}?(?:al )?{organs}?$"),
        task=re.compile(rf"^ (?:the |la |el )?{of['task']} (?:of|to|de)\b"),
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


def _by_letter(kinds: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """Trying hundreds of beginnings at every word is slow."""
    letters = {letter for fragments in kinds.values() for fragment in fragments for letter in _first(fragment)}
    frames = {}
    for letter in letters:
        begun = {kind: [f for f in fragments if letter in _first(f)] for kind, fragments in kinds.items()}
        groups = "|".join(f"(?P<{kind}>{'|'.join(fragments)})" for kind, fragments in begun.items() if fragments)
        frames[letter] = re.compile(rf"(?:{groups})(?=l?[\s,:]|$)", re.IGNORECASE)
    return frames


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


def helps(left: str, right: str) -> bool:
    """Whether what stands between is whose help it is: "with PAHO’s help", "with the OAS and the IDB as partners"."""
    return bool(WITH.search(left) and _appeals().owns_help.match(right))


def before(left: str, right: str) -> Role | None:
    """The role that the words before a list of bodies give it, if they do."""
    if OF_BODY.match(right):
        return None
    appeals = _appeals()
    if helps(left, right):
        return "partner"
    if GIVE.search(left) and appeals.task.match(right):
        return "asked"
    for word in reversed(list(WORD.finditer(left))):
        pattern = appeals.frames.get(word[0][0].lower())
        if pattern and (frame := pattern.match(left, word.start())):
            return _given(frame, left, right, appeals)
    return None


def _tail(text: str) -> int:
    """Where the words that lead to a list may begin: "and the competent technical bodies of the"."""
    return max(len(text) - 120, 0)


def _given(frame: re.Match[str], left: str, right: str, appeals: Appeals) -> Role | None:
    kind = frame.lastgroup
    if PAST.search(frame[0]) and not PAST_OF.search(left[: frame.start()]):
        return None
    if (
        kind in ("asks", "asks_to", "pide")
        and not CALL.fullmatch(frame[0])
        and NOUN_BEFORE.search(left[: frame.start()])
    ):
        return None
    gap = appeals.such_as.sub(",", left[frame.end() :]).lstrip(" :,")
    that = THAT.match(gap)
    gap = gap[that.end() :] if that else gap
    if kind == "partner":
        gap = AND_WITH.sub("", gap)
    listed = not ENDS.search(gap) and bool(appeals.joint.search(gap, _tail(gap)))
    if kind == "partner":
        return "partner" if listed else None
    if (
        kind in ("asks", "asks_to", "hands")
        and not that
        and TELLS_WHICH.match(right)
        and not appeals.owned.match(right)
    ):
        return None
    if OWNS.match(right):
        return "asked" if kind in ("asks", "pide") and listed and appeals.owns_help.match(right) else None
    if kind == "decides":
        return "asked" if that and listed and not STATES.match(right) else None
    if kind == "asks_to" and not that and not TO_DO.match(BEFORE_TO_DO.sub("", right)):
        return None
    if listed or that or kind in ("done_by", "asks_to", "lets"):
        return "asked" if listed else None
    # "request technical assistance from the IDB", "encomendar la redacción a la CEPAL"
    ways = {"pide": (appeals.whom, appeals.given), "hands": (appeals.handed,)}.get(kind or "", (appeals.given,))
    if kind == "asks" and not FOR.match(frame[0]):
        return None
    found = next((match for way in ways if (match := way.search(gap, _tail(gap)))), None)
    return "asked" if found and not ENDS.search(gap[: found.start()]) else None


def is_subject(left: str, right: str) -> bool:
    """Whether a list of bodies is what a sentence says will do something."""
    appeals = _appeals()
    if appeals.told.match(right) or (THAT_IT.match(left) and not STATES.match(right)):
        return True
    return bool(appeals.does.match(right) and (appeals.subject.search(left, _tail(left)) or TIMED.match(left)))


def opens(left: str, right: str) -> bool:
    """Whether a preposition opens the sentence before a list, and what is said after it is to be done by its end: "In
    accordance with the mandates of the OAS, PAHO will"."""
    return bool(OPENS.match(left.lstrip()) and _appeals().does.match(right))


def opened(left: str, right: str) -> bool:
    """Whether the list before which a comma stands is what a sentence is about: "With their help, the IDB will"."""
    return bool(OPENED.match(left.lstrip()) and _appeals().does.match(right))


def is_told(left: str, right: str) -> bool:
    """Whether a verb before asks this list too: "request PAHO to train nurses and the IDB to finance it"."""
    appeals = _appeals()
    return bool(INFINITIVE.match(right) and appeals.joined.search(left, _tail(left)) and appeals.asks.search(left))
