"""The search language: text to a tree of values, and what the tree matches."""

from mandates_cli.query.grammar import MAX_LENGTH, parse
from mandates_cli.query.matching import Passage, beginnings, matches, shows, spans
from mandates_cli.query.tree import FIELDS, And, Field, Near, Node, Not, Or, Term, terms, written
from mandates_cli.query.words import Token, alternatives, stems, tokens

__all__ = [
    "FIELDS",
    "MAX_LENGTH",
    "And",
    "Field",
    "Near",
    "Node",
    "Not",
    "Or",
    "Passage",
    "Term",
    "Token",
    "alternatives",
    "beginnings",
    "matches",
    "parse",
    "shows",
    "spans",
    "stems",
    "terms",
    "tokens",
    "written",
]
