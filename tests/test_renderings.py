"""Any outline, written as text or as markup of several shapes, gives the same records: those that were meant."""

import csv
import html
import random
import string
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.provenance import Source, verify

REGISTRY: Final = registry.load()
with (Path(__file__).parent / "data" / "citations.csv").open(encoding="utf-8") as file:
    ROWS: Final = list(csv.DictReader(file))
HEADINGS: Final = {
    "en": ("DEMOCRACY", "SECURITY: Public Policies", "TRADE: Small and Medium-sized Enterprises “SME’s”"),
    "es": ("DEMOCRACIA", "SALUD: Enfermedades Transmisibles", "DESARROLLO SOCIAL: Protección e Inclusión Social"),
}


class Entry(NamedTuple):
    """A mandate as a page shows it. `cited` is the label of its citation, `marked` what stands around it."""

    lead: str
    items: tuple[tuple[str | None, str], ...]
    cited: str
    marked: str


class Outline(NamedTuple):
    heading: str
    language: str
    entries: tuple[Entry, ...]


class Meant(NamedTuple):
    """What a record must say, whatever it was read from."""

    language: str
    document: str
    lead: str
    items: tuple[tuple[str | None, str], ...]
    missing: tuple[str, ...]
    cited: str
    position: int


# Words and what looks like markers, citations, entities and tags, but stands within a sentence.
FIRST: Final = st.sampled_from(["Mend", "Asking", "To keep", "Fortalecer", "Árboles", "We"])
WITHIN: Final = """the ferry|río|año|genderresponsive|well-being|R&D|&amp;|a < b|<li>|“open”|miners’|`|–|—|4°|U.S. ports
No. 5|in 2009|2.5 million|(OAS)|(IHR) (2005)|(2006-2016)|(Budapest Convention)|AG/RES. 2141 (XXXV-O/05)|e.g. wells
1) wells; 2) ports|a) wells, b) ports|Declaration of Santiago, 1998,|Initiative 61|c. by night|ñandú; y|𝒳 🐑"""
WORDS: Final = st.sampled_from(WITHIN.replace("\n", "|").split("|"))
FRAMES: Final = st.sampled_from([" ({}).", " ({})", "({})", "  ({}) .", " ( {}).", " ({});", " [{}]", " ({}.)"])


def texts(ends: Sequence[str]) -> st.SearchStrategy[str]:
    words = st.lists(WORDS, min_size=3, max_size=6).map(" ".join)
    return st.builds(lambda first, rest, end: f"{first} {rest}{end}", FIRST, words, st.sampled_from(ends))


def labelled(labels: Sequence[str]) -> st.SearchStrategy[tuple[tuple[str | None, str], ...]]:
    chosen = st.lists(st.sampled_from(labels), min_size=1, max_size=4, unique=True).map(
        lambda found: sorted(found, key=labels.index)
    )
    return chosen.flatmap(lambda found: st.tuples(*(st.tuples(st.just(label), texts(".;")) for label in found)))


def bare() -> st.SearchStrategy[tuple[tuple[str | None, str], ...]]:
    found = st.lists(texts(".;"), min_size=1, max_size=3, unique_by=fold)
    return found.map(lambda items: tuple((None, text) for text in items))


def entries(language: str) -> st.SearchStrategy[Entry]:
    cited = st.sampled_from([row["label"] for row in ROWS if row["language"] == language])
    plain = st.tuples(texts(["", ".", ";", ":", "’"]), st.just(()))
    numbers = [str(number) for number in range(1, 12)]
    items = labelled(string.ascii_lowercase[:12]) | labelled(numbers) | bare()
    whole = plain | st.tuples(texts(":"), items)
    return st.builds(lambda both, label, marked: Entry(both[0], both[1], label, marked), whole, cited, FRAMES)


