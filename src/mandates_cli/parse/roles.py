"""What a sentence says of the bodies that it lists: that they are asked, that they are partners, or neither."""

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from typing import Final

from mandates_cli.model import Role
from mandates_cli.parse import appeals
from mandates_cli.parse.bodies import Mention

# No sentence of a mandate is so long before the bodies that it lists; what is longer is no sentence.
REACH: Final = 800
# Nor does one say so many lists of bodies apart from each other.
MAX_LISTS: Final = 30

SENTENCE_END: Final = re.compile(r"[.!?](?=\s+[A-ZÁÉÍÓÚÑ¿¡“\"(]|$)|;(?=\s|$)|\n")
# "the OAS, the IDB and ECLAC", "a la OEA, al BID", "PAHO/WHO": what stands between members of one list.
BETWEEN: Final = re.compile(
    r"(?:\s*(?:[,;/&–-]|\b(?:and|or|y|e|o|u|ni|nor|as well as|así como|como también|como|both|also|the|other|to|with"
    r"|of|by|from|el|la|los|las|al|a|del|de|con|por|respectively)\b))+\s*"
)
CONNECTS: Final = re.compile(r"[,;/&–-]|\b(?:and|or|y|e|o|u|ni|nor|as well as|como)\b")
# ", in accordance with its mandate," stands within a sentence, and says nothing of what is around it.
SET_OFF: Final = re.compile(
    r",\s(?:as|through|in|with|by|where|when|if|within|under|pursuant|according|also|inter alia|together|jointly|along"
    r"|alongside|for|on|at|before|after|no later|not later|prior|during|over|upon|whenever|subject|taking|bearing"
    r"|acting|beginning|starting|working|building|drawing|using|once|given|without|to (?:this|that|these)|likewise"
    r"|among others|en|con|según|de acuerdo|de conformidad|a (?:través|partir|tal|este|ese|la brevedad|más tardar)"
    r"|cuando|si|por|sin|conforme|dentro|bajo|mediante|junto|antes|durante|entre otros|previa|tras|teniendo|tomando"
    r"|asimismo|también|además|para ello|comenzando)\b(?:\([^()]*\)|[^,;:()]){0,150},(?=\s)"
)
PARENTHESES: Final = re.compile(r"\s?\([^()]{0,200}\)")
COMMA: Final = re.compile(r"^\s*,\s*(?:(?:the|el|la|los|las)\s+)?$")


def roles(text: str, found: Sequence[Mention], spoken: str = "") -> list[Role]:
    """The role of each body that a part of a mandate names. `spoken` is what a chapeau says before it."""
    given: list[Role] = []
    spoken = spoken[_start(_ends(spoken), len(spoken)) :]
    ends = _ends(text)
    names = {text[mention.start : mention.end] for mention in found}
    lists = _lists(text, found)
    for number, (first, last) in enumerate(lists):
        listed = found[first:last]
        at, stop = listed[0].start, listed[-1].end + REACH
        start = max(_start(ends, at), at - REACH)
        if number >= MAX_LISTS:
            start = max(start, found[lists[number - MAX_LISTS][0]].start)
        if number + MAX_LISTS < len(lists):
            stop = min(stop, found[lists[number + MAX_LISTS][0]].start)
        before = text[start:at] if start > 0 else f"{spoken}{text[:at]}"
        after = text[listed[-1].end : stop]
        end = SENTENCE_END.search(after)
        given += _of_list(text, listed, before[-REACH:], after[: end.start()] if end else after, names)
    return given


def _ends(text: str) -> list[int]:
    """Where sentences end."""
    return [match.end() for match in SENTENCE_END.finditer(text)]


def _start(ends: Sequence[int], at: int) -> int:
    """Where the sentence begins that goes on at an offset; 0 where it is beyond reach."""
    last = bisect_right(ends, at) - 1
    return ends[last] if last >= 0 and ends[last] > at - REACH else 0


def _lists(text: str, found: Sequence[Mention]) -> list[tuple[int, int]]:
    """The runs of mentions that stand in one list, as ranges."""
    starts = [0]
    for number in range(1, len(found)):
        mention = found[number]
        gap = SET_OFF.sub(",", text[found[number - 1].end : mention.start])
        helps = appeals.helps(gap, text[mention.end : mention.end + REACH])
        if helps or not (BETWEEN.fullmatch(gap) and CONNECTS.search(gap)):
            starts.append(number)
    return list(zip(starts, [*starts[1:], len(found)], strict=True))


def _of_list(text: str, listed: Sequence[Mention], before: str, after: str, names: Container[str]) -> list[Role]:
    before = _without_parentheses(SET_OFF.sub("", before) if "," in before else before)
    after = _without_parentheses(after)
    said = appeals.before(before, after, names) or ("partner" if appeals.beside(before, after) else None)
    if said == "asked" or appeals.opened(before, after):
        return ["asked"] * len(listed)
    if not said and (appeals.is_subject(before, after) or appeals.is_told(before, after)):
        return ["asked"] * len(listed)
    given: list[Role] = [said or "named"] * len(listed)
    if appeals.opens(before, after):
        # "With the support of the OAS, ECLAC and the IDB will": the list ends where the sentence's subject begins.
        for number in range(1, len(listed)):
            if COMMA.match(text[listed[number - 1].end : listed[number].start]):
                return given[:number] + ["asked"] * (len(listed) - number)
    return given


def _without_parentheses(text: str) -> str:
    return PARENTHESES.sub("", text) if "(" in text else text
