"""The nouns of the field as frozen records. No I/O, no text rules, no clock.

Reading commands never import this module: pydantic alone takes longer to import than a search takes to run.
"""

import datetime as dt
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mandates_cli.wording import documented

Language = Literal["en", "es"]
Severity = Literal["error", "warning", "note"]


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A schema says of each kind what it is."""
        super().__init_subclass__(**kwargs)
        cls.__doc__ = documented(cls) or None


class Names(Record):
    """One name per language, with the other forms pages and people use."""

    en: str
    es: str
    en_aliases: tuple[str, ...] = ()
    es_aliases: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        return (self.en, self.es, *self.en_aliases, *self.es_aliases)


class Summit(Record):
    """`number` is the roman numeral of an ordinary summit; the 1996 and 2004 meetings have none, but a `kind`."""

    year: int
    number: str | None
    kind: str
    name: Names
    city: Names
    country: Names
    starts: dt.date
    ends: dt.date
    tails: tuple[str, ...] = Field(description="what may stand between a document's name and the year in a citation")
    source: str


class Body(Record):
    """An institution that texts name. `slug` is its English acronym in lower case. `acronyms`, of both languages, are
    its names only where a text writes them so: "CAF" is a bank, "caf" is not. `organs` have no acronym of their own and
    stand for the body, unless the text says that they are another's: "General Secretariat of CARICOM"."""

    slug: str
    name: Names
    acronyms: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    source: str


class Section(Record):
    """A chapter that citations name in place of its document."""

    name: Names


class Document(Record):
    id: str
    summit: int
    title: Names
    sections: tuple[Section, ...] = ()
    source: str


class Theme(Record):
    """`slug` of a sub-theme holds one slash; `stem` is the page's file name without language suffix and ending."""

    slug: str
    code: str
    stem: str | None
    title: Names | None = Field(description="null where only the file name of the page is known")
    headings: tuple[str, ...] = Field(description="page headings, verbatim, both languages")
    paths: tuple[str, ...] = ()
    source: str


class NamedLanguage(Record):
    """A language of the pages. `name` holds what people call it; `suffix` ends the file names of its pages."""

    code: Language
    name: Names
    suffix: str
    source: str


class SkeletonLine(Record):
    """A line that every page repeats around its lists. `title` is one that says what the page is."""

    text: str
    language: Language
    source: str
    title: bool = False


class LabelWord(Record):
    """A word that stands before the number of an item."""

    word: str
    language: Language
    source: str


class Site(Record):
    """Where the pages stand. `mirrors` are scheme and host, the preferred first; every page is below `folder`.
    `fillers` are lines, verbatim, that say nothing."""

    name: str
    mirrors: tuple[str, ...]
    folder: str
    endings: tuple[str, ...]
    fillers: tuple[str, ...]
    source: str


class Attribution(Record):
    """Whose the texts are, and whose the corpus is. `series` is what the pages are called, `genre` what kind of
    document a summit adopts, `rights` what is known of them."""

    name: str
    title: Names
    authors: str
    publisher: Names
    series: Names
    genre: Names
    rights: Names
    source: str


class Archive(Record):
    """A web archive: where its `index` answers and where its `captures` are, how many seconds lie between two requests
    (`gap`), and for how many it is left alone where it was asked too much and does not say for how long (`rest`)."""

    name: Literal["wayback", "commoncrawl"]
    title: str
    index: str
    captures: str
    gap: float = Field(ge=0)
    rest: float = Field(ge=0)
    source: str


class Item(Record):
    """A sub-item; `label` is null where the page shows a bare bullet."""

    label: str | None = Field(description="its label; null where the page shows a bare bullet")
    text: str = Field(description="its text, verbatim")


class Citation(Record):
    """`text` is verbatim, without the parentheses; what did not resolve is null."""

    text: str = Field(description="verbatim, without the parentheses")
    year: int | None = Field(default=None, description="the year it names; null where none was resolved")
    place: str | None = Field(default=None, description="the place it names; null where none was resolved")
    document: str | None = Field(default=None, description="id of the document it names; null where none was resolved")


Span = tuple[int, int]


class PlacedItem(Item):
    """`span` are offsets in the decoded page; null where the text stands in pieces."""

    span: Span | None = Field(
        default=None, description="offsets in the decoded page; null where the text stands in pieces"
    )


