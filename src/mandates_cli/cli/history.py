"""What happened to a mandate, or on a page, since it was first seen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.cite import STDIN, piped
from mandates_cli.corpus import Corpus
from mandates_cli.errors import UnknownName

if TYPE_CHECKING:
    from mandates_cli.corpus.chronicle import Chronicle
    from mandates_cli.render.history import Course
    from mandates_cli.rows import LifetimeRow


def _offered(corpus: Corpus, incomplete: str) -> Iterator[o.Offered]:
    """Ids, also of what left the site, and pages."""
    from mandates_cli.corpus.chronicle import Chronicle

    for lifetime in Chronicle(corpus.where).beginning(incomplete):
        yield lifetime["id"], o.beside(lifetime["phases"][-1]["text"][: o.OPENING])
    for page in sorted(corpus.tables().pages()):
        if page.startswith(incomplete):
            yield page, "page"


def history(
    operands: Annotated[
        list[str],
        typer.Argument(
            metavar="ID|PAGE...",
            help="A mandate, by its id or the beginning of one, or a page; - reads ids from standard input.",
            autocompletion=o.completed(_offered),
        ),
    ],
    *,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """When a mandate first stood on the site, on which pages, what was corrected, when it left and when it returned; or
    what came, left and changed on a page.

    What is told are sightings: a change happened between the day on which the old state was last seen and
    the day on which the new one was found. A mandate that left the site still has its id here.

    Examples:

        mandates history 2018-lima-commitment-73

        mandates history sec.html -f md > report.md

        mandates list --theme security | mandates history - -f csv > history.csv
    """
    from mandates_cli.render.history import answer

    corpus = Corpus.open(data_dir)
    asked = chain.from_iterable(piped() if operand == STDIN else (operand,) for operand in operands)
    courses = _courses(corpus, asked)
    output.give(answer(courses), out)
    if not courses:
        output.say("Standard input names no mandate; 'mandates list' prints what this command reads.")


def _courses(corpus: Corpus, asked: Iterable[str]) -> "Sequence[Course]":
    """Each once, in the order asked. Raises UnknownName for what is neither a mandate nor a page."""
    from mandates_cli.compare.course import of_mandate
    from mandates_cli.corpus.chronicle import Chronicle
    from mandates_cli.corpus.sightings import moments
    from mandates_cli.render.history import Course

    past, found = Chronicle(corpus.where), dict[str, Course]()
    seen = cache(lambda: moments(corpus.where.raw))
    for name in asked:
        if row := past.named(name):
            of_it = list(of_mandate(_seen_since(corpus, row, seen) if row["stands"] else row))
            course = Course(row["id"], False, of_it)
        else:
            course = _of_page(corpus, name, past)
        found.setdefault(course.of, course)
    return list(found.values())


def _seen_since(corpus: Corpus, row: "LifetimeRow", seen: Callable[[], Mapping[tuple[str, str], str]]) -> "LifetimeRow":
    """A run that finds all pages as they were is written down, and makes no records."""
    shown = ((placement["page"], placement["snapshot"]) for placement in corpus.row(row["id"])["placements"])
    row["last_seen"] = max([row["last_seen"], *(seen()[page] for page in shown if page in seen())])
    return row


def _of_page(corpus: Corpus, name: str, past: "Chronicle") -> "Course":
    from mandates_cli.compare.course import of_page
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build
    from mandates_cli.pipeline.states import of_page as states
    from mandates_cli.query.naming import unknown
    from mandates_cli.render.history import Course

    store = RawStore(corpus.where.raw)
    try:
        page, *others = build.names(build.known(corpus.where), store.newest()).pages(name)
    except UnknownName as error:
        known = [*error.nearest, *(row["id"] for row in past.beginning())]
        raise unknown("mandate or page", name, known, "'mandates list --fields id'") from error
    if others:
        template = "{name!r} names {count:page}; write one of them whole: {pages}."
        raise UnknownName(template, name, (page, *others), count=len(others) + 1, pages=", ".join((page, *others)))
    return Course(page, True, list(of_page(page, states(page, corpus.where))))
