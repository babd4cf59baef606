"""Commands that look for words."""

import json as json_
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.read import filters_of
from mandates_cli.corpus import Corpus, Filters, Row
from mandates_cli.errors import QueryError, UnknownName, UsageError

if TYPE_CHECKING:
    from mandates_cli.query import Node
    from mandates_cli.query.concordance import Line, Wording

SIDES: Final = ("left", "right")


def search(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help='Words, a "phrase", word*, OR, NOT or -, NEAR/5, field:value, ( ).'),
    ],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections or variants.")] = False,
    kwic: Annotated[bool, typer.Option("--kwic", rich_help_panel=o.OUTPUT, help="A line a hit, in context.")] = False,
    width: Annotated[
        Optional[int],  # noqa: UP045 (typer reads it)
        typer.Option("--width", metavar="N", min=40, rich_help_panel=o.OUTPUT, help="Columns of --kwic lines."),
    ] = None,
    facets: Annotated[
        bool,
        typer.Option("--facets", rich_help_panel=o.OUTPUT, help="Count by summit, theme, document, language."),
    ] = False,
    count: Annotated[bool, typer.Option("--count", rich_help_panel=o.OUTPUT, help="Only count.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the query is understood.")] = False,
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    limit: o.Limit = None,
    sort: o.SearchSort = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """The mandates that match a query, best first.

    Case, accents and quotes do not matter; inflections, British and American spelling, and hyphens are seen through.
    Fields: summit:2015..2022 theme:health document:lima lang:es label:c text:/regex/

    Examples:

        mandates search cybercrime

        mandates search '"financial intelligence units" OR launder*' --summit 2018

        mandates search 'traffick* NEAR/8 (arms OR persons)' --kwic

        mandates search 'corruption -summit:2018' --facets
    """
    from mandates_cli.query.grammar import parse

    out = output.chosen(format, json, fields, no_color)
    text = " ".join(query)
    tree = parse(text, exact)
    if explain:
        output.write(_explained(tree))
        return
    corpus = Corpus.open(data_dir)
    filters = filters_of(summit, theme, document, lang, page, limit, None if sort in SIDES else sort)
    try:
        found = corpus.raw(filters, tree)
        if count:
            output.rows([corpus.counts(filters, tree)], out)
            return
        if kwic:
            number = _kwic(found, tree, sort, width, out)
        elif facets and out.format is not o.Format.table:
            rows = corpus.facets(filters, tree)
            output.rows(rows, out)
            number = len(rows)
        else:
            number = output.mandates(found, out, partial(_spans, tree))
            if facets and number:
                output.rows(corpus.facets(filters, tree), out)
        _told(number, corpus, out, filters, tree, kwic)
    except UnknownName as error:
        raise _pointed(error, text) from error


