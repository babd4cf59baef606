"""BibTeX, with the fields that biblatex reads besides. UTF-8 stays as it is.

Braces are written as commands: BibTeX counts those of a value, escaped or not.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from mandates_cli.render.references.csl import noted
from mandates_cli.render.references.reference import Reference
from mandates_cli.render.screen import Screen

SPECIAL: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
        '"': r"\textquotedbl{}", **{character: f"\\{character}" for character in "$&#_%"},
    }
)  # fmt: skip
MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
LANGUAGES: Final = {"en": "english", "es": "spanish"}


def written(references: Iterable[Reference], _: Screen) -> Iterator[str]:
    for number, reference in enumerate(references):
        # A report has an institution and a year; what lacks one is anything.
        kind = "techreport" if reference.kind == "document" and reference.year else "misc"
        lines = [f"  {name} = {value},\n" for name, value in fields(reference, kind).items() if value]
        yield "\n" if number else ""
        yield f"@{kind}{{{reference.key},\n{''.join(lines)}}}\n"


def fields(reference: Reference, kind: str) -> dict[str, str]:
    """As they stand in the file; what is not known is empty."""
    event = reference.event
    corpus = reference.kind == "corpus"
    return {
        "author": _kept(reference.author),
        "title": _kept(reference.title),
        "titleaddon": _kept(reference.translated),
        "type": _braced(reference.genre) if kind == "techreport" else "",
        "institution" if kind == "techreport" else "publisher": "" if corpus else _kept(reference.publisher),
        "year": f"{{{reference.year}}}" if reference.year else "",
        "month": MONTHS[event.first.month - 1] if event and event.first.month == event.last.month else "",
        "eventtitle": _kept(event.title) if event else "",
        "venue": _braced(event.place) if event else "",
        "eventdate": f"{{{event.first}/{event.last}}}" if event else "",
        "version": _braced(reference.version) if corpus else "",
        "url": f"{{{reference.url}}}" if reference.url else "",
        "urldate": f"{{{reference.seen}}}" if reference.seen else "",
        "langid": f"{{{LANGUAGES[reference.language]}}}",
        "note": _braced(_printed(reference)),
        "annote": "" if corpus else _braced(f"{noted(reference)} ({reference.origin}, {reference.version})"),
    }


def _printed(reference: Reference) -> str:
    """What styles that know no events and addresses print: place, days, chapter, items."""
    if reference.kind == "corpus":
        return f"{reference.word('version')} {reference.version}; {noted(reference)}"
    event = reference.event
    return ", ".join([*([event.title, event.place, reference.days] if event else ()), *reference.within])


def _braced(text: str) -> str:
    return f"{{{text.translate(SPECIAL)}}}" if text else ""


def _kept(text: str) -> str:
    """Capitals and names of bodies stay as they are."""
    return f"{{{_braced(text)}}}" if text else ""
