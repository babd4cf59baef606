"""A report for Word: summit, document, and each mandate quoted with its reference; where it is wanted, English beside
Spanish."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from mandates_cli.export import Chosen, Told
from mandates_cli.export.office import readme, stationery
from mandates_cli.export.office import wordml as w
from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.entry import Entry, Names
from mandates_cli.export.office.package import made, settle
from mandates_cli.export.office.quoted import Quoted
from mandates_cli.export.office.stationery import FACT, FIRST, NAME, NOTE, SECOND
from mandates_cli.render import beside
from mandates_cli.render.pairs import LANGUAGES, Pair
from mandates_cli.rows import MandateRow


def write(path: Path, chosen: Chosen, told: Told) -> None:
    """Raises OSError."""
    title, version = readme.title(chosen), str(chosen.corpus.version)
    author = chosen.corpus.attribution()["authors"]
    document = stationery.blank(title, author, version, chosen.language, made(chosen))
    body = document.element.body
    body[:-1] = w.elements("".join(_Report(document, chosen).written(told)))
    unsettled = BytesIO()
    document.save(unsettled)
    settle(unsettled, path)


class _Report:
    def __init__(self, document: Document, chosen: Chosen) -> None:
        self._chosen = chosen
        self._language = chosen.language
        self._names = Names.of(chosen)
        self._part = document.part
        self._headings: list[tuple[int, str]] = []
        self._relations: dict[str, str] = {}

    def written(self, told: Told) -> Iterator[str]:
        counts = readme.Counts()
        body = [*self._body(counts.over(self._chosen.pairs(told)))]
        body += self._heading(1, caption("source", self._language))
        body += self._facts(readme.source(self._chosen, self._names))
        yield w.paragraph("Title", self._run(readme.title(self._chosen)))
        yield from self._facts(readme.basis(self._chosen, counts))
        yield w.paragraph("TOCHeading", self._run(caption("contents", self._language)))
        yield from self._contents()
        yield from body

    def _run(self, text: str, style: str = "") -> str:
        return w.run(text, self._language, style)

    def _facts(self, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
        return (w.paragraph(FACT, self._run(f"{name}: ", NAME), self._run(text)) for name, text in facts)

    def _heading(self, level: int, text: str) -> Iterator[str]:
        self._headings.append((level, text))
        number = len(self._headings)
        yield w.paragraph(f"Heading{level}", w.bookmark(number, self._run(text)), new_page=number == 1)

    def _contents(self) -> Iterator[str]:
        for number, (level, text) in enumerate(self._headings, 1):
            runs = self._run(text) + w.tab() + w.field(f"PAGEREF {w.place(number)} \\h", "–")
            yield w.paragraph(FIRST if level == 1 else SECOND, w.to_place(number, runs))

    def _body(self, pairs: Iterable[Pair]) -> Iterator[str]:
        """In the order in which summits, and their documents, come first."""
        found: dict[int | None, dict[str | None, list[Pair]]] = {}
        for pair in pairs:
            found.setdefault(pair.row["summit"], {}).setdefault(pair.row["document"], []).append(pair)
        for documents in found.values():
            first = next(iter(documents.values()))[0]
            yield from self._summit(Entry(first.row, self._names))
            for held in documents.values():
                yield from self._heading(2, self._document(Entry(held[0].row, self._names)))
                yield from self._beside(held) if self._chosen.parallel else self._quoted(held)
        if not found:
            yield w.paragraph(FACT, self._run(caption("empty", self._language)))

    def _summit(self, entry: Entry) -> Iterator[str]:
        event, year = entry.cited.event, entry.row["summit"]
        yield from self._heading(1, event.title if event else str(year or caption("no summit", self._language)))
        if event:
            yield w.paragraph(FACT, self._run(f"{event.place}, {entry.cited.days}"))

    def _document(self, entry: Entry) -> str:
        titles = entry.titles(LANGUAGES if self._chosen.parallel else (self._language,))
        return " / ".join(titles) or entry.row["document"] or caption("no document", self._language)

    def _quoted(self, pairs: Sequence[Pair]) -> Iterator[str]:
        return (self._quote(pair.row).whole for pair in pairs)

    def _beside(self, pairs: Sequence[Pair]) -> Iterator[str]:
        head = [w.paragraph(FACT, self._run(self._names.languages[language], NAME)) for language in LANGUAGES]
        yield w.table(head, (row for pair in pairs for row in self._rows(pair)))

    def _rows(self, pair: Pair) -> Iterator[str]:
        """Leads, items of one label, what closes them, and references: each beside the other's."""
        sides = [pair.told(language) for language in LANGUAGES]
        quotes = [self._quote(row) if row else None for row in sides]
        none = w.paragraph(NOTE, self._run(caption("no twin", self._language)))
        yield w.table_row([quote.lead if quote else none for quote in quotes], ruled=True)
        for items in beside.items(*sides):
            told = zip(quotes, items, strict=True)
            yield w.table_row([quote.item(item) if quote and item else "" for quote, item in told])
        closings = [quote.closing if quote else "" for quote in quotes]
        if any(closings):
            yield w.table_row(closings)
        yield w.table_row([quote.tail if quote else "" for quote in quotes])

    def _quote(self, row: MandateRow) -> Quoted:
        return Quoted(Entry(row, self._names), self._language, self._related)

    def _related(self, address: str) -> str:
        if address not in self._relations:
            # python-docx looks through all of them for each.
            self._relations[address] = self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._relations[address]
