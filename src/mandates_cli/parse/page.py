"""One page: bytes to excerpts, each visible character accounted for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from mandates_cli.model import Account, Citation, Diagnostic, Language, Page, PlacedItem, Severity, Span
from mandates_cli.parse import citation, skeleton
from mandates_cli.parse.decode import decode, lost, mojibake
from mandates_cli.parse.doubts import Part as Doubted
from mandates_cli.parse.doubts import doubts
from mandates_cli.parse.html import read_html
from mandates_cli.parse.outline import Block, clean
from mandates_cli.parse.text import read_text
from mandates_cli.parse.trace import Run, Trace
from mandates_cli.registry import Registry, Resolved, language_of_path

# "Education", "II. Citizen Security": a chapter's title among the items says nothing that binds.
TITLE: Final = re.compile(r"[^\W\d_][^.;:!?]*")
MAX_TITLE_WORDS: Final = 8
MAX_CITATION: Final = 250
# A menu's entry is short; a link around more is one that was not closed.
MAX_LINK_WORDS: Final = 10
LETTER: Final = re.compile(r"[a-zñ]")
# "... of the States.* (Declaration of ..." and "* Under reservation by ..."
MARKS: Final = re.compile(r"\*+")
FOOTNOTE: Final = re.compile(r"\*+(?=\s*[^\W_])")


class Excerpt(NamedTuple):
    """What one page shows of a mandate. `text` is the chapeau where there are items, else the whole."""

    language: Language
    summit: int | None
    document: str | None
    section: str | None
    text: str
    items: tuple[PlacedItem, ...]
    notes: tuple[str, ...]
    citation: Citation | None
    also_cited: tuple[Citation, ...]
    theme: str | None
    page: str
    url: str | None
    position: int
    label: str | None
    snapshot: str
    span: Span | None
    citation_span: Span | None
    line: int | None


class PageRecords(NamedTuple):
    page: Page
    excerpts: tuple[Excerpt, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Part:
    """A text of an item, its own or a sub-item's. `run` is null where the page shows it in pieces."""

    label: str | None
    depth: int
    text: str
    run: Run | None

    def extend(self, text: str, run: Run | None) -> None:
        if not self.text:
            self.text, self.run = text, run
            return
        self.text = f"{self.text} {text}"
        self.run = (self.run[0], run[1]) if self.run and run and self.run[1] <= run[0] else None


@dataclass(slots=True)
class Draft:
    """An item while its blocks are being read; the first part is its own text."""

    marker: str | None
    parts: list[Part]
    notes: list[str] = field(default_factory=list)
    cited: list[citation.Match] = field(default_factory=list)
    citation_run: Run | None = None
    marks: set[str] = field(default_factory=set)

    @property
    def lead(self) -> Part:
        return self.parts[0]

    @property
    def last(self) -> Part:
        return self.parts[-1]


def visible(text: str) -> int:
    return len(text) - text.count(" ")


