"""A question in plain words, and what narrows it."""

from mandates_cli.errors import QueryError
from mandates_cli.query.grammar import lex, one_line, parse
from mandates_cli.query.tree import Node
from mandates_cli.query.words import tokens


def question(text: str) -> tuple[str, Node | None]:
    """What is asked, and the tree of its fields and of what it excludes (-word, -"a phrase", -(a OR b)).

    Raises QueryError.
    """
    clean = one_line(text)
    asked, narrowing = [*clean], [" "] * len(clean)
    minus, depth = False, 0
    for lexeme in lex(clean):
        mark = lexeme.text if lexeme.kind in ("mark", "operator") else ""
        within = minus or depth > 0
        if within:
            depth += (mark == "(") - (mark == ")")
        minus = mark in ("-", "NOT")
        if within or minus or lexeme.kind in ("field", "regex"):
            here = slice(lexeme.column, lexeme.column + len(lexeme.text))
            narrowing[here], asked[here] = lexeme.text, " " * len(lexeme.text)
    rest = " ".join("".join(asked).split())
    if not tokens(rest):
        raise QueryError("Expected a question in words here.", clean, 0)
    tree = "".join(narrowing).rstrip()
    try:
        return rest, parse(tree) if tree else None
    except QueryError as error:
        # Narrowing stands where it stands in the question.
        raise (QueryError(error.fault, clean, error.column) if error.query == tree else error) from None
