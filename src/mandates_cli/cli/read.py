"""Commands that read the corpus: load, ask, render."""

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Filters


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
    filters = filters_of(summit, theme, document, lang, page, limit, sort)
    count = output.mandates(corpus.raw(filters), out)
    if count and out.format is o.Format.table:
        output.say(output.mandates_counted(count))
    elif not count:
        output.say("No mandate passes these filters; 'mandates summits' and 'mandates themes' show what there is.")


def show(
    ids: o.Ids,
    lang: o.Language = None,
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
    output.details(
        [corpus.raw_of(id, lang) for id in ids], output.chosen(format, json, fields, no_color), corpus.raw_of
    )


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


def filters_of(
    summit: list[str] | None,
    theme: list[str] | None,
    document: list[str] | None,
    lang: list[str] | None,
    page: list[str] | None,
    limit: int | None,
    sort: str | None,
) -> Filters:
    return Filters(summit or (), theme or (), document or (), lang or (), page or (), limit, sort)
