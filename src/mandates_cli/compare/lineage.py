"""What links between mandates make together: the lineage of one, the families of all, and two summits side by side."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from mandates_cli.compare.links import Link
from mandates_cli.rows import MandateRow

# What a record is: `MandateRow` for commands, `Mandate` for Python users.
R = TypeVar("R")
S = TypeVar("S")


class Step(NamedTuple, Generic[R]):
    """A mandate of a lineage. `link` joins it to the one that is a step nearer to the mandate asked for."""

    record: R
    link: Link
    depth: int


class Lineage(NamedTuple, Generic[R]):
    """`earlier` is what the mandate takes up and `later` what takes it up, each through others too, oldest first;
    `summits` are the years of all."""

    record: R
    earlier: tuple[Step[R], ...]
    later: tuple[Step[R], ...]
    summits: tuple[int, ...]

    def of(self, made: Callable[[R], S]) -> "Lineage[S]":
        """The same, each record as `made` gives it."""
        earlier, later = (
            tuple(Step(made(step.record), step.link, step.depth) for step in steps)
            for steps in (self.earlier, self.later)
        )
        return Lineage(made(self.record), earlier, later, self.summits)


class Family(NamedTuple, Generic[R]):
    """Mandates that links join, oldest first: one commitment as several summits worded it. Alone, it has no links."""

    records: tuple[R, ...]
    links: tuple[Link, ...]
    summits: tuple[int, ...]

    def of(self, made: Callable[[R], S]) -> "Family[S]":
        return Family(tuple(map(made, self.records)), self.links, self.summits)


class Return(NamedTuple, Generic[R]):
    """A mandate of the older summit that the newer one took up, directly or, link by link, through summits between."""

    older: R
    newer: R
    links: tuple[Link, ...]

    @property
    def weakest(self) -> Link:
        return min(self.links, key=lambda link: link.score)


class Between(NamedTuple, Generic[R]):
    """Two summits by year: `new` are mandates of the newer one that take up none of the older, `dropped` those of the
    older that the newer does not take up. `looked_in` are the numbers of mandates of either, which `among` keeps."""

    older: int
    newer: int
    returned: tuple[Return[R], ...]
    new: tuple[R, ...]
    dropped: tuple[R, ...]
    looked_in: tuple[int, int]

    @property
    def differ(self) -> bool:
        """Whether either summit has what the other does not say word for word."""
        if self.new or self.dropped:
            return True
        return any(link.kind != "verbatim" for returned in self.returned for link in returned.links)

    def among(self: "Between[MandateRow]", ids: Set[str]) -> "Between[MandateRow]":
        """Only these mandates; what returned is kept for either of its two."""
        return self._replace(
            returned=tuple(r for r in self.returned if r.older["id"] in ids or r.newer["id"] in ids),
            new=tuple(r for r in self.new if r["id"] in ids),
            dropped=tuple(r for r in self.dropped if r["id"] in ids),
        )

    def of(self, made: Callable[[R], S]) -> "Between[S]":
        returned = tuple(Return(made(r.older), made(r.newer), r.links) for r in self.returned)
        new, dropped = (tuple(map(made, records)) for records in (self.new, self.dropped))
        return Between(self.older, self.newer, returned, new, dropped, self.looked_in)


# Of each id, those that links lead to, each with its link.
Ways: TypeAlias = Mapping[str, Sequence[tuple[str, Link]]]


class Links:
    """Links by either end."""

    def __init__(self, links: Iterable[Link]) -> None:
        to_older, to_newer = defaultdict(list), defaultdict(list)
        for link in links:
            to_older[link.newer].append((link.older, link))
            to_newer[link.older].append((link.newer, link))
        self.to_older: Ways = to_older
        self.to_newer: Ways = to_newer

    def lineage(self, record: MandateRow, get: Callable[[str], MandateRow]) -> Lineage[MandateRow]:
        """`get` gives the record of an id."""
        id = record["id"]
        earlier, later = _steps(id, self.to_older, get), _steps(id, self.to_newer, get)
        return Lineage(record, earlier, later, _years([record, *(step.record for step in (*earlier, *later))]))

    def between(
        self, years: tuple[int, int], older: Iterable[MandateRow], newer: Iterable[MandateRow]
    ) -> Between[MandateRow]:
        """`older` and `newer` are the mandates of the two summits."""
        older, newer = list(older), list(newer)
        last = {record["id"]: record for record in newer}
        returned = []
        for record in older:
            returned += [Return(record, last[path[-1].newer], path) for path in self._paths(record["id"], last)]
        took, taken = {r.newer["id"] for r in returned}, {r.older["id"] for r in returned}
        new = tuple(record for record in newer if record["id"] not in took)
        dropped = tuple(record for record in older if record["id"] not in taken)
        return Between(*years, tuple(returned), new, dropped, (len(older), len(newer)))

    def _paths(self, start: str, ends: Mapping[str, MandateRow]) -> list[tuple[Link, ...]]:
        """The shortest way from `start` to each of `ends` that later summits lead to."""
        ways: dict[str, tuple[Link, ...]] = {start: ()}
        pending = [start]
        while pending:
            following = []
            for id in pending:
                for newer, link in self.to_newer.get(id, ()):
                    if newer not in ways:
                        ways[newer] = (*ways[id], link)
                        following.append(newer)
            pending = following
        return [way for id, way in ways.items() if id in ends]


def families(records: Iterable[MandateRow], links: Iterable[Link]) -> list[Family[MandateRow]]:
    """Every mandate whose summit is known is in one; ordered as the first mandate of each comes."""
    ordered = [record for record in records if record["summit"] is not None]
    first: dict[str, str] = {record["id"]: record["id"] for record in ordered}

    def root(id: str) -> str:
        while first[id] != id:
            first[id] = first[first[id]]
            id = first[id]
        return id

    joined = list(links)
    for link in joined:
        first[root(link.newer)] = root(link.older)
    members, inner = defaultdict(list), defaultdict(list)
    for record in ordered:
        members[root(record["id"])].append(record)
    for link in joined:
        inner[root(link.older)].append(link)
    return [Family(tuple(sorted(found, key=_age)), tuple(inner[id]), _years(found)) for id, found in members.items()]


def recurring(found: Iterable[Family[MandateRow]], least: int) -> list[Family[MandateRow]]:
    """Those that at least so many summits took up, the most taken up first."""
    enough = [family for family in found if len(family.summits) >= least]
    return sorted(enough, key=lambda f: (-len(f.summits), -f.summits[-1], f.records[0]["id"]))


def dropped(found: Iterable[Family[MandateRow]], since: int) -> list[Family[MandateRow]]:
    """Those that no summit after that year took up, the most lately taken up first."""
    ended = [family for family in found if family.summits[-1] <= since]
    return sorted(ended, key=lambda f: (-f.summits[-1], f.records[0]["id"]))


def _years(records: Iterable[MandateRow]) -> tuple[int, ...]:
    return tuple(sorted({record["summit"] for record in records if record["summit"] is not None}))


def _age(record: MandateRow) -> tuple[int, str]:
    """Oldest first. Without a summit, a mandate has no links and is alone."""
    return record["summit"] or 0, record["id"]


def _steps(start: str, ways: Ways, get: Callable[[str], MandateRow]) -> tuple[Step[MandateRow], ...]:
    """Everything that is reached from `start`, each once: by the link to the summit nearest in time, then the best."""
    reached = {start: get(start)}
    pending = [start]
    while pending:
        for other, _ in ways.get(pending.pop(), ()):
            if other not in reached:
                reached[other] = get(other)
                pending.append(other)
    year = {id: _age(record)[0] for id, record in reached.items()}
    near: dict[str, tuple[int, float, str, Link]] = {}
    for id in reached:
        for other, link in ways.get(id, ()):
            way = (abs(year[other] - year[id]), -link.score, id, link)
            if other not in near or way[:3] < near[other][:3]:
                near[other] = way
    depth = {start: 0}
    steps = []
    for id in sorted(near, key=lambda id: abs(year[id] - year[start])):  # each after the one it is reached from
        _, _, before, link = near[id]
        depth[id] = depth[before] + 1
        steps.append(Step(reached[id], link, depth[id]))
    return tuple(sorted(steps, key=lambda step: _age(step.record)))
