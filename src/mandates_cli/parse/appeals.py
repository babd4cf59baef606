"""What the words before and after a list of bodies say of it: that it is asked, that it is a partner, or neither."""

import re
from collections.abc import Container
from typing import Final

from mandates_cli.model import Role
from mandates_cli.parse.beginnings import of_word
from mandates_cli.parse.pattern import Pattern
from mandates_cli.parse.vocabulary import THE, Vocabulary, vocabulary

WORD: Final = re.compile(r"[^\W\d_]+")

# What ends the list that a verb or a preposition governs.
ENDS: Final = Pattern(
    r"\b(?:to(?! the\b)|that|which|who|whom|whose|where|for|in|on|by|from|with|at|into|through|under|within|between"
    r"|against|will|shall|should|must|is|are|was|were|has|have|had|may|can|when|while|if|so|after|before|until|regarding"
    r"|que|quien|quienes|cual|cuales|para|por|en|con|sobre|según|mediante|bajo|desde|hasta|hacia|contra|durante|cuando|si"
    r"|(?:(?:al?|y) |(?<=, ))[\wáéíóú]{2,}[aei]r(?:se|l[eao]s?)?)\b"
)
THAT: Final = Pattern(r"^,?\s*(?:that|(?:en )?que)\b\s*")
# "the request of", "its call on": the word is a noun. But "the call to the OAS".
NOUN_BEFORE: Final = Pattern(
    r"\b(?:the|a|an|any|this|these|such|its|their|upon|at|each|every|by|of|el|la|los|las|un|una|su|sus|del|al|de)\s$"
)
CALL: Final = Pattern(
    r"(?:(?:calls?|phrases?|requests?|invitations?|instructions?) (?:to|on|upon)"
    r"|(?:llam|invitaci|solicitu|petici|pedido|exhortac).*)\Z",
    re.IGNORECASE,
)
# "task the OAS with", "count on PAHO to", "designar a la OEA para"; also where its tasks are the items below.
TO_DO: Final = Pattern(
    r"^(?:(?: also| jointly| respectively| \w+ly| each)*,? (?:to|with|that|as)\b| a\b| que\b| para\b|:?$)"
)
BEFORE_TO_DO: Final = Pattern(r"^,[^;:.]{1,250}?,(?= (?:to|with|a|que)\b)")
# "the mandates entrusted to the OAS", "as requested of PAHO"; not "is entrusted to ECLAC", "we have asked PAHO to"
PAST: Final = Pattern(r"^(?!(?:need|proceed)$)\w+ed\b(?! by\b)", re.IGNORECASE)
PAST_OF: Final = Pattern(r"\b(?:is|are|be|been|being|was|were|has|have|had|we|also|hereby|\w+ly) $", re.IGNORECASE)
# "seek IDB loans", "request OAS missions": what is asked for, not whom; "ask PAHO to" and its like go on otherwise.
TELLS_WHICH: Final = Pattern(
    r"^ (?!(?:to|that|and|or|as|at|by|for|from|in|of|on|with|within|through|under|when|where|which|who|whose|if|during"
    r"|before|after|until|again|also|once|each|both|not|is|are|will|shall|should|must|a|an|the|its|\w+ly)\b)[a-z]"
)
# "cooperate with one another and with the OAS"
AND_WITH: Final = Pattern(r"(?<=,) (?:with|con)(?= )")
# These ask for something from a body; to invite what a body has asks nothing of it.
FOR: Final = Pattern(r"(?:request|ask|seek|solicit|enlist)", re.IGNORECASE)
OWNS: Final = Pattern(r"^['’]")
GIVE: Final = Pattern(
    rf"\b(?:giv|grant|hand|set|confer|assign|lay)\w* (?:up?on )?{THE}?$"
    rf"|\b(?:dar|d[ae]n|otorgar|conferir)\w* (?:al |a {THE}?)$",
    re.IGNORECASE,
)
WITH: Final = Pattern(rf"\b(?:with|con) {THE}?$", re.IGNORECASE)
SET_OFF_WITH: Final = Pattern(rf"(?:^\W*|[,;:—–] )(?:with|con) {THE}?$", re.IGNORECASE)
OPENING: Final = (
    r"^\W*(?:In|With|Under|On|Through|Following|Pursuant|According|At|By|For|As|Based|Bearing|Considering|Within"
    r"|Together|Jointly|Supported|After|Before|Counting|Con|En|De|Según|Bajo|Por|Para|Conforme|Mediante|Al|Sobre|Junto"
    r"|Conjuntamente|Tras|Contando|A(?= (?:l[ao]s?|fin|través|partir|más)\b))\b[^,]*"
)
OPENS: Final = Pattern(rf"{OPENING}$")
OPENED: Final = Pattern(rf"{OPENING},\s+{THE}?$")
# "Every two years the SIRG shall", "By 2010 the OAS will"
TIMED: Final = Pattern(
    r"^\W*(?:(?:Every|Each|Cada|Once)\b[^,]*"
    r"|(?:By|In|Before|Within|From|After|At|On|En|Para|Antes|Desde)\b[^,]*(?:\d{4}|years?|months?|Summit|session|años?|meses"
    rf"|Cumbre)) {THE}?$"
)
# "Que la OEA convoque una reunión"
THAT_IT: Final = Pattern(rf"^\W*(?:That|Que) {THE}?$", re.IGNORECASE)
INFINITIVE: Final = Pattern(r"^ to [a-z]+|^ (?:que|a que|para que|a [a-z]+[aei]r)\b")
# "agree that the OAS has a part" says what is so, "agree that the OAS convene" what is to be done.
STATES: Final = Pattern(
    r"^ (?:has|have|is|are|was|were|ha|han|es|son|fue|tiene|tienen|está|están|plays?|remains?|can|may)\b"
)
# "OAS Member States", "the UN Convention": the body only tells which.
OF_BODY: Final = Pattern(
    r"^ (?:member|charter|convention|declaration|protocol|treaty|resolution|programm?e?|agenda|framework|strategy|plan"
    r"|guidelines|standards|model|observers?|reports?|mandates?|documents?|principles)\b",
    re.IGNORECASE,
)