class _Reader:
    """Goes through a page's blocks once, putting each character of them into one place."""

    def __init__(self, page: str, trace: Trace, registry: Registry) -> None:
        self.page = page
        self.trace = trace
        self.registry = registry
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []
        self.heading: str | None = None
        self.votes: list[Language] = []
        self.citations: dict[str, tuple[Citation, Resolved | None]] = {}
        self.counts = dict.fromkeys(("texts", "citations", "markers", "skeleton", "diagnostics"), 0)

    @property
    def open(self) -> Draft | None:
        """The item that has not met its citation yet."""
        return self.drafts[-1] if self.drafts and not self.drafts[-1].cited else None

    def note(self, code: str, severity: Severity, run: Run | None, text: str, message: str) -> None:
        line = self.trace.line(run) if run else None
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, page=self.page, line=line, text=text, message=message)
        )

    def note_at(self, code: str, severity: Severity, offset: int, text: str, message: str) -> None:
        line = self.trace.line_at(offset)
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, page=self.page, line=line, text=text, message=message)
        )

    def known(self, label: str) -> bool:
        return len(label) <= MAX_CITATION and self.registry.resolve(label) is not None

    def take(self, block: Block) -> None:
        run = self.trace.find(block.text)
        if block.marker is None:
            self._unmarked(block, run)
        elif (
            block.linked
            and self.open is None
            and len(block.text.split()) <= MAX_LINK_WORDS
            and not citation.match(block.text, self.known)
        ):
            self.counts["skeleton"] += visible(block.typed + block.text)
        elif not block.text and not block.typed:
            return
        else:
            self._marked(block, block.marker, run)

    def _marked(self, block: Block, marker: str, run: Run | None) -> None:
        self.counts["markers"] += visible(block.typed)
        self.counts["texts"] += visible(block.text)
        draft, part = self.open, Part(block.label, block.depth, block.text, run)
        if draft is not None and _below(draft, block):
            draft.parts.append(part)
        else:
            self._titled()
            draft = Draft(marker, [part])
            self.drafts.append(draft)
        self._closed(draft)

    def _noted(self, draft: Draft, part: Part) -> None:
        """A footnote; where the item had not met its citation, that may stand at the note's end."""
        if not draft.cited:
            self._cited(draft, part)
        draft.notes.append(part.text)

    def _unmarked(self, block: Block, run: Run | None) -> None:
        draft, size = self.open, visible(block.text)
        if self._is_heading(block):
            self.heading = f"{self.heading} {block.text}" if self._continues() else block.text
            self.counts["skeleton"] += size
        elif skeleton.is_skeleton(block.text):
            self.counts["skeleton"] += size
            if language := skeleton.language_of(block.text):
                self.votes.append(language)
        elif self._is_footnote(block.text):
            self.counts["texts"] += size
            self._noted(self.drafts[-1], Part(None, 0, block.text, run))
        elif draft is not None and not block.heading:
            self.counts["texts"] += size
            draft.last.extend(block.text, run)
            self._closed(draft)
        elif citation.match(block.text, self.known):
            self.counts["texts"] += size
            self.drafts.append(Draft(None, [Part(None, 1, block.text, run)]))
            self._closed(self.drafts[-1])
        elif block.linked:
            self.counts["skeleton"] += size
        else:
            self.counts["diagnostics"] += size
            self.note("stray-text", "warning", run, block.text, "text outside any item; it is in no mandate")

    def _is_heading(self, block: Block) -> bool:
        """Before the first item, the last line that names a theme, else the first that looks like one. A menu's links
        name themes too."""
        if self.drafts or (block.linked and not block.heading):
            return False
        if self._continues():
            return True
        known = self.registry.theme_of_heading(block.text) is not None
        if skeleton.is_skeleton(block.text):
            return known and block.text.isupper()
        return known or (self.heading is None and skeleton.HEADING.fullmatch(block.text) is not None)

    def _continues(self) -> bool:
        """Whether the heading goes on in the next line: "SECURITY:" and below it "Public Policies"."""
        return self.heading is not None and self.heading.endswith(":")

    def _is_footnote(self, text: str) -> bool:
        """`* Under reservation by ...`, where the item before it has such a mark."""
        mark = FOOTNOTE.match(text)
        return bool(mark and self.drafts and mark[0] in self.drafts[-1].marks)

    def _closed(self, draft: Draft) -> None:
        """Take the citations off the text they end."""
        if "*" in draft.last.text:
            draft.marks.update(MARKS.findall(draft.last.text))
        self._cited(draft, draft.last)

    def _cited(self, draft: Draft, last: Part) -> None:
        found = citation.matches(last.text, self.known, self.registry.is_place)
        if not found:
            return
        whole, size = last.run, visible(last.text)
        last.text, draft.cited = found[-1].body, found
        left = visible(last.text)
        cited = size - left
        if whole:
            # Where something else stands between its pieces, a text has no span.
            start = (whole[0], whole[0] + left)
            last.run = start if whole[1] - whole[0] == size else self.trace.within(start, last.text)
            draft.citation_run = self.trace.within(whole, found[0].label, last=True)
        self.counts["texts"] -= cited
        self.counts["citations"] += cited
        if not last.text:
            self._emptied(draft, whole, cited)

    def _emptied(self, draft: Draft, run: Run | None, cited: int) -> None:
        """A citation on a bullet of its own closes the items before it; one with nothing before it cites nothing."""
        if len(draft.parts) > 1:
            draft.parts.pop()
            return
        self.drafts.pop()
        self.counts["citations"] -= cited
        self.counts["diagnostics"] += cited
        self.note("stray-text", "warning", run, draft.cited[0].label, "a citation without a text; it is in no mandate")

    def _titled(self) -> None:
        """An item before this one that is only a title is none."""
        draft = self.open
        if draft is None or len(draft.parts) > 1 or draft.notes or not _is_title(draft.lead.text):
            return
        self.drafts.pop()
        size = visible(draft.lead.text)
        self.counts["texts"] -= size
        self.counts["diagnostics"] += size
        self.note("section-title", "note", draft.lead.run, draft.lead.text, "a title among the items; it is no mandate")

    def account(self) -> Account:
        """The sum, against what the page shows by another count."""
        taken, shown = sum(self.counts.values()), len(self.trace)
        if taken != shown:
            message = f"{taken:,} characters were read where the page shows {shown:,}; its markup is broken"
            self.note("reading-differs", "error", None, self.page, message)
            self.counts["diagnostics"] += max(shown - taken, 0)
        return Account(total=max(taken, shown), **self.counts)


