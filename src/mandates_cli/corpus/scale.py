"""A second engine for large corpora: tantivy answers in milliseconds what takes FTS5 tenths of a second, or seconds.

It is derived from the index, lives beside it, and says what the index says: the same tree, the same ids.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.derived import Derived, NotWritten
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.sql import entries, selection
from mandates_cli.query.filters import Asks, Criterion, Documents, Due, Languages, Pages, Summits, Themes
from mandates_cli.query.forms import AS_WRITTEN, FOLDED, forms
from mandates_cli.query.names import Asked
from mandates_cli.query.phrase import phrases
from mandates_cli.query.tree import And, Field, Label, Near, Node, Not, Or, Pattern, Term, terms
from mandates_cli.query.words import bare, stem, stems
from mandates_cli.query.years import LAST_YEAR

if TYPE_CHECKING:
    from tantivy import Document, Index, Query, Schema, SearchResult

VERSION: Final = "5"
# Positions between two passages: more than NEAR can bridge, so that nothing matches across them.
GAP: Final = 256
PAGE: Final = 5_000
# Words of one beginning that are compared with what must not be one of them.
MOST_BEGUN: Final = 1_000
HEAP: Final = 128 * 2**20
# The summit of a mandate that has no known one, and a deadline that ends in no certain year; before every year.
UNKNOWN: Final = -1


class Unable(Exception):
    """The tree has what only the index can answer, or nothing to rank by."""


def name() -> str | None:
    """Name and version of the library; null where it is not installed."""
    try:
        import tantivy
    except ImportError:
        return None
    return str(tantivy.tantivy.__version__).partition(",")[0]


def engine(location: Location, database: Database) -> "Engine | None":
    """Null where tantivy is not installed or what it needs cannot be written; that is made first where it is missing,
    stale or damaged."""
    try:
        import tantivy
    except ImportError:
        return None
    stamp = f"{VERSION} {tantivy.tantivy.__version__} {database.index.stamp}"
    derived = Derived(location, ".tantivy", stamp)
    path = derived.current() or derived.made(lambda path: _make(path, database))
    try:
        return Engine(tantivy.Index.open(str(path)), database) if path else None
    except (OSError, ValueError):
        return None


def _make(path: Path, database: Database) -> None:
    import tantivy

    path.mkdir()
    try:
        writer = tantivy.Index(_schema(), path=str(path)).writer(HEAP, num_threads=1)
        for document in _documents(database):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise NotWritten from error


def _schema() -> "Schema":
    """`words` holds each word as written, folded, and its stem at one position: =crimes, :crimes, en:crime."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="raw", index_option="position")
    for name in ("language", "document", "theme", "page", "label", "asks"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("summit", indexed=True, fast=True)
    builder.add_integer_field("due", indexed=True)
    builder.add_integer_field("number", indexed=True, fast=True)
    return builder.build()


def _documents(database: Database) -> "Iterator[Document]":
    import tantivy

    for kept in entries.mandates(database):
        made = tantivy.Document()
        made.add_integer("number", kept.number)
        made.add_text("language", kept.language)
        made.add_integer("summit", UNKNOWN if kept.summit is None else kept.summit)
        if kept.document is not None:
            made.add_text("document", kept.document)
        held, at = [], 0
        for passage in entries.passages(database, kept.number):
            written = passage.folded.split()
            words = [bare(word) for word in written]
            for as_written, word, root in zip(written, words, stems(words, kept.language), strict=True):
                found = (_entry(AS_WRITTEN, as_written), _entry(FOLDED, word), _entry(kept.language, root))
                held += [tantivy.Token(entry, at, 0, 0) for entry in found]
                at += 1
            at += GAP
            if passage.label is not None:
                made.add_text("label", passage.label)
        made.add_pre_tokenized_text("words", tantivy.PreTokenizedString("", held))
        for theme, page in entries.places(database, kept.number):
            made.add_text("page", page)
            if theme is not None:
                made.add_text("theme", theme)
        for body in entries.asked(database, kept.number):
            made.add_text("asks", body)
        for year in entries.due(database, kept.number):
            made.add_integer("due", UNKNOWN if year is None else year)
        yield made


def _entry(kind: str, word: str) -> str:
    """How a word stands in `words`: `=crimes` as written, `:crimes` folded, `en:crime` for its stem."""
    if kind == AS_WRITTEN:
        return f"={word}"
    return f":{word}" if kind == FOLDED else f"{kind}:{word}"


class Engine:
    """Which mandates match, by their numbers in the index."""

    def __init__(self, held: "Index", database: Database) -> None:
        import tantivy

        self._database = database
        self._schema = held.schema
        self._searcher = held.searcher()
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._integer = tantivy.FieldType.Integer
        self._ascending, self._descending = tantivy.Order.Asc, tantivy.Order.Desc

    def count(self, asked: Asked) -> int | None:
        """Null where the index is to be asked."""
        try:
            return self._count(self._compiled(asked))
        except Unable:
            return None

    def numbers(self, asked: Asked) -> Iterator[int] | None:
        """The best first, or where there are too many to rank in the order of the corpus; null as `count`."""
        most = self._searcher.num_docs
        limit = most if asked.limit is None else min(asked.limit, most)
        try:
            query = self._compiled(asked)
            if not limit:
                return iter(())
            ranked = asked.sort is not None
            held = [self._node(phrase) for phrase in phrases(asked.tree)] if asked.tree else []
            if held:
                return self._phrase_first(query, self._any(held), limit, ranked)
            return self._found(query, limit, ranked)
        except Unable:
            return None

    def _found(self, query: "Query", limit: int, ranked: bool) -> Iterator[int]:
        if not ranked:
            page = self._search(query, min(limit, PAGE), by="number", count=True)
            if page.count > selection.MOST_RANKED:  # type: ignore[attr-defined]
                return self._ordered(query, limit, page)
        return self._best(query, limit)

    def _phrase_first(self, query: "Query", phrase: "Query", limit: int, ranked: bool) -> Iterator[int]:
        """Those that hold the phrase, then the others."""
        held = self._all([query, phrase])
        others = self._query.boolean_query([(self._occur.Must, query), (self._occur.MustNot, phrase)])
        if not ranked and self._count(held) + self._count(others) > selection.MOST_RANKED:
            return islice(chain(self._ordered(held, limit), self._ordered(others, limit)), limit)
        first = list(self._best(held, limit))
        return chain(first, self._best(others, limit - len(first)) if len(first) < limit else ())

    def _search(self, query: "Query", limit: int, by: str | None = None, count: bool = False) -> "SearchResult":
        try:
            return self._searcher.search(query, limit, count, by, order=self._ascending if by else self._descending)
        except ValueError as error:  # a beginning that too many words have
            raise Unable from error

    def _count(self, query: "Query") -> int:
        return int(self._search(query, 1, count=True).count)  # type: ignore[attr-defined]

    def _best(self, query: "Query", limit: int) -> Iterator[int]:
        addresses = [address for _, address in self._search(query, limit).hits]
        numbers = self._searcher.fast_field_values("number", addresses)
        return (int(number) for number in numbers if number is not None)

    def _ordered(self, query: "Query", limit: int, page: "SearchResult | None" = None) -> Iterator[int]:
        """Page by page, so that the first comes soon and memory does not grow; `page` is the first, if it is known."""
        last = 0
        while limit > 0:
            if page is None:
                later = self._query.range_query(self._schema, "number", self._integer, lower_bound=last + 1)
                page = self._search(self._all([query, later]), min(limit, PAGE), by="number")
            numbers = [int(number) for number, _ in page.hits]
            yield from numbers
            if len(numbers) < PAGE:
                return
            last, limit, page = numbers[-1], limit - len(numbers), None

    def _compiled(self, asked: Asked) -> "Query":
        if asked.tree is None or not any(True for _ in terms(asked.tree)):
            raise Unable
        criteria = (self._unranked(self._criterion(criterion)) for criterion in asked.criteria)
        return self._all([self._node(asked.tree), *criteria])

    def _criterion(self, asked: Criterion) -> "Query":
        """A new criterion gets its line here."""
        if isinstance(asked, Summits):
            ranges = [*asked.ranges, *([(UNKNOWN, UNKNOWN)] if asked.unknown else [])]
            return self._any([self._between("summit", first, last) for first, last in ranges])
        if isinstance(asked, Due):
            ranges = [(UNKNOWN, LAST_YEAR)] if asked.every else [*asked.ranges]
            return self._any([self._between("due", first, last) for first, last in ranges])
        if isinstance(asked, Asks):
            return self._in("asks", asked.bodies)
        if isinstance(asked, Documents):
            return self._in("document", asked.ids)
        if isinstance(asked, Languages):
            return self._in("language", asked.codes)
        if isinstance(asked, Themes):
            return self._in("theme", asked.slugs)
        assert isinstance(asked, Pages)
        return self._in("page", asked.pages)

    def _node(self, node: Node) -> "Query":
        if isinstance(node, Term):
            return self._any([self._run(words, node.prefix) for words in self._entries(node)])
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Not):
            parts = [(self._occur.Must, self._query.all_query()), (self._occur.MustNot, self._node(node.part))]
            return self._unranked(self._query.boolean_query(parts))
        if isinstance(node, (And, Or)):
            queries = [self._node(part) for part in node.parts]
            return self._all(queries) if isinstance(node, And) else self._any(queries)
        if isinstance(node, Pattern):
            raise Unable
        if isinstance(node, Label):
            return self._unranked(self._is("label", node.label))
        assert not isinstance(node, Field), "names are resolved before a query is asked"
        return self._unranked(self._criterion(node))

    def _entries(self, term: Term) -> list[tuple[str, ...]]:
        """The runs of entries of `words` that a term stands for, but for those with an entry that no text has."""
        found = [tuple(_entry(form.kind, word) for word in form.words) for form in forms(term)]
        return [words for words in found if all(map(self._held, words[: -1 if term.prefix else None]))]

    def _held(self, entry: str) -> bool:
        return self._searcher.doc_freq("words", entry) > 0

    def _run(self, words: Sequence[str], prefix: bool, apart: int = 0) -> "Query":
        """Side by side, or with at most so many others between two. Entries are letters, digits, = and :, which mean
        themselves in a regular expression."""
        if prefix and len(words) == 1:
            return self._query.regex_query(self._schema, "words", f"{words[0]}.*")
        if prefix:
            return self._query.regex_phrase_query(self._schema, "words", [*words[:-1], f"{words[-1]}.*"], apart)
        if len(words) == 1:
            return self._is("words", words[0])
        return self._query.phrase_query(self._schema, "words", list(words), apart)

    def _near(self, node: Near) -> "Query":
        """Two words are a phrase with room. Where a side is a phrase itself, or one word could be both sides, the texts
        that hold both are read."""
        found: list[Query] = []
        read: list[Query] = []
        for left, right in product(node.left, node.right):
            for one, other in product(self._entries(left), self._entries(right)):
                if len(one) == len(other) == 1 and not self._overlap(one[0], left.prefix, other[0], right.prefix):
                    found += self._pair(one[0], left.prefix, other[0], right.prefix, node.distance)
                else:
                    read.append(self._all([self._run(one, left.prefix), self._run(other, right.prefix)]))
        if read:
            held = self._ordered(self._any(read), self._searcher.num_docs)
            numbers = [number for number in held if self._reads(node, number)]
            found.append(self._query.term_set_query(self._schema, "number", numbers))
        return self._any(found)

    def _overlap(self, one: str, one_begins: bool, other: str, other_begins: bool) -> bool:
        """Whether a word could be both."""
        if one_begins and other_begins:
            return one.startswith(other) or other.startswith(one)
        if not one_begins and not other_begins:
            return one == other
        beginning, entry = (one, other) if one_begins else (other, one)
        if entry.startswith("="):
            return entry.startswith(beginning)
        language, _, wanted = entry.partition(":")
        words = self._searcher.terms_with_prefix("words", beginning, limit=MOST_BEGUN)
        return len(words) == MOST_BEGUN or any(stem(word[1:], language) == wanted for word, _ in words)

    def _pair(self, one: str, one_begins: bool, other: str, other_begins: bool, distance: int) -> "list[Query]":
        if not one_begins and not other_begins:
            return [self._run(words, False, distance) for words in ((one, other), (other, one))]
        begins = {True: ".*", False: ""}
        patterns = [one + begins[one_begins], other + begins[other_begins]]
        return [
            self._query.regex_phrase_query(self._schema, "words", list(words), distance)
            for words in (patterns, reversed(patterns))
        ]

    def _reads(self, node: Near, number: int) -> bool:
        from mandates_cli.query.oracle import Folded

        passages = entries.passages(self._database, number)
        return any(Folded(passage.folded, passage.language).near(node) for passage in passages)

    def _in(self, name: str, values: Sequence[str]) -> "Query":
        return self._query.term_set_query(self._schema, name, list(values))

    def _is(self, name: str, value: str) -> "Query":
        return self._query.term_query(self._schema, name, value)

    def _between(self, name: str, first: int, last: int) -> "Query":
        return self._query.range_query(self._schema, name, self._integer, first, last)

    def _unranked(self, query: "Query") -> "Query":
        return self._query.const_score_query(query, 0.0)

    def _any(self, queries: "Sequence[Query]") -> "Query":
        if len(queries) == 1:
            return queries[0]
        return self._query.boolean_query([(self._occur.Should, query) for query in queries])

    def _all(self, queries: "Sequence[Query]") -> "Query":
        if len(queries) == 1:
            return queries[0]
        return self._query.boolean_query([(self._occur.Must, query) for query in queries])
