"""Commands that read the corpus: load, ask, render."""

from functools import partial
from typing import Annotated

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Filters


def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help='Words, a "phrase", word*, OR, NOT or -, ( ).')],
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    limit: o.Limit = None,
    sort: o.Sort = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """The mandates that match a query, best first.

    Examples:

        mandates search cybercrime

        mandates search '"financial intelligence units" OR launder*' --summit 2018

        mandates search cybercrime --json | jq '.[].citation.text'
    """
    from mandates_cli.query import parse, spans

    out = output.chosen(format, json, fields, no_color)
    tree = parse(" ".join(query))
    corpus = Corpus.open(data_dir)
    filters = _filters(summit, theme, document, lang, page, limit, sort)
    _told(output.mandates(corpus.raw(filters, tree), out, partial(spans, tree)), corpus, out, filters, " ".join(query))


def list_(
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    limit: o.Limit = None,
    sort: o.Sort = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """The mandates that pass the filters.

    Examples:

        mandates list --summit 2022

        mandates list --theme security --lang en -f csv > security.csv
    """
    out = output.chosen(format, json, fields, no_color)
    corpus = Corpus.open(data_dir)
    filters = _filters(summit, theme, document, lang, page, limit, sort)
    _told(output.mandates(corpus.raw(filters), out), corpus, out, filters, None)


def show(
    ids: o.Ids,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Everything about a mandate: text, items and missing letters, citation, placements, and its twin.

    Example: mandates show 2022-democratic-governance-7c
    """
    corpus = Corpus.open(data_dir)
    output.details([corpus.raw_of(id) for id in ids], output.chosen(format, json, fields, no_color), corpus.raw_of)


def themes(
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Themes and sub-themes that --theme accepts, with counts."""
    out = output.chosen(format, json, fields, no_color)
    output.rows(Corpus.open(data_dir).themes(), out, "slug,title_en,mandates")


def summits(
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Summits that --summit accepts, with counts."""
    out = output.chosen(format, json, fields, no_color)
    output.rows(Corpus.open(data_dir).summits(), out, "year,number,city,country,starts,ends,mandates")


def documents(
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Documents that --document accepts, with counts."""
    out = output.chosen(format, json, fields, no_color)
    output.rows(Corpus.open(data_dir).documents(), out, "id,title_en,mandates")


def _filters(
    summit: list[str] | None,
    theme: list[str] | None,
    document: list[str] | None,
    lang: list[str] | None,
    page: list[str] | None,
    limit: int | None,
    sort: str | None,
) -> Filters:
    return Filters(summit or (), theme or (), document or (), lang or (), page or (), limit, sort)


def _told(count: int, corpus: Corpus, out: output.Output, filters: Filters, query: str | None) -> None:
    """A table ends with its count; an empty answer says what would widen it."""
    if count:
        if out.format is o.Format.table:
            output.say(f"{count} mandate{'' if count == 1 else 's'}")
        return
    from mandates_cli.query import parse

    narrowed = any((filters.summit, filters.theme, filters.document, filters.lang, filters.page))
    if query is not None and narrowed and (without := corpus.count(tree=parse(query))):
        hint = f"without the filters {without} would."
    elif query is not None:
        hint = f"the corpus holds {', '.join(corpus.info()['languages']) or 'no'} texts only; try fewer words or word*."
    else:
        hint = "'mandates summits' and 'mandates themes' show what there is."
    output.say(f"No mandate {'matches' if query is not None else 'passes these filters'}; {hint}")
