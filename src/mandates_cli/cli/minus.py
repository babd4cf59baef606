"""`mandates search crime -whales`: a word to leave out looks like an option, and mostly is none."""

import re
from collections.abc import Sequence
from inspect import signature
from typing import Final, get_args

from mandates_cli.errors import UsageError

# -whales; not -n20, --json, -s
WORD: Final = re.compile(r"-(?P<letter>[^\W\d_])(?P<rest>[^\W\d_].*)")
# What stands for the hyphen of -whales, so that it is no option; the search language reads both alike.
HYPHEN: Final = "\u2011"
HOW: Final = "to leave the word out, write it behind --: mandates search QUERY -- {typed}"
# Short options before which no letters can stand for their value, unless these are a format.
NO_NAME: Final = "fhn"


def taken(args: Sequence[str]) -> list[str]:
    """The arguments of a search, words to leave out as such. Raises UsageError for one that is more like an option."""
    end = _end(args)
    return [*map(_taken, args[:end]), *args[end:]]


def doubtful(args: Sequence[str]) -> str | None:
    """The first argument that was read as an option with a name behind it (-slima) and may have been a word."""
    found = ((arg, WORD.fullmatch(arg)) for arg in args[: _end(args)])
    return next((arg for arg, match in found if match and match["letter"] not in NO_NAME), None)


def _end(args: Sequence[str]) -> int:
    return args.index("--") if "--" in args else len(args)


def _taken(arg: str) -> str:
    match = WORD.fullmatch(arg)
    if not match:
        return arg
    from mandates_cli.render.formats import Format

    letter, known = match["letter"], _options()
    if f"-{arg}" in known:
        raise UsageError("{typed} has one dash; write -{typed}, or, " + HOW + ".", typed=arg)
    if letter == "f" and match["rest"] in get_args(Format):
        return arg
    if letter in NO_NAME:
        raise UsageError("{typed} reads as the option -{letter}; " + HOW + ".", typed=arg, letter=letter)
    return arg if f"-{letter}" in known else HYPHEN + arg[1:]


def _options() -> set[object]:
    """As they are typed."""
    from mandates_cli.cli.options import spread
    from mandates_cli.cli.search import search

    found: set[object] = {"--help"}
    for parameter in signature(spread(search)).parameters.values():
        for told in get_args(parameter.annotation)[1:]:
            # Typer takes the first of them for a default until it reads the annotation.
            found |= {getattr(told, "default", None), *(getattr(told, "param_decls", None) or ())}
    return found
