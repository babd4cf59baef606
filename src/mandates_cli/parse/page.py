"""One page: bytes to excerpts, each visible character accounted for."""

import re
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from mandates_cli.errors import PageError
from mandates_cli.model import Account, Citation, Diagnostic, Language, Page, PlacedItem, Span, Theme
from mandates_cli.parse import citation, markers
from mandates_cli.parse.decode import Decoded, decode, lost, mojibake
from mandates_cli.parse.doubts import doubts
from mandates_cli.parse.frames import Framed, unframed
from mandates_cli.parse.guard import guard
from mandates_cli.parse.html import read_html, tree_of
from mandates_cli.parse.item import Draft, placed
from mandates_cli.parse.outline import clean
from mandates_cli.parse.places import Run, Trace
from mandates_cli.parse.reader import Reader
from mandates_cli.parse.text import read_text
from mandates_cli.registry.lookup import Registry, Resolved
from mandates_cli.wording import worded

# The longest pages of the site show some 100,000 characters.
MAX_SHOWN: Final = 1_000_000
# Numbers, and words that begin with a capital: what may say by when, how much or whom. A tenth of a text's words do.
MAX_TELLING: Final = 100_000
TELLING: Final = re.compile(r"\b[A-ZÁÉÍÓÚÑ\d]")
# So many places of a page at which characters were misread or lost are listed.
MAX_MISREAD: Final = 100


class Opened(NamedTuple):
    """A page's bytes as text, and as the tree that all who read it share; null where it is not HTML."""

    decoded: Decoded
    media_type: str | None
    tree: LexborHTMLParser | None

    @classmethod
    def of(cls, decoded: Decoded, media_type: str | None) -> "Opened":
        """Raises PageError for a page that is too large, or HTML that would take too long."""
        if media_type == "text/html":
            return cls(decoded, media_type, tree_of(decoded.text))
        guard(decoded.text)
        return cls(decoded, media_type, None)


class Excerpt(NamedTuple):
    """What one page shows of a mandate. `text` is the chapeau where there are items, else the whole."""

    language: Language
    summit: int | None
    document: str | None
    section: str | None
    text: str
    items: tuple[PlacedItem, ...]
    closing: str | None
    notes: tuple[str, ...]
    citation: Citation | None
    also_cited: tuple[Citation, ...]
    theme: str | None
    page: str
    position: int
    label: str | None
    span: Span | None
    closing_span: Span | None
    citation_span: Span | None
    line: int | None


class PageRecords(NamedTuple):
    """`titled` says that a line of the page's own names it a Mandates page."""

    page: Page
    excerpts: tuple[Excerpt, ...]
    diagnostics: tuple[Diagnostic, ...]
    titled: bool

    def stamped(self, url: str | None, snapshot: str) -> "PageRecords":
        """With where and when it was seen: reading needs neither."""
        return self._replace(page=Page(**{**dict(self.page), "url": url, "snapshot": snapshot}))


def _language(reader: Reader, page: str) -> Language:
    if reader.heading and (language := reader.registry.language_of_heading(reader.heading)):
        return language
    if reader.votes:
        return max(("en", "es"), key=reader.votes.count)
    language = reader.registry.language_of_path(page)
    if reader.registry.site.folder not in page:
        name = reader.registry.language_names[language]
        taken = worded("neither heading nor file name tells; taken as {language}", language=name)
        reader.note("unknown-language", "warning", None, page, taken)
    return language


def _theme(reader: Reader, page: str) -> Theme | None:
    """The sub-theme that heading or file name tells, else the theme above one that no table knows."""
    registry, heading = reader.registry, reader.heading or ""
    if known := registry.theme_of_heading(heading):
        return known
    named, parent = registry.theme_of_path(page), registry.parent_of_heading(heading)
    if named and (parent is None or named.slug.startswith(f"{parent.slug}/")):
        return named
    parent = parent or registry.parent_of_path(page)
    message = "neither heading nor file name is known"
    if parent:
        message = worded("no such sub-theme is known; taken as {theme}", theme=parent.slug)
    reader.note("unknown-theme", "warning", None, heading or page, message)
    return parent


def parse_page(
    data: bytes,
    *,
    page: str,
    url: str | None,
    snapshot: str,
    media_type: str | None,
    declared_charset: str | None,
    registry: Registry,
) -> PageRecords:
    """Raises PageError for bytes that are no text and for a page beyond a bound: of size, of tags and nesting, of
    lines, of characters shown, of work on style sheets. Any other text gives records.

    The bounds are what a page may cost: they count, so that the same bytes are refused on every machine.
    """
    return read(Opened.of(decode(data, declared_charset), media_type), page, registry, url, snapshot)


def refused(
    page: str, url: str | None, snapshot: str, registry: Registry, error: PageError, former: PageRecords | None
) -> PageRecords:
    """The records of a page that cannot be read: those of its `former` state, where there is one that can."""
    kept = "its records are those of an earlier state" if former else "it is left out"
    note = Diagnostic(
        code="page-refused", severity="error", page=page, line=None, text=page, message=f"{error} Until then {kept}."
    )
    if former:
        return former._replace(diagnostics=(note, *former.diagnostics))
    account = Account(total=0, texts=0, citations=0, markers=0, skeleton=0, diagnostics=0, hidden=0)
    language = registry.language_of_path(page)
    empty = Page(
        page=page, url=url, snapshot=snapshot, language=language, theme=None, heading=None, encoding="", placements=0,
        account=account,
    )  # fmt: skip
    return PageRecords(empty, (), (note,), titled=False)


