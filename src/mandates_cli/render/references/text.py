"""A reference as a sentence that can be pasted below a text, a line each."""

from collections.abc import Iterable, Iterator

from mandates_cli.render.references.reference import Reference
from mandates_cli.render.screen import Screen


def written(references: Iterable[Reference], _: Screen) -> Iterator[str]:
    return (f"{worded(reference)}\n" for reference in references)


def worded(reference: Reference) -> str:
    """`Our Sustainable Green Future. Ninth Summit of the Americas (IX), Los Angeles, United States, 8–10 June 2022,
    item b. Organization …, http://…/sec.html, position 3, seen 9 May 2026. Mandate 2022-…, corpus 2026-…`"""
    if reference.kind == "corpus":
        version = f"{reference.word('version')} {reference.version}"
        texts = f"{reference.word('texts')} {reference.publisher}"
        return _joined([[reference.author], [reference.title], [version], [texts]])
    translated = f" [{reference.translated}]" if reference.translated else ""
    event = reference.event
    held = [event.title, event.place, reference.days] if event else [reference.days]
    if not event and reference.days and reference.days in reference.title:
        held = []
    place = [reference.publisher, reference.url or reference.page, *reference.where]
    return _joined([[f"{reference.title}{translated}"], [*held, *reference.within], place, [reference.which]])


def _joined(sentences: Iterable[Iterable[str]]) -> str:
    told = (", ".join(filter(None, parts)) for parts in sentences)
    return " ".join(f"{text[0].upper()}{text[1:].removesuffix('.')}." for text in told if text)
