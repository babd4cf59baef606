"""What may be a marker or not, settled by the lines around it: labels come in sequences, bullets in runs."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, Protocol

from mandates_cli.parse.labels import follows, kind
from mandates_cli.parse.markers import Find, Marker

# An item ends so, or what leads in to one: "to include:", "the wicks; and", "(Lima Commitment. Peru, 2018)."
ENDED: Final = re.compile(r"(?:[.;:,)\]”\"»]|[;,.] ?(?:and|or|y|e|o|u))[*\s]*\Z")
CLOSED: Final = re.compile(r"(?:[;:)\]]|; ?(?:and|or|y|e|o|u))[.\s*\"”]*\Z")
CITED: Final = re.compile(r"\d{4}\s*[)\]][.;\s*]*\Z")
# "of the States.* (Declaration", "of the States*": the mark of a footnote, which is none of "* the wicks".
MARKED: Final = re.compile(r"\S\s?\*+(?=\s|$|[(.;,])")


class Placed(Protocol):
    """A line. `indent` is its column; `hang` that of its second word, at which the lines below go on, negative where
    lines end only where their author wanted it; `opens` means that a blank line stands before it."""

    @property
    def indent(self) -> int: ...
    @property
    def hang(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def opens(self) -> bool: ...


def settled(
    lines: Sequence[Placed], markers: Sequence[Marker | None], doubtful: Mapping[int, Marker], find: Find
) -> dict[int, Marker]:
    """The markers of those lines whose neighbours say that they have one; `doubtful` are what may be some."""
    found = dict(_bullets(_Runs(lines, markers, doubtful), find))
    if any(marker.label for marker in doubtful.values()):
        labels = _Labels(lines, markers, doubtful, found)
        found |= labels.in_sequence()
        found |= labels.in_lists()
    return found


def _stands(lines: Sequence[Placed], at: int) -> bool:
    """Whether a line begins something, rather than going on with a sentence."""
    line = lines[at]
    return at == 0 or line.opens or line.hang < 0 or ENDED.search(lines[at - 1].text) is not None


class _Labels:
    """The lines that have a label or may have one, and which of those are settled."""

    def __init__(
        self,
        lines: Sequence[Placed],
        markers: Sequence[Marker | None],
        doubtful: Mapping[int, Marker],
        found: Mapping[int, Marker],
    ) -> None:
        self.lines = lines
        self.sure = {at: marker for at, marker in enumerate(markers) if marker} | dict(found)
        self.doubtful = {
            at: marker for at, marker in doubtful.items() if marker.label and at not in found and _stands(lines, at)
        }

    def in_sequence(self) -> dict[int, Marker]:
        """Those before or after which the nearest label of the same kind is the one before or after theirs."""
        labels = [(at, str(marker.label)) for at, marker in sorted((self.sure | self.doubtful).items()) if marker.label]
        backwards = [(at, label, other) for at, label, other in _with_nearest(labels[::-1]) if follows(label, other)]
        forwards = [(at, label, other) for at, label, other in _with_nearest(labels) if follows(other, label)]
        found = {at: self.doubtful[at] for at, _, _ in backwards + forwards if at in self.doubtful}
        self.sure |= found
        return found

    def in_lists(self) -> dict[int, Marker]:
        """Those between two labelled items, each ended as items end."""
        found: dict[int, Marker] = {}
        places = sorted(self.sure)
        for at, marker in self.doubtful.items():
            nearest = bisect_left(places, at)
            if at in self.sure or not 0 < nearest < len(places):
                continue
            before, after = places[nearest - 1], places[nearest]
            ended = all(CLOSED.search(self.lines[last].text) for last in (at - 1, after - 1))
            if ended and self.sure[before].label and self.sure[after].label:
                found[at] = marker
        return found


def _with_nearest(labels: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Each label with the nearest of its kind that came before it."""
    nearest: dict[object, str] = {}
    for at, label in labels:
        of_kind = kind(label)
        if of_kind in nearest:
            yield at, label, nearest[of_kind]
        nearest[of_kind] = label


def _bullets(runs: "_Runs", find: Find) -> Iterator[tuple[int, Marker]]:
    """Those with a label behind them, below a lead-in, with a citation, deeper than what is above, or several alike."""
    for at, bare in runs.candidates.items():
        if not runs.apart(at):
            continue
        inner = find(runs.lines[at].text[2:])
        if inner and inner.label:
            yield at, Marker(f"{bare.printed} {inner.printed}", inner.label, inner.length + 2)
        elif not runs.notes(at) and runs.tells(at):
            yield at, bare


class _Runs:
    """The lines that begin with what may be a bullet."""

    def __init__(
        self, lines: Sequence[Placed], markers: Sequence[Marker | None], doubtful: Mapping[int, Marker]
    ) -> None:
        self.lines = lines
        self.markers = markers
        self.doubtful = doubtful
        self.candidates = {at: marker for at, marker in doubtful.items() if marker.label is None}

    def _glyph(self, at: int) -> tuple[str, int]:
        line = self.lines[at]
        return line.text[0], line.indent

    def apart(self, at: int) -> bool:
        """Whether a line begins where the text before does not go on."""
        line = self.lines[at]
        if at == 0 or line.opens or line.hang < 0:
            return True
        before = self.lines[at - 1]
        if line.indent == before.indent:
            return before.text[0] == line.text[0] or self.markers[at - 1] is not None
        return line.indent != self._goes_on(at - 1)

    def _goes_on(self, at: int) -> int:
        """The column at which a text goes on in the next line."""
        line = self.lines[at]
        return line.hang if self.markers[at] or at in self.doubtful else line.indent

    def tells(self, at: int) -> bool:
        line = self.lines[at]
        before = self.lines[at - 1].text if at else ""
        return before.endswith(":") or CITED.search(line.text) is not None or self._glyph(at) in self._kinds

    @cached_property
    def _kinds(self) -> frozenset[tuple[str, int]]:
        """The bullets, with their columns, of which one is deeper than what is above it, or several begin lines."""
        alike: dict[tuple[str, int], list[int]] = {}
        for at in self.candidates:
            if self.apart(at):
                alike.setdefault(self._glyph(at), []).append(at)
        return frozenset(
            glyph
            for glyph, places in alike.items()
            if any(map(self._deeper, places)) or (len(places) > 1 and all(map(self._begins, places)))
        )

    def _begins(self, at: int) -> bool:
        return at == 0 or self.lines[at].opens or ENDED.search(self.lines[at - 1].text) is not None

    def _deeper(self, at: int) -> bool:
        """Whether a line begins to the right of all that it could go on with."""
        line = self.lines[at]
        return at > 0 and line.hang >= 0 and line.indent > self._goes_on(at - 1)

    def notes(self, at: int) -> bool:
        """Whether it is a footnote: alone among the items, and below a text that has its mark."""
        if not self._is_star(at) or self._is_star(at - 1) or self._is_star(at + 1):
            return False
        return self._marked < at

    def _is_star(self, at: int) -> bool:
        return 0 <= at < len(self.lines) and self.lines[at].text.startswith("* ")

    @cached_property
    def _marked(self) -> int:
        """The first line that has the mark of a footnote."""
        marked = (at for at, line in enumerate(self.lines) if "*" in line.text and MARKED.search(line.text))
        return next(marked, len(self.lines))