def read(opened: Opened, page: str, registry: Registry, url: str | None = None, snapshot: str = "") -> PageRecords:
    """The records of a page; what is being looked over is stamped later."""
    text, find = opened.decoded.text, markers.finder(tuple(label.word for label in registry.labels))
    own = Framed(text, 0) if opened.tree else unframed(text)
    blocks = read_html(opened.tree, find) if opened.tree else read_text(own.text, find)
    trace = Trace(text, opened.media_type)
    if len(trace) > MAX_SHOWN:
        raise PageError(
            "This page shows more than {most:,} characters, as no Mandates page does; check what was saved.",
            most=MAX_SHOWN,
        )
    if len(trace) > MAX_TELLING and sum(len(TELLING.findall(block.text)) for block in blocks) > MAX_TELLING:
        raise PageError(
            "This page shows more than {most:,} numbers and capitalised words, as no Mandates page does; check what was"
            " saved.",
            most=MAX_TELLING,
        )
    reader = Reader(page, trace, registry)
    reader.counts["skeleton"] += own.drawn
    reader.read(blocks)
    _misread(reader, opened.decoded, page)
    language = _language(reader, page)
    theme = _theme(reader, page)
    if not reader.drafts:
        reader.note("no-items", "error", None, page, "no item was found on this page")
    slug = theme.slug if theme else None
    excerpts = [_excerpt(draft, reader, language, slug, number) for number, draft in enumerate(reader.drafts, 1)]
    account = reader.account()
    seen = Page(
        page=page, url=url, snapshot=snapshot, language=language, theme=slug, heading=reader.heading,
        encoding=opened.decoded.encoding, placements=len(excerpts), account=account,
    )  # fmt: skip
    return PageRecords(seen, tuple(excerpts), tuple(reader.diagnostics), reader.titled)


def _misread(reader: Reader, decoded: Decoded, page: str) -> None:
    """Characters that were lost or garbled before the page reached us are reported, never mended."""
    text = decoded.text
    if decoded.refused and not text.isascii():
        message = worded(
            "declared, but unknown here or not what the bytes are in; read as {encoding}", encoding=decoded.encoding
        )
        reader.note("other-encoding", "warning", None, decoded.refused, message)
    garbled = list(mojibake(text))
    for at, shown, reading in garbled[:MAX_MISREAD]:
        message = worded("this probably was {reading!r} before it was misread", reading=reading)
        reader.note_at("mojibake", "warning", at, shown, message)
    explained = {at + n for at, shown, _ in garbled for n in range(len(shown))}
    gone = [at for at in lost(text) if at not in explained]
    for at in gone[:MAX_MISREAD]:
        around = clean(text[max(at - 30, 0) : at + 30])
        reader.note_at("undecodable", "error", at, around, "a character that the page's encoding does not have")
    if more := max(len(garbled) - MAX_MISREAD, 0) + max(len(gone) - MAX_MISREAD, 0):
        message = worded("{more:,} more such places on this page are not listed", more=more)
        reader.note("undecodable", "error", None, page, message)


def _excerpt(draft: Draft, reader: Reader, language: Language, theme: str | None, position: int) -> Excerpt:
    trace, lead = reader.trace, draft.lead
    citations = [_citation(match, reader, lead.run) for match in draft.cited]
    if not citations:
        reader.note("no-citation", "warning", lead.run, lead.text, "no citation ends this item")
    cited, resolved = citations[0] if citations else (None, None)
    section = resolved.section if resolved else None
    span = trace.span_of(lead.run, lead.text)
    items = tuple(placed(draft, trace))
    closing = draft.closing.text if draft.closing else None
    for doubt in doubts(lead.text, items, closing, [part.depth for part in draft.parts[1:]], reader.known):
        reader.doubt(lead.run, lead.text, doubt)
    return Excerpt(
        language=language,
        summit=resolved.document.summit if resolved else (reader.registry.year_in(cited.text) if cited else None),
        document=resolved.document.id if resolved else None,
        section=getattr(section.name, language) if section else None,
        text=lead.text, items=items, closing=closing, notes=tuple(draft.notes), citation=cited,
        also_cited=tuple(other for other, _ in reversed(citations[1:])),
        theme=theme, page=reader.page, position=position, label=draft.marker or None, span=span,
        closing_span=trace.span_of(draft.closing.run, draft.closing.text) if draft.closing else None,
        citation_span=trace.span_of(draft.citation_run, draft.cited[0].label) if draft.cited else None,
        line=trace.line_at(span[0]) if span else trace.line(lead.run) if lead.run else None,
    )  # fmt: skip


def _citation(match: citation.Match, reader: Reader, run: Run | None) -> tuple[Citation, Resolved | None]:
    label = match.label
    if label not in reader.citations:
        resolved = reader.registry.resolve(label)
        place, document = (resolved.place, resolved.document.id) if resolved else (None, None)
        year = match.year or (resolved.document.summit if resolved else None)
        cited = Citation(text=label, year=year, place=place, document=document)
        reader.citations[label] = (cited, resolved)
    if reader.citations[label][1] is None:
        reader.note("unresolved-citation", "warning", run, label, "no document of the registry has this name")
    return reader.citations[label]
