"""Recursive descent over the search language.

    query   = all { "OR" all }
    all     = unit { ["AND"] unit }
    unit    = ("NOT" | "-") unit | "(" query ")" | '"' phrase '"' | word | word*

Anything else is literal: `cyber-crime` and `don't` are the words between their marks, side by side.
"""

import re
from typing import Final, NamedTuple

from mandates_cli.errors import QueryError
from mandates_cli.query.tree import And, Node, Not, Or, Term
from mandates_cli.query.words import tokens

MAX_LENGTH: Final = 1_000
MAX_DEPTH: Final = 50

LEXEME: Final = re.compile(
    r'\s*(?:(?P<phrase>["“”][^"“”]*(?P<close>["“”])?)|(?P<mark>[()]|-(?=[^\s-]))|(?P<word>[^\s()"“”]+))'
)
OPERATORS: Final = {"AND", "OR", "NOT"}


class Lexeme(NamedTuple):
    kind: str
    text: str
    column: int


def _lex(query: str) -> list[Lexeme]:
    found, at = [], 0
    while match := LEXEME.match(query, at):
        kind = str(match.lastgroup)
        kind = "phrase" if kind == "close" else kind
        start = match.start(kind)
        if kind == "phrase" and not match["close"]:
            raise QueryError('This quotation mark is never closed; add a " at the end of the phrase.', query, start)
        text = match[kind]
        found.append(Lexeme("operator" if kind == "word" and text in OPERATORS else kind, text, start))
        at = match.end()
    return found


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.lexemes = _lex(query)
        self.at = 0
        self.depth = 0

    def peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def take(self, *texts: str) -> Lexeme | None:
        lexeme = self.peek()
        if lexeme and lexeme.kind in ("operator", "mark") and lexeme.text in texts:
            self.at += 1
            return lexeme
        return None

    def fail(self, message: str, lexeme: Lexeme | None = None) -> QueryError:
        return QueryError(message, self.query, lexeme.column if lexeme else len(self.query))

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.take("OR"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node:
        parts = [self.unit()]
        while (lexeme := self.peek()) and lexeme.text not in (")", "OR"):
            self.take("AND")
            parts.append(self.unit())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def unit(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"More than {MAX_DEPTH} levels of parentheses or NOT; say it with fewer.", self.peek())
        try:
            return self.innermost()
        finally:
            self.depth -= 1

    def innermost(self) -> Node:
        if self.take("NOT", "-"):
            return Not(self.unit())
        if opened := self.take("("):
            inner = self.any_of()
            if not self.take(")"):
                raise self.fail("This parenthesis is never closed; add a ).", opened)
            return inner
        lexeme = self.peek()
        if lexeme is None:
            raise self.fail('A word or a "phrase" is expected here.')
        if lexeme.kind in ("operator", "mark"):
            raise self.fail(f'A word or a "phrase" is expected before {lexeme.text}.', lexeme)
        self.at += 1
        words = tuple(t.word for t in tokens(lexeme.text))
        if not words:
            raise self.fail("This holds no letter or digit to search for.", lexeme)
        return Term(words, prefix=lexeme.text.rstrip('"“”').endswith("*"))


def parse(query: str) -> Node:
    """The tree of `query`. Raises QueryError with the column of the fault."""
    clean = "".join(c if c.isprintable() else " " for c in query)
    if len(clean) > MAX_LENGTH:
        raise QueryError(f"A query holds at most {MAX_LENGTH} characters.", clean[:60] + "…", 60)
    parser = _Parser(clean)
    tree = parser.any_of()
    if rest := parser.peek():
        raise parser.fail(f"{rest.text} has no partner before it.", rest)
    return tree
