"""Hits with what stands around them: keyword in context, and the wordings of an agreed phrase."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.query.oracle import spans
from mandates_cli.query.tree import Node
from mandates_cli.rows import CitationRow, MandateRow

# What a wording is cut at, and how many words it has on either side.
SENTENCE: Final = re.compile(r"[.;:\n](?:\s|$)")
AROUND: Final = 8
# Characters of a line on either side of a hit, which no line of a mandate has.
WIDEST: Final = 5_000


class Source(NamedTuple):
    """What names a mandate: millions of lines hold no whole records."""

    id: str
    language: str
    summit: int | None
    citation: CitationRow | None


class Line(NamedTuple):
    """A hit in its line of the text, whose rest is `left` and `right`; an ellipsis stands where it goes on."""

    source: Source
    left: str
    hit: str
    right: str


class Wording(NamedTuple):
    """A phrase with the words around it, as first used, and the mandates that use it, oldest first."""

    text: str
    language: str
    sources: tuple[Source, ...]

    @property
    def known(self) -> list[int]:
        """The years of those whose summit is known."""
        return [source.summit for source in self.sources if source.summit is not None]


def lines(rows: Iterable[MandateRow], tree: Node) -> Iterator[Line]:
    """Each hit, in order of records and places. Hits that overlap are one."""
    for row in rows:
        text, end = row["text"], 0
        source = Source(row["id"], row["language"], row["summit"], row["citation"])
        for start, stop in spans(tree, row, whole=True):
            if start < end:
                continue
            end = stop
            yield Line(source, _left(text, start), text[start:stop], _right(text, stop))


def _left(text: str, start: int) -> str:
    """The line before a hit. Of one that is longer than any, only the nearest words: a text may have thousands of
    hits."""
    first = max(start - WIDEST, 0)
    if (line := text.rfind("\n", first, start)) >= 0 or first == 0:
        return text[line + 1 if line >= 0 else 0 : start]
    return f"… {text[first:start].partition(' ')[2]}"


def _right(text: str, stop: int) -> str:
    last = text.find("\n", stop, stop + WIDEST)
    if last >= 0 or stop + WIDEST >= len(text):
        return text[stop : last if last >= 0 else len(text)]
    return f"{text[stop : stop + WIDEST].rpartition(' ')[0]} …"


def wordings(found: Sequence[Line]) -> list[Wording]:
    """Hits grouped by what stands around them, without regard to case, accents and punctuation; oldest use first."""
    groups: dict[tuple[str, str], list[tuple[str, Source]]] = {}
    for line in sorted(found, key=lambda line: (line.source.summit or 9999, line.source.id)):
        text = _clause(line)
        groups.setdefault((line.source.language, fold(text)), []).append((text, line.source))
    return [
        Wording(uses[0][0], language, tuple({source.id: source for _, source in uses}.values()))
        for (language, _), uses in groups.items()
    ]


def _clause(line: Line) -> str:
    """The hit within its sentence, with at most AROUND words on either side."""
    before = SENTENCE.split(line.left)[-1].split()
    after = SENTENCE.split(line.right)[0].split(" ")
    left = ("… " if len(before) > AROUND else "") + " ".join(before[-AROUND:])
    gap = " " if before and line.left[-1:].isspace() else ""
    right = " ".join(after[: AROUND + 1]) + (" …" if len(after) > AROUND + 1 else "")
    return f"{left}{gap}{line.hit}{right}".strip()
