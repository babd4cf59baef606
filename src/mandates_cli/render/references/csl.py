"""CSL-JSON 1.0.2, an array: what Zotero imports, and pandoc and citeproc render in any style."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, TypeAlias

from mandates_cli.render.references.reference import Reference
from mandates_cli.render.screen import Screen

Field: TypeAlias = "str | list[dict[str, str]] | dict[str, list[list[int]]] | None"
TYPES: Final = {"document": "report", "page": "webpage", "corpus": "dataset"}


def written(references: Iterable[Reference], screen: Screen) -> Iterator[str]:
    before = "["
    for reference in references:
        entry = {name: held for name, held in fields(reference).items() if held}
        yield f"{before}\n{json.dumps(entry, ensure_ascii=screen.ascii)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def fields(reference: Reference) -> dict[str, Field]:
    """What is not known is empty."""
    note = noted(reference)
    event, corpus = reference.event, reference.kind == "corpus"
    return {
        "id": reference.key,
        "type": TYPES[reference.kind],
        "language": reference.language,
        "author": [{"literal": reference.author}] if reference.author else None,
        "title": reference.title,
        "genre": reference.genre,
        "issued": _issued(reference),
        "authority": event.name if event else None,
        "event-title": event.title if event else None,
        "event-place": event.place if event else None,
        "event-date": _dates(event.first, event.last) if event else None,
        "section": reference.section,
        "publisher": "" if corpus else reference.publisher,
        "version": reference.version if corpus else None,
        "URL": reference.url,
        "accessed": _dates(reference.seen) if reference.seen else None,
        "source": "" if corpus else f"{reference.origin}, {reference.version}",
        # CSL has no other place for it.
        "note": f"[{reference.translated}]; {note}" if reference.translated else note,
    }


def noted(reference: Reference) -> str:
    """`item b; position 3, printed “iii)”; mandate 2022-green-future-4f1c9a: “Bring clean water to …”`"""
    if reference.kind == "corpus":
        return f"{reference.word('texts')} {reference.publisher}"
    where = ", ".join(filter(None, ["" if reference.url else reference.page, *reference.where]))
    mandate = f"{reference.word('mandate')} {reference.mandate}: “{reference.opening}”"
    return "; ".join(filter(None, [", ".join(reference.within), where, mandate]))


def _dates(*days: date) -> dict[str, list[list[int]]]:
    """A day, or the first and the last one."""
    return {"date-parts": [[day.year, day.month, day.day] for day in dict.fromkeys(days)]}


def _issued(reference: Reference) -> dict[str, list[list[int]]] | None:
    """The month, or the year: on which day of a summit its documents were adopted is not known."""
    event = reference.event
    if event and (event.first.year, event.first.month) == (event.last.year, event.last.month):
        return {"date-parts": [[event.last.year, event.last.month]]}
    return {"date-parts": [[reference.year]]} if reference.year else None
