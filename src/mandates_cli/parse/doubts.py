"""What tells that an item was broken before it reached us: its page shows something that no author would have meant."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from mandates_cli.model import Item
from mandates_cli.parse.labels import LETTERS, order
from mandates_cli.parse.outline import clean

# "(Declaration of Québec, 2001) 5. Develop ...", closed or not.
CITED: Final = re.compile(r"[(\[]([^()\[\]]{8,250}\d{4})[.,;]?\s*[)\]]?")
# Not that of "a) ..., 12) ..., iii) ..." within a sentence, which was never opened.
CLOSES: Final = re.compile(
    r"\)" + "".join(rf"(?<!(?<!\S){label}\))" for label in (r"[a-z\d]", r"\d\d", "[ivx]{2}", "[ivx]{3}", "[ivx]{4}"))
)
# "Organizaci&oacut", "li>" or "<li" without its other half; not "R&D".
MARKUP: Final = re.compile(r"(?<![A-Z])&#?\w+\b(?!;)|\A[^<]*[\w\"/]>|</?\w[^>]*\Z")
# "d. Support ...; e. Develop ..." in one piece.
LATER: Final = re.compile(r"[;.:] \(?([a-z]|\d)[.)] (?=[A-ZÁÉÍÓÚÑ])")
LONE: Final = frozenset(LETTERS)
RULES: Final = "-_–—=*"
RULE: Final = re.compile(rf"[{RULES}\s]+")
BELOW_ITS_KIND: Final = re.compile(r"[^\W\d_]\.[^\W\d_]|\d\.")


def doubts(
    lead: str, items: Sequence[Item], closing: str | None, depths: Sequence[int], known: Callable[[str], bool]
) -> list[str]:
    """Why an item may not be what was meant. `closing` stands below its sub-items, `depths` are theirs; `known` says
    whether a document has a name."""
    found = _in_text(None, lead, known)
    if not items:
        return found
    for item in items:
        found += _in_text(item.label, item.text, known)
    if closing:
        found += _in_text(None, closing, known)
    if not lead.endswith(":"):
        found.append("its lead-in ends without a colon")
    top = min(depths)
    outer = [item.label for item, depth in zip(items, depths, strict=True) if depth == top]
    if None in outer and any(outer):
        found.append("some of its sub-items have labels and some have none")
    return found + _in_labels([item.label for item in items if item.label])


def _in_text(label: str | None, text: str, known: Callable[[str], bool]) -> list[str]:
    if not text or (text[0] in RULES and RULE.fullmatch(text)):
        return ["a part of it is empty"]
    found = []
    if text[0] == "*":
        found.append("it begins like a footnote")
    # Few texts hold any of these characters, and looking for one is quicker than for a pattern.
    if "(" in text or "[" in text or ")" in text:
        if any(known(clean(cited)) for cited in CITED.findall(text)):
            found.append("it holds another citation")
        if text.count("(") != len(CLOSES.findall(text)):
            found.append("its parentheses do not close")
    if ("&" in text or "<" in text or ">" in text) and MARKUP.search(text):
        found.append("it holds a piece of markup")
    if label and len(label) == 1 and any(later > label for later in LATER.findall(text)):
        found.append("it holds a later label")
    return found


def _in_labels(labels: Sequence[str]) -> list[str]:
    if LONE.issuperset(labels) and all(one < other for one, other in pairwise(labels)):
        return []  # "a, c, d": so are most
    found = []
    outer = [label for label in labels if "." not in label]
    if len(set(labels)) < len(labels):
        found.append("the same label stands twice")
    elif any(BELOW_ITS_KIND.search(label) for label in labels):
        found.append("labels of one kind stand below one another")
    elif all(len(label) == 1 and not label.isdecimal() for label in outer) and outer != sorted(outer, key=order(outer)):
        found.append("its labels are out of order")
    if not _in_order(labels):
        found.append("its numbers are out of order")
    return found


def _in_order(labels: Sequence[str]) -> bool:
    """Whether the numbers below each label, and those below none, rise."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for label in labels:
        above, _, step = label.rpartition(".")
        if step.isdecimal():
            numbers[above].append(int(step))
    return all(steps == sorted(steps) for steps in numbers.values())