def outlines() -> st.SearchStrategy[Outline]:
    def of(language: str) -> st.SearchStrategy[Outline]:
        several = st.lists(entries(language), min_size=1, max_size=3, unique_by=lambda entry: fold(entry.lead))
        return st.builds(Outline, st.sampled_from(HEADINGS[language]), st.just(language), several.map(tuple))

    return st.sampled_from(["en", "es"]).flatmap(of)


def written(entry: Entry) -> list[tuple[str | None, str]]:
    """The lead-in, then the items, the citation at the end of the last."""
    *parts, (label, text) = [(None, entry.lead), *entry.items]
    return [*parts, (label, text + entry.marked.format(entry.cited))]


def as_text(outline: Outline) -> str:
    lines = ["MANDATES", outline.heading]
    for entry in outline.entries:
        (_, lead), *items = written(entry)
        lines += [f"  1. {lead}", ""]
        for label, text in items:
            lines += [f"    • {text}" if label is None else f"    • {label}. {text}", ""]
    return "\n".join([*lines, "\u00a0", "2", "© Summits of the Americas"])


def as_lists(outline: Outline) -> str:
    """One-item lists; what labels sub-items is the list's own numbering, letters or bullets."""
    out = []
    for entry in outline.entries:
        (_, lead), *items = written(entry)
        out.append(f"<ol><li>{html.escape(lead, quote=False)}")
        for label, text in items:
            shown = html.escape(text)
            if label is None:
                out.append(f"<ul><li><p>{shown}</p></li></ul>")
            elif label.isdecimal():
                out.append(f"<ol start={label}><li>{shown}</li></ol>")
            else:
                out.append(f"<ol type=a start={ord(label) - 96}><li>{shown}</ol>")
        out.append("</li></ol>\n")
    return f"<title>x</title><h2>{html.escape(outline.heading)}</h2>{''.join(out)}<p>2</p>"


def as_bullets(outline: Outline) -> str:
    """One list of typed numbers, and in it lists of typed letters."""
    out = []
    for number, entry in enumerate(outline.entries, 1):
        (_, lead), *items = written(entry)
        inner = "".join(f"<li>{html.escape(f'{label}. {text}' if label else text)}" for label, text in items)
        nested = f"<ul>{inner}</ul>" if inner else ""
        out.append(f"<li><div>{number}. <font size=2>{html.escape(lead)}</font></div>{nested}")
    return f"<p><b>{html.escape(outline.heading)}</b></p><ul>{''.join(out)}</ul>&copy; Summits of the Americas"


def as_table(outline: Outline) -> str:
    """Lines of one cell, indented by hard spaces."""
    out = []
    for number, entry in enumerate(outline.entries, 1):
        (_, lead), *items = written(entry)
        out.append(f"&nbsp;{number}.&nbsp;{html.escape(lead).replace(' ', chr(10), 2)}")
        for label, text in items:
            # Beside "1) wells; 2) ports" a label of the same form would be part of that enumeration.
            typed = f"{label}. {text}" if ") " in text else f"{label}) {text}"
            out.append(f"&nbsp;&nbsp;&nbsp;&bull; {html.escape(typed if label else text)}")
    return f"<table><tr><td>{html.escape(outline.heading)}<br><br>{'<br><br>'.join(out)}</table>"


SHAPES: Final[dict[str, Callable[[Outline], str]]] = {
    "text": as_text,
    "lists": as_lists,
    "bullets": as_bullets,
    "table": as_table,
}


def parsed(page: str, source: str, media_type: str) -> PageRecords:
    return parse_page(
        source.encode(),
        page=page,
        url=None,
        snapshot=page,
        media_type=media_type,
        declared_charset=None,
        registry=REGISTRY,
    )


def read(outline: Outline, shape: str, page: str = "page") -> PageRecords:
    source = SHAPES[shape](outline)
    records = parsed(page, source, "text/plain" if shape == "text" else "text/html")
    total, *parts = records.page.account.model_dump().values()
    assert total == sum(parts)
    assert [d.code for d in records.diagnostics] == []
    return records


