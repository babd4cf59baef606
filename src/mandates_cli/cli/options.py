"""Options that several commands share, each named once, and the values that groups of them make.

A command says `filters: o.Filters, out: o.Output`; `spread` shows typer the options of which these are made.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args

import typer

from mandates_cli.cli import output
from mandates_cli.query import filters
from mandates_cli.render.formats import Format


def _completed(names: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """A completion that offers nothing where there is no corpus: an error would be written into the user's prompt."""

    def complete(incomplete: str) -> list[str]:
        from mandates_cli.errors import MandatesError

        try:
            return [name for name in names(incomplete) if name.startswith(incomplete)]
        except MandatesError:
            return []

    return complete


def _known(kind: str) -> Callable[[str], list[str]]:
    """What a filter of that kind accepts."""

    def names(_: str) -> list[str]:
        from mandates_cli.corpus import Corpus

        return list(Corpus.open().known(kind))

    return _completed(names)


def _ids(incomplete: str) -> list[str]:
    from mandates_cli.corpus import Corpus

    return list(Corpus.open().ids(incomplete))


completed_ids = _completed(_ids)
FILTER, OUTPUT = "Filters", "Output"


def _filter(*names: str, metavar: str, help: str, complete: Callable[[str], list[str]] | None = None) -> Any:
    return typer.Option(*names, metavar=metavar, rich_help_panel=FILTER, help=help, autocompletion=complete)


def _output(*names: str, help: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, metavar=metavar, rich_help_panel=OUTPUT, help=help)


completed_languages = _known("lang")
Summits = Annotated[
    list[str] | None,
    _filter("--summit", "-s", metavar="YEAR", complete=_known("summit"),
            help="2022, IX, or a range 2015..2022; repeat for several."),
]  # fmt: skip
Themes = Annotated[
    list[str] | None,
    _filter("--theme", "-t", metavar="SLUG", complete=_known("theme"),
            help="A theme with its sub-themes, or one sub-theme: security, security/public-policies."),
]  # fmt: skip
Documents = Annotated[
    list[str] | None,
    _filter("--document", "-d", metavar="ID", complete=_known("document"),
            help="What a summit adopted, such as 2018-lima-commitment."),
]  # fmt: skip
Languages = Annotated[
    list[str] | None,
    _filter("--lang", "-l", metavar="en|es", complete=completed_languages, help="Language of the text."),
]
Language = Annotated[
    str | None,
    _filter("--lang", "-l", metavar="en|es", complete=completed_languages,
            help="Show the mandate, or its twin, in this language."),
]  # fmt: skip
Pages = Annotated[
    list[str] | None, _filter("--page", metavar="PAGE", help="A page of the site, such as /sisca/sec.html.")
]
Limit = Annotated[int | None, _filter("--limit", "-n", metavar="N", help="At most N mandates.")]
Sort = Annotated[str | None, _output("--sort", metavar="KEY", help="summit (newest first), document, theme or id.")]
SearchSort = Annotated[
    str | None,
    _output("--sort", metavar="KEY",
            help="rank, summit (newest first), document, theme or id; --kwic also by left or right context."),
]  # fmt: skip
Formats = Annotated[
    Format | None, _output("--format", "-f", help="Default: a table on a terminal, JSON Lines in a pipe.")
]
Json = Annotated[bool, _output("--json", help="Short for --format json.")]
Fields = Annotated[str | None, _output("--fields", metavar="A,B", help="Only these columns: id,summit,items.text")]
NoColor = Annotated[bool, _output("--no-color", help="Plain text; NO_COLOR does the same.")]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="The corpus to use. Default: MANDATES_DATA_DIR, ./data, yours or the shipped one.",
    ),
]


class Group(NamedTuple):
    """Options that make one value: `made` is called with what was typed for each."""

    made: Callable[..., object]
    options: Mapping[str, object]


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer reads it: in place of each group of options among its parameters, these options."""
    groups: dict[str, Group] = {}
    parameters: list[Parameter] = []
    for parameter in signature(command).parameters.values():
        group = next((part for part in get_args(parameter.annotation) if isinstance(part, Group)), None)
        if group is None:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))
            continue
        groups[parameter.name] = group
        for name, option in group.options.items():
            default = False if get_args(option)[0] is bool else None
            parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=option))

    @wraps(command)
    def asked(**typed: object) -> None:
        for name, group in groups.items():
            typed[name] = group.made(**{option: typed.pop(option) for option in group.options})
        command(**typed)

    asked.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return asked


FILTERS = {
    "summit": Summits, "theme": Themes, "document": Documents, "lang": Languages, "page": Pages, "limit": Limit,
    "sort": Sort,
}  # fmt: skip


def _filters(names: str, **other: object) -> Group:
    """Those named; `other` are options that take the place of the usual ones."""

    def made(limit: int | None = None, sort: str | None = None, **typed: list[str] | None) -> filters.Filters:
        return filters.Filters(limit=limit, sort=sort, **{name: values or () for name, values in typed.items()})

    return Group(made, {name: FILTERS[name] for name in names.split()} | other)


Filters = Annotated[filters.Filters, _filters("summit theme document lang page limit sort")]
SearchFilters = Annotated[filters.Filters, _filters("summit theme document lang page limit", sort=SearchSort)]
CompareFilters = Annotated[filters.Filters, _filters("summit theme document lang page limit")]
PhraseFilters = Annotated[filters.Filters, _filters("summit theme document lang")]
PageFilters = Annotated[filters.Filters, _filters("theme lang page")]
SiteFilters = Annotated[filters.Filters, _filters("theme lang")]
Output = Annotated[
    output.Output,
    Group(output.chosen, {"format": Formats, "json": Json, "fields": Fields, "no_color": NoColor}),
]