def _below(draft: Draft, block: Block) -> bool:
    """Whether a marked block is a sub-item. Where lists are flat, depth says nothing, but a chapeau's colon does, and
    so does a letter after a number."""
    lead, parts = draft.lead, draft.parts[1:]
    if block.depth > lead.depth:
        return True
    if parts and parts[0].depth > lead.depth:
        return False
    lettered = _kind(block.label) == "letter"
    if not parts:
        return lead.text.endswith(":") or (lettered and _kind(lead.label) != "letter")
    kinds = [_kind(part.label) for part in parts]
    begins_below = kinds[-1] == "letter" and parts[-1].text.endswith(":")
    return _kind(block.label) in kinds or (_kind(block.label) == "number" and begins_below)


def _kind(label: str | None) -> str:
    if label is None:
        return "bullet"
    if label.isdecimal():
        return "number"
    return "letter" if label.isalpha() and label.islower() else "other"


def _is_title(text: str) -> bool:
    return TITLE.fullmatch(text) is not None and len(text.split()) <= MAX_TITLE_WORDS


def _language(reader: _Reader, page: str) -> Language:
    if reader.heading and (language := reader.registry.language_of_heading(reader.heading)):
        return language
    if reader.votes:
        return max(("en", "es"), key=reader.votes.count)
    if "/sisca/" not in page:
        reader.note("unknown-language", "warning", None, page, "neither heading nor file name tells; taken as English")
    return language_of_path(page)


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
    """Raises PageError for bytes that are no text or HTML that would take too long; any text gives records."""
    decoded = decode(data, declared_charset)
    blocks = read_html(decoded.text) if media_type == "text/html" else read_text(decoded.text)
    reader = _Reader(page, Trace(decoded.text, media_type), registry)
    for block in blocks:
        reader.take(block)
    _misread(reader, decoded.text)
    language = _language(reader, page)
    theme = (registry.theme_of_heading(reader.heading) if reader.heading else None) or registry.theme_of_path(page)
    if theme is None:
        reader.note("unknown-theme", "warning", None, reader.heading or page, "neither heading nor file name is known")
    if not reader.drafts:
        reader.note("no-items", "error", None, page, "no item was found on this page")
    slug = theme.slug if theme else None
    excerpts = tuple(
        _excerpt(draft, reader, language, slug, url, position, snapshot)
        for position, draft in enumerate(reader.drafts, 1)
    )
    account = reader.account()
    read = Page(
        page=page, url=url, snapshot=snapshot, language=language, theme=slug, heading=reader.heading,
        encoding=decoded.encoding, placements=len(excerpts), account=account,
    )  # fmt: skip
    return PageRecords(read, excerpts, tuple(reader.diagnostics))