def meant(outline: Outline) -> list[Meant]:
    found = []
    for position, entry in enumerate(outline.entries, 1):
        resolved = REGISTRY.resolve(entry.cited)
        assert resolved is not None
        shown = [label for label, _ in entry.items if label]
        all_labels = [str(n) for n in range(1, 12)] if shown and shown[0].isdecimal() else list(string.ascii_lowercase)
        missing = tuple(x for x in all_labels[: all_labels.index(shown[-1])] if x not in shown) if shown else ()
        kept = (outline.language, resolved.document.id, entry.lead, entry.items, missing, entry.cited, position)
        found.append(Meant(*kept))
    return sorted(found, key=str)


def said(mandates: Sequence[Mandate]) -> list[Meant]:
    found = []
    for mandate in mandates:
        assert mandate.citation is not None
        assert mandate.document is not None
        items = tuple((item.label, item.text) for item in mandate.items)
        (placement,) = mandate.placements
        lead = mandate.chapeau or mandate.text
        kept = (mandate.language, mandate.document, lead, items, mandate.missing_labels, mandate.citation.text)
        found.append(Meant(*kept, placement.position))
    return sorted(found, key=str)


@settings(deadline=None, max_examples=60)
@given(outlines())
def test_every_rendering_gives_what_was_meant(outline: Outline) -> None:
    found = [assemble([read(outline, shape)]).mandates for shape in SHAPES]
    assert said(found[0]) == meant(outline)
    for mandates in found[1:]:
        assert [m.model_dump(exclude={"placements"}) for m in mandates] == [
            m.model_dump(exclude={"placements"}) for m in found[0]
        ]
    assert len({mandate.id for mandate in found[0]}) == len(outline.entries)


@settings(deadline=None, max_examples=40)
@given(outlines())
def test_every_text_is_cut_out_of_its_rendering_again(outline: Outline) -> None:
    for shape, render in SHAPES.items():
        mandates = assemble([read(outline, shape)]).mandates
        source = Source(render(outline).encode(), "text/plain" if shape == "text" else "text/html", charset=None)
        provenance = verify(mandates, {"page": source}.__getitem__)
        assert provenance.faults == []
        assert provenance.unplaced == 0
        assert provenance.compared == sum(2 + len(mandate.items) for mandate in mandates)


@settings(deadline=None, max_examples=40)
@given(outlines(), st.sampled_from(list(SHAPES)), st.sampled_from(list(SHAPES)))
def test_records_rendered_and_read_again_are_the_same(outline: Outline, one: str, other: str) -> None:
    first = assemble([read(outline, one)]).mandates
    entries = tuple(
        Entry(m.chapeau or m.text, tuple((i.label, i.text) for i in m.items), m.citation.text, " ({}).")
        for m in first
        if m.citation
    )
    again = assemble([read(Outline(outline.heading, outline.language, entries), other)]).mandates
    assert [m.model_dump(exclude={"placements"}) for m in again] == [
        m.model_dump(exclude={"placements"}) for m in first
    ]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(outlines(), st.sampled_from(list(SHAPES))), min_size=2, max_size=3),
    st.randoms(use_true_random=False),
)
def test_the_order_of_pages_does_not_matter(pages: list[tuple[Outline, str]], rng: random.Random) -> None:
    """Pages that share mandates too: the second also shows what the first does."""
    (outline, _), (other, shape), *rest = pages
    entries = {fold(entry.lead): entry for entry in (*outline.entries, *other.entries)}
    pages = [pages[0], (Outline(outline.heading, outline.language, tuple(entries.values())), shape), *rest]
    records = [read(outline, shape, f"page{number}") for number, (outline, shape) in enumerate(pages)]
    first = assemble(records)
    rng.shuffle(records)
    again = assemble(records)
    assert again.mandates == first.mandates
    assert sorted(again.diagnostics, key=str) == sorted(first.diagnostics, key=str)
    assert again.identities == first.identities
    placed = [(p.page, p.position) for mandate in first.mandates for p in mandate.placements]
    assert sorted(placed) == sorted((r.page.page, e.position) for r in records for e in r.excerpts)
