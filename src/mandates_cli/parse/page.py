"""One page: bytes to excerpts, each visible character accounted for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from mandates_cli.model import Citation, Diagnostic, Item, Language, Severity
from mandates_cli.parse import citation, skeleton
from mandates_cli.parse.decode import decode
from mandates_cli.parse.html import read_html
from mandates_cli.parse.outline import BULLETS, Block, clean
from mandates_cli.parse.text import read_text
from mandates_cli.registry import Registry, Resolved, language_of_path

LABEL: Final = re.compile(r"\w+")


class Excerpt(NamedTuple):
    """What one page shows of a mandate. `text` is the chapeau where there are items, else the whole."""

    language: Language
    summit: int | None
    document: str | None
    section: str | None
    text: str
    items: tuple[Item, ...]
    citation: Citation | None
    theme: str | None
    page: str
    url: str | None
    position: int
    label: str | None
    snapshot: str


class Account(NamedTuple):
    """Where each visible character of the page went. Blanks are not counted."""

    total: int
    texts: int
    citations: int
    markers: int
    skeleton: int
    diagnostics: int


class PageRecords(NamedTuple):
    page: str
    language: Language
    theme: str | None
    heading: str | None
    excerpts: tuple[Excerpt, ...]
    diagnostics: tuple[Diagnostic, ...]
    account: Account


@dataclass
class Draft:
    """An item while its blocks are being read."""

    line: int
    depth: int
    label: str | None
    text: str
    items: list[Item] = field(default_factory=list)
    cited: citation.Match | None = None

    def close(self) -> None:
        """Take the citation off the text it ends."""
        last = self.items[-1].text if self.items else self.text
        self.cited = citation.match(last)
        if self.cited is None:
            return
        if self.items:
            self.items[-1] = Item(label=self.items[-1].label, text=self.cited.body)
        else:
            self.text = self.cited.body

    def extend(self, text: str) -> None:
        if self.items:
            last = self.items[-1]
            self.items[-1] = Item(label=last.label, text=f"{last.text} {text}".strip())
        else:
            self.text = f"{self.text} {text}".strip()


def visible(text: str) -> int:
    return len("".join(text.split()))


def label_of(marker: str) -> str | None:
    """`c` for "• c.", `3` for "3.", null for a bare bullet."""
    match = LABEL.search(marker.strip(BULLETS))
    return match[0] if match else None


class _Reader:
    """Goes through a page's blocks once, putting each character of them into one place."""

    def __init__(self, page: str, registry: Registry) -> None:
        self.page = page
        self.registry = registry
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []
        self.heading: str | None = None
        self.votes: list[Language] = []
        self.counts = {"texts": 0, "citations": 0, "markers": 0, "skeleton": 0, "diagnostics": 0}

    @property
    def open(self) -> Draft | None:
        return self.drafts[-1] if self.drafts and self.drafts[-1].cited is None else None

    def note(self, code: str, severity: Severity, line: int | None, text: str, message: str) -> None:
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, page=self.page, line=line, text=text, message=message)
        )

    def take(self, block: Block) -> None:
        if block.marker is None:
            self._unmarked(block)
        elif block.linked and citation.match(block.text) is None:
            self.counts["skeleton"] += visible(block.marker + block.text)
        else:
            self._marked(block, block.marker)

    def _marked(self, block: Block, marker: str) -> None:
        self.counts["markers"] += visible(marker)
        self.counts["texts"] += visible(block.text)
        draft = self.open
        # Where lists are flat depth says nothing, but a chapeau's colon does.
        below = draft is not None and (block.depth > draft.depth or draft.text.endswith(":"))
        if draft is not None and below:
            draft.items.append(Item(label=label_of(marker), text=block.text))
        else:
            draft = Draft(block.line, block.depth, marker, block.text)
            self.drafts.append(draft)
        self._closed(draft)

    def _unmarked(self, block: Block) -> None:
        draft = self.open
        size = visible(block.text)
        if skeleton.is_skeleton(block.text):
            self.counts["skeleton"] += size
            if language := skeleton.language_of(block.text):
                self.votes.append(language)
        elif not self.drafts and self.heading is None and skeleton.HEADING.fullmatch(block.text):
            self.heading = block.text
            self.counts["skeleton"] += size
        elif draft is not None:
            self.counts["texts"] += size
            draft.extend(block.text)
            self._closed(draft)
        elif citation.match(block.text):
            self.counts["texts"] += size
            self.drafts.append(Draft(block.line, 1, None, block.text))
            self._closed(self.drafts[-1])
        elif block.linked:
            self.counts["skeleton"] += size
        else:
            self.counts["diagnostics"] += size
            self.note("stray-text", "warning", block.line, block.text, "text outside any item; it is in no mandate")

    def _closed(self, draft: Draft) -> None:
        before = visible(draft.items[-1].text if draft.items else draft.text)
        draft.close()
        if draft.cited:
            cited = before - visible(draft.cited.body)
            self.counts["texts"] -= cited
            self.counts["citations"] += cited

    def account(self, total: int) -> Account:
        return Account(total, **self.counts)


def _resolved(draft: Draft, reader: _Reader) -> tuple[Citation | None, Resolved | None]:
    if draft.cited is None:
        reader.note("no-citation", "warning", draft.line, draft.text, "no citation ends this item")
        return None, None
    label, year = clean(draft.cited.label), draft.cited.year
    resolved = reader.registry.resolve(label)
    if resolved is None:
        reader.note("unresolved-citation", "warning", draft.line, label, "no document of the registry has this name")
        return Citation(text=label, year=year), None
    return Citation(text=label, year=year, place=resolved.place, document=resolved.document.id), resolved


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
    text = decode(data, declared_charset).text
    blocks = read_html(text) if media_type == "text/html" else read_text(text)
    reader = _Reader(page, registry)
    for block in blocks:
        reader.take(block)
    language = _language(reader, page)
    theme = (registry.theme_of_heading(reader.heading) if reader.heading else None) or registry.theme_of_path(page)
    if theme is None:
        reader.note("unknown-theme", "warning", None, reader.heading or page, "neither heading nor file name is known")
    if not reader.drafts:
        reader.note("no-items", "error", None, page, "no item was found on this page")
    excerpts = tuple(
        _excerpt(draft, reader, language, theme.slug if theme else None, url, position, snapshot)
        for position, draft in enumerate(reader.drafts, 1)
    )
    return PageRecords(
        page, language, theme.slug if theme else None, reader.heading, excerpts, tuple(reader.diagnostics),
        reader.account(_total(blocks)),
    )  # fmt: skip


def _total(blocks: Iterable[Block]) -> int:
    return sum(visible((block.marker or "") + block.text) for block in blocks)


def _excerpt(
    draft: Draft, reader: _Reader, language: Language, theme: str | None, url: str | None, position: int, snapshot: str
) -> Excerpt:
    cited, resolved = _resolved(draft, reader)
    section = resolved.section if resolved else None
    return Excerpt(
        language=language,
        summit=resolved.document.summit if resolved else (reader.registry.year_in(cited.text) if cited else None),
        document=resolved.document.id if resolved else None,
        section=getattr(section.name, language) if section else None,
        text=draft.text,
        items=tuple(draft.items),
        citation=cited,
        theme=theme,
        page=reader.page,
        url=url,
        position=position,
        label=draft.label,
        snapshot=snapshot,
    )