def _misread(reader: _Reader, text: str) -> None:
    """Characters that were lost or garbled before the page reached us are reported, never mended."""
    garbled = list(mojibake(text))
    for at, shown, reading in garbled:
        reader.note_at("mojibake", "warning", at, shown, f"this probably was {reading!r} before it was misread")
    explained = {at + n for at, shown, _ in garbled for n in range(len(shown))}
    for at in lost(text):
        if at not in explained:
            around = clean(text[max(at - 30, 0) : at + 30])
            reader.note_at("undecodable", "error", at, around, "a character that the page's encoding does not have")


def _excerpt(
    draft: Draft, reader: _Reader, language: Language, theme: str | None, url: str | None, position: int, snapshot: str
) -> Excerpt:
    trace, lead = reader.trace, draft.lead
    citations = [_citation(match, reader, lead.run) for match in draft.cited]
    if not citations:
        reader.note("no-citation", "warning", lead.run, lead.text, "no citation ends this item")
    cited, resolved = citations[0] if citations else (None, None)
    section = resolved.section if resolved else None
    span = trace.span_of(lead.run, lead.text)
    items = tuple(_items(draft, trace))
    parts = [Doubted(item.label, item.text, part.depth) for item, part in zip(items, draft.parts[1:], strict=True)]
    for doubt in doubts(lead.text, parts, reader.known):
        reader.note("doubtful", "warning", lead.run, lead.text, f"{doubt}; compare it with the page")
    return Excerpt(
        language=language,
        summit=resolved.document.summit if resolved else (reader.registry.year_in(cited.text) if cited else None),
        document=resolved.document.id if resolved else None,
        section=getattr(section.name, language) if section else None,
        text=lead.text,
        items=items,
        notes=tuple(draft.notes),
        citation=cited,
        also_cited=tuple(other for other, _ in reversed(citations[1:])),
        theme=theme,
        page=reader.page,
        url=url,
        position=position,
        label=draft.marker,
        snapshot=snapshot,
        span=span,
        citation_span=trace.span_of(draft.citation_run, draft.cited[0].label) if draft.cited else None,
        line=trace.line_at(span[0]) if span else trace.line(lead.run) if lead.run else None,
    )


def _items(draft: Draft, trace: Trace) -> Iterable[PlacedItem]:
    """The sub-items with their labels; one below another bears both labels, `c.1`. Where lists are flat, numbers after
    a letter stand below it."""
    above: list[tuple[int, bool, str | None]] = []
    outer = _is_number(draft.parts[1]) if len(draft.parts) > 1 else False
    for part in draft.parts[1:]:
        number = _is_number(part)
        while above and above[-1][0] >= part.depth:
            if above[-1][0] == part.depth and number != outer and above[-1][1] == outer:
                break
            above.pop()
        holder = above[-1][2] if above else None
        label = f"{holder}.{part.label}" if holder and part.label else part.label
        above.append((part.depth, number, label))
        yield PlacedItem(label=label, text=part.text, span=trace.span_of(part.run, part.text))


def _is_number(part: Part) -> bool:
    return part.label is not None and part.label.isdecimal()


def _citation(match: citation.Match, reader: _Reader, run: Run | None) -> tuple[Citation, Resolved | None]:
    label = match.label
    if label not in reader.citations:
        resolved = reader.registry.resolve(label)
        place, document = (resolved.place, resolved.document.id) if resolved else (None, None)
        cited = Citation(text=label, year=match.year, place=place, document=document)
        reader.citations[label] = (cited, resolved)
    if reader.citations[label][1] is None:
        reader.note("unresolved-citation", "warning", run, label, "no document of the registry has this name")
    return reader.citations[label]
