"""A second engine for large corpora: tantivy answers in milliseconds what takes FTS5 tenths of a second, or seconds.

It is derived from the index, lives beside it, and says what the index says: the same tree, the same ids.
"""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mandates_cli.corpus import index
from mandates_cli.corpus.index import LANGUAGES, PASSAGE_BITS
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.selection import MOST_RANKED, Selector
from mandates_cli.query.filters import Filters
from mandates_cli.query.tree import Field, Near, Node, Not, Or, Term, terms
from mandates_cli.query.words import alternatives, begun, stem, stems

if TYPE_CHECKING:
    from tantivy import Document, Index, Query, Schema, SearchResult

VERSION: Final = "1"
# Those of a mandate.
PASSAGES: Final = f"FROM passage WHERE number >= ?1 << {PASSAGE_BITS} AND number < (?1 + 1) << {PASSAGE_BITS}"
# Positions between two passages: more than NEAR can bridge, so that nothing matches across them.
APART: Final = 256
PAGE: Final = 5_000
# Words of one beginning that are compared with what must not be one of them.
MOST_BEGUN: Final = 1_000
HEAP: Final = 128 * 2**20


class Unable(Exception):
    """The tree has what only the index can answer, or nothing to rank by."""


def name() -> str | None:
    """Name and version of the library; null where it is not installed."""
    try:
        import tantivy
    except ImportError:
        return None
    return str(tantivy.tantivy.__version__).partition(",")[0]


def engine(location: Location, connection: sqlite3.Connection, selector: Selector) -> "Engine | None":
    """Null where tantivy is not installed or what it needs cannot be written; that is made first where it is missing,
    stale or damaged."""
    try:
        import tantivy
    except ImportError:
        return None
    stamp = f"{VERSION} {tantivy.tantivy.__version__} {index.stamp(connection)}"
    path = index.place(location).with_suffix(".tantivy")
    if (held := _current(path, stamp)) is None:
        import filelock

        try:
            with filelock.FileLock(f"{path}.lock"):
                held = _current(path, stamp)
                if held is None:
                    _build(path, connection, stamp)
                    held = _current(path, stamp)
        except (OSError, ValueError, sqlite3.DatabaseError):
            return None
    return Engine(held, connection, selector) if held else None


def _current(path: Path, stamp: str) -> "Index | None":
    import tantivy

    try:
        if (path / "stamp").read_text("utf-8") != stamp:
            return None
        if not all(index.whole(file) for file in path.iterdir() if file.suffix != ".sum"):
            return None
        return tantivy.Index.open(str(path))
    except (OSError, ValueError):
        return None


def _build(path: Path, connection: sqlite3.Connection, stamp: str) -> None:
    """Beside `path`, then into its place; the lock is ours, and whoever has the old one open keeps it."""
    import tantivy

    made, old = (path.with_name(f"{path.name}.{name}") for name in ("new", "old"))
    for left in (made, old):
        shutil.rmtree(left, ignore_errors=True)
    made.mkdir()
    try:
        writer = tantivy.Index(_schema(), path=str(made)).writer(HEAP, num_threads=1)
        for document in _documents(connection):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        (made / "stamp").write_text(stamp, "utf-8")
        for file in list(made.iterdir()):
            index.seal(file)
        with contextlib.suppress(FileNotFoundError):
            path.rename(old)
        made.rename(path)
    finally:
        for left in (made, old):
            shutil.rmtree(left, ignore_errors=True)


