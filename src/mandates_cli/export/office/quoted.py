"""A mandate in paragraphs: its words, and in words of ours where they are from and what is missing."""

from collections.abc import Callable, Iterator

from mandates_cli.export.office import wordml as w
from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.entry import Entry
from mandates_cli.export.office.stationery import ADDRESS, ITEM, NOTE, REFERENCE, SUBITEM, TEXT
from mandates_cli.rows import ItemRow, lead

# The relation of the document to an address of the web.
Related = Callable[[str], str]


class Quoted:
    """The text is marked as of its own language, what we say as of `language`."""

    def __init__(self, entry: Entry, language: str, related: Related) -> None:
        self._entry = entry
        self._row = entry.row
        self._language = language
        self._related = related

    @property
    def whole(self) -> str:
        return self.lead + "".join(map(self.item, self._row["items"])) + self.closing + self.tail

    @property
    def lead(self) -> str:
        return self._told(TEXT, lead(self._row))

    def item(self, item: ItemRow) -> str:
        """As it stands in the record's text."""
        label = item["label"] or ""
        # c.1 is within c.
        return self._told(SUBITEM if "." in label else ITEM, f"{label}. {item['text']}" if label else item["text"])

    @property
    def closing(self) -> str:
        closing = self._row.get("closing")
        return self._told(TEXT, closing) if closing else ""

    def _told(self, style: str, text: str) -> str:
        return "".join(w.paragraph(style, w.run(line, self._row["language"])) for line in text.split("\n"))

    @property
    def tail(self) -> str:
        """Footnotes, missing items, and the reference."""
        notes = [caption("note", self._language, text=note) for note in self._row["notes"]]
        if labels := self._row["missing_labels"]:
            notes.append(caption("no items", self._language, labels=", ".join(labels)))
        told = "".join(w.paragraph(NOTE, w.run(note, self._language)) for note in notes)
        return told + w.paragraph(REFERENCE, *self._reference())

    def _reference(self) -> Iterator[str]:
        """`(Lima Commitment, Lima, 2018) http://…/sec.html, position 3, printed “3.”, seen 9 May 2026. 2018-lima-…`"""
        citation, cited = self._entry.citation, self._entry.cited
        if citation:
            yield w.run(f"({citation})", self._row["language"])
        else:
            yield self._run(f"({caption('no citation', self._language)})")
        yield self._run(" ")
        if cited.url:
            yield w.to_address(self._related(cited.url), self._run(cited.url, ADDRESS))
        else:
            yield self._run(cited.page)
        yield self._run("".join(f", {part}" for part in cited.where) + f". {self._row['id']}")

    def _run(self, text: str, style: str = "") -> str:
        return w.run(text, self._language, style)
