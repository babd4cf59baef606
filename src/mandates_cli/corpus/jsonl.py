"""JSON Lines: one record a line, UTF-8, keys in the order of the model. The truth that the index is made from."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.corpus.location import opened
from mandates_cli.errors import CorpusError
from mandates_cli.model import Diagnostic, Identity, Mandate, Page, Sighting, Snapshot

R = TypeVar("R", bound=BaseModel)
KINDS: Final[Mapping[str, type[BaseModel]]] = {
    "mandates.jsonl": Mandate, "pages.jsonl": Page, "diagnostics.jsonl": Diagnostic, "ids.jsonl": Identity,
    "manifest.jsonl": Sighting, "snapshots.jsonl": Snapshot,
}  # fmt: skip
UNIQUE: Final = (Mandate, Page, Identity)
ANEW: Final = "'mandates parse' makes it anew"


def raws(records: Iterable[BaseModel]) -> list[str]:
    """The JSON of each record."""
    return [record.model_dump_json() for record in records]


def write(path: Path, records: Iterable[BaseModel]) -> None:
    atomic.write(path, ended(raws(records)))


def ended(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as they stand in a file, each with its end."""
    return (line.encode() + b"\n" for line in lines)


def read(path: Path, kind: type[R], remedy: str = ANEW) -> list[R]:
    """Raises CorpusError with file and line of the first line that is not such a record, and the remedy."""
    return [record for _, record in lines(path, kind, remedy)]


def lines(path: Path, kind: type[R], remedy: str = ANEW) -> Iterator[tuple[str, R]]:
    """Each line and its record, one at a time. Raises CorpusError as `read` does."""
    try:
        with opened(path) as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8", "replace").rstrip("\r\n"), _record(line, path, number, kind, remedy)
    except OSError as error:
        message = "Cannot read {path} ({reason}); run 'mandates parse' to make it again."
        raise CorpusError(message, path=path, reason=error.strerror) from error


def fault(path: Path, name: str, remedy: str) -> CorpusError | None:
    """What is wrong with the first line that is no record, or stands twice, in the corpus' own file of that name."""
    kind = KINDS.get(name)
    known: dict[str, int] = {}
    try:
        for number, (raw, _) in enumerate(lines(path, kind, remedy) if kind else (), 1):
            if known.setdefault(raw, number) != number and kind in UNIQUE:
                twice = "{path}:{number} repeats line {first}; {remedy}."
                return CorpusError(twice, path=path, number=number, first=known[raw], remedy=remedy)
    except CorpusError as error:
        return error
    return None


def _record(line: bytes, path: Path, number: int, kind: type[R], remedy: str) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the line"
        message = "{path}:{number} is not a valid {kind} ({where}: {fault}); {remedy}."
        facts = {"path": path, "number": number, "kind": kind.__name__.lower(), "where": where}
        raise CorpusError(message, **facts, fault=fault["msg"], remedy=remedy) from error
