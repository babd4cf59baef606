"""Everything about a mandate."""

from collections.abc import Iterator
from typing import Annotated

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus
from mandates_cli.render.screen import Screen
from mandates_cli.rows import loaded


def show(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="An id or its unambiguous beginning.", autocompletion=o.completed_ids),
    ],
    lang: o.Language = None,
    *,
    out: o.TextOutput,
    data_dir: o.DataDir = None,
) -> None:
    """Everything about a mandate: text, items and missing letters, citation, placements, and its twin.

    Example: mandates show 2022-democratic-governance-7c
    """
    corpus = Corpus.open(data_dir)
    raws = [corpus.raw_of(id, lang) for id in ids]

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render.mandate import details

        for row in map(loaded, raws):
            twin = row.get("twin")
            yield details(row, loaded(corpus.raw_of(twin["id"])) if twin else None, screen)

    output.give(answers.mandates(corpus, raws)._replace(drawn=drawn), out)
