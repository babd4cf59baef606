"""What tells that an item was broken before it reached us: its page shows something that no author would have meant."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from mandates_cli.parse.labels import order
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
RULES: Final = "-_–—=*"
RULE: Final = re.compile(rf"[{RULES}\s]+")
BELOW_ITS_KIND: Final = re.compile(r"[^\W\d_]\.[^\W\d_]|\d\.")


class Part(NamedTuple):
    """A sub-item, with its whole label, and how deep it stands."""

    label: str | None
    text: str
    depth: int


def doubts(lead: str, items: Sequence[Part], known: Callable[[str], bool]) -> Iterator[str]:
    """Why an item may not be what was meant; `known` says whether a document has a name."""
    for label, text in ((None, lead), *((item.label, item.text) for item in items)):
        yield from _in_text(label, text, known)
    if not items:
        return
    if not lead.endswith(":"):
        yield "its lead-in ends without a colon"
    top = min(item.depth for item in items)
    outer = [item.label for item in items if item.depth == top]
    if None in outer and any(outer):
        yield "some of its sub-items have labels and some have none"
    yield from _in_labels([item.label for item in items if item.label])


def _in_text(label: str | None, text: str, known: Callable[[str], bool]) -> Iterator[str]:
    if not text or (text[0] in RULES and RULE.fullmatch(text)):
        yield "a part of it is empty"
        return
    if text.startswith("*"):
        yield "it begins like a footnote"
    if ("(" in text or "[" in text) and any(known(clean(match[1])) for match in CITED.finditer(text)):
        yield "it holds another citation"
    if text.count("(") != len(CLOSES.findall(text)):
        yield "its parentheses do not close"
    if ("&" in text or "<" in text or ">" in text) and MARKUP.search(text):
        yield "it holds a piece of markup"
    if label and len(label) == 1 and any(match[1] > label for match in LATER.finditer(text)):
        yield "it holds a later label"


def _in_labels(labels: Sequence[str]) -> Iterator[str]:
    outer = [label for label in labels if "." not in label]
    if len(set(labels)) < len(labels):
        yield "the same label stands twice"
    elif any(BELOW_ITS_KIND.search(label) for label in labels):
        yield "labels of one kind stand below one another"
    elif all(len(label) == 1 and not label.isdecimal() for label in outer) and outer != sorted(outer, key=order(outer)):
        yield "its labels are out of order"
    numbers: dict[str, list[int]] = defaultdict(list)
    for label in labels:
        above, _, step = label.rpartition(".")
        if step.isdecimal():
            numbers[above].append(int(step))
    if any(steps != sorted(steps) for steps in numbers.values()):
        yield "its numbers are out of order"
