"""JSON Lines: one record a line, UTF-8, keys in the order of the model. The truth that the index is made from."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError

R = TypeVar("R", bound=BaseModel)
ANEW: Final = "'mandates parse' makes it anew"


def write(path: Path, records: Iterable[BaseModel]) -> list[str]:
    """The JSON of each record, as written."""
    raws = [record.model_dump_json() for record in records]
    atomic.write(path, (raw.encode() + b"\n" for raw in raws))
    return raws


def read(path: Path, kind: type[R], remedy: str = ANEW) -> list[R]:
    """Raises CorpusError with file and line of the first line that is not such a record, and the remedy."""
    return [record for _, record in lines(path, kind, remedy)]


def lines(path: Path, kind: type[R], remedy: str = ANEW) -> Iterator[tuple[str, R]]:
    """Each line and its record, one at a time. Raises CorpusError as `read` does."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8", "replace").rstrip("\r\n"), _record(line, path, number, kind, remedy)
    except OSError as error:
        message = "Cannot read {path} ({reason}); run 'mandates parse' to make it again."
        raise CorpusError(message, path=path, reason=error.strerror) from error


def _record(line: bytes, path: Path, number: int, kind: type[R], remedy: str) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the line"
        message = "{path}:{number} is not a valid {kind} ({where}: {fault}); {remedy}."
        facts = {"path": path, "number": number, "kind": kind.__name__.lower(), "where": where}
        raise CorpusError(message, **facts, fault=fault["msg"], remedy=remedy) from error