def precedents(
    phrase: Annotated[list[str], typer.Argument(metavar="PHRASE", help="Words that stand side by side.")],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections.")] = False,
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Agreed language: first and last use of a phrase, uses by summit, and every wording around it with its references.

    Examples:

        mandates precedents "rule of law"

        mandates precedents "gender perspective" -f md > precedents.md
    """
    from mandates_cli.query import parse
    from mandates_cli.query.concordance import lines, wordings

    out = output.chosen(format, json, fields, no_color)
    text = " ".join(phrase).replace('"', " ")
    tree = parse(f'"{text}"', exact)
    corpus = Corpus.open(data_dir)
    filters = filters_of(summit, theme, document, lang, None, None, "id")
    found = wordings(list(lines(map(json_.loads, corpus.raw(filters, tree)), tree)))
    if out.fields is None and out.format in (o.Format.table, o.Format.md):
        from mandates_cli.render.kwic import precedents as drawn

        output.write([drawn(found, markdown=out.format is o.Format.md)])
    else:
        output.rows(
            [
                {
                    "wording": w.text, "language": w.language, "first": w.records[0]["summit"],
                    "last": w.records[-1]["summit"], "mandates": [r["id"] for r in w.records],
                    "references": [(r["citation"] or {}).get("text") for r in w.records],
                }
                for w in found
            ],
            out,
        )  # fmt: skip
    _uses(found)


def _uses(found: "list[Wording]") -> None:
    years = sorted(((r["summit"], r["id"]) for w in found for r in w.records), key=lambda use: use[0] or 9999)
    used = dict.fromkeys(years)
    if not used:
        output.say("No mandate uses these words side by side; try fewer of them, or 'mandates search'.")
        return
    by_year = Counter(year for year, _ in used)
    counts = ", ".join(f"{year or 'unknown'}: {n}" for year, n in by_year.items())
    first, last = next(iter(used)), next(reversed(used))
    output.say(f"{len(found):,} wordings in {output.mandates_counted(len(used))} ({counts})")
    output.say(f"first {first[0]} ({first[1]}), last {last[0]} ({last[1]})")


def _spans(tree: "Node", text: str, language: str) -> list[tuple[int, int]]:
    from mandates_cli.query.matching import spans

    return spans(tree, text, language)


def _kwic(found: Iterator[str], tree: "Node", sort: str | None, width: int | None, out: output.Output) -> int:
    """Concordance lines; how many hits there were."""
    from mandates_cli.folding import fold
    from mandates_cli.query.concordance import lines

    hits: list[Line] = list(lines(map(json_.loads, found), tree))
    if sort == "left":
        hits.sort(key=lambda line: fold(line.left).split()[::-1])
    elif sort == "right":
        hits.sort(key=lambda line: fold(line.right).split())
    if out.format is o.Format.table and out.fields is None:
        from mandates_cli.render.kwic import kwic

        output.write([kwic(hits, width or output.width(), output.colored(out))])
    else:
        output.rows([_row(hit) for hit in hits], out)
    return len(hits)


def _row(line: "Line") -> Row:
    record = line.record
    return {
        "id": record["id"], "summit": record["summit"], "language": record["language"], "left": line.left,
        "hit": line.hit, "right": line.right,
    }  # fmt: skip


def _explained(tree: "Node", depth: int = 0) -> Iterator[str]:
    """The tree, a node a line, and under each term what it stands for."""
    from mandates_cli.query import Field, Near, Not, Term, alternatives, beginnings, stems

    pad = "  " * depth
    if isinstance(tree, Term):
        yield f"{pad}{'words' if len(tree.words) > 1 else 'word'} {' '.join(tree.words)}{'*' if tree.prefix else ''}\n"
        if tree.prefix:
            yield f"{pad}  begins with {', '.join(beginnings(tree))}\n"
        elif not tree.exact:
            for language in ("en", "es"):
                forms = dict.fromkeys(" ".join(stems(words, language)) for words in alternatives(tree.words))
                yield f"{pad}  {language} stems: {', '.join(forms)}\n"
    elif isinstance(tree, Field):
        yield f"{pad}{tree.name} is {tree.value}\n"
    elif isinstance(tree, Near):
        yield f"{pad}NEAR/{tree.distance}: at most so many words between, in one passage\n"
        for term in (*tree.left, *tree.right):
            yield from _explained(term, depth + 1)
    elif isinstance(tree, Not):
        yield f"{pad}NOT\n"
        yield from _explained(tree.part, depth + 1)
    else:
        yield f"{pad}{tree.operator}\n"
        for part in tree.parts:
            yield from _explained(part, depth + 1)


def _pointed(error: UnknownName, query: str) -> UsageError:
    """A name that stands in the query is pointed at; one from an option is not."""
    column = query.find(f":{error.name}")
    return error if column < 0 else QueryError(str(error), query, column + 1)


def _told(number: int, corpus: Corpus, out: output.Output, filters: Filters, tree: "Node", kwic: bool) -> None:
    """A table ends with its count; an empty answer says what would widen it."""
    if number:
        if out.format is o.Format.table:
            output.say(f"{number:,} hit{'' if number == 1 else 's'}" if kwic else output.mandates_counted(number))
        return
    hints = [f"without {option} {output.mandates_counted(n)} would" for option, n in corpus.relaxed(filters, tree)]
    if near := corpus.nearest(tree):
        hints.append(f"did you mean {' or '.join(near[:3])}?")
    languages = corpus.info()["languages"]
    if len(languages) < 2:
        hints.append(f"the corpus holds {' and '.join(languages) or 'no'} texts only")
    output.say(f"No mandate matches; {'; '.join(hints) or 'try fewer words or word*'}")
