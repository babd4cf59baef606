"""A page's blocks, each read into one place: an item, a citation, a marker, the skeleton or a diagnostic."""

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from typing import Final

from mandates_cli.errors import PageError
from mandates_cli.model import Account, Citation, Diagnostic, Language, Severity
from mandates_cli.parse import citation, preamble, skeleton
from mandates_cli.parse.item import Draft, Part, below, closes, is_title, titles
from mandates_cli.parse.notes import numbers
from mandates_cli.parse.outline import Aside, Block
from mandates_cli.parse.places import Run, Trace
from mandates_cli.registry.lookup import Registry, Resolved
from mandates_cli.wording import worded

# A menu's entry is short; a link around more is one that was not closed.
MAX_LINK_WORDS: Final = 10
# The longest lists of the site have some dozens.
MAX_PARTS: Final = 1_000
# A heading goes on in the next line, but not over a whole page.
MAX_HEADING: Final = 400
# "... of the States.* (Declaration of ..." and "* Under reservation by ..."
MARKS: Final = re.compile(r"\*+")
FOOTNOTE: Final = re.compile(r"\*+(?=\s*[^\W_])")


def visible(text: str) -> int:
    return len(text) - text.count(" ")


class Reader:
    """Goes through a page's blocks once, putting each character of them into one place."""

    def __init__(self, page: str, trace: Trace, registry: Registry) -> None:
        self.page = page
        self.trace = trace
        self.registry = registry
        self.drafts: list[Draft] = []
        # Those that refer to a numbered note, by its number, in order.
        self.marked: dict[str, list[Draft]] = defaultdict(list)
        self.diagnostics: list[Diagnostic] = []
        self.heading: str | None = None
        self.votes: list[Language] = []
        self.titled = False
        self.citations: dict[str, tuple[Citation, Resolved | None]] = {}
        self.counts = dict.fromkeys(("texts", "citations", "markers", "skeleton", "diagnostics", "hidden"), 0)

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
        return len(label) <= citation.MAX_LABEL and self.registry.resolve(label) is not None

    def read(self, blocks: Sequence[Block]) -> None:
        """Take all blocks of the page."""
        start = preamble.above(blocks, self.registry, self._cites)
        for block in blocks[:start]:
            self._above(block)
        for block in blocks[start:]:
            self._take(block)
        if self.open is not None:
            self._settle(self.open)
        for draft in self.drafts:
            if draft.is_bare:
                self._bare(draft)
        self.drafts = [draft for draft in self.drafts if not draft.is_bare]

    def _cites(self, text: str) -> bool:
        """Whether a text ends with a citation; a document's name alone is a menu's entry."""
        found = citation.match(text, self.known, self.registry.cites)
        return bool(found and (found.body or text[0] in "([") and not self.registry.is_place(found.label))

    def _above(self, block: Block) -> None:
        """A block above the heading, where a list's entries are no items."""
        if block.marker is None:
            self._take(block)
            return
        run, size = self._found(block), visible(block.typed + block.text)
        if not block.text or block.linked or self._repeats(block.text):
            self.counts["skeleton"] += size
        else:
            self.counts["diagnostics"] += size
            self.note("stray-text", "warning", run, block.text, "text above the heading; it is in no mandate")

    def _repeats(self, text: str) -> bool:
        return skeleton.is_skeleton(text, self.registry) or skeleton.names_theme(text, self.registry)

    def _take(self, block: Block) -> None:
        run = self._found(block)
        if block.marker is None:
            if block.text:
                self._unmarked(block, run)
        elif (
            block.linked
            and (self.open is None or self.open.waits)
            and len(block.text.split()) <= MAX_LINK_WORDS
            and not citation.match(block.text, self.known)
        ):
            self.counts["skeleton"] += visible(block.typed + block.text)
        elif not block.text and not block.typed:
            return
        else:
            self._marked(block, block.marker, run)

    def _found(self, block: Block) -> Run | None:
        if block.drawn:
            self.counts["skeleton"] += visible(block.drawn)
        return self.trace.find(block.text) if block.aside is None else self._parted(block.aside, block.text)

    def _parted(self, aside: Aside, text: str) -> Run | None:
        """Account for what is none of a text's words, and find those that are."""
        self.counts["hidden"] += sum(map(visible, aside.hidden))
        self.counts["markers"] += sum(map(visible, aside.marks))
        pieces = aside.pieces or (text,)
        self.trace.pass_over(aside.hidden, pieces[0])
        return self.trace.find_all(pieces)

    def _marked(self, block: Block, marker: str, run: Run | None) -> None:
        self.counts["markers"] += visible(block.typed)
        self.counts["texts"] += visible(block.text)
        run = run if block.text else self.trace.here(block.typed)
        draft, part = self.open, Part(block.label, block.depth, block.text, run)
        if draft is not None and below(draft, block) and not (draft.waits and len(draft.parts) == 1):
            draft.waits = False
            self._reopened(draft)
            draft.add(part)
            if len(draft.parts) > 1 + MAX_PARTS:  # with the lead
                raise PageError(
                    "This page shows an item with more than {most:,} sub-items, as no Mandates page does;"
                    " check what was saved.",
                    most=MAX_PARTS,
                )
        else:
            if draft is not None:
                self._settle(draft)
                self._titled(draft)
            draft = Draft(marker, [part])
            self.drafts.append(draft)
        self._closed(draft, block)

    def _reopened(self, draft: Draft) -> None:
        """What stood below the sub-items stands among them, since more of them follow."""
        if (between := draft.closing) is None:
            return
        draft.closing = None
        draft.last.extend(between.text, between.run)
        self.doubt(between.run, between.text, "a paragraph among the sub-items; it was put to the one before it")

    def doubt(self, run: Run | None, text: str, doubt: str) -> None:
        self.note("doubtful", "warning", run, text, worded("{doubt}; compare it with the page", doubt=doubt))

    def _settle(self, draft: Draft) -> None:
        """An item is whole: if it ends with a citation without a year, that is its citation."""
        if draft.waits:
            self._cited(draft, draft.last, whole=True)

    def _noted(self, draft: Draft, part: Part) -> None:
        """A footnote; where the item had not met its citation, that may stand at the note's end."""
        if not draft.cited:
            self._cited(draft, part, whole=True)
        draft.notes.append(part.text)

    def _unmarked(self, block: Block, run: Run | None) -> None:
        draft, size = self.open, visible(block.text)
        if draft is not None and draft.waits and self._leaves(block, draft):
            self._settle(draft)
            draft = None
        if self._is_heading(block):
            self.heading = f"{self.heading} {block.text}" if self._continues() else block.text
            self.counts["skeleton"] += size
        elif skeleton.is_skeleton(block.text, self.registry):
            self.counts["skeleton"] += size
            if language := self.registry.language_of_line(block.text):
                self.votes.append(language)
                self.titled = self.titled or (not block.linked and self.registry.is_title(block.text))
        elif noted := self._of_note(block):
            self.counts["texts"] += size
            self._noted(noted, Part(None, 0, block.text, run))
        elif draft is not None and not self._stands_between(block, draft):
            self.counts["texts"] += size
            draft.waits = False
            self._continued(draft, block, run)
            self._closed(draft, block)
        elif citation.match(block.text, self.known, self.registry.cites):
            self.counts["texts"] += size
            self.drafts.append(Draft(None, [Part(None, 1, block.text, run)]))
            self._closed(self.drafts[-1], block)
        elif block.linked:
            self.counts["skeleton"] += size
        else:
            self.counts["diagnostics"] += size
            self.note("stray-text", "warning", run, block.text, "text outside any item; it is in no mandate")

    def _leaves(self, block: Block, draft: Draft) -> bool:
        """Whether a block without a marker does not go on with an item that may be whole."""
        if skeleton.is_skeleton(block.text, self.registry):
            return False
        ends = block.heading or block.within < draft.lead.depth or is_title(block.text)
        return ends or self._of_note(block) is not None

    def _stands_between(self, block: Block, draft: Draft) -> bool:
        """Whether a block stands between items, though the one before it has not met its citation."""
        if block.heading:
            return True
        outside = block.within < draft.lead.depth and block.text.isupper()
        return outside and skeleton.names_theme(block.text, self.registry)

    def _continued(self, draft: Draft, block: Block, run: Run | None) -> None:
        """A paragraph of an item: more of its last text, what closes it, or its lead-in below a title."""
        if len(draft.parts) == 1 and block.text[0].isupper() and titles(draft.lead):
            self._title(draft.lead)
            draft.lead.replace(block.text, run)
        elif closes(draft, block):
            draft.closing = Part(None, draft.lead.depth, block.text, run)
        else:
            # "(Declaration of Miami, 1994)" by itself is a citation.
            if draft.lead.depth < block.within < draft.last.depth and block.text[0] not in "([":
                self.doubt(run, block.text, "a paragraph below the items of a sub-item; it was put to the last of them")
            draft.last.extend(block.text, run)

    def _is_heading(self, block: Block) -> bool:
        """Before the first item, the last line that names a theme, else the first that looks like one. A menu's links
        name themes too."""
        if self.drafts or (block.linked and not block.heading):
            return False
        if self._continues():
            return True
        known = skeleton.names_theme(block.text, self.registry, self.heading)
        if skeleton.is_skeleton(block.text, self.registry):
            return known and block.text.isupper()
        return known or (self.heading is None and skeleton.HEADING.fullmatch(block.text) is not None)

    def _continues(self) -> bool:
        """Whether the heading goes on in the next line: "SECURITY:" and below it "Public Policies"."""
        return self.heading is not None and self.heading.endswith(":") and len(self.heading) <= MAX_HEADING

    def _of_note(self, block: Block) -> Draft | None:
        """The item to which a note belongs: for `* Under reservation by ...` the one before it, for a numbered note the
        last one that has its number."""
        if block.aside and (number := block.aside.note):
            return next(reversed(self.marked.get(number, ())), None)
        mark = FOOTNOTE.match(block.text)
        return self.drafts[-1] if mark and self.drafts and mark[0] in self.drafts[-1].marks else None

    def _closed(self, draft: Draft, block: Block) -> None:
        """Take the citations off the text they end."""
        if block.aside and block.aside.marks:
            self._mark(draft, {number for mark in block.aside.marks for number in numbers(mark)})
        if "*" in block.text:
            draft.marks.update(MARKS.findall(block.text))
        self._cited(draft, draft.last)

    def _mark(self, draft: Draft, numbered: Set[str]) -> None:
        for number in numbered - draft.marks:
            self.marked[number].append(draft)
        draft.marks |= numbered

    def _drop(self) -> None:
        """The last item is none."""
        for number in self.drafts.pop().marks:
            if number in self.marked:
                self.marked[number].pop()

    def _cited(self, draft: Draft, last: Part, whole: bool = False) -> None:
        """`whole` says that nothing more of the item follows."""
        end = last.end(citation.MAX_END)
        found = citation.matches(end, self.known, self.registry.is_place, self.registry.cites)
        if not found:
            return
        draft.waits = found[0].year is None and not whole
        if draft.waits:
            return
        place, size = last.run, visible(last.text)
        last.cut(len(end) - len(found[-1].body))
        draft.cited = found
        left = visible(last.text)
        cited = size - left
        if place:
            # Where something else stands between its pieces, a text has no span.
            start = (place[0], place[0] + left)
            last.run = start if place[1] - place[0] == size else self.trace.within(place, last.text) or place
            draft.citation_run = self.trace.within(place, found[0].label, last=True)
        self.counts["texts"] -= cited
        self.counts["citations"] += cited
        if not last.text:
            self._emptied(draft, place, cited)

    def _emptied(self, draft: Draft, run: Run | None, cited: int) -> None:
        """A citation on a bullet of its own closes the items before it; one with nothing before it cites nothing."""
        if draft.closing:
            draft.closing = None
            return
        if len(draft.parts) > 1:
            draft.parts.pop()
            return
        self._drop()
        self.counts["citations"] -= cited
        self.counts["diagnostics"] += cited
        self.note("stray-text", "warning", run, draft.cited[0].label, "a citation without a text; it is in no mandate")

    def _titled(self, draft: Draft) -> None:
        """An item before this one that is only a title is none."""
        if draft.cited or len(draft.parts) > 1 or draft.notes or not is_title(draft.lead.text):
            return
        self._drop()
        self._title(draft.lead)

    def _title(self, lead: Part) -> None:
        size = visible(lead.text)
        self.counts["texts"] -= size
        self.counts["diagnostics"] += size
        self.note("section-title", "note", lead.run, lead.text, "a title among the items; it is no mandate")

    def _bare(self, draft: Draft) -> None:
        """Labels that stand before nothing are no mandate, whatever is noted or cited beside them."""
        size = sum(map(visible, draft.notes))
        self.counts["texts"] -= size
        self.counts["diagnostics"] += size
        labels = (draft.marker, *(part.label for part in draft.parts[1:]))
        shown = " ".join(filter(None, (*labels, *draft.notes, *(cited.label for cited in draft.cited))))
        self.note("stray-text", "warning", draft.lead.run, shown, "a label without a text; it is in no mandate")

    def account(self) -> Account:
        """The sum, against what the page shows by another count."""
        taken, shown = sum(self.counts.values()), len(self.trace)
        if taken != shown:
            message = worded(
                "{taken:,} characters were read where the page shows {shown:,}; its markup is broken",
                taken=taken,
                shown=shown,
            )
            self.note("reading-differs", "error", None, self.page, message)
            self.counts["diagnostics"] += max(shown - taken, 0)
        return Account(total=max(taken, shown), **self.counts)
