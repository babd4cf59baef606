"""Recursive descent over the search language.

    query   = all { "OR" all }
    all     = unit { ["AND"] unit }
    unit    = { "NOT" | "-" } near
    near    = single [ "NEAR/" number single ]
    single  = "(" query ")" | term | field
    term    = word | word* | '"' phrase '"' ["*"]
    field   = name ":" value | "text:/" regular expression "/"
    name    = "summit" | "theme" | "document" | "lang" | "asks" | "due" | "label"

Anything else is literal: `cyber-crime` and `don't` are the words between their marks, side by side.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from mandates_cli.errors import FieldError, QueryError
from mandates_cli.folding import seen
from mandates_cli.query.tree import FIELDS, And, Field, Near, Node, Not, Or, Term
from mandates_cli.query.words import as_written, words_of

MAX_LENGTH: Final = 1_000
# SQLite's parser has a stack of 100, and a level takes up to four of it.
MAX_DEPTH: Final = 15
MAX_DISTANCE: Final = 100

QUOTES: Final = '"“”«»'
# What word processors make of a minus.
DASHES: Final = "–—−‑"
LEXEME: Final = re.compile(
    rf"""\s*(?:
        (?P<regex>text:/(?:\\.|[^/\\])*(?P<shut>/)?)
        | (?P<field>(?:{"|".join(FIELDS)}):(?:"[^"]*"|[^\s(){QUOTES}]*))
        | (?P<phrase>[{QUOTES}][^{QUOTES}]*(?P<close>[{QUOTES}]\*?)?)
        | (?P<mark>[()]|[-{DASHES}](?=[^\s{DASHES}-]))
        | (?P<word>[^\s(){QUOTES}]+)
    )""",
    re.VERBOSE,
)
OPERATORS: Final = {"AND", "OR", "NOT"}
NEAR: Final = re.compile(r"NEAR(?:/(?P<distance>\d{1,3}))?")
DEFAULT_DISTANCE: Final = 10
WANTED: Final = 'a word, a "phrase", a word*, a field (summit:2022), NOT or a parenthesis'


class Lexeme(NamedTuple):
    kind: str
    text: str
    column: int


def lex(query: str) -> list[Lexeme]:
    found, at = [], 0
    while match := LEXEME.match(query, at):
        kind = str(match.lastgroup)
        kind = {"close": "phrase", "shut": "regex"}.get(kind, kind)
        start, text = match.start(kind), match[kind]
        if kind == "mark" and text in DASHES:
            text = "-"
        if kind == "phrase" and not match["close"]:
            raise QueryError('This quotation mark is never closed; add a " at the end of the phrase.', query, start)
        if kind == "regex" and not match["shut"]:
            raise QueryError("This regular expression is never closed; add a / at its end.", query, start)
        if kind == "word" and (text in OPERATORS or NEAR.fullmatch(text)):
            kind = "near" if text.startswith("NEAR") else "operator"
        found.append(Lexeme(kind, text, start))
        at = match.end()
    return found


class _Parser:
    def __init__(self, query: str, exact: bool) -> None:
        self.query = query
        self.exact = exact
        self.lexemes = lex(query)
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

    def fail(self, template: str, at: Lexeme | None = None, **facts: object) -> QueryError:
        return QueryError(template, self.query, at.column if at else len(self.query), **facts)

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.take("OR"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Node:
        parts = [self.unit()]
        while (lexeme := self.peek()) and not (lexeme.kind in ("mark", "operator") and lexeme.text in (")", "OR")):
            self.take("AND")
            parts.append(self.unit())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def unit(self) -> Node:
        negated = False
        while self.take("NOT", "-"):
            negated = not negated
        inner = self.near()
        if not negated:
            return inner
        return inner.part if isinstance(inner, Not) else Not(inner)

    def near(self) -> Node:
        start = self.peek()
        left = self.single()
        lexeme = self.peek()
        if lexeme is None or lexeme.kind != "near":
            return left
        self.at += 1
        distance = int((NEAR.fullmatch(lexeme.text) or {})["distance"] or DEFAULT_DISTANCE)  # type: ignore[index]
        if distance > MAX_DISTANCE:
            raise self.fail("NEAR/ takes at most {most} words.", lexeme, most=MAX_DISTANCE)
        after = self.peek()
        right = self.single()
        return Near(self.side(left, start), self.side(right, after), distance)

    def side(self, node: Node, lexeme: Lexeme | None) -> tuple[Term, ...]:
        if isinstance(node, Term):
            return (node,)
        if isinstance(node, Or) and all(isinstance(part, Term) for part in node.parts):
            return tuple(part for part in node.parts if isinstance(part, Term))
        raise self.fail('NEAR must stand between words, "phrases", or (words OR phrases).', lexeme)

    def single(self) -> Node:
        if opened := self.take("("):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.fail("Parentheses are nested more than {most} deep; use fewer.", opened, most=MAX_DEPTH)
            inner = self.any_of()
            if not self.take(")"):
                raise self.fail("This parenthesis is never closed; add a ).", opened)
            self.depth -= 1
            return inner
        lexeme = self.peek()
        if lexeme is None:
            raise self.fail("Expected {wanted} here.", wanted=WANTED)
        if lexeme.kind in ("operator", "mark", "near"):
            raise self.fail("Expected {wanted} before {found}.", lexeme, wanted=WANTED, found=lexeme.text)
        self.at += 1
        if lexeme.kind in ("field", "regex"):
            return self.field(lexeme)
        found = tuple(as_written(lexeme.text) if self.exact else words_of(lexeme.text))
        if not found:
            raise self.fail("There is no letter or digit here to search for.", lexeme)
        prefix = lexeme.text.rstrip(QUOTES).endswith("*") or (lexeme.kind == "phrase" and lexeme.text.endswith("*"))
        return Term(found, prefix=prefix, exact=self.exact)

    def field(self, lexeme: Lexeme) -> Field:
        name, value = _field(lexeme)
        if not value or (name == "text" and lexeme.kind != "regex"):
            raise self.fail(
                "{name}: needs a value after it, as in {example}.", lexeme, name=name, example=EXAMPLES[name]
            )
        return Field(name, value)


def _field(lexeme: Lexeme) -> Field:
    name, _, value = lexeme.text.partition(":")
    return Field(name, value[1:-1] if lexeme.kind == "regex" else value.strip('"'))


EXAMPLES: Final = {
    "summit": "summit:2022, summit:IX or summit:2015..2022",
    "theme": "theme:health",
    "document": "document:lima",
    "lang": "lang:es",
    "asks": "asks:paho",
    "due": "due:2025, due:2025..2030 or due:any",
    "label": "label:c",
    "text": "text:/cyber-?crime/",
}


def parse(query: str, exact: bool = False) -> Node:
    """The tree of `query`; with `exact` its words stand as written. Raises QueryError with the column of the fault."""
    clean = one_line(query)
    if len(clean) > MAX_LENGTH:
        raise QueryError("A query holds at most {most:,} characters.", clean[:60] + "…", 60, most=MAX_LENGTH)
    parser = _Parser(clean, exact)
    tree = parser.any_of()
    if rest := parser.peek():
        raise parser.fail("This {mark} was never opened.", rest, mark=rest.text)
    return tree


def pointed(error: FieldError, query: str) -> QueryError:
    """The error of a property with a caret below its value in `query`, which `parse` took."""
    clean = one_line(query)
    lexeme = next(x for x in lex(clean) if x.kind in ("field", "regex") and _field(x) == error.field)
    value = re.search(r':["/]?', lexeme.text)
    return QueryError(str(error), clean, lexeme.column + (value.end() if value else 0))


def one_line(query: str) -> str:
    """One line to show, without what shows nothing: soft hyphens, zero-width spaces and their like."""
    shown = (c for c in seen(query) if unicodedata.category(c) != "Cf")
    return "".join(c if c.isprintable() else " " for c in shown)
