"""Commands that look for words."""

import json as json_
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.read import filters_of
from mandates_cli.corpus import Corpus, Filters, Row
from mandates_cli.errors import FieldError, UsageError

if TYPE_CHECKING:
    from mandates_cli.query import Node
    from mandates_cli.query.concordance import Line, Wording

SIDES: Final = ("left", "right")
# Columns, where there may be no row to show them.
FACETS: Final = ("facet", "value", "mandates")
LINES: Final = ("id", "summit", "language", "left", "hit", "right")
WORDINGS: Final = ("wording", "language", "first", "last", "mandates", "references")


def search(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help='Words, a "phrase", word*, OR, NOT or -, NEAR/5, field:value, ( ).'),
    ],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections or variants.")] = False,
    semantic: o.Semantic = False,
    hybrid: o.Hybrid = False,
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

        mandates search --semantic 'who looks after people that report bribery?'
    """
    from mandates_cli.query.grammar import parse, pointed

    out = output.chosen(format, json, fields, no_color)
    text = " ".join(query)
    asked = {"--kwic": kwic, "--facets": facets, "--count": count, "--explain": explain}
    answers = [option for option, given in asked.items() if given]
    if semantic or hybrid:
        from mandates_cli.cli.semantic import search as by_meaning

        filters = filters_of(summit, theme, document, lang, page, limit, sort)
        by_meaning(text, hybrid, filters, out, data_dir, ["--exact"] * exact + answers)
        return
    if len(answers) > 1 and not (answers == ["--kwic", "--facets"] and out.format is o.Format.table):
        raise UsageError(f"{' and '.join(answers)} are different answers; ask for one of them.")
    if not kwic and (width is not None or sort in SIDES):
        raise UsageError(f"{f'--sort {sort}' if sort in SIDES else '--width'} is for --kwic lines; add --kwic.")
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
        hits = None
        if kwic:
            number, hits = _kwic(found, tree, sort, width, out)
        elif facets and out.format is not o.Format.table:
            rows = corpus.facets(filters, tree)
            output.rows(rows, out, columns=FACETS)
            number = len(rows)
        else:
            number = output.mandates(found, out, partial(_spans, tree))
        if facets and number and out.format is o.Format.table:
            output.rows(corpus.facets(filters, tree), out, columns=FACETS)
        _told(number, hits, corpus, out, filters, tree)
    except FieldError as error:
        raise pointed(error, text) from error


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
        from mandates_cli.render import kwic

        if out.format is o.Format.md:
            output.write([kwic.precedents_as_markdown(found)])
        else:
            output.write([kwic.precedents(found, output.width(), output.colored(out))])
    else:
        output.rows(
            [
                {
                    "wording": w.text, "language": w.language, "first": min(w.known, default=None),
                    "last": max(w.known, default=None), "mandates": [r["id"] for r in w.records],
                    "references": [(r["citation"] or {}).get("text") for r in w.records],
                }
                for w in found
            ],
            out,
            columns=WORDINGS,
        )  # fmt: skip
    _uses(found)


def _uses(found: "list[Wording]") -> None:
    used = sorted({(r["summit"] or 9999, r["id"]) for w in found for r in w.records})
    if not used:
        output.say("No mandate uses these words side by side; try fewer of them, or 'mandates search'.")
        return
    by_year = Counter("unknown" if year == 9999 else year for year, _ in used)
    counts = ", ".join(f"{year}: {n}" for year, n in by_year.items())
    wordings = f"{len(found):,} wording{'' if len(found) == 1 else 's'}"
    output.say(f"{wordings} in {output.mandates_counted(len(used))} ({counts})")
    known = [(year, id) for year, id in used if year != 9999]
    if known:
        output.say(f"first {known[0][0]} ({known[0][1]}), last {known[-1][0]} ({known[-1][1]})")


def _spans(tree: "Node", record: Row) -> list[tuple[int, int]]:
    from mandates_cli.query.oracle import spans

    return spans(tree, record)


def _kwic(
    found: Iterator[str], tree: "Node", sort: str | None, width: int | None, out: output.Output
) -> tuple[int, int]:
    """Concordance lines, as they come unless they are to be sorted; how many mandates and how many hits there were."""
    from mandates_cli.folding import fold
    from mandates_cli.query.concordance import lines

    mandates = output.Counted(map(json_.loads, found))
    hits = output.Counted(lines(mandates, tree))
    wanted: Iterable[Line] = hits
    if sort == "left":
        wanted = sorted(hits, key=lambda line: fold(line.left).split()[::-1])
    elif sort == "right":
        wanted = sorted(hits, key=lambda line: fold(line.right).split())
    if out.format is o.Format.table and out.fields is None:
        from mandates_cli.render.kwic import kwic

        output.write(kwic(wanted, width or output.width(), output.colored(out)))
    else:
        output.rows(map(_row, wanted), out, columns=LINES)
    return mandates.count, hits.count


def _row(line: "Line") -> Row:
    record = line.record
    return {
        "id": record["id"], "summit": record["summit"], "language": record["language"], "left": line.left,
        "hit": line.hit, "right": line.right,
    }  # fmt: skip


def _explained(tree: "Node", depth: int = 0) -> Iterator[str]:
    """The tree, a node a line, and under each term what it stands for."""
    from mandates_cli.query import Field, Near, Not, Term, alternatives, begun, stems

    pad = "  " * depth
    if isinstance(tree, Term):
        yield f"{pad}{'words' if len(tree.words) > 1 else 'word'} {' '.join(tree.words)}{'*' if tree.prefix else ''}\n"
        if tree.prefix:
            wanted = [tree.words] if tree.exact else begun(tree.words)
            yield f"{pad}  begins with {', '.join(map(' '.join, wanted))}\n"
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


def _told(number: int, hits: int | None, corpus: Corpus, out: output.Output, filters: Filters, tree: "Node") -> None:
    """A table ends with its count; an empty answer says what would widen it. `hits` counts lines in context."""
    if number and hits == 0:
        output.say(f"{_matching(number)}, but not by words that --kwic could show; without it they are listed.")
    elif number:
        if out.format is o.Format.table:
            output.say(output.mandates_counted(number) if hits is None else f"{hits:,} hit{'' if hits == 1 else 's'}")
    elif filters.limit == 0 and (count := corpus.count(filters, tree)):
        output.say(f"{_matching(count)}; --limit 0 shows none.")
    else:
        output.say(f"No mandate matches; {'; '.join(_hints(corpus, filters, tree)) or 'try fewer words or word*'}")


def _matching(number: int) -> str:
    return f"{output.mandates_counted(number)} match{'es' if number == 1 else ''}"


def _hints(corpus: Corpus, filters: Filters, tree: "Node") -> Iterator[str]:
    from mandates_cli.query import terms

    for option, count in corpus.relaxed(filters, tree):
        yield f"without {option} {output.mandates_counted(count)} would"
    if near := corpus.nearest(tree):
        yield f"did you mean {' or '.join(near[:3])}?"
    lowered = {term.words for term in terms(tree)} & {("and",), ("or",), ("not",), ("near",)}
    if lowered:
        yield f"operators are written in capitals: {', '.join(sorted(word.upper() for (word,) in lowered))}"
    languages = corpus.languages()
    if not languages:
        yield "the corpus holds no mandates; 'mandates fetch' or 'mandates import' brings some"
    elif len(languages) < 2:
        yield f"the corpus holds {languages[0]} texts only"
