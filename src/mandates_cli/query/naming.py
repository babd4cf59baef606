"""What a name is in the tables, and what is said of one that they lack, or that is several."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mandates_cli.errors import UnknownName
from mandates_cli.folding import fold
from mandates_cli.rows import NamesRow

# So many of the ids that begin as one was typed are shown.
MOST_NAMED: Final = 5


def forms_of(names: NamesRow) -> list[str]:
    """A name in both languages, with its other forms."""
    return [names["en"], names["es"], *names["en_aliases"], *names["es_aliases"]]


def unknown(
    kind: str, name: str, known: Sequence[str], command: str, forms: Mapping[str, str] = MappingProxyType({})
) -> UnknownName:
    """The error for a name that is none of `known`, with those that are near; `command` lists them all. `forms` has
    folded names by which some go too."""
    from difflib import get_close_matches

    close = [forms[form] for form in get_close_matches(fold(name), forms, n=3, cutoff=0.7)]
    close += get_close_matches(name.casefold(), known, n=3, cutoff=0.5)
    close = list(dict.fromkeys(close))[:3]
    close += [k for k in known if k not in close and name.casefold() in k][: 3 - len(close)]
    guess = " Did you mean {near}?" if close else ""
    message = "No {kind} {name!r}." + guess + " {command} lists them."
    return UnknownName(message, name, tuple(close), kind=kind, near=" or ".join(close), command=command)


def several(name: str, ids: Sequence[str]) -> UnknownName:
    """The error for the beginning of more than one id."""
    shown = ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")
    message = "{name!r} begins more than one id: {ids}. Add a few characters."
    return UnknownName(message, name, tuple(ids), ids=shown)
