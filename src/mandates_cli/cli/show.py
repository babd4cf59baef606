"""Everything about a mandate."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus
from mandates_cli.render.screen import Screen
from mandates_cli.rows import loaded

if TYPE_CHECKING:
    from mandates_cli.render.dossier import Dossier
    from mandates_cli.rows import ThemeRow


def show(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="An id or its unambiguous beginning.", autocompletion=o.completed_ids),
    ],
    lang: o.Language = None,
    *,
    out: o.TextOutput,
    as_of: o.AsOf = None,
    data_dir: o.DataDir = None,
) -> None:
    """Everything about a mandate, in a form that can be quoted: text, document, summit, citation, missing items,
    deadlines, the bodies it names, earlier and later summits, its twin, and the pages that show it.

    Examples:

        mandates show 2022-democratic-governance-7c

        mandates show 2022-democratic-governance-7c -f text > quotation.txt
    """
    corpus = answers.opened(data_dir, as_of)
    raws = [corpus.raw_of(id, lang) for id in ids]
    words = corpus.language(lang) if lang else "en"

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render import dossier

        return dossier.drawn(_dossiers(corpus, raws, words), screen)

    def report(_: Screen) -> Iterator[str]:
        from mandates_cli.render import dossier

        return dossier.report(_dossiers(corpus, raws, words))

    def prose(_: Screen) -> Iterator[str]:
        from mandates_cli.render import dossier

        return dossier.prose(_dossiers(corpus, raws, words))

    output.give(answers.mandates(corpus, raws)._replace(drawn=drawn, report=report, prose=prose), out)


def _dossiers(corpus: Corpus, raws: Iterable[str], words: str) -> "Iterator[Dossier]":
    """`words` is the language of what is said of the mandates."""
    from mandates_cli.render.dossier import Dossier
    from mandates_cli.render.sheet import Known, named

    tables, basis = corpus.tables(), corpus.basis()
    known, languages = Known.of(tables.summits(), tables.documents()), corpus.language_names(words)
    themes = _titles(tables.themes(), words)
    bodies = {body["slug"]: named(body["name"], words) for body in tables.bodies()}
    for row in map(loaded, raws):
        twin = row.get("twin")
        yield Dossier(
            row, corpus.row(twin["id"]) if twin else None, corpus.lineage_rows(row["id"]), basis.mandates,
            basis.summits, corpus.seen(row), known, languages, themes, bodies, words,
        )  # fmt: skip


def _titles(themes: "Iterable[ThemeRow]", language: str) -> dict[str, str]:
    """`Security: Public Policies` by slug; one whose title is not known has none."""
    from mandates_cli.render.sheet import named

    titles = {theme["slug"]: named(theme["title"], language) for theme in themes if theme["title"]}
    roots = {slug: titles.get(slug.partition("/")[0]) for slug in titles if "/" in slug}
    return {slug: f"{roots[slug]}: {title}" if roots.get(slug) else title for slug, title in titles.items()}