def _schema() -> "Schema":
    """`words` holds each word as written and its stem at one position: =crimes, en:crime."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="raw", index_option="position")
    for name in ("language", "document", "theme", "page", "label"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("summit", indexed=True, fast=True)
    builder.add_integer_field("number", indexed=True, fast=True)
    return builder.build()


def _documents(connection: sqlite3.Connection) -> "Iterator[Document]":
    import tantivy

    places = "SELECT DISTINCT theme, page FROM placement WHERE mandate = ?"
    mandates = connection.execute("SELECT number, language, summit, document FROM mandate ORDER BY number")
    for number, language, summit, document in mandates:
        made = tantivy.Document()
        made.add_integer("number", number)
        made.add_text("language", language)
        if summit is not None:
            made.add_integer("summit", summit)
        if document is not None:
            made.add_text("document", document)
        held, at = [], 0
        for label, folded in connection.execute(f"SELECT label, folded {PASSAGES} ORDER BY number", (number,)):
            words = folded.split()
            for word, root in zip(words, stems(words, language), strict=True):
                held += [tantivy.Token(f"={word}", at, 0, 0), tantivy.Token(f"{language}:{root}", at, 0, 0)]
                at += 1
            at += APART
            if label is not None:
                made.add_text("label", label)
        made.add_pre_tokenized_text("words", tantivy.PreTokenizedString("", held))
        for theme, page in connection.execute(places, (number,)):
            made.add_text("page", page)
            if theme is not None:
                made.add_text("theme", theme)
        yield made


class Engine:
    """Which mandates match, by their numbers in the index."""

    def __init__(self, held: "Index", connection: sqlite3.Connection, selector: Selector) -> None:
        import tantivy

        self._connection = connection
        self._selector = selector
        self._schema = held.schema
        self._searcher = held.searcher()
        self._query = tantivy.Query
        self._occur = tantivy.Occur
        self._integer = tantivy.FieldType.Integer
        self._ascending, self._descending = tantivy.Order.Asc, tantivy.Order.Desc

    def count(self, filters: Filters, tree: Node) -> int | None:
        """Null where the index is to be asked. Raises what `Selector.selection` raises for names."""
        try:
            return self._count(self._compiled(filters, tree))
        except Unable:
            return None

    def numbers(self, filters: Filters, tree: Node) -> Iterator[int] | None:
        """The best first, or where there are too many to rank in the order of the corpus; null as `count`."""
        most = self._searcher.num_docs
        limit = most if filters.limit is None else min(filters.limit, most)
        try:
            query = self._compiled(filters, tree)
            if not limit:
                return iter(())
            if filters.sort is None:
                page = self._search(query, min(limit, PAGE), by="number", count=True)
                if page.count > MOST_RANKED:  # type: ignore[attr-defined]
                    return self._ordered(query, limit, page)
            return self._best(query, limit)
        except Unable:
            return None

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

    def _compiled(self, filters: Filters, tree: Node) -> "Query":
        select = self._selector
        select.selection(filters, None)  # which checks names, limit and sort
        narrowed = [
            [self._between(*select.years(name)) for name in filters.summit],
            [self._is("document", select.document(name)) for name in filters.document],
            [self._is("language", name.casefold()) for name in filters.lang],
            [self._themes(name) for name in filters.theme],
            [self._is("page", select.page(name)) for name in filters.page],
        ]
        if not any(True for _ in terms(tree)):
            raise Unable
        return self._all([self._node(tree), *(self._unranked(self._any(some)) for some in narrowed if some)])

    def _node(self, node: Node) -> "Query":
        if isinstance(node, Term):
            return self._any([self._run(words, node.prefix) for words in self._wordings(node)])
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Field):
            return self._unranked(self._field(node))
        if isinstance(node, Not):
            everything = self._query.all_query()
            return self._unranked(
                self._query.boolean_query(
                    [(self._occur.Must, everything), (self._occur.MustNot, self._node(node.part))]
                )
            )
        parts = [self._node(part) for part in node.parts]
        return self._any(parts) if isinstance(node, Or) else self._all(parts)

    def _wordings(self, term: Term) -> list[tuple[str, ...]]:
        """The runs of entries of `words` that a term stands for, but for those with an entry that no text has."""
        if term.prefix:
            wanted = [term.words] if term.exact else list(begun(term.words))
            found = [tuple(f"={word}" for word in words) for words in wanted]
        elif term.exact:
            found = [tuple(f"={word}" for word in term.words)]
        else:
            found = [
                tuple(f"{language}:{root}" for root in stems(words, language))
                for language in LANGUAGES
                for words in alternatives(term.words)
            ]
        return [words for words in dict.fromkeys(found) if all(map(self._held, words[: -1 if term.prefix else None]))]

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
            for one, other in product(self._wordings(left), self._wordings(right)):
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

        rows = self._connection.execute(f"SELECT folded, language {PASSAGES}", (number,))
        return any(Folded(folded, language).near(node) for folded, language in rows)

    def _field(self, field: Field) -> "Query":
        name, value = field
        if name == "text":
            raise Unable
        self._selector.field(field)  # raises what a wrong value raises
        if name == "summit":
            return self._between(*self._selector.years(value))
        if name == "document":
            return self._any([self._is("document", id) for id in self._selector.documents(value)])
        if name == "theme":
            return self._themes(value)
        return self._is("language" if name == "lang" else "label", value.casefold())

    def _themes(self, name: str) -> "Query":
        return self._query.term_set_query(self._schema, "theme", json.loads(self._selector.theme(name)))

    def _is(self, name: str, value: str) -> "Query":
        return self._query.term_query(self._schema, name, value)

    def _between(self, first: int, last: int) -> "Query":
        return self._query.range_query(self._schema, "summit", self._integer, first, last)

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
