"""The search language: text to a tree of values, and what the tree matches."""

from mandates_cli.query.grammar import MAX_LENGTH, parse
from mandates_cli.query.matching import matches, spans
from mandates_cli.query.tree import And, Node, Not, Or, Term, terms
from mandates_cli.query.words import Token, stems, tokens

__all__ = [
    "MAX_LENGTH",
    "And",
    "Node",
    "Not",
    "Or",
    "Term",
    "Token",
    "matches",
    "parse",
    "spans",
    "stems",
    "terms",
    "tokens",
]
