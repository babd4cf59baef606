"""The search language: text to a tree of values, and what the tree matches.

Names are loaded when they are asked for: a search needs the grammar, but not the matcher.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mandates_cli.query.grammar import MAX_LENGTH, parse, pointed
    from mandates_cli.query.oracle import Passage, matches, shows, spans
    from mandates_cli.query.tree import FIELDS, And, Field, Near, Node, Not, Or, Term, terms, written
    from mandates_cli.query.words import Token, alternatives, as_written, begun, folded, stem, stems, tokens, words_of

_MODULES = {
    "grammar": ("MAX_LENGTH", "parse", "pointed"),
    "oracle": ("Passage", "matches", "shows", "spans"),
    "tree": ("FIELDS", "And", "Field", "Near", "Node", "Not", "Or", "Term", "terms", "written"),
    "words": ("Token", "alternatives", "as_written", "begun", "folded", "stem", "stems", "tokens", "words_of"),
}

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
    "as_written",
    "begun",
    "folded",
    "matches",
    "parse",
    "pointed",
    "shows",
    "spans",
    "stem",
    "stems",
    "terms",
    "tokens",
    "words_of",
    "written",
]


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
