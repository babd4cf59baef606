"""The sentences that people read: every one is worded here, from a template and its facts.

A template is the sentence in English with the facts by name, so that it can also be the key of a translation:

    >>> worded("{kept:mandate} of {total:page} kept in {folder}", kept=1, total=3, folder="data")
    '1 mandate of 3 pages kept in data'
"""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

# What is counted: the words for one and for more.
PLURALS: Final[Mapping[str, str]] = {
    "byte": "bytes", "capture": "captures", "capture is": "captures are", "cell": "cells",
    "character": "characters", "citation": "citations", "column": "columns", "commitment": "commitments",
    "crawl": "crawls", "cut capture": "cut captures", "diagnostic": "diagnostics", "differs": "differ",
    "error page": "error pages", "file": "files", "hit": "hits", "item": "items", "known page": "known pages",
    "later mandate": "later mandates", "line": "lines", "lineage matches": "lineages match",
    "mandate": "mandates", "mandate matches": "mandates match", "more column": "more columns",
    "more record": "more records", "other address": "other addresses", "other page": "other pages",
    "page": "pages", "page no longer looks": "pages no longer look", "page shows": "pages show",
    "pair of mandates": "pairs of mandates", "placement": "placements", "redirect": "redirects",
    "sighting is": "sightings are", "snapshot": "snapshots", "state": "states", "summit": "summits",
    "text": "texts", "unread line": "unread lines", "word": "words", "wording": "wordings",
}  # fmt: skip


def escaped(name: str) -> str:
    """A file's name as text that can be written: bytes that are not UTF-8 become `%F1`, as in an address."""
    # Python holds them as lone surrogates, and what is printable has none.
    return (
        name
        if name.isprintable()
        else "".join(f"%{ord(c) & 0xFF:02X}" if "\ud800" <= c <= "\udfff" else c for c in name)
    )


def agreeing(count: int, noun: str) -> str:
    """`page` for one, `pages` for more. `noun` is one of PLURALS."""
    return noun if count == 1 else PLURALS[noun]


def documented(thing: Callable[..., object]) -> str:
    """What a command or a kind of record says of itself. Where Python drops that (-OO), the source has it."""
    if thing.__doc__ or sys.flags.optimize < 2:
        return thing.__doc__ or ""
    return _from_source(thing.__module__).get(thing.__name__, "")


@cache
def _from_source(module: str) -> Mapping[str, str]:
    import ast
    import inspect

    body = ast.parse(inspect.getsource(sys.modules[module])).body
    named = (node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {node.name: ast.get_docstring(node, clean=False) or "" for node in named}


class _Count(int):
    """A number that agrees with the noun that its place names: `1 page`, `1,200 pages`."""

    def __format__(self, spec: str) -> str:
        return f"{int(self):,} {agreeing(self, spec)}" if spec in PLURALS else super().__format__(spec)


class _Text(str):
    """A fact within a sentence: an end of a line in it would begin what looks like another sentence."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace("\n", r"\x0a")


def _fact(found: object) -> object:
    if type(found) is int:
        return _Count(found)
    return _Text(found) if isinstance(found, (str, Path, Exception)) else found


def worded(template: str, /, **facts: object) -> str:
    """The sentence. A fact whose place names a noun is counted: `{pages:page}`. Without facts it stands as it is."""
    if not facts:
        return template
    return template.format_map({name: _fact(fact) for name, fact in facts.items()})