class Placement(Record):
    """`position` counts the page's items from 1; `label` is the marker as printed; `snapshot` is the sha256 of the
    page's bytes. `text` and `citation` are what this page shows where it differs from the mandate's, else null;
    `closing` is what it shows below the items. Spans are offsets in the decoded page."""

    theme: str | None = Field(description="slug of the page's theme")
    page: str = Field(description="the page, without scheme and host")
    url: str | None = Field(description="the page's address; null where it is unknown")
    position: int = Field(description="counts the page's items from 1")
    label: str | None = Field(description="the marker as printed")
    items: tuple[PlacedItem, ...] = Field(description="the items that this page shows")
    snapshot: str = Field(description="sha256 of the page's bytes")
    text: str | None = Field(
        default=None, description="what this page shows where it differs from the mandate's text, else null"
    )
    citation: str | None = Field(
        default=None, description="what this page shows where it differs from the mandate's citation, else null"
    )
    closing: str | None = Field(default=None, description="what this page shows below the items")
    span: Span | None = Field(default=None, description="offsets of the text in the decoded page")
    closing_span: Span | None = Field(default=None, description="offsets of the closing paragraph in the decoded page")
    citation_span: Span | None = Field(default=None, description="offsets of the citation in the decoded page")


class Twin(Record):
    """The same commitment in the other language, how alike the two are (0 to 1), and what they share."""

    id: str = Field(description="id of the same commitment in the other language")
    score: float = Field(description="how alike the two are, 0 to 1")
    evidence: tuple[str, ...] = Field(description="what the two share")


DeadlineKind = Literal["date", "event", "period", "recurring"]
Role = Literal["asked", "partner", "named"]


class Deadline(Record):
    """By when something is to be done, in the words that say so. An item that has its chapeau's has it as `inherited`,
    with the chapeau's words and span."""

    text: str = Field(description="the words that say so, verbatim")
    kind: DeadlineKind = Field(description="date, event (a meeting), period (from the summit's date) or recurring")
    year: int | None = Field(description="the year in which it ends; null where none is certain")
    target: str | None = Field(default=None, description="the quantity beside it, verbatim; null without one")
    label: str | None = Field(default=None, description="label of the item it is of; null for the mandate's own")
    inherited: bool = Field(default=False, description="whether the item has it from its chapeau")
    span: Span = Field(description="offsets in the mandate's text")


class Addressee(Record):
    """A mention of a body, and in which role. Governments are asked everything and are not listed."""

    body: str = Field(description="slug of the body")
    text: str = Field(description="the words that name it, verbatim")
    role: Role = Field(description="asked to do it, partner in doing it, or named in another way")
    label: str | None = Field(default=None, description="label of the item that names it; null for what is no item's")
    span: Span = Field(description="offsets in the mandate's text")


class Mandate(Record):
    """`text` is the whole readable text: the chapeau, each item on a line of its own, the label before it, and what
    stands below them, which is `closing`. `notes` are its footnotes. `also_cited` are citations that stand before the
    last one. `commitment` is the id of its English mandate, else its own."""

    id: str = Field(description="made from document and text, and kept for good")
    commitment: str = Field(default="", description="id of its English mandate, else its own")
    language: Language = Field(description="language of the text")
    summit: int | None = Field(description="year of its summit; null where it is unknown")
    document: str | None = Field(description="id of the document it is from; null where it is unknown")
    section: str | None = Field(description="the chapter that the citation names, if one")
    text: str = Field(description="the whole readable text: the chapeau and each item on a line of its own")
    chapeau: str | None = Field(description="what stands before the items; null without items")
    items: tuple[Item, ...] = Field(description="its sub-items, in the order of their labels")
    closing: str | None = Field(default=None, description="the paragraph below the items; null where there is none")
    missing_labels: tuple[str, ...] = Field(description="labels of items that no page read so far shows")
    citation: Citation | None = Field(description="the closing parenthesis; null where there is none")
    themes: tuple[str, ...] = Field(description="slugs of the themes whose pages show it")
    placements: tuple[Placement, ...] = Field(description="each appearance on a page")
    notes: tuple[str, ...] = Field(default=(), description="its footnotes")
    also_cited: tuple[Citation, ...] = Field(default=(), description="citations that stand before the last one")
    twin: Twin | None = Field(
        default=None, description="the same commitment in the other language; null where none was found"
    )
    deadlines: tuple[Deadline, ...] = Field(default=(), description="by when it is to be done, in its own words")
    addressees: tuple[Addressee, ...] = Field(default=(), description="the bodies that it names, a row a mention")
    first_seen: dt.date | None = Field(
        default=None, description="the day on which a page was first seen to show it, in whatever wording"
    )
    last_seen: dt.date | None = Field(
        default=None, description="the day on which a page was last seen to show it, before the records were made"
    )

    @model_validator(mode="after")
    def _of_a_commitment(self) -> Self:
        """Records that were written before they had one get theirs."""
        if not self.commitment:
            english = self.twin.id if self.twin and self.language != "en" else self.id
            object.__setattr__(self, "commitment", english)
        return self

    @property
    def lead(self) -> str:
        """What stands before the items: the chapeau, or the whole text where there are none."""
        return self.chapeau or self.text


