"""JSON Lines: one record a line, UTF-8, keys in the order of the model. The truth that the index is made from."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError

R = TypeVar("R", bound=BaseModel)
ANEW: Final = "'mandates parse' makes it anew"


def write(path: Path, records: Iterable[BaseModel]) -> None:
    atomic.write(path, (record.model_dump_json().encode() + b"\n" for record in records))


def read(path: Path, kind: type[R], remedy: str = ANEW) -> list[R]:
    """Raises CorpusError with file and line of the first line that is no such record, and the remedy."""
    return [record for _, record in lines(path, kind, remedy)]


def lines(path: Path, kind: type[R], remedy: str = ANEW) -> Iterator[tuple[str, R]]:
    """Each line and its record, one at a time. Raises CorpusError as `read` does."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8", "replace").rstrip("\r\n"), _record(line, path, number, kind, remedy)
    except OSError as error:
        raise CorpusError(f"Cannot read {path} ({error.strerror}); run 'mandates parse' to make it again.") from error


def _record(line: bytes, path: Path, number: int, kind: type[R], remedy: str) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the line"
        raise CorpusError(f"{path}:{number} is no {kind.__name__} ({where}: {fault['msg']}); {remedy}.") from error
