"""Options that several commands share, each named once."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from mandates_cli.corpus.index import LANGUAGES


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    md = "md"


def _completed(names: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """A completion that stays silent where there is no corpus: an error text would land in the user's prompt."""

    def complete(incomplete: str) -> list[str]:
        from mandates_cli.errors import MandatesError

        try:
            return [name for name in names(incomplete) if name.startswith(incomplete)]
        except MandatesError:
            return []

    return complete


def _rows(method: str, column: str) -> Callable[[str], list[str]]:
    def names(_: str) -> list[str]:
        from mandates_cli.corpus import Corpus

        return [str(row[column]) for row in getattr(Corpus.open(), method)()]

    return _completed(names)


def _ids(incomplete: str) -> list[str]:
    from mandates_cli.corpus import Corpus

    return list(Corpus.open().ids(incomplete))


completed_ids = _completed(_ids)
FILTER, OUTPUT = "Filters", "Output"

Summits = Annotated[
    Optional[list[str]],  # noqa: UP045 (typer reads it)
    typer.Option(
        "--summit",
        "-s",
        metavar="YEAR",
        rich_help_panel=FILTER,
        autocompletion=_rows("summits", "year"),
        help="2022, IX, or a range 2015..2022; repeat for several.",
    ),
]
Themes = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--theme",
        "-t",
        metavar="SLUG",
        rich_help_panel=FILTER,
        autocompletion=_rows("themes", "slug"),
        help="A theme with its sub-themes, or one sub-theme: security, security/public-policies.",
    ),
]
Documents = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--document",
        "-d",
        metavar="ID",
        rich_help_panel=FILTER,
        autocompletion=_rows("documents", "id"),
        help="What a summit adopted, such as 2018-lima-commitment.",
    ),
]
Languages = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--lang",
        "-l",
        metavar="en|es",
        rich_help_panel=FILTER,
        autocompletion=_completed(lambda _: list(LANGUAGES)),
        help="Language of the text.",
    ),
]
Language = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--lang",
        "-l",
        metavar="en|es",
        rich_help_panel=FILTER,
        autocompletion=_completed(lambda _: list(LANGUAGES)),
        help="In this language: the mandate or its twin.",
    ),
]
Pages = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--page", metavar="PAGE", rich_help_panel=FILTER, help="A page of the site, such as /sisca/sec.html."),
]
Limit = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--limit", "-n", metavar="N", rich_help_panel=FILTER, help="At most N mandates."),
]
Sort = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--sort", metavar="KEY", rich_help_panel=OUTPUT, help="summit (newest first), document, theme or id."),
]
SearchSort = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        "--sort",
        metavar="KEY",
        rich_help_panel=OUTPUT,
        help="rank, summit (newest first), document, theme or id; --kwic also by left or right context.",
    ),
]
Semantic = Annotated[
    bool,
    typer.Option(
        "--semantic",
        help=r"By meaning, in both languages: the nearest 20, or --limit. Needs pip install 'mandates-cli\[semantic]'.",
    ),
]
Hybrid = Annotated[bool, typer.Option("--hybrid", help="By meaning and by words, in one ranking.")]
Formats = Annotated[
    Optional[Format],  # noqa: UP045
    typer.Option(
        "--format", "-f", rich_help_panel=OUTPUT, help="Default: a table on a terminal, JSON Lines in a pipe."
    ),
]
Json = Annotated[bool, typer.Option("--json", rich_help_panel=OUTPUT, help="Short for --format json.")]
Fields = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--fields", metavar="A,B", rich_help_panel=OUTPUT, help="Only these columns: id,summit,citation.text"),
]
NoColor = Annotated[
    bool, typer.Option("--no-color", rich_help_panel=OUTPUT, help="Plain text; NO_COLOR does the same.")
]
DataDir = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--data-dir", metavar="DIR", help="The corpus to use, else MANDATES_DATA_DIR, ./data, yours, the shipped one."
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="An id or its unambiguous beginning.", autocompletion=completed_ids),
]