class Phase(Record):
    """A mandate as the site showed it for a time: `first_seen` and `last_seen` are the first and the last sighting of a
    page that showed it so, `snapshot` the run that found it. `left` is when the site was found not to show the mandate
    any more; null where another phase follows at once, and while it stands."""

    first_seen: dt.datetime
    last_seen: dt.datetime
    left: dt.datetime | None = None
    snapshot: str
    section: str | None
    text: str
    chapeau: str | None
    items: tuple[Item, ...]
    closing: str | None
    citation: Citation | None
    also_cited: tuple[Citation, ...]
    notes: tuple[str, ...]
    themes: tuple[str, ...]
    pages: tuple[str, ...]


class Lifetime(Record):
    """Every phase of a mandate that the site ever showed, oldest first. `summit` and `document` are the last phase's;
    `stands` says whether the site shows it still."""

    id: str
    language: Language
    summit: int | None
    document: str | None
    first_seen: dt.datetime
    last_seen: dt.datetime
    stands: bool
    phases: tuple[Phase, ...]


class Identity(Record):
    """A row of the table of ids: the wording whose digest this is has that id, for good."""

    digest: str
    id: str


class Account(Record):
    """Where each character of a page's text went; blanks are not counted. `total` is counted apart from the parts.
    `hidden` is what stands in the page and no browser shows."""

    total: int
    texts: int
    citations: int
    markers: int
    skeleton: int
    diagnostics: int
    hidden: int = 0


class Page(Record):
    """What a page was read to be. `snapshot` is the sha256 of its bytes."""

    page: str
    url: str | None
    snapshot: str
    language: Language
    theme: str | None
    heading: str | None
    encoding: str
    placements: int
    account: Account


class Shape(Record):
    """What a page was seen to hold: enough to tell that it still looks like itself."""

    heading: str | None
    items: int
    citations: int


class Look(Record):
    """A page looked over: what it holds, the links on it as written, and how it was read.

    `ours` says that it tells by itself that it is a Mandates page: by its title, by a citation of a known document, or
    by some citation below a known theme's heading or in the site's folder.
    """

    shape: Shape
    ours: bool
    links: tuple[str, ...]
    encoding: str
    media_type: str


Verdict = Literal["page", "other", "drift", "gone", "moved", "forgotten"]


class Archived(Record):
    """Where an archive keeps a capture: `url`, and of that file the bytes `span` from the first to the last. `digest`
    is the SHA-1 in base 32 of what the server sent, as the archive's index gives it; null where it gives none, or the
    bytes are others."""

    archive: str
    url: str
    span: tuple[int, int] | None = None
    digest: str | None = None


class Sighting(Record):
    """A page as seen once: a line of the manifest.

    `url` was asked and `final_url` answered; both are null for a saved page whose origin is unknown. `status` is null
    for saved pages. `file` is relative to data/raw; it, `sha256` and `shape` are null where no bytes came. `charset` is
    the declared encoding, `encoding` the one found. `verdict` is `page` for a Mandates page, `other` for a page of the
    site that is none, `drift` for one that no longer looks as expected (`lacks` says how), `gone`, `moved`, and
    `forgotten` for a line that undoes the one of the same page, snapshot and moment before it. `origin` tells a saved
    file from others of its name, where the page's address is unknown. `follows` is the moment after which it stands,
    where a clock dated the sighting before it later than this one. `archived` says which archive has what was seen;
    where it did not give it, `verdict` is `other` and `lacks` says why.
    """

    page: str
    snapshot: str
    url: str | None
    final_url: str | None
    seen: dt.datetime
    status: int | None
    verdict: Verdict
    sha256: str | None
    size: int
    file: str | None
    media_type: str | None
    charset: str | None
    encoding: str | None
    shape: Shape | None
    lacks: tuple[str, ...] = ()
    headers: dict[str, str] = {}
    origin: str | None = None
    follows: dt.datetime | None = None
    archived: Archived | None = None

    @property
    def place(self) -> dt.datetime:
        """Where it stands among the sightings of its page."""
        return max(self.seen, self.follows or self.seen)


class Counts(Record):
    """Pages of a run by what became of them since the run before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    drifted: int = 0
    failed: int = 0


class Snapshot(Record):
    """The site as one run saw it: what every page showed at `finished`.

    `complete` says that it ended, with no page left that asking again soon may bring; otherwise the next run takes it
    up again. `scope` holds the filters of a run that did not want every page. `missed` are pages that some page links
    to and that did not come. A run that was `forgotten` counts no longer. `follows` is as that of a sighting.
    """

    name: str
    source: Literal["fetch", "import", "wayback", "commoncrawl"]
    scope: str = ""
    started: dt.datetime
    finished: dt.datetime
    complete: bool
    pages: Counts
    missed: tuple[str, ...] = ()
    forgotten: bool = False
    follows: dt.datetime | None = None

    @property
    def place(self) -> dt.datetime:
        """Where it stands among the snapshots."""
        return max(self.finished, self.follows or self.finished)


class Diagnostic(Record):
    """`line` counts from 1 in the decoded page; null for the page as a whole."""

    code: str
    severity: Severity
    page: str
    line: int | None
    text: str
    message: str
