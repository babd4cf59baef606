"""Options that several commands share, each named once, and the values that groups of them make.

A command says `filters: o.Filters, out: o.Output`; `spread` shows typer the options of which these are made.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial, wraps
from inspect import Parameter, Signature, cleandoc, signature
from pathlib import Path
from typing import Annotated, Final, NamedTuple, TypeAlias, get_args

import typer

from mandates_cli.cli import output
from mandates_cli.corpus import Corpus
from mandates_cli.errors import MandatesError
from mandates_cli.query import filters
from mandates_cli.render.formats import Format, WithText
from mandates_cli.render.screen import shown
from mandates_cli.wording import documented

# What completes a word: that, or that and what zsh and fish show beside it.
Offered: TypeAlias = str | tuple[str, str]
# So many characters of a text stand beside an id.
OPENING: Final = 70
# What may be offered: zsh runs what else a name of somebody else's corpus holds, such as $(rm).
TYPED: Final = re.compile(r"[\w./:+-]+")
SIGNS: Final = re.compile(r"[^\w\s.,;%-]")


def completed(
    known: Callable[[Corpus, str], Iterable[Offered]],
) -> Callable[[typer.Context, str], list[Offered]]:
    """A completion from the corpus that the line names. It offers nothing where there is none: an error would be
    written into the user's prompt."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offered]:
        try:
            offered = list(known(Corpus.open(ctx.params.get("data_dir")), incomplete))
        except (MandatesError, OSError):
            return []
        return [one for one in offered if _plain(one if isinstance(one, str) else one[0])]

    return complete


def _plain(name: str) -> bool:
    return TYPED.fullmatch(name) is not None and shown(name) == name


def _completed_by(kind: str) -> Callable[[typer.Context, str], list[Offered]]:
    """By what a filter of that kind accepts."""
    return completed(lambda corpus, _: corpus.known(kind))


def _ids(corpus: Corpus, incomplete: str) -> list[Offered]:
    return [(id, beside(text)) for id, text in corpus.openings(incomplete, OPENING)]


def beside(text: str) -> str:
    """A text beside what is offered. Shells read quotes, brackets and their like as their own."""
    return " ".join(SIGNS.sub(" ", text).split())


completed_ids = completed(_ids)
# The three panels of options in a help page.
of_filter = partial(typer.Option, rich_help_panel="Filters")
of_output = partial(typer.Option, rich_help_panel="Output")
of_site = partial(typer.Option, rich_help_panel="Site")


def _names(*flags: str, metavar: str, help: str, kind: str | None = None) -> object:
    """A filter that may be repeated; `kind` is what of the corpus completes it."""
    complete = _completed_by(kind) if kind else None
    return Annotated[list[str] | None, of_filter(*flags, metavar=metavar, help=help, autocompletion=complete)]


def _sort(help: str) -> object:
    return Annotated[str | None, of_output("--sort", metavar="KEY", help=help)]


Language = Annotated[
    str | None,
    of_filter("--lang", "-l", metavar="en|es", autocompletion=_completed_by("lang"),
              help="Show the mandate, or its twin, in this language."),
]  # fmt: skip
USED: Final = "The corpus to use. Default: MANDATES_DATA_DIR, ./data, yours or the shipped one."
AsOf = Annotated[
    str | None,
    of_filter("--as-of", metavar="DATE", help="As the site was then: 2012-05-01, 2012-05 or 2012."),
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help=USED)]


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

    asked.__doc__ = _flowing(documented(command))
    asked.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return asked


def _flowing(text: str) -> str:
    """Paragraphs as single lines, for a screen of any width to break: typer keeps the line ends of most."""
    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(part if part.startswith(" ") else part.replace("\n", " ") for part in paragraphs)


