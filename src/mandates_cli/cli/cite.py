"""References to documents, and to the corpus."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

import typer

from mandates_cli import bounded
from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus
from mandates_cli.corpus.location import at_home
from mandates_cli.errors import UnknownName, UsageError
from mandates_cli.render import references
from mandates_cli.render.answer import Answer
from mandates_cli.render.references import Format
from mandates_cli.rows import MandateRow

if TYPE_CHECKING:
    from mandates_cli.render.references.reference import Library, Reference

STDIN: Final = "-"
# No record, let alone an id, is so long a line; an array may be one.
LONGEST: Final = 2**24
# So many unknown ids are named.
MOST_NAMED: Final = 5


def cite(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...",
            help="Ids or their unambiguous beginnings; - reads them, a line each or as JSON, from standard input.",
            autocompletion=o.completed_ids,
        ),
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", metavar="LABEL", help="An item of the one mandate that is cited.")
    ] = None,
    lang: Annotated[
        str | None,
        o.of_output(
            "--lang",
            "-l",
            metavar="en|es",
            help="The language to word it in. Default: English.",
            autocompletion=o.completed(lambda corpus, _: corpus.known("lang")),
        ),
    ] = None,
    dataset: Annotated[bool, typer.Option("--dataset", help="Cite the corpus itself, with its version.")] = False,
    format: Annotated[
        Format | None,
        o.of_output("--format", "-f", metavar="FORMAT", help="text, bibtex, csl or ris. Default: text."),
    ] = None,
    output_: Annotated[
        str | None,
        o.of_output("--output", "-o", metavar="FILE", help="A file to write whole: .txt, .bib, .json (CSL) or .ris."),
    ] = None,
    as_of: o.AsOf = None,
    data_dir: o.DataDir = None,
) -> None:
    """A reference to the document that a mandate is from: title, summit, place, date, chapter, items, address of the
    page and the day it was seen.

    One entry a mandate; its key is the mandate's id, the same whatever else is cited. The title is in the language of
    the text, and follows in brackets in the language of --lang where that is another.

    Examples:

        mandates cite 2022-democratic-governance-7c --item c

        mandates search cybercrime | mandates cite - -o references.bib

        mandates cite --dataset -f csl
    """
    file = None if output_ in (None, STDIN) else at_home(Path(output_ or ""))
    chosen = format or (_by_ending(file) if file else "text")
    asked = _asked(ids or (), item or (), dataset)
    corpus = answers.opened(data_dir, as_of)
    library = _library(corpus, lang)
    faults: list[str] = []
    found: Iterator[Reference] = iter([library.of_corpus()] if dataset else ())
    # One mandate's pages are looked for alone; for more of them all days are read, once.
    seen = partial(corpus.seen, each=STDIN in (ids or ()) or len(ids or ()) > 1)
    found = chain(found, (library.of(row, seen(row), _labels(row, item or ())) for row in _rows(corpus, asked, faults)))
    first = next(found, None)
    if first is not None or not faults:
        some = [first] if first else []
        prose = partial(references.written, chain(some, found), chosen)
        output.give(Answer({}, (), prose=prose), output.Output("text", None, no_color=True, file=file))
    if len(faults) == 1:
        corpus.raw_of(faults[0])  # says what is near it
    if faults:
        raise _unknown(faults)
    if first is None:
        output.say("Standard input names no mandate; 'mandates search WORD | mandates cite -' cites what is found.")


def _asked(ids: Sequence[str], items: Sequence[str], dataset: bool) -> Iterable[str]:
    """Raises UsageError for nothing to cite, and for items of more than one mandate."""
    if not ids and not dataset:
        raise UsageError("Nothing to cite; give an id ('mandates list --fields id' lists them), - or --dataset.")
    if items and (len(ids) != 1 or STDIN in ids):
        raise UsageError("--item is for one mandate, and these are more or unknown; cite it by itself.")
    return chain.from_iterable(piped() if id == STDIN else (id,) for id in ids)


def _by_ending(file: Path) -> Format:
    """Raises UsageError for an ending that no format has."""
    if found := references.ENDINGS.get(file.suffix.lower()):
        return found
    template = "{file} ends like no format of references; end it in {known}, or choose one with --format."
    raise UsageError(template, file=file, known=", ".join(references.ENDINGS))


def piped() -> Iterator[str]:
    """The ids in standard input: lines of ids, of records as JSON, or one array of either.

    Raises UsageError for a line of JSON without an id, and for what has no end.
    """
    if sys.stdin is None:
        raise UsageError("Standard input is closed; give the ids, or pipe them in.")
    stdin = sys.stdin.buffer
    for number, raw in enumerate(iter(lambda: stdin.readline(LONGEST), b""), 1):
        line = raw.decode("utf-8-sig", "replace").strip()
        if line[:1] == "[":
            whole = (raw + bounded.piped(stdin, "standard input")).decode("utf-8-sig", "replace")
            for record in cast("list[object]", _parsed(whole, number)):
                yield _id(record, number)
            return
        if len(raw) == LONGEST:
            template = "Line {number} of standard input is too long for an id; pipe in what 'mandates list' prints."
            raise UsageError(template, number=number)
        if line[:1] in ("{", '"'):
            yield _id(_parsed(line, number), number)
        elif line:
            yield line


def _parsed(text: str, number: int) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        template = "Line {number} of standard input is no JSON ({fault}); pipe in ids, or what 'mandates list' prints."
        raise UsageError(template, number=number, fault=error) from error


def _id(record: object, number: int) -> str:
    found = record.get("id") if isinstance(record, dict) else record
    if isinstance(found, str):
        return found
    template = "Line {number} of standard input has no id; pipe in ids, or what 'mandates list' prints."
    raise UsageError(template, number=number)


def _library(corpus: Corpus, lang: str | None) -> "Library":
    from mandates_cli.render.references.reference import Library
    from mandates_cli.render.sheet import Known

    tables = corpus.tables()
    known = Known.of(tables.summits(), tables.documents())
    words = corpus.language(lang) if lang is not None else "en"
    return Library(known, corpus.attribution(), str(corpus.version), words)


def _rows(corpus: Corpus, ids: Iterable[str], faults: list[str]) -> Iterator[MandateRow]:
    """Each mandate once, in the order asked; an id that names none, or more than one, becomes one of the `faults`."""
    cited = set()
    for id in ids:
        begun = corpus.begun(id)
        if len(begun) != 1:
            faults.append(id)
        elif begun[0] not in cited:
            cited.add(begun[0])
            yield corpus.row(begun[0])


def _labels(row: MandateRow, items: Sequence[str]) -> list[str]:
    """The labels as the mandate has them: `b` for `b)`. Raises UsageError for an item that it lacks."""
    labels = {_bare(item["label"]): item["label"] for item in row["items"] if item["label"]}
    for item in items:
        if _bare(item) in labels:
            continue
        if _bare(item) in map(_bare, row["missing_labels"]):
            template = "No page shows item {item} of {id}; leave out --item to cite the mandate."
            raise UsageError(template, item=item, id=row["id"])
        has = "its items are {known}." if labels else "it has no labelled items."
        raise UsageError("{id} has no item {item!r}; " + has, id=row["id"], item=item, known=", ".join(labels.values()))
    return [labels[_bare(item)] for item in items]


def _bare(label: str) -> str:
    return label.strip(" .)(").casefold()


def _unknown(ids: Sequence[str]) -> UnknownName:
    names = ", ".join(map(repr, ids[:MOST_NAMED]))
    template = "{count} of the ids name no mandate or more than one: {names}; 'mandates list --fields id' lists them."
    more = ", …" if len(ids) > MOST_NAMED else ""
    return UnknownName(template, ids[0], count=len(ids), names=names + more)
