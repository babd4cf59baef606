"""RIS: what EndNote, Mendeley and Zotero import. A line is a tag and its value."""

from collections.abc import Iterable, Iterator
from typing import Final

from mandates_cli.render.references.csl import noted
from mandates_cli.render.references.reference import Event, Reference
from mandates_cli.render.screen import Screen

TYPES: Final = {"document": "RPRT", "page": "ELEC", "corpus": "DATA"}


def written(references: Iterable[Reference], _: Screen) -> Iterator[str]:
    for reference in references:
        lines = [f"{tag}  - {value}" for tag, value in tags(reference) if value]
        yield "\n".join([*lines, "ER  - ", "", ""])


def tags(reference: Reference) -> list[tuple[str, str]]:
    """What is not known is empty."""
    event = reference.event
    held = f"{event.title}, {event.place}, {reference.days}" if event else ""
    corpus = reference.kind == "corpus"
    return [
        ("TY", TYPES[reference.kind]),
        ("ID", reference.key),
        ("AU", reference.author),
        ("TI", reference.title),
        ("TT", reference.translated),
        ("M3", reference.genre),
        ("PY", str(reference.year or "")),
        ("DA", _date(event) if event else ""),
        ("CY", event.place if event else ""),
        ("PB", "" if corpus else reference.publisher),
        ("SE", reference.section),
        ("ET", reference.version if corpus else ""),
        ("UR", reference.url),
        ("Y2", f"{reference.seen:%Y/%m/%d}" if reference.seen else ""),
        ("LA", reference.language),
        ("DP", "" if corpus else f"{reference.origin}, {reference.version}"),
        ("N1", held),
        ("N1", noted(reference)),
    ]


def _date(event: Event) -> str:
    """`2022/06//8-10`: the tag has room for one day, so that days stand where it has other words."""
    first, last = event.first, event.last
    if first == last:
        return f"{first:%Y/%m/%d}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y/%m}//{first.day}-{last.day}"
    return f"{last:%Y}///{first.isoformat()} - {last.isoformat()}"
