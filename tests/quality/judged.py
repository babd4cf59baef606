"""Links found in labelled pairs, judged."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli import registry
from mandates_cli.compare.links import Link, Said, links
from mandates_cli.folding import fold
from testsite.lineage import Half, Lineages, lineages
from testsite.words import Language

HERE: Final = Path(__file__).parent
HALVES: Final[tuple[Half, ...]] = ("dev", "held-out")
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
SEEDS: Final = range(12)


class Judged(NamedTuple):
    """By name of the pair: those rightly linked (`kinds` says as what, after what was meant), lost, wrongly linked."""

    right: int
    lost: tuple[str, ...]
    wrong: tuple[str, ...]
    kinds: Mapping[str, tuple[str, str]]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.kinds) / (len(self.kinds) + len(self.lost))

    @property
    def kind(self) -> float:
        """Share of the planted links that have the kind that was meant."""
        return sum(meant == found for meant, found in self.kinds.values()) / len(self.kinds)


@cache
def names() -> dict[int, list[str]]:
    tables = registry.load()
    found = {summit.year: [*summit.city.all(), *summit.name.all()] for summit in tables.summits}
    for document in tables.documents:
        found[document.summit] += document.title.all()
    return found


class Planted(NamedTuple):
    language: Language
    seed: int
    lineages: Lineages
    links: list[Link]


@cache
def planted(half: Half) -> tuple[Planted, ...]:
    return tuple(_planted(half, seed, language) for seed in SEEDS for language in LANGUAGES)


def _planted(half: Half, seed: int, language: Language) -> Planted:
    made = lineages(half, seed)
    said = [Said(str(c.number), language, c.year, fold(c.lead(language)[0])) for c in made.commitments]
    return Planted(language, seed, made, links(said, names()))


def judged(half: Half) -> Judged:
    """The planted ones. What a later summit took up from what an earlier one had taken up is right too."""
    right, lost, wrong = 0, [], []
    kinds: dict[str, tuple[str, str]] = {}
    for language, seed, made, found in planted(half):
        by_pair = {(int(link.older), int(link.newer)): link for link in found}
        for older, newer, kind in made.planted:
            name = f"{half} {seed} {language} {older}-{newer}"
            if link := by_pair.get((older, newer)):
                kinds[name] = (kind, link.kind)
            else:
                lost.append(name)
        for older, newer in by_pair:
            if made.family[older] == made.family[newer]:
                right += 1
            else:
                wrong.append(f"{half} {seed} {language} {older}-{newer}")
    return Judged(right, tuple(lost), tuple(wrong), kinds)


def pairs(half: Half) -> list[dict]:  # type: ignore[type-arg]
    rows = map(json.loads, (HERE / "pairs.jsonl").read_text("utf-8").splitlines())
    return [row for row in rows if row["split"] == half]


def judged_by_hand(half: Half) -> Judged:
    """The pairs written by hand, all in one corpus: what is linked across them is wrong too."""
    rows = pairs(half)
    meant = {(f"{row['id']} older", f"{row['id']} newer"): row["kind"] for row in rows}
    found = {(link.older, link.newer): link.kind for link in links(_said(rows), names())}
    named = {pair: pair[1].removesuffix(" newer") for pair in {*meant, *found}}
    right = {named[p]: (meant[p], kind) for p, kind in found.items() if meant.get(p, "none") != "none"}
    lost = sorted(named[p] for p, kind in meant.items() if kind != "none" and p not in found)
    wrong = sorted(named[p] for p in found if named[p] not in right)
    return Judged(len(right), tuple(lost), tuple(wrong), right)


def _said(rows: list[dict]) -> Iterator[Said]:  # type: ignore[type-arg]
    for row in rows:
        for side in ("older", "newer"):
            yield Said(f"{row['id']} {side}", row["language"], row[side]["summit"], fold(row[side]["text"]))


def measured() -> dict[str, dict[str, float]]:
    """Precision, recall and share of right kinds, rounded down to a thousandth."""
    all_ = {f"{way} {half}": judge(half) for way, judge in _JUDGES.items() for half in HALVES}
    return {
        name: {what: int(getattr(j, what) * 1000) / 1000 for what in ("precision", "recall", "kind")}
        for name, j in all_.items()
    }


def outcome() -> dict[str, list[str]]:
    found = [judge(half) for judge in _JUDGES.values() for half in HALVES]
    return {
        "lost": sorted(name for j in found for name in j.lost),
        "wrong": sorted(name for j in found for name in j.wrong),
        "other kind": sorted(f"{n}: {k} for {m}" for j in found for n, (m, k) in j.kinds.items() if m != k),
    }


_JUDGES: Final = {"planted": judged, "by hand": judged_by_hand}
