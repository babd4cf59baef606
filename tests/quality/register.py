"""How well deadlines and addressees are found, on the labelled mandates.

    .venv/bin/python tests/quality/register.py [--half dev|blind] [--misses] [--raise]

`--misses` shows what was missed and what was found wrongly, `--raise` writes what is measured where it is better than
the floor. Rules are written on the `dev` half only.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from labelled import HERE, Half, halves, labelled

from mandates_cli.model import Addressee, Deadline, Mandate

Found = Deadline | Addressee
Finder = Callable[[Mandate], tuple[Sequence[Deadline], Sequence[Addressee]]]
What = Literal["deadlines", "addressees"]
Floor = dict[str, dict[str, float]]
WHATS: Final[tuple[What, What]] = ("deadlines", "addressees")


class Verdict(NamedTuple):
    """What was meant and what was found for it: one of the two is None where it was missed or found wrongly."""

    mandate: Mandate
    meant: Found | None
    found: Found | None

    @property
    def either(self) -> Found:
        one = self.meant or self.found
        assert one is not None
        return one

    @property
    def kind(self) -> str:
        return self.either.kind if isinstance(self.either, Deadline) else self.either.role


def judged(half: Half, what: What, finder: Finder) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for row in labelled(half):
        meant, found = (row.deadlines, row.addressees), finder(row.mandate)
        place = WHATS.index(what)
        verdicts += _paired(row.mandate, meant[place], found[place])
    return verdicts


def grouped(half: Half, finder: Finder) -> dict[str, list[Verdict]]:
    """By name: all of them, those of a language, of a kind or role."""
    named: dict[str, list[Verdict]] = {}
    for what in WHATS:
        groups: dict[str, list[Verdict]] = defaultdict(list)
        for verdict in judged(half, what, finder):
            for group in ("all", verdict.mandate.language, verdict.kind):
                groups[group].append(verdict)
        order = ["all", "en", "es", *sorted(groups.keys() - {"all", "en", "es"})]
        named |= {f"{what} {half} {group}": groups[group] for group in order if group in groups}
    return named


def figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Shares, rounded down to a thousandth; one of nothing is left out. `exact` and `target` are shares of the right
    ones: those with the very span, and with the same target."""
    right = [(v.meant, v.found) for v in verdicts if v.meant and v.found]
    shares = {
        "precision": (len(right), sum(v.found is not None for v in verdicts)),
        "recall": (len(right), sum(v.meant is not None for v in verdicts)),
        "exact": (sum(meant.span == found.span for meant, found in right), len(right)),
    }
    targets = [(m.target, f.target) for m, f in right if isinstance(m, Deadline) and isinstance(f, Deadline)]
    if targets:
        shares["target"] = (sum(meant == found for meant, found in targets), len(targets))
    return {name: part * 1000 // whole / 1000 for name, (part, whole) in shares.items() if whole}


def _paired(mandate: Mandate, meant: Sequence[Found], found: Sequence[Found]) -> Iterator[Verdict]:
    """Each is paired at most once; the best pairs first."""
    pairs = [(m, f) for m in range(len(meant)) for f in range(len(found)) if _right(meant[m], found[f])]
    pairs.sort(key=lambda pair: -_likeness(meant[pair[0]], found[pair[1]]))
    free, left = set(range(len(meant))), set(range(len(found)))
    for m, f in pairs:
        if m in free and f in left:
            free.remove(m)
            left.remove(f)
            yield Verdict(mandate, meant[m], found[f])
    yield from (Verdict(mandate, meant[m], None) for m in sorted(free))
    yield from (Verdict(mandate, None, found[f]) for f in sorted(left))


def _right(meant: Found, found: Found) -> bool:
    """Whether the spans share at least half of either, and all else that matters is equal."""
    longest = max(end - start for start, end in (meant.span, found.span))
    return 2 * _shared(meant, found) >= longest and _said(meant) == _said(found)


def _likeness(meant: Found, found: Found) -> float:
    same_target = isinstance(meant, Deadline) and isinstance(found, Deadline) and meant.target == found.target
    return _shared(meant, found) + 0.5 * same_target


def _shared(one: Found, other: Found) -> int:
    return min(one.span[1], other.span[1]) - max(one.span[0], other.span[0])


def _said(found: Found) -> tuple[object, ...]:
    if isinstance(found, Deadline):
        return found.kind, found.year, found.label, found.inherited
    return found.body, found.role, found.label


def raised(floor: Floor, measured: Floor) -> Floor:
    best = {
        name: {share: max(value, floor.get(name, {}).get(share, 0)) for share, value in values.items()}
        for name, values in measured.items()
    }
    return floor | {name: floor.get(name, {}) | values for name, values in best.items()}


def misses(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """A line for each that was missed or found wrongly, by kind, with the words around it."""
    wrong = [v for v in verdicts if not (v.meant and v.found)]
    for verdict in sorted(wrong, key=lambda v: (v.kind, v.mandate.id)):
        how, one = "missed" if verdict.meant else "wrong", verdict.either
        text, (start, end) = verdict.mandate.text, one.span
        around = f"{text[max(0, start - 50) : start]}[{text[start:end]}]{text[end : end + 30]}".replace("\n", " / ")
        said = ", ".join(str(value) for value in _said(one))
        yield f"{verdict.kind:<10}{how:<8}{verdict.mandate.id:<11}{said:<34}{around}"


def _printed(groups: dict[str, list[Verdict]], floor: Floor) -> None:
    columns = ("precision", "recall", "exact", "target")
    print(f"{'':<26}{'labelled':>9}{'found':>7}" + "".join(f"{column:>16}" for column in columns) + "     (floor)")
    for name, verdicts in groups.items():
        meant, found = (sum(v[place] is not None for v in verdicts) for place in (1, 2))
        shares, floors = figures(verdicts), floor.get(name, {})
        cells = (f"{shares[c]:.3f} ({floors.get(c, 0):.3f})" if c in shares else "" for c in columns)
        print(f"{name:<26}{meant:>9}{found:>7}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> None:
    # The rules are loaded here alone: figures and labels know nothing of them.
    from finder import finder

    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--half", choices=halves())
    asked.add_argument("--misses", action="store_true")
    asked.add_argument("--raise", action="store_true", dest="rise")
    options = asked.parse_args()
    file = HERE / "floor.json"
    floor: Floor = json.loads(file.read_text("utf-8"))
    for half in (options.half,) if options.half else halves():
        groups = grouped(half, finder())
        _printed(groups, floor)
        for what in WHATS if options.misses else ():
            print(f"\n{what}", *misses(judged(half, what, finder())), sep="\n")
        if options.rise:
            floor = raised(floor, {name: figures(verdicts) for name, verdicts in groups.items()})
    if options.rise:
        file.write_text(json.dumps(floor, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
