"""Files for other programs, made of the mandates that pass the filters.

A format is a module here and a line in FORMATS. Its `write(path, chosen, told)` fills a path that nobody reads yet;
`written` puts it in its place. The same corpus gives the same bytes, whenever and wherever: no clock, no random order.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from mandates_cli import outlet
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.query.filters import Languages
from mandates_cli.render.pairs import Pair, pairs
from mandates_cli.rows import MandateRow

# Hears how many mandates were written so far.
Told = Callable[[int], None]
# By this file a folder is known as an export, and which files are ours.
PACKAGE: Final = "datapackage.json"
NAME: Final = "summits-of-the-americas-mandates"


class Format(NamedTuple):
    """`module` here writes it; `library`, where it needs one, comes with the extra of that name."""

    module: str
    endings: Sequence[str] = ()
    library: str | None = None
    extra: str | None = None


FORMATS: Final[Mapping[str, Format]] = {
    "sqlite": Format("sqlite", (".sqlite", ".sqlite3", ".db")),
    "parquet": Format("parquet", (".parquet",), library="duckdb", extra="parquet"),
    "html": Format("explorer", (".html", ".htm")),
    "package": Format("datapackage"),
    "xlsx": Format("office.workbook", (".xlsx",), library="openpyxl", extra="office"),
    "docx": Format("office.report", (".docx",), library="docx", extra="office"),
}


class Chosen(NamedTuple):
    """What is exported. Headers and sentences of ours are in `language`, en or es. `partition` is the column by whose
    values tables are split, where they can be; `parallel` wants each mandate beside its twin."""

    corpus: Corpus
    filters: Filters
    language: str
    partition: str | None = None
    parallel: bool = False

    @classmethod
    def of(cls, corpus: Corpus, filters: Filters, partition: str | None = None, parallel: bool = False) -> "Chosen":
        """Raises UnknownName and UsageError."""
        codes = [code for one in corpus.asked(filters).criteria if isinstance(one, Languages) for code in one.codes]
        return cls(corpus, filters, codes[0] if len(codes) == 1 else "en", partition, parallel)

    def rows(self, told: Told = lambda _: None) -> Iterator[MandateRow]:
        """The mandates, in order, as they are read; asked again, they come again."""
        for number, row in enumerate(self.corpus.rows(self.filters), 1):
            yield row
            told(number)

    def pairs(self, told: Told = lambda _: None) -> Iterator[Pair]:
        """The mandates, each by itself or beside its twin."""
        rows = self.rows(told)
        return pairs(rows, self.corpus.row) if self.parallel else map(Pair, rows)

    @property
    def whole(self) -> bool:
        """Whether nothing is filtered out."""
        return self.filters._replace(sort=None) == Filters()

    @property
    def said(self) -> str:
        """The filters as they were typed: `summit 2022, theme security, limit 5`. Empty where there are none."""
        said: list[str] = []
        for name, typed in self.filters._replace(sort=None)._asdict().items():
            if typed is True:
                said.append(name)
            elif isinstance(typed, (list, tuple)):
                said += [f"{name} {value}" for value in typed]
            elif typed not in (None, False):
                said.append(f"{name} {typed}")
        return ", ".join(said)


def endings() -> dict[str, str]:
    """The format of each ending."""
    return {ending: format for format, known in FORMATS.items() for ending in known.endings}


def written(path: Path, format: str, chosen: Chosen, told: Told) -> None:
    """A file or a folder, whole or not at all. Raises OSError, and UsageError where a library is missing or `path` is
    a folder that is no export of ours."""
    found = FORMATS[format]
    if found.library and found.extra:
        check_library(format, found.library, found.extra)
    write = partial(import_module(f"{__name__}.{found.module}").write, chosen=chosen, told=told)
    _check(path)
    with outlet.made(path) as place:
        write(place)


def check_library(format: str, library: str, extra: str) -> None:
    """Raises UsageError where it is not installed."""
    if find_spec(library) is None:
        template = "To write {format}, install what it needs: pip install 'mandates-cli[{extra}]'"
        raise UsageError(template, format=format, extra=extra)


def _check(path: Path) -> None:
    """Raises UsageError for a folder that holds what we did not write: it would be lost."""
    if not path.is_dir():
        return
    held = sorted(found.relative_to(path).as_posix() for found in path.rglob("*") if not found.is_dir())
    ours = _ours(path / PACKAGE)
    if foreign := [name for name in held if name not in ours]:
        template = "{path} holds files that no export wrote, such as {file}; choose a new name for the folder."
        raise UsageError(template, path=path, file=foreign[0])


def _ours(package: Path) -> set[str]:
    """The files of the export that a folder is, relative to it; none where it is not one."""
    try:
        held: Any = json.loads(package.read_bytes())
        if held["name"] != NAME:
            return set()
        resources = [resource["path"] for resource in held["resources"]]
        files = {name for path in resources for name in ([path] if isinstance(path, str) else path)}
        return {PACKAGE, "codebook.md"} | files
    except (OSError, ValueError, KeyError, TypeError):
        return set()
