"""TOML rows to records: the package's tables, with what a user's own tables add or replace."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from mandates_cli.errors import CorpusError
from mandates_cli.folding import fold
from mandates_cli.model import (
    Archive,
    Attribution,
    Body,
    Document,
    LabelWord,
    NamedLanguage,
    Record,
    Site,
    SkeletonLine,
    Summit,
    Theme,
)
from mandates_cli.registry import tables
from mandates_cli.registry.lookup import Registry

Row = Mapping[str, object]
R = TypeVar("R", bound=Record)


def load(folder: Path | None) -> Registry:
    return _read(folder) if tables.own(folder) else _package()


@cache
def _package() -> Registry:
    return _read(None)


def _read(folder: Path | None) -> Registry:
    registry = Registry(
        summits=tuple(sorted(_table(folder, "summits", "year", Summit, number=None), key=lambda s: s.year)),
        documents=_table(folder, "documents", "id", Document),
        themes=_table(folder, "themes", "slug", Theme, stem=None, title=None, headings=()),
        bodies=_table(folder, "bodies", "slug", Body),
        languages=_table(folder, "languages", "code", NamedLanguage),
        skeleton=_table(folder, "skeleton", "text", SkeletonLine),
        labels=_table(folder, "labels", "word", LabelWord),
        site=_table(folder, "site", "name", Site)[0],
        attribution=_table(folder, "attribution", "name", Attribution)[0],
        archives=_table(folder, "archives", "name", Archive),
    )
    if folder:
        _check(registry, folder)
    return registry


def _table(folder: Path | None, name: str, key: str, kind: type[R], **optional: object) -> tuple[R, ...]:
    """The rows of a table, each under its own `key`: a user's row takes the place of the package's. `optional` is what
    a row may leave out."""
    found: dict[object, R] = {}
    for place in (tables.PACKAGE, folder):
        path = place / f"{name}.toml" if place else None
        if path is None or not path.is_file():
            continue
        for number, row in enumerate(_rows(path, name), 1):
            record = _record(path, number, key, kind, {**optional, **row})
            found[getattr(record, key)] = record
    return tuple(found.values())


def _rows(path: Path, name: str) -> list[Row]:
    try:
        table = tomllib.loads(tables.read(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError("{path} is not valid TOML ({fault}); correct it.", path=path, fault=error) from error
    rows = table.get(name)
    if [*table] != [name] or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CorpusError("{path} may hold rows only, each below a line [[{name}]]; correct it.", path=path, name=name)
    return rows


def _record(path: Path, number: int, key: str, kind: type[R], row: Row) -> R:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        fault = error.errors()[0]
        raise CorpusError(
            "{path}, row {number} ({key} = {name!r}): {where}: {fault}; correct it.",
            path=path,
            number=number,
            key=key,
            name=row.get(key),
            where=".".join(map(str, fault["loc"])),
            fault=fault["msg"],
        ) from error


def _check(registry: Registry, folder: Path) -> None:
    """Raises CorpusError where a user's rows do not go together with the others."""
    years = {summit.year for summit in registry.summits}
    meanings: dict[tuple[int, str], str] = {}
    for document in registry.documents:
        path = folder / "documents.toml"
        if document.summit not in years:
            message = "{path}, id = {id!r}: there is no summit {year}; add it to {summits}."
            facts = {"year": document.summit, "summits": folder / "summits.toml"}
            raise CorpusError(message, path=path, id=document.id, **facts)
        for name, meaning in _meanings(document):
            if (other := meanings.setdefault((document.summit, fold(name)), meaning)) != meaning:
                message = "{path}, id = {id!r}: {name!r} already names {other}; leave it out in one of the two."
                raise CorpusError(message, path=path, id=document.id, name=name, other=other)
    slugs = {theme.slug for theme in registry.themes}
    for slug in sorted(slugs):
        root = slug.partition("/")[0]
        if root not in slugs:
            message = "{path}, slug = {slug!r}: there is no theme {root!r}; add a row for it."
            raise CorpusError(message, path=folder / "themes.toml", slug=slug, root=root)
    bodies: dict[str, str] = {}
    for body in registry.bodies:
        for name in sorted({*body.name.all(), *body.acronyms}):
            if (other := bodies.setdefault(name, body.slug)) != body.slug:
                message = "{path}, slug = {slug!r}: {name!r} already names {other}; leave it out in one of the two."
                raise CorpusError(message, path=folder / "bodies.toml", slug=body.slug, name=name, other=other)


def _meanings(document: Document) -> Iterator[tuple[str, str]]:
    """What a citation may call a document and its sections, each with what it means."""
    for name in document.title.all():
        yield name, document.id
    for section in document.sections:
        for name in section.name.all():
            yield name, f"{document.id}, section {section.name.en}"
