"""Queries as conditions on `mandate m`: what the oracle says, asked of SQLite.

Who lists mandates asks for no words, and does not wait for what cuts and stems them.
"""

import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

from mandates_cli.corpus.database import Database, near_as_text
from mandates_cli.corpus.sql import MANDATE_OF_WORDS, PASSAGE_BITS
from mandates_cli.corpus.sql.clauses import Clause, criterion, joined
from mandates_cli.corpus.sql.fts import MOST_PAIRS, any_of, near, near_pairs
from mandates_cli.query.forms import AS_WRITTEN, LANGUAGES, Form, forms
from mandates_cli.query.phrase import carriers, meant, phrases
from mandates_cli.query.tree import And, Field, Label, Near, Node, Not, Or, Pattern, Term
from mandates_cli.query.words import bare, stems

HELD: Final = f"m.number IN (SELECT {MANDATE_OF_WORDS} FROM words{{}} WHERE words MATCH ?{{}})"
LABELLED: Final = (
    f"EXISTS (SELECT 1 FROM passage p WHERE p.number >= m.number << {PASSAGE_BITS}"
    f" AND p.number < (m.number + 1) << {PASSAGE_BITS} AND p.label = ?)"
)
PASSAGE: Final = " CROSS JOIN passage p ON p.number = words.rowid"
MOST_BEGUN: Final = 1_000


class ByStems(NamedTuple):
    """FTS5 syntax for passages where stems stand near one another; `same` says that it finds no others than those that
    match."""

    syntax: str
    same: bool


class Clauses:
    """Queries as conditions. The corpus is asked which of its words begin so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, node: Node) -> Clause:
        """`node` is resolved."""
        if isinstance(node, Term):
            return _held(any_of([node]))
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Not):
            inner = self.of(node.part)
            return Clause(f"NOT {inner.sql}", inner.values)
        if isinstance(node, (And, Or)):
            return joined(node.operator, map(self.of, node.parts))
        if isinstance(node, Label):
            return Clause(LABELLED, (node.label,))
        if isinstance(node, Pattern):
            return Clause("holds_pattern(?, m.text)", (node.pattern,))
        assert not isinstance(node, Field), "names are resolved before a query is asked"
        return criterion(node)

    def _near(self, node: Near) -> Clause:
        """Where the engine cannot count how near both sides stand, it finds the passages to look at."""
        if native := near(node):
            return _held(native)
        by_stems = self._near_by_stems(node)
        if by_stems and by_stems.same:
            return _held(by_stems.syntax)
        syntax = by_stems.syntax if by_stems else f"({any_of(node.left)}) AND ({any_of(node.right)})"
        looked_at = HELD.format(PASSAGE, " AND stands_near(?, p.folded, p.language)")
        return Clause(looked_at, (syntax, near_as_text(node)))

    def shown(self, tree: Node) -> str | None:
        """FTS5 syntax for what a match can show, which ranks the matches; null where there is nothing to show."""
        if isinstance(tree, Near):
            if native := near(tree):
                return native
            if by_stems := self._near_by_stems(tree):
                return by_stems.syntax
        return any_of(carriers(tree)) or None

    def phrases(self, tree: Node) -> str | None:
        """FTS5 syntax for the phrases that the words of a query make; null where they make none."""
        return any_of(phrases(tree)) or None

    def hits(self, tree: Node) -> str | None:
        """FTS5 syntax for the passages that hold something of a match; null where the engine cannot tell them."""
        parts = [self._hits(leaf) for leaf in meant(tree) if isinstance(leaf, (Term, Near, Label, Pattern))]
        return " OR ".join(filter(None, parts)) if all(parts) else None

    def _hits(self, leaf: Node) -> str | None:
        if isinstance(leaf, Term):
            return any_of([leaf])
        return near(leaf) if isinstance(leaf, Near) else None

    def _near_by_stems(self, node: Near) -> ByStems | None:
        """All passages that match, and few others. Null where there are too many stems, or one word could be both
        sides."""
        left, right = self._stemmed(node.left), self._stemmed(node.right)
        if left is None or right is None:
            return None
        syntax = near_pairs(left[0], right[0], node.distance)
        return ByStems(syntax, left[1] and right[1]) if syntax else None

    def _stemmed(self, side: Sequence[Term]) -> tuple[list[Form], bool] | None:
        """What a side stands for in stems, and whether that is all. Null where too many words begin so."""
        found: list[Form] = []
        same = True
        for form in (form for term in side for form in forms(term)):
            if form.kind in LANGUAGES:
                found.append(form)
                continue
            *before, last = map(bare, form.words)
            ends, others = self._begun(last) if form.prefix else ([last], True)
            if len(ends) > MOST_PAIRS:
                return None
            same = same and not (ends and (others or before or form.kind == AS_WRITTEN))
            found += [Form(lang, tuple(stems((*before, end), lang))) for end in ends for lang in LANGUAGES]
        return found, same

    def _begun(self, beginning: str) -> tuple[list[str], bool]:
        """Words of the corpus that begin so, and whether others share a stem with one of them."""
        within = "word >= ?1 AND word < ?1 || ?2"
        bounds = (beginning, chr(sys.maxunicode))
        rows = self._database.rows(f"SELECT word FROM word WHERE {within} LIMIT ?3", (*bounds, MOST_BEGUN))
        found = [word for (word,) in rows]
        shared = " UNION ALL ".join(
            f"SELECT 1 FROM word WHERE {lang} IN (SELECT {lang} FROM word WHERE {within}) AND NOT ({within})"
            for lang in LANGUAGES
        )
        return found, self._database.one(f"SELECT EXISTS ({shared})", bounds) == (1,)


def _held(syntax: str) -> Clause:
    return Clause(HELD.format("", ""), (syntax,))