FILTERS = {
    "summit": _names("--summit", "-s", metavar="YEAR", kind="summit",
                     help="2022, IX, Lima, or a range 2015..2022; none where it is unknown."),
    "theme": _names("--theme", "-t", metavar="SLUG", kind="theme",
                    help="A theme with its sub-themes, or one sub-theme: security, security/public-policies."),
    "document": _names("--document", "-d", metavar="ID", kind="document",
                       help="What a summit adopted, such as 2018-lima-commitment."),
    "lang": _names("--lang", "-l", metavar="en|es", kind="lang", help="Language of the text."),
    "page": _names("--page", metavar="PAGE", help="A page of the site, such as /sisca/sec.html."),
    "asks": _names("--asks", metavar="BODY", kind="asks",
                   help="Where this body is asked to do it: PAHO, its slug or its name."),
    "due": _names("--due", metavar="YEAR",
                  help="With a deadline in 2025 or 2025..2030; any: also those of no certain year."),
    "commitments": Annotated[
        bool, of_filter("--commitments", help="One mandate a commitment: the English one of two twins.")
    ],
    "limit": Annotated[int | None, of_filter("--limit", "-n", metavar="N", help="At most N mandates.")],
    "sort": _sort("summit (newest first), document, theme, due (earliest first) or id."),
}  # fmt: skip
BY_RANK = _sort("rank, summit (newest first), document, theme, due or id; --kwic also by left or right context.")
DEFAULT: Final = "Default: a table on a terminal, JSON Lines in a pipe."
OUTPUT = {
    "format": Annotated[
        Format | None,
        of_output("--format", "-f", metavar="FORMAT", help=f"table, json, jsonl, csv, tsv or md. {DEFAULT}"),
    ],
    "json": Annotated[bool, of_output("--json", help="Short for --format json.")],
    "fields": Annotated[
        str | None, of_output("--fields", metavar="A,B", help="Only these columns: id,summit_name,placements.url")
    ],
    "output": Annotated[
        str | None, of_output("--output", "-o", metavar="FILE", help="A file to write whole; its ending is the format.")
    ],
    "bom": Annotated[bool, of_output("--bom", help="Let Excel know that csv or tsv is UTF-8.")],
    "no_pager": Annotated[bool, of_output("--no-pager", help="Print a long answer instead of paging it.")],
    "no_color": Annotated[bool, of_output("--no-color", help="Plain text; NO_COLOR does the same.")],
}
TEXT = {
    "format": Annotated[
        WithText | None,
        of_output("--format", "-f", metavar="FORMAT", help=f"table, text, json, jsonl, csv, tsv or md. {DEFAULT}"),
    ]
}


def _filters(names: str, **other: object) -> Group:
    """Those named; `other` are options that take the place of the usual ones."""

    def made(
        limit: int | None = None, sort: str | None = None, commitments: bool = False, **typed: list[str] | None
    ) -> filters.Filters:
        named = {name: values or () for name, values in typed.items()}
        return filters.Filters(**named, limit=limit, sort=sort, commitments=commitments)

    return Group(made, {name: FILTERS[name] for name in names.split()} | other)


Filters = Annotated[filters.Filters, _filters("summit theme document lang page asks due commitments limit sort")]
SearchFilters = Annotated[
    filters.Filters, _filters("summit theme document lang page asks due commitments limit", sort=BY_RANK)
]
CompareFilters = Annotated[filters.Filters, _filters("summit theme document lang page asks due limit")]
VALUES = Annotated[int | None, of_filter("--limit", "-n", metavar="N", help="The first N values, and what is unknown.")]
StatsFilters = Annotated[
    filters.Filters, _filters("summit theme document lang page asks due commitments", limit=VALUES)
]
PhraseFilters = Annotated[filters.Filters, _filters("summit theme document lang asks due")]
PageFilters = Annotated[filters.Filters, _filters("theme lang page")]
SiteFilters = Annotated[filters.Filters, _filters("theme lang")]
Output = Annotated[output.Output, Group(output.chosen, OUTPUT)]
TextOutput = Annotated[output.Output, Group(partial(output.chosen, text=True), OUTPUT | TEXT)]
