"""What the commands are: help with one, the version, and where to look for one that does not exist."""

from typing import Annotated, Final, cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from mandates_cli.cli import output
from mandates_cli.errors import UsageError

# What people type who know other programs, and what does that here.
MEANT: Final = {
    "reference": "cite ID",
    "bibtex": "cite ID -f bibtex",
    "quote": "show ID -f text",
    "get": "show ID",
    "cat": "show ID",
    "view": "show ID",
    "open": "show ID",
    "plot": "stats --by A --plot FILE",
    "chart": "stats --by A --plot FILE",
    "heatmap": "stats --by A,B",
    "facets": "search QUERY --facets",
    "count": "search QUERY --count",
    "kwic": "search QUERY --kwic",
    "concordance": "search QUERY --kwic",
    "find": "search QUERY",
    "grep": "search QUERY",
    "query": "search QUERY",
    "ls": "list",
    "mandates": "list",
    "docs": "documents",
    "topics": "themes",
    "languages": "info",
    "stat": "info",
    "status": "info",
    "snapshots": "info",
    "changes": "diff previous latest",
    "log": "diff previous latest",
    "compare": "diff OLD NEW",
    "lineage": "trace ID",
    "recurring": "trace --recurring 3",
    "dropped": "trace --dropped-since YEAR",
    "phrase": "precedents PHRASE",
    "download": "fetch",
    "crawl": "fetch",
    "scrape": "fetch",
    "update": "fetch",
    "sync": "fetch",
    "pull": "fetch",
    "add": "import PATH",
    "load": "import PATH",
    "lint": "check",
    "validate": "check",
    "verify": "check --provenance",
    "save": "list -o FILE",
    "about": "info",
}


class Command(TyperCommand):
    """Its help page calls values by our names alone: typer adds their types (`<str>`) and ranges (`[x>=40]`)."""

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        from typer import rich_utils

        rich_utils.RANGE_STRING = ""
        for parameter in self.params:
            if isinstance(parameter, TyperArgument):
                parameter.type.get_metavar = lambda *_, **__: ""  # type: ignore[method-assign]
        super().format_help(ctx, formatter)  # type: ignore[arg-type]


def unknown(name: str, known: list[str]) -> UsageError:
    """The error for a command that is none of `known`: it names what does this here, else what is spelled alike."""
    from difflib import get_close_matches

    template = "No command {name!r}."
    if meant := MEANT.get(name.casefold()):
        template += " Did you mean: mandates {meant}"
    elif close := get_close_matches(name.casefold(), known, n=3):
        meant = " or ".join(close)
        template += " Did you mean {meant}?"
    else:
        template += " 'mandates help' lists them; to look for a word: mandates search {name}"
    return UsageError(template, name=name, meant=meant)


def help_(
    context: typer.Context,
    command: Annotated[str | None, typer.Argument(metavar="COMMAND", help="The one to explain.")] = None,
) -> None:
    """What the commands do, or how one of them is used."""
    root = context.find_root()
    group = cast(TyperGroup, root.command)
    if command is not None and command not in group.commands:
        raise unknown(command, list(group.commands))
    asked = [] if command is None else [command]
    group([*asked, "--help"], prog_name=root.info_name)


def version() -> None:
    """Which version of mandates this is."""
    from mandates_cli import __version__

    output.write([f"mandates {__version__}\n"])
