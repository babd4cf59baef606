"""The mandates that were labelled by hand, as records. `register.md` says how they were labelled."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from mandates_cli.model import Addressee, Deadline, Item, Mandate, Span

HERE: Final = Path(__file__).parent
Half = Literal["dev", "blind"]
Row = dict[str, Any]


class Labelled(NamedTuple):
    """`mandate` is as it is before any rule has looked at it; the rest is what is to be found in it. `net` says that
    it is full of what a wide net catches, `trap` why little or nothing is to be found in it."""

    mandate: Mandate
    deadlines: tuple[Deadline, ...]
    addressees: tuple[Addressee, ...]
    net: bool
    trap: str | None


class Part(NamedTuple):
    """A paragraph of a mandate. `start` is where its text begins in the mandate's."""

    label: str | None
    start: int
    text: str


def halves() -> tuple[Half, ...]:
    every: tuple[Half, ...] = ("dev", "blind")
    return tuple(half for half in every if _file(half).exists())


@cache
def labelled(half: Half) -> tuple[Labelled, ...]:
    return tuple(_labelled(json.loads(line)) for line in _file(half).read_text("utf-8").splitlines())


def _file(half: Half) -> Path:
    return HERE / f"register.{half}.jsonl"


def _labelled(row: Row) -> Labelled:
    parts = _parts(row)
    return Labelled(
        mandate=_mandate(row),
        deadlines=tuple(_deadline(label, parts) for label in row["deadlines"]),
        addressees=tuple(_addressee(label, parts) for label in row["addressees"]),
        net=row["net"],
        trap=row["trap"],
    )


def _lines(row: Row) -> list[tuple[str, str | None, str, str]]:
    """Name, label, what is printed before the text, and text of each part, in the order of the mandate."""
    lines: list[tuple[str, str | None, str, str]] = [("lead", None, "", row["lead"])]
    for number, item in enumerate(row["items"], 1):
        label = item["label"]
        lines.append((f"item {number}", label, f"{label}. " if label else "", item["text"]))
    if row["closing"]:
        lines.append(("closing", None, "", row["closing"]))
    return lines


def _parts(row: Row) -> dict[str, Part]:
    parts, start = {}, 0
    for name, label, mark, text in _lines(row):
        parts[name] = Part(label, start + len(mark), text)
        start += len(mark) + len(text) + 1
    return parts


def _mandate(row: Row) -> Mandate:
    return Mandate(
        id=row["id"],
        language=row["language"],
        summit=row["summit"],
        document=None,
        section=None,
        text="\n".join(mark + text for _, _, mark, text in _lines(row)),
        chapeau=row["lead"] if row["items"] else None,
        items=tuple(Item(**item) for item in row["items"]),
        closing=row["closing"],
        missing_labels=(),
        citation=None,
        themes=(),
        placements=(),
    )


def _deadline(row: Row, parts: dict[str, Part]) -> Deadline:
    # An inherited one is an item's, but the words stand in the chapeau.
    words = parts["lead" if row["inherited"] else row["part"]]
    return Deadline(
        text=row["text"],
        kind=row["kind"],
        year=row["year"],
        target=row["target"],
        label=parts[row["part"]].label,
        inherited=row["inherited"],
        span=_span(words, row["text"], row["nth"]),
    )


def _addressee(row: Row, parts: dict[str, Part]) -> Addressee:
    part = parts[row["part"]]
    span = _span(part, row["text"], row["nth"])
    return Addressee(body=row["body"], text=row["text"], role=row["role"], label=part.label, span=span)


def _span(part: Part, words: str, nth: int) -> Span:
    """Offsets, in the mandate's text, of the nth time that the part has these words. Raises ValueError without one."""
    at = -1
    for _ in range(nth):
        at = part.text.index(words, at + 1)
    return part.start + at, part.start + at + len(words)