def helps(left: str, right: str) -> bool:
    """Whether what stands between is whose help it is: "with PAHO’s help", "with the OAS and the IDB as partners"."""
    return bool(vocabulary().owns_help.match(right) and WITH.search(left, _tail(left)))


def beside(left: str, right: str) -> bool:
    """Whether a list is set off by "with" alone: "will, with the OAS, prepare"."""
    return right.startswith(",") and bool(SET_OFF_WITH.search(left))


def before(left: str, right: str, names: Container[str] = ()) -> Role | None:
    """The role that the words before a list of bodies give it, if they do; `names` are words that are bodies', in which
    none is asked."""
    if OF_BODY.match(right):
        return None
    phrases = vocabulary()
    if helps(left, right):
        return "partner"
    if phrases.task.match(right) and GIVE.search(left):
        return "asked"
    start = len(left)
    for word in reversed(WORD.findall(left)):
        start = left.rfind(word, 0, start)
        if word in names:
            continue
        pattern = of_word(phrases.frames, word)
        if pattern and (frame := pattern.match(left, start)):
            return _given(frame, left, right, phrases)
    return None


def _tail(text: str) -> int:
    """Where the words that lead to a list may begin: "and the competent technical bodies of the"."""
    return max(len(text) - 120, 0)


def _given(frame: re.Match[str], left: str, right: str, phrases: Vocabulary) -> Role | None:
    kind = frame.lastgroup
    if PAST.search(frame[0]) and not PAST_OF.search(left[: frame.start()]):
        return None
    if kind in ("asks", "asks_to", "pide") and not CALL.match(frame[0]) and NOUN_BEFORE.search(left[: frame.start()]):
        return None
    gap = phrases.such_as.sub(",", left[frame.end() :]).lstrip(" :,")
    that = THAT.match(gap)
    gap = gap[that.end() :] if that else gap
    if kind == "partner":
        gap = AND_WITH.sub("", gap)
    listed = not ENDS.search(gap) and bool(phrases.joint.search(gap, _tail(gap)))
    if kind == "partner":
        return "partner" if listed else None
    if (
        kind in ("asks", "asks_to", "hands")
        and not that
        and TELLS_WHICH.match(right)
        and not phrases.owned.match(right)
    ):
        return None
    if OWNS.match(right):
        return "asked" if kind in ("asks", "pide") and listed and phrases.owns_help.match(right) else None
    if kind == "decides":
        return "asked" if that and listed and not STATES.match(right) else None
    if kind == "asks_to" and not that and not TO_DO.match(BEFORE_TO_DO.sub("", right)):
        return None
    if kind == "asks" and not FOR.match(frame[0]) and phrases.given.search(gap, _tail(gap)):
        return None
    if listed or that or kind in ("done_by", "asks_to", "lets"):
        return "asked" if listed else None
    # "request technical assistance from the IDB", "encomendar la redacción a la CEPAL"
    ways = {"pide": (phrases.whom, phrases.given), "hands": (phrases.handed,)}.get(kind or "", (phrases.given,))
    found = next((match for way in ways if (match := way.search(gap, _tail(gap)))), None)
    return "asked" if found and not ENDS.search(gap[: found.start()]) else None


def is_subject(left: str, right: str) -> bool:
    """Whether a list of bodies is what a sentence says will do something."""
    phrases = vocabulary()
    if (right.startswith(",") and phrases.told.match(right)) or (THAT_IT.match(left) and not STATES.match(right)):
        return True
    return bool(phrases.does.match(right) and (phrases.subject.search(left, _tail(left)) or TIMED.match(left)))


def opens(left: str, right: str) -> bool:
    """Whether a preposition opens the sentence before a list, and what is said after it is to be done by its end: "In
    accordance with the mandates of the OAS, PAHO will"."""
    return bool(OPENS.match(left.lstrip()) and vocabulary().does.match(right))


def opened(left: str, right: str) -> bool:
    """Whether the list before which a comma stands is what a sentence is about: "With their help, the IDB will"."""
    return bool(OPENED.match(left.lstrip()) and vocabulary().does.match(right))


def is_told(left: str, right: str) -> bool:
    """Whether a verb before asks this list too: "request PAHO to train nurses and the IDB to finance it"."""
    phrases = vocabulary()
    return bool(INFINITIVE.match(right) and phrases.joined.search(left, _tail(left)) and phrases.asks.search(left))
