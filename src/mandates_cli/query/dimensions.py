"""What mandates are counted by, in which unit, and in which order the counts stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias, TypedDict, cast

from mandates_cli.errors import UsageError
from mandates_cli.folding import fold
from mandates_cli.query.naming import unknown
from mandates_cli.query.register import NO_YEAR

Dimension: TypeAlias = Literal["summit", "theme", "document", "language", "body", "due"]
Unit: TypeAlias = Literal["commitments", "mandates", "placements", "items"]
# A year, a name, "no year" of a deadline that ends in no certain one; null for what is not known or not there.
Value: TypeAlias = str | int | None

DIMENSIONS: Final[Sequence[Dimension]] = ("summit", "theme", "document", "language", "body", "due")
UNITS: Final[Sequence[Unit]] = ("commitments", "mandates", "placements", "items")
MOST: Final = 2
# What else people type for one, folded.
MEANT: Final[Mapping[str, Dimension]] = {
    "year": "summit", "place": "summit", "city": "summit", "topic": "theme", "subtheme": "theme", "section": "theme",
    "lang": "language", "institution": "body", "addressee": "body", "asks": "body", "asked": "body", "deadline": "due",
    "date": "due",
}  # fmt: skip


class StatRow(TypedDict, total=False):
    """The values that are counted by, and one count, named for its unit. `due` is a year, or "no year"; null says that
    there is none, or that it is not known."""

    summit: int | None
    theme: str | None
    document: str | None
    language: str
    body: str | None
    due: int | str | None
    commitments: int
    mandates: int
    placements: int
    items: int


class TakenUpRow(TypedDict):
    """How much of a summit later summits took up. `looked_in` is what a claim that something was not taken up rests on;
    null, as the claim is, where the corpus holds nothing later that could have."""

    summit: int | None
    commitments: int
    taken_up: int | None
    share: float | None
    looked_in_mandates: int | None
    looked_in_summits: int | None


def dimensions(typed: str | Sequence[str]) -> list[Dimension]:
    """As a person types them, `theme,summit`, or one by one. Raises UnknownName, and UsageError for none, too many or
    the same twice."""
    names = typed.split(",") if isinstance(typed, str) else typed
    found = [_dimension(name.strip()) for name in names if name.strip()]
    if not found:
        message = "Say what to count by: --by with one or two of {known}, such as --by theme,summit."
        raise UsageError(message, known=", ".join(DIMENSIONS))
    if len(found) > MOST or len({*found}) < len(found):
        message = "--by takes one or two different dimensions, and {typed} is neither; choose from {known}."
        raise UsageError(message, typed=",".join(names), known=", ".join(DIMENSIONS))
    return found


def _dimension(name: str) -> Dimension:
    wanted = fold(name)
    if wanted not in DIMENSIONS:
        raise unknown("dimension", name, DIMENSIONS, "'mandates stats --help'", MEANT)
    return cast(Dimension, wanted)


def unit(typed: str) -> Unit:
    """Raises UnknownName."""
    if typed not in UNITS:
        raise unknown("unit", typed, UNITS, "'mandates stats --help'")
    return cast(Unit, typed)


def margin(rows: Sequence[StatRow], dimension: Dimension, unit: Unit) -> Counter[Value]:
    """The counts of each value, summed over what else is counted by."""
    found: Counter[Value] = Counter()
    for row in rows:
        found[row[dimension]] += row[unit]
    return found


def ordered(dimension: Dimension, counted: Mapping[Value, int]) -> list[Value]:
    """Years one after the other, names from the largest count to the smallest, each sub-theme behind its theme; what is
    not known comes last."""

    def place(value: Value) -> tuple[object, ...]:
        if value is None:
            return (2,)
        if isinstance(value, int):
            return 0, value
        if value == NO_YEAR and dimension == "due":
            return (1,)
        root = value.partition("/")[0] if dimension == "theme" else value
        return 0, -counted.get(root, 0), root, value != root, -counted[value], value

    return sorted(counted, key=place)


def rows_of(counted: Mapping[tuple[Value, ...], int], by: Sequence[Dimension], unit: Unit) -> list[StatRow]:
    """In the order of the first dimension's values, then of the second's."""
    rows = [cast(StatRow, {**dict(zip(by, values, strict=True)), unit: count}) for values, count in counted.items()]
    places = [{value: at for at, value in enumerate(ordered(one, margin(rows, one, unit)))} for one in by]
    return sorted(rows, key=lambda row: [held[row[one]] for one, held in zip(by, places, strict=True)])


def first(rows: Sequence[StatRow], dimension: Dimension, most: int | None) -> list[StatRow]:
    """The rows of the first `most` values, and those of what is not known."""
    kept = {value: None for value in (row[dimension] for row in rows) if value is not None}
    wanted = {*[*kept][:most]}
    return [row for row in rows if row[dimension] is None or row[dimension] in wanted]
